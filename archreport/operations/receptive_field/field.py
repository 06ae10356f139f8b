"""What a row sees while the rows are gone through, and the numbers of it that a Report keeps.

All the numbers are read from `Reach`, which follows one axis exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import gcd

from archreport.operations.receptive_field.layout import (
    Layout,
    Part,
    extent_of,
    fits,
    of_map,
    regrouped,
    without_positions,
)
from archreport.operations.receptive_field.one_axis import Edges, Reach, fixed
from archreport.report.model import ReceptiveField, Shape

#: Along one axis of the picture: what is seen, to what is seen behind a layer.
Step = Callable[[Reach], Reach]


@dataclass(frozen=True)
class Field:
    """The receptive field of a tensor, with one `Reach` per spatial axis of the picture.

    ``picture`` are the extents of the input. ``wide`` is over all paths from the input, ``narrow``
    over the narrowest one. ``layout`` says where the positions lie in the tensor; along an axis
    without any, every value sees the same (`Reach.fixed`). ``uniform`` says that so do all
    channels of a position; else the field is that of all of them together.
    """

    picture: Shape
    wide: tuple[Reach, ...]
    narrow: tuple[Reach, ...]
    layout: Layout
    uniform: bool = True

    @property
    def whole(self) -> bool:
        """True where every output sees the same part of the picture along all axes."""
        return all(reach.fixed and not reach.rough for reach in self.wide)

    @property
    def settled(self) -> bool:
        """True where no position is left anywhere: whatever follows sees the same."""
        return not any(part.axes for parts in self.layout for part in parts)

    @property
    def channels_on_one_axis(self) -> bool:
        """True where one axis at the most, besides the first, holds anything but positions."""
        other = [
            place
            for place, parts in enumerate(self.layout[1:])
            if any(not part.axes and part.extent > 1 for part in parts)
        ]
        return len(other) <= 1

    def parts(self, axis: int) -> list[tuple[int, Part]]:
        """The parts that count positions of one of the picture's axes, with their tensor axes."""
        return [
            (place, part)
            for place, parts in enumerate(self.layout)
            for part in parts
            if axis in part.axes
        ]

    def axes_at(self, place: int) -> set[int]:
        """The picture's axes that have positions on an axis of the tensor."""
        return {axis for part in self.layout[place] for axis in part.axes}

    def positions(self, axis: int) -> int:
        """How many positions there are along one of the picture's axes."""
        return 1 + sum((part.extent - 1) * part.step for _, part in self.parts(axis))

    def everything(self, axis: int) -> Edges:
        """What all outputs see together along one of the picture's axes."""
        return self.wide[axis].over(self.positions(axis), self.picture[axis])

    def laid(self, layout: Layout) -> Field:
        """The same with another layout of as many positions."""
        return Field(self.picture, self.wide, self.narrow, layout, self.uniform)

    # -- through a layer -----------------------------------------------------------------------

    def led(self, axis: int, step: Step, rough: bool = False) -> Field:
        """Through a layer along one of the picture's axes, which must have positions."""
        wide, narrow = list(self.wide), list(self.narrow)
        same = wide[axis] is narrow[axis]
        wide[axis] = step(wide[axis])
        narrow[axis] = wide[axis] if same else step(narrow[axis])
        if rough:
            wide[axis] = wide[axis].roughly()
        return Field(self.picture, tuple(wide), tuple(narrow), self.layout, self.uniform)

    def placed(self, layout: Layout) -> Field:
        """The same, with its positions elsewhere in the tensor; where some of an axis' parts are
        left out, their index is 0."""
        return self.laid(layout).counted()

    def mixed(self, places: Iterable[int], rough: bool = False) -> Field:
        """Every value reads all others along these axes of the tensor, which then hold no
        positions any more. With ``rough`` it reads some of them."""
        found = [place for place in places if any(part.axes for part in self.layout[place])]
        if not found:
            return self
        taken = [part for place in found for part in self.layout[place] if part.axes]
        layout = list(self.layout)
        for place in found:
            layout[place] = (Part(extent_of(layout[place])),)
        left = {axis for parts in layout for part in parts for axis in part.axes}
        after = self
        for axis in dict.fromkeys(axis for part in taken for axis in part.axes):
            if axis not in left:
                after = after._fixed(axis, rough)
        for part in taken:
            if part.step and part.axes[0] in left:
                after = after.led(part.axes[0], _mixing(part), rough)
        return after.placed(tuple(layout))

    def lost(self, axes: Iterable[int]) -> Field:
        """Which position along these axes of the picture is where is not known any more: every
        value sees what they see together, at the most."""
        wide, narrow, layout = list(self.wide), list(self.narrow), self.layout
        for axis in axes:
            if wide[axis].fixed:
                continue
            kept = () if wide[axis].rough else (axis,)
            layout = tuple(
                tuple(
                    Part(part.extent, kept) if axis in part.axes else part for part in parts
                )
                for parts in layout
            )  # fmt: skip
            wide[axis] = fixed(self.everything(axis), rough=True)
            narrow[axis] = fixed((0, narrow[axis].size))
        return replace(self, wide=tuple(wide), narrow=tuple(narrow), layout=layout)

    def scattered(self, shape: Shape) -> Field:
        """A tensor of this shape whose values each see at the most what these see together."""
        after = self.lost(range(len(self.wide)))
        return replace(after, layout=without_positions(shape), uniform=False)

    def viewed(self, shape: Shape) -> Field:
        """Behind a view of another shape."""
        layout = regrouped(self.layout, shape)
        if layout is None:
            return self.scattered(shape)
        after = replace(self, layout=layout)
        if len(layout) == len(self.layout) and layout == self.layout:
            return after
        return after._without_repetition()._repeated()

    def fitting(self, shape: Shape) -> Field:
        """The field of a tensor of this shape: scattered where the layout is of another one."""
        return self if fits(self.layout, shape) or not self.wide else self.scattered(shape)

    def roughly(self) -> Field:
        """The same as a bound."""
        return replace(self, wide=tuple(reach.roughly() for reach in self.wide))

    def partly(self) -> Field:
        """That of some channels only: where they differ, perhaps less than this."""
        return self if self.uniform else self.roughly()

    def _fixed(self, axis: int, rough: bool) -> Field:
        """Every value sees what all along an axis of the picture see. Where it was not known which
        is which, that does not matter any more."""
        wide, narrow, extent = list(self.wide), list(self.narrow), self.picture[axis]
        was, positions = wide[axis], self.positions(axis)
        wide[axis] = fixed(was.over(positions, extent), rough or (was.rough and not was.fixed))
        narrow[axis] = fixed(narrow[axis].over(positions, extent))
        return replace(self, wide=tuple(wide), narrow=tuple(narrow))

    def counted(self) -> Field:
        """Positions counted one by one, and axes without any seen from their first one."""
        after = self
        for axis, reach in enumerate(self.wide):
            if reach.fixed:
                continue
            steps = [part.step for _, part in self.parts(axis)]
            if not steps:
                after = replace(after, wide=_first(after.wide, axis, self.picture),
                                narrow=_first(after.narrow, axis, self.picture))  # fmt: skip
            elif (step := gcd(*steps)) > 1:
                after = after.led(axis, partial(Reach.window, kernel=1, stride=step))
                after = replace(after, layout=_divided(after.layout, axis, step))
        return after

    def _repeated(self) -> Field:
        """Positions followed by channels on one axis are so many more positions, each of which
        sees the same as its neighbours."""
        after = self
        for place, parts in enumerate(self.layout):
            if len(parts) != 2 or parts[1].axes or len(parts[0].axes) != 1 or not parts[0].step:
                continue
            (axis,), times = parts[0].axes, parts[1].extent
            if len(after.parts(axis)) == 1:
                rough = not after.uniform
                after = after.led(axis, partial(Reach.blend, factor=times, neighbours=1), rough)
                layout = list(after.layout)
                layout[place] = (Part(parts[0].extent * times, (axis,), 1),)
                after = replace(after, layout=tuple(layout))
        return after

    def _without_repetition(self) -> Field:
        """Where the positions of an axis' innermost part all see the same, they are channels."""
        after = self
        for axis, reach in enumerate(self.wide):
            if reach.fixed or reach.period == 1:
                continue
            found = after.parts(axis)
            inner = next((part for _, part in found if part.step == 1), None)
            if (
                inner is not None and inner.extent > 1 and len(found) > 1
                and all(part.step >= inner.extent for _, part in found if part is not inner)
                and reach.constant_over(inner.extent)
                and after.narrow[axis].constant_over(inner.extent)
            ):  # fmt: skip
                layout = tuple(
                    tuple(Part(part.extent) if part is inner else part for part in parts)
                    for parts in after.layout
                )
                after = after.placed(layout)
        return after


#: What does not come from the picture: parameters, constants, a number given beside it.
NOTHING = Field((), (), (), ())


def field_of_input(shape: Shape, dimensions: int) -> Field:
    """The field of a picture itself, (N, C, …): every value sees its own pixel."""
    reaches = (Reach(),) * dimensions
    return Field(shape[len(shape) - dimensions :], reaches, reaches, of_map(shape, dimensions))


def field_of_anything(shape: Shape, picture: Shape) -> Field:
    """The field of a tensor that was changed in ways that are not followed: the whole picture, at
    the most."""
    wide = tuple(fixed((0, extent), rough=True) for extent in picture)
    narrow = (fixed((0, 1)),) * len(picture)
    return Field(picture, wide, narrow, without_positions(shape), uniform=False)


def summary(field: Field | None) -> ReceptiveField | None:
    """The numbers of a field: "bound" where they are the largest of several, or rough. A bound is
    no larger than the picture; what is exact may be, as the borders are not looked at."""
    if field is None or not field.wide:
        return None
    size = tuple(reach.size for reach in field.wide)
    if field.whole:
        centre = tuple((reach.low[0] + reach.high[0]) / 2 for reach in field.wide)
        return ReceptiveField(size, size, (0,) * len(size), centre, "whole")
    exact = all(reach.regular and not reach.rough for reach in field.wide)
    exact = exact and (field.uniform or field.channels_on_one_axis)
    if not exact:
        size = tuple(map(min, size, field.picture))
    narrow = (reach.size for reach in field.narrow)
    return ReceptiveField(
        size=size,
        smallest=tuple(map(min, narrow, size)),
        jump=tuple(abs(reach.jump) for reach in field.wide),
        start=tuple(reach.start for reach in field.wide),
        status="exact" if exact else "bound",
    )


def _mixing(part: Part) -> Step:
    return partial(Reach.window, kernel=part.extent, dilation=part.step)


def _first(reaches: Sequence[Reach], axis: int, picture: Shape) -> tuple[Reach, ...]:
    """The same where only the first position along an axis is left."""
    found = list(reaches)
    found[axis] = fixed(found[axis].over(1, picture[axis]), found[axis].rough)
    return tuple(found)


def _divided(layout: Layout, axis: int, step: int) -> Layout:
    return tuple(
        tuple(
            Part(part.extent, part.axes, part.step // step) if part.axes == (axis,) else part
            for part in parts
        )
        for parts in layout
    )
