"""Where the positions of a feature map lie in a tensor, and what views and permutations do to them.

A tensor of shape (N, C, H, W) has the picture's vertical axis on its axis 2 and the horizontal one
on 3; channels last it has them on 1 and 2; behind a flatten both lie on one axis; cut into windows
each lies on two. So each axis of a tensor is a product of `Part`s, outermost first, and the index
of a position along the picture's axis is the sum of (index of the part) x ``step`` over its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from archreport.report.model import Shape


@dataclass(frozen=True)
class Part:
    """A factor of one axis of a tensor.

    ``axes`` are the spatial axes of the picture whose positions it counts: none where it counts
    channels, pictures of a batch and the like. ``step`` is how many positions one index is; 0
    where it is not known which index is which position, which then may be of several axes.
    """

    extent: int
    axes: tuple[int, ...] = ()
    step: int = 0


#: The parts of each axis of a tensor.
Layout = tuple[tuple[Part, ...], ...]


def without_positions(shape: Shape) -> Layout:
    """The layout of a tensor of this shape that holds no positions."""
    return tuple((Part(extent),) for extent in shape)


def of_map(shape: Shape, dimensions: int) -> Layout:
    """The layout of a feature map (N, C, …) with so many spatial axes, which are its last ones."""
    first = len(shape) - dimensions
    return (
        *without_positions(shape[:first]),
        *((Part(extent, (axis,), 1),) for axis, extent in enumerate(shape[first:])),
    )


def extent_of(parts: Sequence[Part]) -> int:
    return prod(part.extent for part in parts)


def fits(layout: Layout, shape: Shape) -> bool:
    """True where the layout is one of a tensor of this shape."""
    if len(layout) != len(shape):
        return False
    for parts, extent in zip(layout, shape, strict=True):
        if (parts[0].extent if len(parts) == 1 else extent_of(parts)) != extent:
            return False
    return True


def form(parts: Sequence[Part]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """What two layouts of an axis must share to count the same positions."""
    return tuple((part.extent, part.axes) for part in parts)


def regrouped(layout: Layout, shape: Shape) -> Layout | None:
    """The layout behind a view of another shape; None where it cuts a part unevenly."""
    rest = [part for parts in layout for part in parts][::-1]
    if prod(part.extent for part in rest) != prod(shape) or 0 in shape:
        return None
    groups: list[list[Part]] = []
    for extent in shape:
        group: list[Part] = []
        missing = extent
        while missing > 1:
            part = rest.pop()
            if part.extent > missing:
                inner = part.extent // missing
                if part.extent % missing:
                    return None
                rest.append(Part(inner, part.axes, part.step))
                part = Part(missing, part.axes, part.step * inner)
            elif missing % part.extent:
                return None
            missing //= part.extent
            group.append(part)
        if extent == 1 and rest and rest[-1].extent == 1:
            group.append(rest.pop())
        groups.append(group)
    left = [part for part in reversed(rest) if part.axes]
    if left and not groups:
        return None
    if left:
        groups[-1] += left
    return tuple(_merged(group) for group in groups)


def _merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Neighbouring parts that count one after the other, as one."""
    found: list[Part] = []
    for part in parts:
        if part.extent == 1 and not part.axes:
            continue
        last = found[-1] if found else None
        if last and last.axes == part.axes and last.step == part.extent * part.step:
            found[-1] = Part(last.extent * part.extent, part.axes, part.step)
        else:
            found.append(part)
    return tuple(found) or (Part(1),)
