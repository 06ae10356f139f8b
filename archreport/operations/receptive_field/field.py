"""What a row sees while the rows are gone through, and the numbers of it that a Report keeps.

All the numbers are read from `Reach`, which follows one axis exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archreport.operations.receptive_field.one_axis import Reach
from archreport.report.model import Extents, ReceptiveField, Shape


@dataclass(frozen=True)
class Field:
    """The receptive field of a row, with one `Reach` per spatial dimension of the input.

    ``wide`` is over all paths from the input, ``narrow`` over the narrowest one. ``rough`` where a
    layer was too irregular for `Reach`; ``whole`` where every output sees the same part of the
    picture, of these extents around ``centre``.
    """

    wide: tuple[Reach, ...] = ()
    narrow: tuple[Reach, ...] = ()
    rough: bool = False
    whole: Shape | None = None
    centre: Extents = ()

    @property
    def dimensions(self) -> int:
        """How many spatial dimensions the input has."""
        return len(self.whole or self.wide)

    @property
    def jump(self) -> float:
        """The distance of neighbouring outputs along the last axis, in pixels of the input."""
        return self.wide[-1].jump

    def through(self, step: Callable[[Reach, int], Reach], rough: bool = False) -> Field:
        """The field behind a layer; ``step`` takes the reach along an axis, and which axis."""
        return Field(
            tuple(step(reach, axis) for axis, reach in enumerate(self.wide)),
            tuple(step(reach, axis) for axis, reach in enumerate(self.narrow)),
            self.rough or rough,
        )


def field_of_input(dimensions: int) -> Field:
    """The field of the input itself: every value sees its own pixel."""
    return Field((Reach(),) * dimensions, (Reach(),) * dimensions)


def joined(fields: Sequence[Field | None]) -> Field | None:
    """Where branches meet: the union of their fields, and the narrowest of them.

    None where one of them is not known, or where their outputs do not lie over each other.
    """
    known = [field for field in fields if field is not None]
    if len(known) < len(fields) or len({field.dimensions for field in known}) != 1:
        return None
    meeting = known[0]
    for other in known[1:]:
        if meeting.whole is not None or other.whole is not None:
            meeting = meeting if meeting.whole is not None else other
            continue
        wide = [one.union(two) for one, two in zip(meeting.wide, other.wide, strict=True)]
        unions = [reach for reach in wide if reach is not None]
        if len(unions) < len(wide):
            return None
        narrow = [
            min(pair, key=lambda reach: reach.size)
            for pair in zip(meeting.narrow, other.narrow, strict=True)
        ]
        meeting = Field(tuple(unions), tuple(narrow), meeting.rough or other.rough)
    return meeting


def summary(field: Field | None) -> ReceptiveField | None:
    """The numbers of a field: "bound" where they are the largest of several, or rough."""
    if field is None:
        return None
    if field.whole is not None:
        return ReceptiveField(
            field.whole, field.whole, (0,) * len(field.whole), field.centre, "whole"
        )
    exact = not field.rough and all(reach.regular for reach in field.wide)
    return ReceptiveField(
        size=tuple(reach.size for reach in field.wide),
        smallest=tuple(reach.size for reach in field.narrow),
        jump=tuple(reach.jump for reach in field.wide),
        start=tuple(reach.start for reach in field.wide),
        status="exact" if exact else "bound",
    )
