"""What a query can ask of a Report: one function for each quantity.

A quantity is asked of some rows: of all of them, of those whose id matches a pattern, or of those
of a kind. How parameters and MACs are counted can be changed for one evaluation (`Counting`), which
is how the audit tries the conventions of other sources.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from archreport.report.kinds import CONVOLUTION_KINDS, WEIGHT_KINDS, has_weights
from archreport.report.longest_path import path_lengths
from archreport.report.model import HyperValue, Report, Row, Shape, Window

Number = int | float
Value = Number | tuple[int, ...] | str

_OF_WINDOWS = frozenset(field.name for field in dataclasses.fields(Window))


@dataclass(frozen=True)
class Counting:
    """How to count. ``params``: "all", the "weights" alone, or "running" statistics added.

    ``macs``: "mac"; "conv", convolutions alone; "bias", one more for each bias that is added, as
    torchinfo does; "small", one more for each bias, activation and pooled value and two for each
    normalised one, as ptflops does; "flop", two for each MAC.
    """

    params: Literal["all", "weights", "running"] = "all"
    macs: Literal["mac", "conv", "bias", "small", "flop"] = "mac"


OURS = Counting()


@dataclass(frozen=True)
class Selection:
    """Some rows of one report, in order of execution."""

    report: Report
    rows: tuple[Row, ...]
    counting: Counting = OURS

    @property
    def last(self) -> Row:
        return self.rows[-1]


# -- sums over the rows ---------------------------------------------------------------------


def params(of: Selection) -> int:
    """Weights and biases, a shared tensor once."""
    match of.counting.params:
        case "weights":
            return weights(of)
        case "running":
            return sum(row.param_count for row in of.rows) + running(of)
    return sum(row.param_count for row in of.rows)


def weights(of: Selection) -> int:
    """Parameters in matrices and kernels: no biases, no scales of a normalisation."""
    tensors = [tensor for row in of.rows for tensor in row.params]
    return sum(tensor.count for tensor in tensors if tensor.counted and len(tensor.shape) > 1)


def running(of: Selection) -> int:
    """The running means and variances of batch normalisation, which are not parameters."""
    return sum(2 * _channels(row.out_shape) for row in of.rows if row.op == "batch_norm")


def macs(of: Selection) -> int:
    """Multiply–accumulates of convolutions, linear layers and matrix products."""
    plain = sum(row.macs for row in of.rows)
    match of.counting.macs:
        case "conv":
            return sum(row.macs for row in of.rows if row.kind in CONVOLUTION_KINDS)
        case "bias":
            return plain + sum(_bias_additions(row) for row in of.rows)
        case "small":
            return operations(of)
        case "flop":
            return 2 * plain
    return plain


def operations(of: Selection) -> int:
    """MACs and the small operations by ptflops's rule.

    One for each bias added, each value through an activation and each value that is pooled; two
    for each value through a batch normalisation.
    """
    return sum(row.macs + _bias_additions(row) + _small(row) for row in of.rows)


def activations(of: Selection) -> int:
    """Values that the rows newly store; results in place store none."""
    return sum(row.activations for row in of.rows)


def values(of: Selection) -> int:
    """Values of the rows' results, wherever they are stored."""
    return sum(_size(row.out_shape) for row in of.rows)


def count(of: Selection) -> int:
    """How many rows."""
    return len(of.rows)


def depth(of: Selection) -> int:
    """How many of the rows, counting those with weights, stand on one path through the network."""
    chosen = {row.id for row in of.rows if has_weights(row)}
    return max(path_lengths(of.report.rows, lambda row: row.id in chosen).values(), default=0)


# -- of one row: the last of the selection ---------------------------------------------------


def shape(of: Selection) -> tuple[int, ...]:
    """The result's size as (H, W, C); (features,) for a vector."""
    _, *inner = of.last.out_shape
    return (*inner[1:], inner[0])


def size(of: Selection) -> tuple[int, ...]:
    """The result's (H, W)."""
    return tuple(of.last.out_shape[2:])


def height(of: Selection) -> int:
    return size(of)[0]


def channels(of: Selection) -> int:
    return _channels(of.last.out_shape)


def filters(of: Selection) -> tuple[int, ...]:
    """A convolution's kernels as (how many, height, width, channels that each one reads)."""
    return (channels(of), *window(of))


def window(of: Selection) -> tuple[int, ...]:
    """What one kernel of a convolution covers: (height, width, channels)."""
    kernel = _window(of.last).kernel
    return (*kernel, of.last.in_shapes[0][1] // of.last.groups)


def kernel(of: Selection) -> int:
    return _window(of.last).kernel[0]


def stride(of: Selection) -> int:
    return _window(of.last).stride[0]


def field(of: Selection) -> int:
    """The receptive field's height, in pixels of the input."""
    if of.last.receptive is None:
        raise ValueError(f"{of.last.id} has no receptive field")
    return of.last.receptive.size[0]


def jump(of: Selection) -> Number:
    """The distance of neighbouring results, in pixels of the input."""
    if of.last.receptive is None:
        raise ValueError(f"{of.last.id} has no receptive field")
    return of.last.receptive.jump[0]


# -- of the whole network --------------------------------------------------------------------


def forward_bytes(of: Selection) -> int:
    """What all newly stored activations take."""
    return of.report.totals.activation_bytes


def training_bytes(of: Selection) -> int:
    """The peak of activations and their gradients in training, weights excluded."""
    return of.report.totals.peak_training_bytes


def hyper_parameter(row: Row, name: str) -> HyperValue:
    """A hyper-parameter by name, those of the window and the groups among them: "stride", "p".

    Raises `KeyError` where the row has none of that name.
    """
    if name == "groups":
        return row.groups
    if row.window is not None and name in _OF_WINDOWS:
        extents: Shape = getattr(row.window, name)
        return extents
    return row.hyper[name]


Quantity = Callable[[Selection], Value]

#: Every quantity by the name that a query uses.
QUANTITIES: Mapping[str, Quantity] = {
    quantity.__name__: quantity
    for quantity in (
        params, weights, running, macs, operations, activations, values, count, depth,
        shape, size, height, channels, filters, window, kernel, stride, field, jump,
        forward_bytes, training_bytes,
    )
}  # fmt: skip


def _bias_additions(row: Row) -> int:
    has_bias = any(len(tensor.shape) == 1 for tensor in row.params)
    return _size(row.out_shape) if row.kind in WEIGHT_KINDS and has_bias else 0


def _small(row: Row) -> int:
    if row.kind == "act":
        return _size(row.out_shape)
    if row.kind == "pool":
        return _size(row.in_shapes[0])
    return 2 * _size(row.out_shape) if row.op == "batch_norm" else 0


def _size(extents: Shape) -> int:
    return math.prod(extents[1:])


def _channels(extents: Shape) -> int:
    return extents[1]


def _window(row: Row) -> Window:
    if row.window is None:
        raise ValueError(f"{row.id} has no window")
    return row.window
