"""Several networks at once, what is fresh, and what is made again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archreport.catalog.networks import CATALOG, Entry
from archreport.errors import WeightsMismatch
from archreport.freshness.dependencies import differences
from archreport.reading.representatives import stage_representatives
from archreport.report.report_file import load
from archreport.report.run import Maps, Weights
from archreport.running.weights import oxford_file as oxford_file_module
from archreport.running.weights.oxford_file import oxford_file
from archreport.site import reports
from archreport.site.reports import (
    REPORT,
    BuildOptions,
    Built,
    build_reports,
    command_line,
    maps_of,
    report_dependencies,
    saved_reports,
)
from tests.paths import PACKAGE, ROOT

OPTIONS = BuildOptions(passes=1)
KEYS = ("resnet18", "googlenet")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Built]]:
    out = tmp_path_factory.mktemp("reports")
    return out, build_reports(KEYS, out, OPTIONS)


def test_reports_come_in_the_order_asked_for_and_whole(both: tuple[Path, list[Built]]) -> None:
    out, built = both
    assert [one.report.identity.key for one in built] == list(KEYS)
    assert sorted(path.name for path in out.iterdir()) == sorted(KEYS)
    for one in built:
        assert not one.fresh
        assert one.because == ("there was no earlier result",)
        assert load(one.folder / "report.json") == one.report
        run = one.report.run
        assert run is not None
        assert {sheet.row for sheet in run.sheets} >= stage_representatives(one.report)
        for file in (run.photo.crop, *(sheet.file for sheet in run.sheets)):
            assert (one.folder / file).stat().st_size
        assert len(run.weights.sha256) == 64


def test_what_is_fresh_is_loaded_and_a_name_given_twice_counts_once(
    both: tuple[Path, list[Built]],
) -> None:
    out, built = both
    again = build_reports((*KEYS, KEYS[0]), out, OPTIONS)
    assert [one.fresh for one in again] == [True, True]
    assert [one.report for one in again] == [one.report for one in built]


def test_with_nothing_to_do_torch_is_not_imported(both: tuple[Path, list[Built]]) -> None:
    out, _ = both
    script = (
        "import sys; from pathlib import Path\n"
        "from archreport.site.reports import BuildOptions, build_reports\n"
        f"built = build_reports({KEYS!r}, Path(sys.argv[1]), BuildOptions(passes=1))\n"
        "assert all(one.fresh for one in built) and 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script, out], cwd=ROOT, check=True)


def test_a_network_that_fails_leaves_the_finished_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyse = reports.analyse_entry

    def fails(entry: Entry):
        if entry is CATALOG["googlenet"]:
            raise WeightsMismatch("for the test", "nothing to do")
        return analyse(entry)

    monkeypatch.setattr(reports, "analyse_entry", fails)
    with pytest.raises(WeightsMismatch, match="for the test"):
        build_reports(("resnet18", "googlenet", "alexnet"), tmp_path, OPTIONS)
    assert [path.name for path in tmp_path.iterdir()] == ["resnet18"]
    assert (tmp_path / "resnet18" / "report.json").is_file()


# -- damage --------------------------------------------------------------------------------------

RESNET18 = CATALOG["resnet18"]
SMALL = replace(RESNET18, identity=replace(RESNET18.identity, key="small"), shape=(3, 32, 32))


@pytest.fixture
def shelf_with_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """ResNet-18 on a small picture, as a network of the shelf."""
    monkeypatch.setitem(CATALOG, "small", SMALL)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its reports, built once."""
    out = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(CATALOG, "small", SMALL)
        build_reports(("small",), out, OPTIONS)
    return out


@pytest.fixture
def copy(small: Path, tmp_path: Path, shelf_with_small: None) -> Path:
    """A copy of them to be damaged."""
    return Path(shutil.copytree(small, tmp_path / "reports"))


def _edit(path: Path) -> None:
    """Change a word and nothing of the size."""
    text = path.read_text(encoding="utf-8")
    assert '"macs"' in text
    path.write_text(text.replace('"macs"', '"MACS"', 1), encoding="utf-8")


def _delete(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _overwrite(path: Path) -> None:
    """With as many bytes, and the date of before."""
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGE = [
    ("input.webp", _delete, "input.webp is missing"),
    ("input.webp", _empty, "input.webp is damaged"),
    ("maps/*.png", _delete, "is missing"),
    ("maps/*.png", _overwrite, "is damaged"),
    ("filters/*.png", _cut, "is damaged"),
    ("report.json", _edit, "report.json is damaged"),
    ("report.json", _cut, "report.json is damaged"),
    ("timings.json", _delete, "timings.json is missing"),
    ("timings.json", _cut, "timings.json cannot be read"),
    ("manifest.json", _delete, "manifest.json cannot be read"),
    ("manifest.json", _cut, "manifest.json cannot be read"),
]


@pytest.mark.parametrize(("name", "damage", "reason"), DAMAGE)
def test_what_is_damaged_is_made_again(
    copy: Path, name: str, damage: Callable[[Path], None], reason: str
) -> None:
    file = min((copy / "small").glob(name))
    before = file.read_bytes()
    damage(file)
    (again,) = build_reports(("small",), copy, OPTIONS)
    assert not again.fresh
    assert len(again.because) == 1 and reason in again.because[0]
    if name != "timings.json":
        assert file.read_bytes() == before
    assert build_reports(("small",), copy, OPTIONS)[0].fresh


def test_what_is_being_made_is_no_report(tmp_path: Path) -> None:
    for name in (".archreport-1f-0.new", ".alexnet.old.1", "alexnet"):
        (tmp_path / "reports" / name).mkdir(parents=True)
        (tmp_path / "reports" / name / REPORT).touch()
    assert saved_reports(tmp_path) == [tmp_path / "reports/alexnet" / REPORT]


def test_what_is_whole_is_not_made_again_unless_it_is_asked_for(copy: Path) -> None:
    assert build_reports(("small",), copy, OPTIONS)[0].fresh
    (forced,) = build_reports(("small",), copy, OPTIONS, force=True)
    assert not forced.fresh and not forced.because


def test_of_an_untrained_network_one_layer_a_stage_is_drawn_unless_all_are_asked_for(
    copy: Path,
) -> None:
    (few,) = build_reports(("small",), copy, OPTIONS)
    run = few.report.run
    assert run and run.maps == "stages"
    maps = [sheet for sheet in run.sheets if sheet.what == "maps"]
    assert {sheet.row for sheet in maps} == stage_representatives(few.report)
    assert len(maps) == len({sheet.row for sheet in maps}) == len(few.report.stages)
    assert [sheet.what for sheet in run.sheets].count("filters") == 1
    (every,) = build_reports(("small",), copy, replace(OPTIONS, maps="all"))
    assert every.because == ("setting maps changed",)
    again = every.report.run
    assert again and again.maps == "all"
    assert again.layers == run.layers, "what is drawn changes no value"
    full = {s.row for s in again.sheets if s.what == "maps" and len(s.channels) == s.of}
    assert full > {sheet.row for sheet in maps}
    assert every.report.made and every.report.made.command == (
        "archreport build small --passes 1 --maps all"
    )


@pytest.mark.parametrize(
    ("maps", "trained", "drawn"),
    [(None, False, "stages"), (None, True, "all"), (None, None, "all"),
     ("all", False, "all"), ("stages", True, "stages")],
)  # fmt: skip
def test_which_layers_are_drawn(maps: Maps | None, trained: bool | None, drawn: Maps) -> None:
    assert maps_of(SMALL, BuildOptions(maps=maps), Weights("some", trained, "")) == drawn


def test_where_a_part_is_learned_it_is_drawn_in_full_on_the_page_of_its_own_network() -> None:
    weights = Weights("oxford", True, "", modules=("conv1_1",))
    drawn = {key: maps_of(CATALOG[key], BuildOptions(), weights) for key in ("vgg16", "fcn8s")}
    assert drawn == {"vgg16": "all", "fcn8s": "stages"}
    few = BuildOptions(maps="stages")
    assert maps_of(CATALOG["vgg16"], few, weights) == "stages"


def test_another_option_makes_it_again(copy: Path) -> None:
    (again,) = build_reports(("small",), copy, replace(OPTIONS, seed=1))
    assert again.because == ("setting seed changed",)


# -- what a report depends on --------------------------------------------------------------------


def test_of_the_networks_only_its_own_file_and_layers_count() -> None:
    parts = report_dependencies(CATALOG["fcn8s"], OPTIONS)
    models = {name for name in parts if name.startswith("archreport/models/")}
    layers = {name for name in models if name.startswith("archreport/models/layers/")}
    assert models - layers == {"archreport/models/__init__.py", "archreport/models/fcn.py"}
    assert "archreport/models/layers/bilinear.py" in layers
    assert "archreport/models/layers/inception.py" not in layers


def test_what_makes_it_counts_and_how_it_looks_does_not() -> None:
    parts = report_dependencies(CATALOG["vgg11"], OPTIONS)
    assert {
        "archreport/analysis/rows.py",
        "archreport/analysis/tracing/tracer.py",
        "archreport/operations/function_names.py",
        "archreport/report/model.py",
        "archreport/running/photos/chelsea.png",
        "archreport/running/labels/imagenet1k.txt",
        "archreport/running/run.py",
        "archreport/running/sheets/contact_sheet.py",
        "archreport/running/weights/seeded.py",
        "archreport/site/reports.py",
    } <= set(parts)
    apart = ("render", "cli", "course", "audit", "catalog")
    assert not [name for name in parts if name.startswith(tuple(f"archreport/{a}/" for a in apart))]
    assert {"library torch", "library numpy", "library pillow", "library torchinfo"} <= set(parts)


def test_every_source_is_there() -> None:
    for key in CATALOG:
        for name in report_dependencies(CATALOG[key], OPTIONS):
            if name.startswith("archreport/"):
                assert (PACKAGE.parent / name).is_file()


def test_learned_weights_count_where_a_network_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed or not, and which file: another one makes another report, and only there."""
    with_them = {key: report_dependencies(CATALOG[key], OPTIONS) for key in ("vgg16", "vgg19")}
    assert with_them["vgg16"]["setting weights"] == "oxford"
    assert with_them["vgg16"]["setting learned weights"] == oxford_file().sha256
    assert with_them["vgg19"]["setting weights"] == "seeded"
    assert "setting learned weights" not in with_them["vgg19"]

    other = replace(oxford_file(), distribution="no-such-package")
    monkeypatch.setattr(oxford_file_module, "oxford_file", lambda: other)
    without = {key: report_dependencies(CATALOG[key], OPTIONS) for key in ("vgg16", "vgg19")}
    assert differences(with_them["vgg16"], without["vgg16"]) == (
        "setting weights changed", "setting learned weights is gone",
    )  # fmt: skip
    assert not differences(with_them["vgg19"], without["vgg19"])


@pytest.mark.parametrize(
    ("key", "asked", "command"),
    [
        ("vgg16", "auto", "archreport build vgg16 --weights oxford"),
        ("vgg16", "seeded", "archreport build vgg16 --weights seeded"),
        ("vgg19", "auto", "archreport build vgg19"),
        ("vgg19", "seeded", "archreport build vgg19"),
        ("vgg19", "imagenet", "archreport build vgg19 --weights imagenet"),
    ],
)
def test_the_command_says_which_weights_where_that_may_differ(
    key: str, asked: str, command: str
) -> None:
    assert command_line(CATALOG[key], BuildOptions(weights=asked)) == command


def test_the_entry_counts_and_the_content_of_files(tmp_path: Path) -> None:
    entry = CATALOG["vgg11"]
    photo = tmp_path / "cat.png"
    photo.write_bytes(b"one")
    options = replace(OPTIONS, photo=str(photo))
    before = report_dependencies(entry, options)
    photo.write_bytes(b"two")
    now = report_dependencies(entry, options)
    assert {name for name in now if now[name] != before[name]} == {"file photo"}
    other = report_dependencies(replace(entry, seed=1), options)
    assert {name for name in now if now[name] != other[name]} == {"setting network"}
