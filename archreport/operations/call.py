"""One call of an operation as plain data: what the rules of the table are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archreport.report.model import HyperValue, Shape, Window


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call by name.

    ``op`` is the operation as `Row.op` names it. ``values`` are the arguments that are no tensors,
    ``shapes`` those of the tensors among them, parameters included.
    """

    op: str
    values: Mapping[str, object]
    shapes: Mapping[str, Shape]


@dataclass(frozen=True, eq=False)
class Call:
    """One call, read: its window, its other hyper-parameters and its shapes. Two are equal only if
    they are one.

    ``reads`` are the shapes of all tensors read, weights included, in the order of the arguments;
    ``source`` is that of the first which is no weight, () where all are; ``out`` is the shape of
    the first result and ``writes`` are those of all. ``values`` are all arguments that are no
    tensors; ``hyper`` those that shape the operation, as they are printed.
    """

    op: str
    reads: tuple[Shape, ...]
    source: Shape
    out: Shape
    window: Window | None
    groups: int
    hyper: Mapping[str, HyperValue]
    writes: tuple[Shape, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
