"""The outline of a network: the few lines that a paper's own architecture table has.

ResNet's Table 1 says "[1×1, 64; 3×3, 64; 1×1, 256] × 3", GoogLeNet's one line per inception
module. Both are derived from a Report here, without torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archreport.report import Block, Report, Row, Shape

_WEIGHTED = ("conv", "up", "local", "linear")
_UNSAID = frozenset({"norm", "act", "shape", "other"})  # papers' tables leave these out


@dataclass(frozen=True)
class Layer:
    """A layer with weights inside a line: its kernel, () for a linear one, and its outputs."""

    row: str
    kernel: tuple[int, ...]
    channels: int


@dataclass(frozen=True)
class Line:
    """One line of the table: a module or a layer, ``repeats`` times in a row.

    ``name`` is the path of the first module or the id of the first layer, ``module_type`` its
    class ("" for a layer), ``op`` what its first operation does. ``out_shape`` is that of the last
    copy, without the batch. ``layers`` are the weights of one copy; of a residual block those on
    its main path only. ``depth`` counts the layers with weights on the longest path of one copy.
    Parameters and MACs are of all copies together.
    """

    stage: str
    name: str
    module_type: str
    op: str
    out_shape: Shape
    layers: tuple[Layer, ...]
    depth: int
    repeats: int
    params: int
    macs: int


def outline(report: Report) -> tuple[Line, ...]:
    """The lines of ``report`` in order, heads last where they ran last.

    Normalisations, activations and changes of layout are not lines of their own. Modules of one
    class that differ only in what they read (a first block with a projection) share a line.
    """
    rows = {row.id: row for row in report.rows}
    lines: list[Line] = []
    for block in report.blocks:
        line = _line(block, rows)
        if line is None:
            continue
        if lines and _continues(lines[-1], line):
            before = lines[-1]
            lines[-1] = replace(
                before,
                out_shape=line.out_shape,
                repeats=before.repeats + line.repeats,
                params=before.params + line.params,
                macs=before.macs + line.macs,
            )
        else:
            lines.append(line)
    return tuple(lines)


def _line(block: Block, rows: Mapping[str, Row]) -> Line | None:
    copies = [[rows[name] for name in copy] for copy in block.copies]
    first = copies[0]
    said = [row for row in first if row.kind not in _UNSAID]
    if not said:
        return None
    depth, path = _deepest(first)
    residual = any(row.op in ("add", "add_") for row in first)
    everywhere = [row for copy in copies for row in copy]
    return Line(
        stage=block.stage,
        name=_common_module(first) if block.module_type else said[0].id,
        module_type=block.module_type,
        op=said[0].op,
        out_shape=copies[-1][-1].out_shape[1:],
        layers=tuple(
            _layer(row)
            for row in first
            if row.kind in _WEIGHTED and (row.id in path or not residual)
        ),
        depth=depth,
        repeats=block.repeats,
        params=sum(row.param_count for row in everywhere),
        macs=sum(row.macs for row in everywhere),
    )


def _continues(before: Line, line: Line) -> bool:
    return bool(line.module_type) and (
        (before.stage, before.module_type, _shapes(before), before.depth)
        == (line.stage, line.module_type, _shapes(line), line.depth)
    )


def _shapes(line: Line) -> list[tuple[tuple[int, ...], int]]:
    return [(layer.kernel, layer.channels) for layer in line.layers]


def _layer(row: Row) -> Layer:
    kernel = row.hyper.get("kernel", ())
    return Layer(row.id, kernel if isinstance(kernel, tuple) else (), row.out_shape[1])


def _deepest(rows: Sequence[Row]) -> tuple[int, frozenset[str]]:
    """How many layers with weights lie on the longest path to the last row, and that path."""
    longest: dict[str, tuple[int, tuple[str, ...]]] = {}
    for row in rows:
        depth, path = max(
            (longest[name] for name in row.inputs if name in longest),
            key=lambda found: found[0],
            default=(0, ()),
        )
        longest[row.id] = (depth + (row.kind in _WEIGHTED), (*path, row.id))
    depth, path = longest[rows[-1].id]
    return depth, frozenset(path)


def _common_module(rows: Sequence[Row]) -> str:
    """The path of the innermost module around all of ``rows``."""
    paths = [row.module.split(".") for row in rows]
    common = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return ".".join(common)
