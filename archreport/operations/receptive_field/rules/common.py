"""What all rules share: what a rule is given and gives, and leading a call through its rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps

from archreport.operations.call import Call
from archreport.operations.receptive_field.field import NOTHING, Field
from archreport.operations.receptive_field.joining import joined, with_all_of
from archreport.operations.receptive_field.layout import Part, fits
from archreport.report.arithmetic import Arithmetic, worked
from archreport.report.model import Shape

Sums = dict[str, Arithmetic]


@dataclass(frozen=True)
class Operand:
    """A tensor that an operation reads. ``field`` is `NOTHING` for a parameter or a constant;
    ``name`` is that of the argument, "" where it is not known."""

    shape: Shape
    field: Field
    name: str = ""


#: One field for all results of a call, or one for each.
Fields = Field | tuple[Field, ...] | None
FieldRule = Callable[[Sequence[Operand], Call], tuple[Fields, Sums]]


def field_behind(
    rule: FieldRule, operands: Sequence[Operand] | None, call: Call
) -> tuple[tuple[Field | None, ...], Sums]:
    """The fields of a call's results from those of its ``operands``, by its operation's ``rule``;
    None where they are not known.

    What is made of parameters and constants alone sees nothing of the picture; what has seen the
    whole picture goes on seeing it, whatever follows.
    """
    results = call.writes or (call.out,)
    if operands is None:
        return (None,) * len(results), {}
    known = operands
    if not all(fits(item.field.layout, item.shape) for item in operands if item.field.wide):
        known = [Operand(item.shape, item.field.fitting(item.shape), item.name)
                 for item in operands]  # fmt: skip
    seeing = [item.field for item in known if item.field.wide]
    if not seeing:
        return (NOTHING,) * len(results), {}
    if any(field.picture != seeing[0].picture for field in seeing):
        return (None,) * len(results), {}
    if rule is not unknown and all(field.settled for field in seeing):
        return tuple(scattered(known, shape) for shape in results), {}
    fields, sums = rule(known, call)
    if fields is None:
        return (None,) * len(results), {}
    one = fields[0] if isinstance(fields, tuple) else fields
    given = fields if isinstance(fields, tuple) else (one,)
    found = tuple(
        (given[number] if number < len(given) else one).fitting(shape)
        for number, shape in enumerate(results)
    )
    if found[0].wide and found[0].whole and not seeing[0].whole:
        sums = _whole_sum(seeing[0], found[0])
    return found, sums


def _whole_sum(before: Field, after: Field) -> Sums:
    """Every output reads every position: together they reach over the picture."""
    reach, size = before.wide[-1], after.wide[-1].size
    field = worked(
        "min(r + (n - 1)*j, picture)",
        {"r": reach.size, "n": before.positions(len(before.wide) - 1), "j": abs(reach.jump),
         "picture": before.picture[-1]},
        size,
    )  # fmt: skip
    return {"field": field} if field.result == size else {}


# -- the simplest rules ----------------------------------------------------------------------------


def unknown(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Nothing is known of what this operation sees."""
    return None, {}


def keeps(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Values that lie over each other meet, each place for itself: activations, additions."""
    if len(operands) == 1 and operands[0].shape == call.out:
        return operands[0].field, {}
    return joined([item.field for item in operands], call.out), {}


def makes(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Only the shape of what is read matters: zeros, ones, random numbers."""
    return NOTHING, {}


def takes_first(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """The first tensor stays as it is; of the others only the shape or the type matters."""
    return operands[0].field, {}


def copies(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """The second tensor is written over all of the first."""
    return joined([operands[-1].field], call.out), {}


def scatters(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """What is read where depends on values, or is too tangled: everything, at the most."""
    return tuple(scattered(operands, shape) for shape in call.writes or (call.out,)), {}


# -- parts of rules --------------------------------------------------------------------------------


def scattered(operands: Sequence[Operand], out: Shape) -> Field:
    """A tensor of shape ``out`` whose values see, at the most, all that the operands see."""
    return joined([item.field.scattered(out) for item in operands if item.field.wide], out)


def with_rest(field: Field, rest: Sequence[Operand], out: Shape) -> Field:
    """The field, where every value also depends on all of some more tensors, such as weights."""
    others = [item.field for item in rest if item.field.wide]
    return with_all_of(field.fitting(out), others, out) if others else field


def of_one(rule: Callable[[Operand, Call], tuple[Fields, Sums]]) -> FieldRule:
    """A rule for what leads one tensor through, the first; each result depends on everything that
    further ones see, such as a weight that is computed from the picture."""

    @wraps(rule)
    def of_first(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
        if not operands[0].field.wide:
            return scatters(operands, call)
        fields, sums = rule(operands[0], call)
        if fields is None or not any(item.field.wide for item in operands[1:]):
            return fields, sums
        given = fields if isinstance(fields, tuple) else (fields,)
        shapes = call.writes or (call.out,)
        return tuple(
            with_rest(field, operands[1:], shape)
            for field, shape in zip(given, shapes, strict=False)
        ), sums

    return of_first


def role(operands: Sequence[Operand], name: str, position: int) -> Operand | None:
    """The operand of a name, or at a position where the names are not known."""
    if any(item.name for item in operands):
        return next((item for item in operands if item.name == name), None)
    return operands[position] if position < len(operands) else None


def places(
    call: Call, rank: int, default: Sequence[int] | None = None, names: Sequence[str] = ()
) -> tuple[int, ...] | None:
    """The axes of the tensor that a call's argument names; None where it does not say them."""
    value = next(
        (call.values[name] for name in names or ("dim", "dims", "axis") if name in call.values),
        None,
    )
    if isinstance(value, bool) or value is None:
        return None if default is None else tuple(place % rank for place in default)
    numbers = (value,) if isinstance(value, int) else value
    if not isinstance(numbers, (tuple, list)):
        return None
    if not all(isinstance(place, int) and -rank <= place < rank for place in numbers):
        return None
    return tuple(place % rank for place in numbers)


def with_parts(field: Field, place: int, *parts: Part) -> Field:
    """The field with other parts on one axis of the tensor."""
    return field.laid((*field.layout[:place], parts, *field.layout[place + 1 :]))


def sole(field: Field, place: int) -> Part | None:
    """The one part on an axis of the tensor that counts all positions along an axis of the picture,
    one by one; None where there is no such part."""
    parts = field.layout[place]
    if len(parts) != 1 or parts[0].step != 1:
        return None
    return parts[0] if len(field.parts(parts[0].axes[0])) == 1 else None


def disordered(field: Field, place: int, extent: int, sure: bool = True) -> Field:
    """The field with the positions on one axis of the tensor in an order that is not known, of a
    new extent. ``sure`` says that none of them is left out."""
    if not field.axes_at(place):
        return with_parts(field, place, Part(extent))
    after = field.lost(field.axes_at(place))
    axes = tuple(sorted(after.axes_at(place))) if sure else ()
    return with_parts(after, place, Part(extent, axes))


def only_channels_at(field: Field, place: int) -> bool:
    """True where no other axis of the tensor holds channels; the first is that of the batch."""
    return all(
        other in (0, place) or all(part.axes or part.extent == 1 for part in parts)
        for other, parts in enumerate(field.layout)
    )
