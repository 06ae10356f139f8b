"""The spatial resolution every row works at, also through detours over other layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archreport.operations.table import operation
from archreport.report.kinds import CONVOLUTION_KINDS
from archreport.report.model import Row, Shape


def resolutions(
    rows: Sequence[Row],
    readers: Mapping[str, Sequence[str]],
    maps: Mapping[str, Shape | None],
) -> dict[str, Shape]:
    """The picture resolution of each row, () where there is no picture any more.

    Where the positions of the input can be followed, ``maps`` has their extents, also with channels
    last; () where they are laid out otherwise. Elsewhere the shape tells.

    A picture's tensor has four dimensions, a volume's five, and a signal's three, where receptive
    fields are those of a signal. That alone makes no picture (attention heads have four too): it
    comes from the input or from a convolution, and survives what keeps or resizes positions.
    Padding does not count as a change. A detour through other layouts (channels last and back)
    keeps its resolution.
    ``readers`` gives the ids of the rows that read a row.
    """
    found: dict[str, Shape] = {}
    seen: set[Shape] = set()
    ranks = {4, 5, *(2 + len(row.receptive.size) for row in rows if row.receptive)}
    for row in rows:
        out = row.out_shape[2:] if len(row.out_shape) in ranks else ()
        before = next((found[name] for name in row.inputs if found.get(name)), ())
        layout = operation(row.op).layout
        if layout == "padding" and before:
            out = before
        elif (followed := maps.get(row.id)) is not None:
            out = followed
        elif row.kind in ("shape", "index") and layout == "open":
            out = out if out in seen else ()
        elif row.kind not in ("io", *CONVOLUTION_KINDS) and (not before or row.kind == "linear"):
            out = ()
        found[row.id] = out
        seen.add(out)
    returns: dict[str, bool] = {}
    for row in reversed(rows):
        following = readers.get(row.id, ())
        returns[row.id] = bool(found[row.id]) or any(returns[name] for name in following)
    for row in rows:
        if not found[row.id] and returns[row.id]:
            found[row.id] = next((found[name] for name in row.inputs if found.get(name)), ())
    return found


def is_rescaled(before: Shape, after: Shape) -> bool:
    """A change by a stride or an upsampling, not the rim a convolution without padding cuts off."""
    if bool(before) != bool(after):
        return True
    return any(a * 3 <= b * 2 or b * 3 <= a * 2 for b, a in zip(before, after, strict=False))


def area(extents: Shape) -> int:
    """How many positions there are."""
    count = 1
    for extent in extents:
        count *= extent
    return count
