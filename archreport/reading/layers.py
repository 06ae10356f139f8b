"""What a layer is: its row, what comes with it, its channels, height and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archreport.report.kinds import (
    AUXILIARY_KINDS,
    CONVOLUTION_KINDS,
    FOLLOWER_KINDS,
    TRUNK_KINDS,
    has_weights,
)
from archreport.report.model import ReceptiveField, Report, Row, Shape


def is_minor(row: Row) -> bool:
    """True for a step that needs no attention of its own: no parameters, no work, nothing new.

    Activations, dropout, reshapes and the like; a normalisation is more, even one without
    parameters.
    """
    minor = row.kind in ("act", "drop", *AUXILIARY_KINDS)
    return minor and not row.param_count and not row.macs


def is_addition(row: Row) -> bool:
    """True where two results are added, as a residual block adds its shortcut."""
    return row.kind == "join" and row.op.startswith("add")


def channels(row: Row) -> int:
    """Channels of an (N, C, …) result; features of a linear layer's or an embedding's
    (N, …, features), and of tokens."""
    shape = row.out_shape
    if len(shape) < 2:
        return shape[0] if shape else 1
    return shape[-1] if row.kind in ("linear", "embed") or is_tokens(row) else shape[1]


def is_tokens(row: Row) -> bool:
    """True for a result of (N, …, features), where a stage without resolution works on tokens."""
    in_trunk = row.stage.partition("-")[0] in TRUNK_KINDS
    return in_trunk and row.kind not in (*CONVOLUTION_KINDS, "pool")


def height(shape: Shape) -> int:
    """The vertical extent of (N, C, H, W), the only one of (N, C, L), 1 of (N, C)."""
    return shape[-2] if len(shape) > 3 else shape[-1] if len(shape) == 3 else 1


def local_field(row: Row) -> ReceptiveField | None:
    """The receptive field of a row whose values see a part of the input; None for all others:
    where every value sees the whole input, neighbours have no distance."""
    field = row.receptive
    return field if field is not None and field.status != "whole" else None


@dataclass(frozen=True)
class Layer:
    """A copy of a block that is one layer: the row it is about, and what comes with that row.

    ``apart`` are rows between them in the forward pass that neither read it nor feed it.
    """

    lead: Row
    rest: tuple[Row, ...]
    apart: tuple[Row, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the layer's rows, the lead's first."""
        return (self.lead.id, *(row.id for row in self.rest))


def layer(copy: Sequence[str], rows: Mapping[str, Row]) -> Layer:
    """The layer in a copy, apart from rows that only run in between.

    The layer is what has weights, else what computes: of a crop and an addition, the addition.
    """
    members = [rows[id_] for id_ in copy]
    computing = [row for row in members if row.kind not in FOLLOWER_KINDS] or members
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


def in_blocks(report: Report) -> frozenset[str]:
    """The ids of all rows that some block holds; the input is in none."""
    return frozenset(id_ for block in report.blocks for copy in block.copies for id_ in copy)
