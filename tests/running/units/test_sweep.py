"""Pictures through a small network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from archreport.errors import ForwardFailed
from archreport.report.run import Scaling
from archreport.report.unit_rows import field_of, unit_rows, well_inside
from archreport.report.units import INSIDE
from archreport.running.photo import as_input
from archreport.running.units.keeping import load_found, save_found, still_there
from archreport.running.units.sweep import Found, nothing_found, sweep
from archreport.running.units.views import cut, views_of
from tests.running.units.networks import SIDE, network, noise

SCALING = Scaling((0.5, 0.4, 0.3), (0.2, 0.3, 0.4))
PICTURES = tuple(noise(name) for name in ("one", "two", "three", "four"))


def swept(count: int = 4, found: Found | None = None) -> Found:
    report, model = network()
    rows = unit_rows(report)
    found = found or nothing_found(rows)
    *_, last = sweep(report, model, rows, SCALING, PICTURES[:count], found)
    return last


def same(one: Found, two: Found) -> bool:
    return one.pictures == two.pictures and all(
        np.array_equal(one.layers[name].values, two.layers[name].values)
        and np.array_equal(one.layers[name].where, two.layers[name].where)
        and np.array_equal(one.layers[name].above, two.layers[name].above)
        for name in one.layers
    )


def test_each_patch_is_where_the_plain_network_has_its_value() -> None:
    found, (report, model) = swept(), network()
    for one in unit_rows(report):
        field = field_of(one)
        for unit, patches in enumerate(found.layers[one.row.id].patches()):
            for patch in patches:
                view = found.pictures[patch.picture].views[patch.view]
                image = PICTURES[patch.picture].read()
                batch = as_input(cut(image, view, (SIDE, SIDE)), SCALING)
                with torch.no_grad():
                    maps = model.first(batch)
                    maps = torch.relu(model.norm(maps))
                    if one.row.id == "second":
                        maps = model.second(model.pool(maps))
                values = maps[0, unit]
                assert float(values[patch.y, patch.x]) == pytest.approx(patch.value, rel=2e-3)
                down, across = (
                    well_inside(field, axis, values.shape[axis], SIDE, INSIDE) for axis in (0, 1)
                )
                assert patch.y in down
                assert patch.x in across
                best = values[down.start : down.stop, across.start : across.stop].max()
                assert float(best) == pytest.approx(patch.value, rel=2e-3)


def test_activity_counts_all_positions_of_all_views() -> None:
    found, (report, model) = swept(), network()
    above, positions = torch.zeros(5), 0
    for source in PICTURES:
        image = source.read()
        for view in views_of(image.size, (SIDE, SIDE)):
            with torch.no_grad():
                batch = as_input(cut(image, view, (SIDE, SIDE)), SCALING)
                maps = torch.relu(model.norm(model.first(batch)))[0]
            above += (maps > 0).sum((1, 2))
            positions += maps[0].numel()
    shares = (above / positions).tolist()
    assert found.layers["first"].active() == pytest.approx(shares, rel=5e-3)
    assert report.row("first").out_shape[1] == 5


def test_a_sweep_that_was_stopped_and_taken_up_again_finds_the_same(tmp_path: Path) -> None:
    rows = unit_rows(network()[0])
    save_found(swept(2), "key", tmp_path / "found.npz")
    before = load_found(tmp_path / "found.npz", "key", rows)
    assert before is not None
    assert len(before.pictures) == 2
    assert same(swept(4, before), swept(4))


def test_what_was_found_counts_for_its_own_key_alone(tmp_path: Path) -> None:
    rows = unit_rows(network()[0])
    save_found(swept(1), "key", tmp_path / "found.npz")
    assert load_found(tmp_path / "found.npz", "other", rows) is None


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_damaged_or_missing_file_is_nothing_found(tmp_path: Path, content: bytes | None) -> None:
    file, rows = tmp_path / "found.npz", unit_rows(network()[0])
    if content is not None:
        file.write_bytes(content)
    assert load_found(file, "key", rows) is None


def test_a_file_that_was_cut_short_is_nothing_found(tmp_path: Path) -> None:
    file, rows = tmp_path / "found.npz", unit_rows(network()[0])
    save_found(swept(1), "key", file)
    file.write_bytes(file.read_bytes()[:-200])
    assert load_found(file, "key", rows) is None


def test_a_picture_that_is_gone_or_changed_is_noticed() -> None:
    found = swept(2)
    sources = {source.name: source for source in PICTURES}
    assert still_there(found, sources)
    assert not still_there(found, {"one": sources["one"]})
    changed = noise("three")
    assert not still_there(found, {**sources, "two": changed})


def test_a_network_that_takes_another_way_is_refused() -> None:
    report, model = network()
    model.first = torch.nn.Conv2d(3, 6, 3, padding=1)
    model.norm = torch.nn.BatchNorm2d(6).eval()
    model.second = torch.nn.Conv2d(6, 4, 3, stride=2, padding=1)
    rows = unit_rows(report)
    with pytest.raises(ForwardFailed):
        next(sweep(report, model, rows, SCALING, PICTURES, nothing_found(rows)))
