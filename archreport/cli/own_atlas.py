"""What ``atlas`` does: a reader's pictures through a network, and pages of what units answer to.

What was found is kept after every few pictures, so that the command can be stopped and goes on
where it was. Pages are written at the end, whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from archreport.cli.words import amount, word
from archreport.errors import BadInput, phrase
from archreport.progress import Progress
from archreport.report.model import Report
from archreport.report.run import Scaling, Weights
from archreport.report.unit_rows import UnitRow, unit_rows
from archreport.report.units import UnitAtlas, save_atlas

if TYPE_CHECKING:
    from torch import nn

    from archreport.running.units.sweep import Found
    from archreport.running.units.views import Source

#: Seconds between two times that what was found is kept.
_EVERY = 5


@dataclass(frozen=True)
class Wanted:
    """``MODEL[#ROW[/UNIT]]`` in its parts; "" and None where they are not given."""

    model: str
    row: str
    unit: str

    @staticmethod
    def of(text: str) -> Wanted:
        model, _, rest = text.partition("#")
        row, _, unit = rest.rpartition("/") if "/" in rest else (rest, "", "")
        return Wanted(model, row, unit)

    @property
    def folder(self) -> str:
        """A name for its results."""
        name = self.model.rpartition(":")[2]
        return _joined(name, self.row, self.unit)


def _joined(*parts: str) -> str:
    return "-".join(part.replace("/", "-") for part in parts if part)


@dataclass(frozen=True)
class Ready:
    """A network that can look at pictures, on its device. ``values`` names its weights where they
    were chosen, so that results of other weights stay: "imagenet", "seeded-7", "mine-1f2e3d4c"."""

    report: Report
    network: nn.Module
    weights: Weights
    scaling: Scaling
    values: str = ""


@dataclass(frozen=True)
class Written:
    """What `write_atlas` made: its first page, how many pictures were looked at, and why others
    were not."""

    page: Path
    looked_at: int
    unreadable: Sequence[str]


def write_atlas(
    wanted: Wanted, ready: Ready, pictures: Sequence[Source], out: Path, progress: Progress
) -> Written:
    """Look at the pictures and write the pages below ``out``.

    A picture that cannot be read is passed over. Raises `BadInput` and `UnknownRow` for what there
    is not, and where no picture can be read; `OutputFailed`. `KeyboardInterrupt` says what is kept.
    """
    from archreport.files import folder_atomically
    from archreport.language.choice import current
    from archreport.reading.learned import value_origins
    from archreport.render.unit_pages.html_files import unit_html_files
    from archreport.render.words.language import Language
    from archreport.running.units.result import layer_units
    from archreport.running.units.sprites import write_sprites
    from archreport.running.units.views import ENLARGED
    from archreport.running.weights.finite import first_not_finite

    report = ready.report
    if bad := first_not_finite(ready.network.named_parameters()):
        raise BadInput("atlas.not_finite", title=report.identity.title, name=bad.name)
    height, width = _picture_size(report)
    rows = _rows(report, wanted)
    unit = _unit(rows[0], wanted) if wanted.unit else None
    place = _joined(wanted.folder, ready.values)
    kept = out / f"{place}.found.npz"
    found, unreadable = _looked(ready, rows, pictures, kept, progress)
    atlas = UnitAtlas(
        network=report.identity.key or place,
        title=report.identity.title,
        input=(height, width),
        weights=ready.weights,
        scaling=ready.scaling,
        device=next(ready.network.parameters()).device.type,
        pictures=found.pictures,
        layers=layer_units(rows, found, value_origins(report, ready.weights)),
    )
    sources = {source.name: source for source in pictures}
    with folder_atomically(out / place) as new:
        write_sprites(atlas, sources, new, progress, unit)
        pages = unit_html_files(atlas, ENLARGED, Language(current()), unit)
        for name, text in pages.items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        save_atlas(atlas, new / "atlas.json")
    page = out / place / "index.html"
    return Written(page, len(found.pictures), [error.message for error in unreadable])


def _looked(
    ready: Ready, rows: Sequence[UnitRow], pictures: Sequence[Source], kept: Path, show: Progress
) -> tuple[Found, list[BadInput]]:
    """What the network's units answer to in all pictures, kept in the file ``kept`` on the way; and
    why some could not be read."""
    from archreport.running.units.keeping import load_found, save_found, still_there
    from archreport.running.units.sweep import nothing_found, sweep

    title, key = ready.report.identity.title, _key(ready, rows)
    sources = {source.name: source for source in pictures}
    found = load_found(kept, key, rows)
    if found is None or not still_there(found, sources):
        found = nothing_found(rows)
    saved, begun = found, monotonic()
    unreadable: list[BadInput] = []
    try:
        show(title, "look", len(found.pictures), len(pictures) + 1)
        steps = sweep(
            ready.report, ready.network, rows, ready.scaling, pictures, found,
            lambda _, error: unreadable.append(error),
        )  # fmt: skip
        for found in steps:
            show(title, "look", len(found.pictures), len(pictures) + 1)
            if monotonic() - begun > _EVERY:
                save_found(found, key, kept)
                saved, begun = found, monotonic()
    except KeyboardInterrupt:
        if found is not saved:
            save_found(found, key, kept)
        seen = amount("pictures", len(found.pictures))
        left = word("atlas.kept", seen=seen, all=len(pictures), file=kept)
        raise KeyboardInterrupt(left) from None
    if unreadable and not found.pictures:
        raise BadInput("atlas.none_readable", said=unreadable[0].message, count=len(unreadable))
    save_found(found, key, kept)
    return found, unreadable


def _key(ready: Ready, rows: Sequence[UnitRow]) -> str:
    """What was found counts for this very network, these weights and these rows."""
    parts = (
        ready.report.content_hash,
        ready.weights.sha256,
        ready.scaling,
        [one.row.id for one in rows],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _picture_size(report: Report) -> tuple[int, int]:
    shapes = [item.shape for item in report.inputs]
    if len(shapes) != 1 or len(shapes[0]) != 4 or shapes[0][1] not in (1, 3):
        raise BadInput("atlas.input", title=report.identity.title, shapes=shapes)
    return shapes[0][2], shapes[0][3]


def _rows(report: Report, wanted: Wanted) -> tuple[UnitRow, ...]:
    """The rows that are asked for."""
    rows = unit_rows(report)
    if not rows:
        raise BadInput("atlas.no_units", title=report.identity.title)
    if not wanted.row:
        return rows
    row = report.row(wanted.row)
    chosen = tuple(one for one in rows if one.row.id == row.id)
    if not chosen:
        names = [one.row.id for one in rows]
        raise BadInput(
            "atlas.row",
            phrase("atlas.row.hint", names=names),
            row=row.id,
            title=report.identity.title,
        )
    return chosen


def _unit(one: UnitRow, wanted: Wanted) -> int:
    text = wanted.unit
    if text not in map(str, range(one.units)):
        raise BadInput("atlas.unit", row=one.row.id, unit=text, last=one.units - 1)
    return int(text)


def shelf_network(
    key: str, weights: str, seed: int | None, device: str, *, progress: Progress
) -> Ready:
    """A network of the shelf with its weights."""
    from archreport.catalog.networks import entry
    from archreport.running.asked import refuse_what_cannot_be_had
    from archreport.running.device import choose_device
    from archreport.running.options import RunOptions
    from archreport.running.run import load_network, scaling_of
    from archreport.site.reports import analyse_entry

    one = entry(key)
    options = RunOptions(device=device, weights=weights, seed=seed)
    refuse_what_cannot_be_had([one], options)
    where = choose_device(device)
    progress(one.identity.title, "weights", 0, 2)
    network, loaded = load_network(one, options)
    values = _chosen(weights, seed, loaded)
    return Ready(analyse_entry(one), network.to(where), loaded, scaling_of(one, options), values)


def _chosen(weights: str, seed: int | None, loaded: Weights) -> str:
    """A name for weights that were asked for; "" where they were not."""
    from archreport.running.weights.choice import SOURCES

    if weights not in SOURCES:
        return f"{Path(weights).stem}-{loaded.sha256[:8]}"
    return _joined("" if weights == "auto" else weights, "" if seed is None else str(seed))


def own_network(
    target: str, shape: str, weights: str, seed: int | None, device: str, *, progress: Progress
) -> Ready:
    """A reader's own model, its pictures scaled as for most networks trained on ImageNet."""
    import torch

    from archreport.analysis.analyze import analyze
    from archreport.catalog.networks import CATALOG
    from archreport.catalog.own_model import load_target
    from archreport.cli.written_call import call_of
    from archreport.running.asked import refuse_missing_file
    from archreport.running.device import choose_device
    from archreport.running.weights.digest import state_digest
    from archreport.running.weights.files import load_state_dict_file

    if not shape:
        raise BadInput("atlas.give_input", target=target)
    if weights != "auto":
        refuse_missing_file(Path(weights))
    where = choose_device(device)
    title = target.rpartition(":")[2]
    progress(title, "weights", 0, 2)
    with torch.random.fork_rng():
        torch.manual_seed(seed or 0)  # the same values next time: what was found then still counts
        network = load_target(target, meta=False).eval()
    if weights == "auto":
        loaded = Weights("own", None, state_digest(network))
    else:
        loaded = load_state_dict_file(network, Path(weights))
    report = analyze(network, call_of([shape]), title=title)
    channels = report.inputs[0].shape[1] if report.inputs else 3
    usual = CATALOG["vgg16" if channels == 3 else "unet"]
    scaling = Scaling(usual.mean, usual.std, "RGB" if channels == 3 else "grey")
    values = _chosen(weights, seed, loaded)
    return Ready(report, network.to(where), loaded, scaling, values)
