"""Which kinds of operation hold weights, and which only come with the layer before them.

Both sides of the Report ask this: the analysis when it folds rows into blocks and counts the depth,
the pages when they say what a layer is. So it stands here, once.
"""

from __future__ import annotations

from archreport.report.model import Kind, Row, StageKind

#: Convolutions of every sort: shared or not (locally connected), downwards or upwards.
CONVOLUTION_KINDS: tuple[Kind, ...] = ("conv", "up", "local")

#: Kinds that multiply by kernels or matrices. An operation of these kinds need not own any: an
#: interpolation is an "up", the product of two activations a "linear" (see `has_weights`).
WEIGHT_KINDS: tuple[Kind, ...] = (*CONVOLUTION_KINDS, "linear")

#: Kinds that work value by value or channel by channel, and keep every extent.
SAME_SIZE_KINDS: tuple[Kind, ...] = ("norm", "act", "drop")

#: Kinds that compute nothing new of their own: a change of shape, a step of arithmetic value by
#: value, a choice of values by their places, a tensor that the network makes for itself.
AUXILIARY_KINDS: tuple[Kind, ...] = ("shape", "math", "index", "create")

#: Kinds that are counted and drawn with the layer they follow, not as layers of their own.
FOLLOWER_KINDS: tuple[Kind, ...] = (*SAME_SIZE_KINDS, *AUXILIARY_KINDS)

#: Kinds of stages where resolution is not the story. Their ids begin with them.
TRUNK_KINDS: tuple[StageKind, ...] = (
    "embedding", "blocks", "encoder", "decoder", "recurrent", "head",
)  # fmt: skip


def has_weights(row: Row) -> bool:
    """True for a weight layer, the unit of a network's depth: a convolution or a matrix product
    with parameters of its own, shared ones included."""
    return row.kind in WEIGHT_KINDS and bool(row.params)
