"""Whether a report is one: that its parts fit each other, whoever wrote it.

What is read from a file passes here before anything else sees it, so that no page, table or drawing
has to ask whether a row exists or a number is one. That second methods agree with the report is
another question, see `archreport.report.self_check`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from archreport.errors import Phrase, phrase
from archreport.report.arithmetic import Number, evaluate
from archreport.report.model import Report, Row, Shape, Window
from archreport.report.run import Run
from archreport.report.sized import size_faults

#: Beyond what any machine could hold or do; a greater number is a slip or an attack.
LARGEST = 2**63 - 1
#: Most extents of a tensor; PyTorch itself has the same limit.
MOST_EXTENTS = 64
#: Bytes of the longest name that a file is made of; file systems allow 255 with an ending.
LONGEST_NAME = 200
#: Characters of the longest sum. Ours have some 300.
LONGEST_SUM = 4000
#: What a worked sum can be of, see `Row`.
COLUMNS = frozenset(
    ("params", "macs", "activations", "field", "jump", "height", "width", "depth", "length")
)
_KEY = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
#: An address within a page, and a file name.
_PLAIN = re.compile(r"[^\x00-\x20\x7f<>\"'&]+")


def invalidities(report: Report) -> list[Phrase]:
    """What does not fit in ``report``, one sentence each; empty for a valid one."""
    return [
        *_name_faults(report),
        *_row_faults(report),
        *_part_faults(report),
        *_total_faults(report),
        *_run_faults(report),
        *size_faults(report),
    ]


def _name_faults(report: Report) -> Iterator[Phrase]:
    """The key is a folder's name and part of an address; where there is one, rows have files."""
    key = report.identity.key
    if not key:
        return
    if not _KEY.fullmatch(key) or len(key) > LONGEST_NAME:
        yield phrase("report.fault.key", key=key[:LONGEST_NAME])
    for row in report.rows:
        if len(row.id.encode()) > LONGEST_NAME:
            yield phrase("report.fault.id", row=f"{row.id[:40]}…")


def _row_faults(report: Report) -> Iterator[Phrase]:
    ids = Counter(row.id for row in report.rows)
    yield from (phrase("report.fault.twice", row=name) for name in ids if ids[name] > 1)
    if len(report.inputs) > len(report.rows):
        yield phrase("report.fault.inputs", count=len(report.inputs), rows=len(report.rows))
    seen: set[str] = set()
    for row in report.rows:
        if not _PLAIN.fullmatch(row.id):
            yield phrase("report.fault.id", row=row.id)
        yield from (
            phrase("report.fault.reads", row=row.id, name=name)
            for name in row.inputs
            if name not in seen
        )
        seen.add(row.id)
        for what, number in _numbers(row):
            if not _are_counts(number):
                shown = _shown(number)
                yield phrase("report.fault.number", row=row.id, what=what, number=shown)
        counted = sum(param.count for param in row.params if param.counted)
        if _are_counts(counted, row.param_count) and counted != row.param_count:
            yield phrase("report.fault.params", row=row.id, counted=counted, number=row.param_count)
        for shape in (*row.in_shapes, *row.out_shapes, *(param.shape for param in row.params)):
            if not _is_shape(shape):
                yield phrase("report.fault.shape", row=row.id, shape=list(shape[:8]))
        if row.window and not _is_window(row.window):
            yield phrase("report.fault.window", row=row.id)
        if row.receptive and len({len(part) for part in _field_parts(row)}) > 1:
            yield phrase("report.fault.field", row=row.id)
        yield from _sum_faults(row)


def _numbers(row: Row) -> Iterator[tuple[str, int]]:
    names = (
        "param_count", "macs", "flops", "activations", "activation_bytes", "saved_bytes", "groups",
        "call", "calls",
    )  # fmt: skip
    yield from ((name, getattr(row, name)) for name in names)
    yield from ((param.name, param.count) for param in row.params)


def _is_shape(shape: Shape) -> bool:
    return len(shape) <= MOST_EXTENTS and _are_counts(*shape)


def _are_counts(*numbers: int) -> bool:
    """Whether all are numbers of something, and of no more than there can be."""
    return all(0 <= number <= LARGEST for number in numbers)


def _shown(number: int) -> str:
    """A number of more digits than anybody reads by its power of ten."""
    if abs(number) <= LARGEST:
        return f"{number:,}"
    return f"{'-' * (number < 0)}10^{math.log10(abs(number)):.0f}"


def _is_window(window: Window) -> bool:
    parts = (window.kernel, window.stride, window.padding, window.dilation, window.output_padding)
    return len({len(part) for part in parts}) == 1 and all(map(_is_shape, parts))


def _field_parts(row: Row) -> tuple[tuple[Number, ...], ...]:
    field = row.receptive
    return (field.size, field.smallest, field.jump, field.start) if field else ()


def _sum_faults(row: Row) -> Iterator[Phrase]:
    numbers = {"params": row.param_count, "macs": row.macs, "activations": row.activations}
    for column, sum_ in row.sums.items():
        try:
            if column not in COLUMNS or len(sum_.formula) > LONGEST_SUM:
                raise ValueError
            value = evaluate(sum_.formula, sum_.values)
            if abs(value) > LARGEST:
                raise ValueError
        except (ArithmeticError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
            yield phrase("report.fault.no_sum", row=row.id, column=column)
            continue
        if value != sum_.result or value != numbers.get(column, value):
            yield phrase(
                "report.fault.sum",
                row=row.id,
                column=column,
                value=value,
                number=numbers.get(column, sum_.result),
            )


def _part_faults(report: Report) -> Iterator[Phrase]:
    """Stages, blocks, modules and outputs are made of rows that there are."""
    rows = {row.id for row in report.rows}
    stages = {stage.id for stage in report.stages}
    for stage in report.stages:
        yield from _missing(f"stage {stage.id}", stage.rows, rows)
        if not _are_counts(stage.number, stage.params, stage.macs, stage.activations):
            yield phrase("report.fault.part", part=f"stage {stage.id}")
        if not _is_shape(stage.resolution) or not _PLAIN.fullmatch(stage.id):
            yield phrase("report.fault.part", part=f"stage {stage.id}")
    for block in report.blocks:
        yield from _missing(f"block {block.id}", sum(block.copies, ()), rows)
        yield from _missing(f"block {block.id}", (block.stage,) if block.stage else (), stages)
        if not block.copies or not all(block.copies) or len(set(map(len, block.copies))) > 1:
            yield phrase("report.fault.part", part=f"block {block.id}")
    for row in report.rows:
        yield from _missing(row.id, (row.stage,) if row.stage else (), stages)
    yield from _missing("outputs", report.outputs, rows)
    yield from _missing("inputs", (given.id for given in report.inputs), rows)
    for module in report.modules:
        if not _are_counts(module.params, module.calls):
            yield phrase("report.fault.part", part=f"module {module.path}")
    if not 0 <= report.coverage.counted <= report.coverage.total <= LARGEST:
        yield phrase("report.fault.part", part="coverage")


def _missing(part: str, names: Iterable[str], known: Collection[str]) -> Iterator[Phrase]:
    yield from (
        phrase("report.fault.missing", part=part, name=name) for name in names if name not in known
    )


def _total_faults(report: Report) -> Iterator[Phrase]:
    totals, rows = report.totals, report.rows
    for what, total, parts in (
        ("params", totals.params, sum(row.param_count for row in rows)),
        ("macs", totals.macs, sum(row.macs for row in rows)),
        ("flops", totals.flops, 2 * totals.macs),
        ("activations", totals.activations, sum(row.activations for row in rows)),
    ):
        if _are_counts(total, parts) and total != parts:
            yield phrase("report.fault.total", what=what, total=total, parts=parts)
    for name in totals.__dataclass_fields__:
        number = getattr(totals, name)
        if not _are_counts(number):
            yield phrase("report.fault.total_number", what=name, number=_shown(number))


def _run_faults(report: Report) -> Iterator[Phrase]:
    rows = {row.id for row in report.rows}
    for run in (report.run, report.untrained):
        yield from _faults_of_run(run, rows) if run else ()


def _faults_of_run(run: Run, rows: Collection[str]) -> Iterator[Phrase]:
    yield from _missing("run", (kernels.row for kernels in run.kernels), rows)
    yield from _missing("run", (layer.row for layer in run.layers), rows)
    yield from _missing("run", (sheet.row for sheet in run.sheets), rows)
    for layer in run.layers:
        if not (0 <= layer.zeros <= 1 and 0 <= layer.dead <= layer.channels <= LARGEST):
            yield phrase("report.fault.part", part=f"run {layer.row}")
    for sheet in run.sheets:
        sizes = (sheet.width, sheet.height, sheet.columns, sheet.of, *sheet.tile)
        if min(sizes) < 1 or max(sizes) > LARGEST or not sheet.channels:
            yield phrase("report.fault.part", part=f"run {sheet.row}")
    for file in (*(sheet.file for sheet in run.sheets), run.photo.crop):
        if not _stays_below(file):
            yield phrase("report.fault.file", file=file)


def _stays_below(file: str) -> bool:
    """Whether ``file`` names something below the report's own folder."""
    path = PurePosixPath(file)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in file
