"""What each row's shapes and counts are, as expressions in the size of the input."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Literal

from archreport.analysis.sizes.expressions import (
    Expression,
    Extreme,
    Floor,
    Polynomial,
    Variable,
    expression_of,
    floored,
    least,
    number,
    polynomial,
    product,
    simple,
)
from archreport.analysis.sizes.fitting import Space, Vector, extents_like, is_constant, setting_like
from archreport.operations.call import Call
from archreport.operations.table import operation
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import ReceptiveField, Row


@dataclass(frozen=True)
class Half:
    """Half of an expression: where the middle of a map lies."""

    of: Expression


#: An expression, or the number that it is at every size.
Found = Expression | Half | int | float
#: Rows of these kinds may leave an extent that is not that of what they read.
_RESHAPING = frozenset(
    ("shape", "index", "create", "other", "up", "pool", "reduce", "join", "local")
)


class NoRule(Exception):
    """No expression was found for a number of a row, or the operations change with the size."""

    def __init__(self, row: str, branches: bool = False) -> None:
        super().__init__()
        self.row = row
        self.branches = branches


@dataclass(frozen=True)
class Sum:
    """One form of a worked sum, which it has where none of the values ``above_one`` is 1."""

    formula: str
    values: dict[str, Found]
    above_one: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldParts:
    """A receptive field that depends on the size, where all of ``above_one`` are."""

    size: tuple[Found, ...]
    smallest: tuple[Found, ...]
    jump: tuple[Found, ...]
    start: tuple[Found, ...]
    status: Literal["exact", "bound", "whole"]
    above_one: tuple[Expression, ...]


@dataclass(frozen=True)
class SizedRow:
    """One row. ``doubts`` are extents for which several expressions fit all passes: the one that
    was taken first."""

    id: str
    ins: tuple[tuple[Expression, ...], ...]
    outs: tuple[tuple[Expression, ...], ...]
    macs: Expression
    activations: Expression
    activation_bytes: Expression
    saved_bytes: Expression
    hyper: dict[str, Expression | tuple[Expression, ...]]
    receptive: FieldParts | None
    receptive_varies: bool
    sums: dict[str, tuple[Sum, ...]]
    doubts: tuple[tuple[Expression, ...], ...] = field(default=())


def sized_rows(
    passes: Sequence[Sequence[Row]],
    inputs: Sequence[Sequence[Expression]],
    space: Space,
) -> list[SizedRow]:
    """The rows of all ``passes``, which are at the sizes of ``space``, as expressions.

    ``inputs`` are the extents of the model's inputs. Raises `NoRule`.
    """
    base = passes[0]
    for other in passes[1:]:
        if (row_ := first_difference(base, other)) is not None:
            raise NoRule(row_, branches=True)
    found: list[SizedRow] = []
    results: dict[str, tuple[tuple[Expression, ...], ...]] = {}
    behind: dict[str, tuple[Expression, ...]] = {}
    views = {row.id for row in base if row.storage != "new"}
    for at, row in enumerate(base):
        alike = [one[at] for one in passes]
        if at < len(inputs):
            ins: tuple[tuple[Expression, ...], ...] = ()
            outs: tuple[tuple[Expression, ...], ...] = (tuple(inputs[at]),)
            doubts: list[tuple[Expression, ...]] = []
        else:
            read = [shape for name in row.inputs for shape in results.get(name, ())]
            ins, doubts = _ins(alike, read, space)
            outs, more = _outs(alike, ins, space)
            doubts += more
        results[row.id] = outs
        for extent in (extent for shape in outs for extent in shape):
            space.note(extent)
        behind[row.id] = _behind(row, ins, behind, views)
        found.append(_row(alike, ins, outs, tuple(doubts), behind[row.id], space))
    return found


def _behind(
    row: Row,
    ins: Sequence[tuple[Expression, ...]],
    behind: Mapping[str, tuple[Expression, ...]],
    views: Collection[str],
) -> tuple[Expression, ...]:
    """The extents of what a row reads, and of what views among it look at: memory is kept whole."""
    own = [extent for shape in ins for extent in shape]
    own += [extent for name in row.inputs if name in views for extent in behind[name]]
    return tuple(dict.fromkeys(own))


def first_difference(base: Sequence[Row], other: Sequence[Row]) -> str | None:
    """The first row that is another operation, or reads another; None where all are alike."""
    for one, two in zip(base, other, strict=False):
        if _alike(one) != _alike(two):
            return one.id
    if len(base) != len(other):
        longer = base if len(base) > len(other) else other
        return longer[min(len(base), len(other))].id
    return None


def _alike(row: Row) -> tuple[object, ...]:
    ranks = tuple(map(len, row.in_shapes)), tuple(map(len, row.out_shapes))
    what = row.id, row.op, row.kind, row.inputs, row.storage
    return *what, row.window, row.groups, row.params, ranks


def _ins(
    alike: Sequence[Row], read: Sequence[tuple[Expression, ...]], space: Space
) -> tuple[tuple[tuple[Expression, ...], ...], list[tuple[Expression, ...]]]:
    """The extents of what is read: those of results that the row's inputs have."""
    doubts: list[tuple[Expression, ...]] = []
    ins = []
    for number_, shape in enumerate(alike[0].in_shapes):
        vectors = [
            tuple(row.in_shapes[number_][axis] for row in alike) for axis in range(len(shape))
        ]
        same = next(
            (
                one
                for one in read
                if len(one) == len(shape)
                and all(space.vector(e) == v for e, v in zip(one, vectors, strict=True))
            ),
            None,
        )
        if same is None:  # a view of a result that the row does not name, a constant, a state
            extents = [
                _one_of(extents_like(v, axis, read, space), alike[0])
                for axis, v in enumerate(vectors)
            ]
            doubts += [tuple(choice) for choice in extents if len(choice) > 1]
            same = tuple(choice[0] for choice in extents)
        ins.append(same)
    return tuple(ins), doubts


def _one_of(found: list[Expression], row: Row) -> list[Expression]:
    if not found:
        raise NoRule(row.id)
    return found


def _outs(
    alike: Sequence[Row], ins: Sequence[tuple[Expression, ...]], space: Space
) -> tuple[tuple[tuple[Expression, ...], ...], list[tuple[Expression, ...]]]:
    row = alike[0]
    doubts: list[tuple[Expression, ...]] = []
    outs = []
    for output, shape in enumerate(row.out_shapes):
        extents = []
        for axis in range(len(shape)):
            vector = tuple(one.out_shapes[output][axis] for one in alike)
            slid = _slid(row, output, axis, ins)
            if slid is not None and space.vector(slid) == vector:
                extents.append(slid)
                continue
            choice = _choice(vector, axis, row, ins, space)
            if len(choice) > 1:
                doubts.append(tuple(choice))
            extents.append(choice[0])
        outs.append(tuple(extents))
    return tuple(outs), doubts


def _choice(
    vector: Vector, axis: int, row: Row, ins: Sequence[tuple[Expression, ...]], space: Space
) -> list[Expression]:
    along = [source[axis] for source in ins if len(source) > axis]
    is_kept = row.kind == "join" and len(set(along)) == 1
    if row.kind not in _RESHAPING or is_kept:  # elementwise, or weights say what is not kept
        for extent in along:
            if space.vector(extent) == vector:
                return [extent]
        if is_constant(vector):
            return [number(vector[0])]
    return _one_of(extents_like(vector, axis, ins, space), row)


def _slid(
    row: Row, output: int, axis: int, ins: Sequence[tuple[Expression, ...]]
) -> Expression | None:
    """The extent behind a window, by the closed form of its operation; None without one."""
    rule = operation(row.op).sizes
    if rule is None or not ins or axis < 2 or len(ins[0]) != len(row.out_shapes[output]):
        return None
    shape = row.in_shapes[0]
    call = Call(row.op, (shape,), shape, row.out_shapes[output], row.window, row.groups, row.hyper)
    dimensions = len(row.window.kernel) if row.window else len(shape) - 2
    if dimensions != len(shape) - 2:
        return None
    formula, values = rule(call, axis - 2)
    names: dict[str, Expression | int] = {name: int(value) for name, value in values.items()}
    names["n"] = ins[0][axis]
    try:
        extent = expression_of(formula, names)
    except (KeyError, ValueError):
        return None
    if row.hyper.get("ceil_mode") and row.window:
        # PyTorch drops a last window that would start behind the input and its left padding
        _, stride, padding, _ = row.window.along(axis - 2)
        starts = floored(polynomial(ins[0][axis]) + (padding - 1), stride)
        extent = least(extent, polynomial(starts) + 1)
    return extent


def _row(
    alike: Sequence[Row],
    ins: tuple[tuple[Expression, ...], ...],
    outs: tuple[tuple[Expression, ...], ...],
    doubts: tuple[tuple[Expression, ...], ...],
    behind: Sequence[Expression],
    space: Space,
) -> SizedRow:
    row = alike[0]
    extents = list(dict.fromkeys(e for shape in (*outs, *ins) for e in shape))

    def count(name: str) -> Expression:
        vector = tuple(getattr(one, name) for one in alike)
        found = (
            _whole(vector, outs, ins, space)
            or space.count_of(vector, extents)
            or space.count_of(vector, (*extents, *behind))
        )
        if found is None:
            raise NoRule(row.id)
        return found

    receptive, varies = _receptive(alike, extents, space)
    return SizedRow(
        id=row.id,
        ins=ins,
        outs=outs,
        macs=count("macs"),
        activations=count("activations"),
        activation_bytes=count("activation_bytes"),
        saved_bytes=count("saved_bytes"),
        hyper=_hyper(alike, extents, space),
        receptive=receptive,
        receptive_varies=varies,
        sums=_sums(alike, extents, space),
        doubts=doubts,
    )


def _whole(
    vector: Vector,
    outs: Iterable[tuple[Expression, ...]],
    ins: Iterable[tuple[Expression, ...]],
    space: Space,
) -> Expression | None:
    """So many times the values of the results and of the tensors read, as most counts are."""
    if is_constant(vector):
        return number(vector[0])
    return space.sum_of(vector, list(dict.fromkeys(simple(product(s)) for s in (*outs, *ins))))


def _found(
    vector: Sequence[int | float], extents: Sequence[Expression], space: Space
) -> Found | None:
    """The number where it is one everywhere, else its expression; None without a rule."""
    if len(set(vector)) == 1:
        return vector[0]
    if any(isinstance(value, float) and not value.is_integer() for value in vector):
        if not all((2 * value).is_integer() for value in map(float, vector)):
            return None
        twice = _found([2 * value for value in vector], extents, space)
        return Half(twice) if isinstance(twice, Variable | Floor | Extreme | Polynomial) else None
    whole = tuple(int(value) for value in vector)
    for extent in (*extents, *space.known(whole)):
        if space.vector(extent) == whole:
            return extent
    return space.product_of(whole, extents) or setting_like(whole, extents, space)


def _hyper(
    alike: Sequence[Row], extents: Sequence[Expression], space: Space
) -> dict[str, Expression | tuple[Expression, ...]]:
    """The hyper-parameters that change with the size, as "output_size" may."""
    row = alike[0]
    changed: dict[str, Expression | tuple[Expression, ...]] = {}
    for name, value in row.hyper.items():
        values = [one.hyper.get(name) for one in alike]
        if all(other == value for other in values):
            continue
        parts = [one if isinstance(one, tuple) else (one,) for one in values]
        numbers = [[n for n in part if isinstance(n, int)] for part in parts]
        if {len(part) for part in (*parts, *numbers)} != {len(numbers[0])}:
            raise NoRule(row.id, branches=True)
        found = [_found(column, extents, space) for column in zip(*numbers, strict=True)]
        if any(one is None for one in found):
            raise NoRule(row.id)
        whole = tuple(_expression(one) for one in found if one is not None)
        changed[name] = whole if isinstance(value, tuple) else whole[0]
    return changed


def _expression(found: Found) -> Expression:
    assert not isinstance(found, Half)  # of whole numbers alone
    return number(int(found)) if isinstance(found, int | float) else found


def _receptive(
    alike: Sequence[Row], extents: Sequence[Expression], space: Space
) -> tuple[FieldParts | None, bool]:
    """The field where it changes with the size, and whether it does; (None, True) where it follows
    no rule that was found."""
    fields = [row.receptive for row in alike]
    first = fields[0]
    if all(one == first for one in fields):
        return None, False
    if first is None:
        return None, True
    at = [
        place for place, one in enumerate(fields) if one is not None and _form(one) == _form(first)
    ]
    above_one = _above_one(at, space)
    if above_one is None:
        return None, True
    parts: dict[str, tuple[Found, ...]] = {}
    for name in ("size", "smallest", "jump", "start"):
        columns = zip(*(getattr(fields[place], name) for place in at), strict=True)
        found = [_at_some(list(column), at, extents, space) for column in columns]
        parts[name] = tuple(one for one in found if one is not None)
        if len(parts[name]) < len(found):
            return None, True
    return FieldParts(**parts, status=first.status, above_one=above_one), True


def _form(one: ReceptiveField) -> tuple[str, int]:
    return one.status, len(one.size)


def _above_one(at: Sequence[int], space: Space) -> tuple[Expression, ...] | None:
    """Extents that are above 1 in the passes ``at``, of which each other pass has one that is 1;
    None where there are none."""
    others = set(range(space.count)) - set(at)
    chosen: list[Expression] = []
    for extent, vector in space.extents():
        ones = {place for place in others if vector[place] == 1}
        if ones and all(vector[place] > 1 for place in at):
            chosen.append(extent)
            others -= ones
    return None if others else tuple(chosen)


def _sums(
    alike: Sequence[Row], extents: Sequence[Expression], space: Space
) -> dict[str, tuple[Sum, ...]]:
    """The sums of a row by column, in each form that they take. One that follows no rule is left
    out: its number stands without its sum."""
    columns: dict[str, tuple[Sum, ...]] = {}
    for column in dict.fromkeys(name for row in alike for name in row.sums):
        forms: dict[tuple[str, tuple[str, ...]], list[tuple[int, Arithmetic]]] = {}
        for place, row in enumerate(alike):
            if column in row.sums:
                one = row.sums[column]
                forms.setdefault((one.formula, tuple(one.values)), []).append((place, one))
        found = []
        for (formula, names), sums in forms.items():
            at = [place for place, _ in sums]
            values: dict[str, Found] = {}
            for name in names:
                value = _at_some([one.values[name] for _, one in sums], at, extents, space)
                if value is None:
                    break
                values[name] = value
            else:
                found.append(Sum(formula, values, _names_above_one(values, at, space)))
        if found:
            columns[column] = tuple(sorted(found, key=lambda one: -len(one.above_one)))
    return columns


def _names_above_one(
    values: Mapping[str, Found], at: Sequence[int], space: Space
) -> tuple[str, ...]:
    """Names that are above 1 in the passes ``at`` and 1 in another: there a factor is left out."""
    others = set(range(space.count)) - set(at)
    names = []
    for name, value in values.items():
        if isinstance(value, Variable | Floor | Extreme | Polynomial) and others:
            vector = space.vector(value)
            if all(vector[place] > 1 for place in at) and any(vector[p] == 1 for p in others):
                names.append(name)
    return tuple(names)


def _at_some(
    values: Sequence[int | float], at: Sequence[int], extents: Sequence[Expression], space: Space
) -> Found | None:
    """`_found` for a number that only the passes ``at`` have."""
    if len(at) == space.count:
        return _found(values, extents, space)
    if len(set(values)) == 1:
        return values[0]
    if any(isinstance(value, float) and not value.is_integer() for value in values):
        twice = _at_some([2 * value for value in values], at, extents, space)
        return Half(twice) if isinstance(twice, Variable | Floor | Extreme | Polynomial) else None
    known = [(one, space.vector(one)) for one in extents] + space.extents()
    for one, vector in known:
        if all(vector[place] == value for place, value in zip(at, values, strict=True)):
            return one
    vectors = [space.vector(one) for one in extents]
    for first in range(len(extents)):
        for last in range(first + 2, len(extents) + 1):
            run = vectors[first:last]
            if all(
                prod(vector[place] for vector in run) == value
                for place, value in zip(at, values, strict=True)
            ):
                return simple(product(extents[first:last]))
    return None
