"""What a layer is: which rows hold weights, what comes with them, their channels and extents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archreport.report.model import Report, Row, Shape

WEIGHT_KINDS = frozenset({"conv", "up", "local", "linear"})


def has_weights(row: Row) -> bool:
    return row.kind in WEIGHT_KINDS and bool(row.params)


def channels(row: Row) -> int:
    """Channels of an (N, C, …) result; features of a linear layer's (N, …, features)."""
    shape = row.out_shape
    if len(shape) < 2:
        return shape[0] if shape else 1
    return shape[-1] if row.kind == "linear" else shape[1]


def height(shape: Shape) -> int:
    """The vertical extent of (N, C, H, W), the only one of (N, C, L), 1 of (N, C)."""
    return shape[-2] if len(shape) > 3 else shape[-1] if len(shape) == 3 else 1


FOLLOWERS = frozenset({"norm", "act", "drop", "shape"})


@dataclass(frozen=True)
class Layer:
    """A copy of a block that is one layer: the row it is about, and what comes with that row.

    ``apart`` are rows that stand beside it in the forward pass without reading it or feeding it.
    """

    lead: Row
    rest: tuple[Row, ...]
    apart: tuple[Row, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.lead.id, *(row.id for row in self.rest))


def layer(copy: Sequence[str], rows: Mapping[str, Row]) -> Layer:
    """Tell the layer in a copy from what only stands beside it.

    The layer is what has weights, else what computes: of a crop and an addition, the addition.
    """
    members = [rows[id_] for id_ in copy]
    computing = [row for row in members if row.kind not in FOLLOWERS] or members
    lead = next((row for row in members if has_weights(row)), computing[0])
    near: set[str] = set()
    queue = [lead.id]
    while queue:
        here = queue.pop()
        if here not in near:
            near.add(here)
            queue += [row.id for row in members if here in row.inputs]
            queue += [source for source in rows[here].inputs if source in copy]
    return Layer(
        lead,
        tuple(row for row in members if row.id in near and row is not lead),
        tuple(row for row in members if row.id not in near),
    )


def in_blocks(report: Report) -> set[str]:
    """The ids of all rows that some block holds; the input is in none."""
    return {id_ for block in report.blocks for copy in block.copies for id_ in copy}
