"""An axis as the product of its parts, and what can be asked of axes.

The parts of an `Axis` stand slowest first. A part is an axis of an input (its root), or so much of
one as a reshape has split off: ``step`` is how many positions of the root one step along the part
takes, so that parts that meet again in their old order are the whole axis again. A root of None is
an axis that comes from no input (channels, heads) or is not known any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from archreport.report.model import Shape

#: An axis of an input of the network: the number of the input, and of its axis.
Root = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """So many positions of a root, ``step`` apart."""

    root: Root | None
    size: int
    step: int = 1


Axis = tuple[Part, ...]
Axes = tuple[Axis, ...]


def unknown(shape: Sequence[int]) -> Axes:
    """Axes that come from no input."""
    return tuple((Part(None, extent),) for extent in shape)


def axes_of_input(number: int, shape: Shape) -> Axes:
    """The axes of the input of that number: each is its own root."""
    return tuple((Part((number, axis), extent),) for axis, extent in enumerate(shape))


def place_of(root: Root, axes: Axes) -> int | None:
    """Which axis is the whole of ``root`` and nothing else; None where none is, or several are."""
    holding = [place for place, axis in enumerate(axes) if any(p.root == root for p in axis)]
    if len(holding) != 1:
        return None
    axis = axes[holding[0]]
    return holding[0] if len(axis) == 1 and axis[0].step == 1 else None


def extents_of(roots: Sequence[Root], axes: Axes) -> Shape | None:
    """The extents along ``roots`` where they are axes of their own, side by side and in order, as
    in (N, C, H, W) and (N, H, W, C); () where they are there in another way, None where they are
    not all there. A sequence with its channels behind it, (N, L, C), is not a map."""
    present = {part.root for axis in axes for part in axis}
    if not roots or not present.issuperset(roots):
        return None
    places = [place_of(root, axes) for root in roots]
    first = places[0]
    if first is None or places != list(range(first, first + len(roots))):
        return ()
    if len(roots) == 1 and first != len(axes) - 1:
        return ()
    return tuple(prod(part.size for part in axes[place]) for place in places if place is not None)


def extent_of(axis: Axis) -> int:
    return prod(part.size for part in axis)
