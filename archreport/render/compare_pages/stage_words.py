"""The layers of a stage in a few words: "conv 3×3, 256 ×3", "bottleneck block, 1,024 ×6"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archreport.reading.graph import rows_by_id
from archreport.reading.layers import channels, is_minor
from archreport.reading.modules import branched_modules
from archreport.render.drawing.diagram.node_text import stride
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.modules import module_words
from archreport.report.kinds import has_weights
from archreport.report.model import Report, Row, Stage


@dataclass(frozen=True)
class EqualLayers:
    """Neighbouring layers or modules of one kind, and the channels that each hands on."""

    what: str
    channels: tuple[int, ...]

    def text(self, t: Language) -> str:
        """ "conv 3×3, 256 ×3"; "conv 3×3, 384 · 384 · 256"; "Inception module, 512 … 832 ×5"."""
        comma = t("op.separator")
        count = len(self.channels)
        if not count:
            return self.what
        distinct = len(set(self.channels))
        if distinct == 1 or count > 4:
            first, last = formatting.number(self.channels[0]), formatting.number(self.channels[-1])
            size = first if distinct == 1 else f"{first}{formatting.NBSP}…{formatting.NBSP}{last}"
            return f"{self.what}{comma}{size}" + (f" ×{count}" if count > 1 else "")
        return self.what + comma + " · ".join(map(formatting.number, self.channels))


def stage_layers(report: Report, stages: Iterable[Stage], t: Language) -> tuple[str, ...]:
    """The layers with weights of some stages, equal neighbours together; modules by their name.

    Where there are none: the operation that is there instead.
    """
    ids = {stage.id for stage in stages}
    runs: list[EqualLayers] = []
    for item in _items(report, ids, t):
        if runs and runs[-1].what == item.what and item.channels:
            runs[-1] = EqualLayers(item.what, runs[-1].channels + item.channels)
        else:
            runs.append(item)
    return tuple(item.text(t) for item in runs) or _other(report, ids, t)


def _items(report: Report, stages: set[str], t: Language) -> Iterable[EqualLayers]:
    rows, branched = rows_by_id(report), branched_modules(report)
    for block in report.blocks:
        if block.stage not in stages:
            continue
        for copy in block.copies:
            if block.id in branched:
                yield EqualLayers(module_words(block.module_type, t), (channels(rows[copy[-1]]),))
            else:
                yield from (_layer(rows[id_], t) for id_ in copy if has_weights(rows[id_]))


def _layer(row: Row, t: Language) -> EqualLayers:
    if row.kind == "linear":
        return EqualLayers(t("kind.linear"), (channels(row),))
    head = formatting.operation_parts(row, t)[0] + stride(row)
    if row.groups > 1:
        head = t("kinds.grouped", head=head, n=row.groups)
    return EqualLayers(head, (channels(row),))


def _other(report: Report, stages: set[str], t: Language) -> tuple[str, ...]:
    named = [
        formatting.operation_parts(row, t)[0]
        for row in report.rows
        if row.stage in stages and not is_minor(row)
    ]
    return tuple(dict.fromkeys(named))
