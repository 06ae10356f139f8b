"""Which expression a number follows, from its values at several sizes.

A vector is the values of one number, pass by pass. What is proposed here fits every pass; where
more than one expression does, all are given, the most natural first, and a further pass has to
tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain, combinations, islice, permutations
from itertools import product as choices
from math import gcd, prod

import numpy as np

from archreport.analysis.sizes.expressions import (
    Expression,
    added,
    floored,
    greatest,
    least,
    number,
    polynomial,
    product,
    simple,
    times,
    value_at,
)

Vector = tuple[int, ...]
#: The factors of a product, and its values.
_Column = tuple[tuple[Expression, ...], Vector]
#: Most divisors and factors of a rounded quotient that are tried: strides and scales of one step.
_DIVISORS = 64
_FACTORS = 8
_QUOTIENTS = np.array(
    [
        (factor, divisor)
        for divisor in range(2, _DIVISORS + 1)
        for factor in range(1, _FACTORS + 1)
        if gcd(factor, divisor) == 1
    ],
    dtype=np.int64,
)
#: So many choices of passes are looked at for independent ones.
_TRIED = 400
#: Most alternatives that are kept for one number.
_MOST = 6


class Space:
    """The sizes of all passes, and what expressions are there."""

    def __init__(self, sizes: Sequence[dict[str, int]]) -> None:
        self.arrays = {
            name: np.array([one[name] for one in sizes], dtype=np.int64) for name in sizes[0]
        }
        self.count = len(sizes)
        self._vectors: dict[Expression, Vector] = {}
        self._known: dict[Vector, dict[Expression, None]] = {}
        self._counts: dict[tuple[Vector, tuple[Expression, ...]], Expression | None] = {}

    def vector(self, expression: Expression) -> Vector:
        if expression not in self._vectors:
            value = value_at(expression, self.arrays)
            whole = np.broadcast_to(np.asarray(value, dtype=np.int64), self.count)
            self._vectors[expression] = tuple(whole.tolist())
        return self._vectors[expression]

    def note(self, expression: Expression) -> None:
        """Remember an extent that is somewhere in the network."""
        self._known.setdefault(self.vector(expression), {})[expression] = None

    def known(self, vector: Vector) -> list[Expression]:
        return list(self._known.get(vector, ()))[::-1]

    def extents(self) -> list[tuple[Expression, Vector]]:
        """All extents of the network that were noted."""
        return [(one, vector) for vector, some in self._known.items() for one in some]

    def count_of(self, vector: Vector, extents: Sequence[Expression]) -> Expression | None:
        """`count_of`, remembered: rows are alike."""
        key = (vector, tuple(extents))
        if key not in self._counts:
            self._counts[key] = count_of(vector, extents, self)
        return self._counts[key]

    def product_of(self, vector: Vector, extents: Sequence[Expression]) -> Expression | None:
        """A whole multiple of one product of ``extents``; None where there is none."""
        return _sum_of(vector, _monomials(extents, self), (243, 0, 0))

    def sum_of(self, vector: Vector, parts: Sequence[Expression]) -> Expression | None:
        """Whole multiples of at most three of ``parts``, a number among them; None where there are
        none."""
        columns = [((), (1,) * self.count), *(((part,), self.vector(part)) for part in parts)]
        return _sum_of(vector, columns, (len(columns),) * 3)


def is_constant(vector: Vector) -> bool:
    return len(set(vector)) == 1


# -- extents ---------------------------------------------------------------------------------------


def extents_like(
    vector: Vector, axis: int, sources: Sequence[Sequence[Expression]], space: Space
) -> list[Expression]:
    """Expressions for an extent of a result along ``axis``, from the extents of what is read."""
    found: dict[Expression, None] = {}

    def keep(expression: Expression | int) -> None:
        one = simple(expression)
        if len(found) < _MOST and space.vector(one) == vector:
            found[one] = None

    if is_constant(vector):
        keep(number(vector[0]))
    for source in sources:
        if axis < len(source):
            keep(source[axis])
    for source in sources:
        for extent in source:
            keep(extent)
    bases = _bases(axis, sources)
    for base in bases:
        keep(base)
    if is_constant(vector):
        return list(found)
    # What follows from the tensors read comes before an equal extent elsewhere in the network:
    # where no size tells them apart, it says what the model demands.
    for base in bases:
        for expression in _lines(vector, base, space):
            keep(expression)
    for known in space.known(vector):
        keep(known)
    for base in bases:
        for expression in _steps(vector, base, space):
            keep(expression)
    return list(found)


def setting_like(vector: Vector, extents: Sequence[Expression], space: Space) -> Expression | None:
    """An expression for a setting that a model computes, as where a crop begins: from one extent or
    the difference of two."""
    differences = [
        simple(polynomial(one) - other) for one, other in permutations(extents, 2) if one != other
    ]
    halves = (floored(one, 2) for one in differences)
    for base in chain(extents, differences, halves):
        for expression in (base, *_lines(vector, base, space), *_steps(vector, base, space)):
            if space.vector(expression) == vector:
                return simple(expression)
    return None


def _bases(axis: int, sources: Sequence[Sequence[Expression]]) -> list[Expression]:
    """What an extent may be made of: one extent, extents side by side multiplied, those of several
    tensors added along the axis."""
    found: dict[Expression, None] = {}
    for source in sources:
        if axis < len(source):
            found[source[axis]] = None
    if len(sources) > 1 and all(axis < len(source) for source in sources):
        found[simple(added(source[axis] for source in sources))] = None
    for source in sources:
        for first in range(len(source)):
            for last in range(first + 1, len(source) + 1):
                found[simple(product(source[first:last]))] = None
    return [one for one in found if polynomial(one).constant is None]


def _lines(vector: Vector, base: Expression, space: Space) -> Iterable[Expression]:
    """``a·base + b``."""
    at = space.vector(base)
    for factor in _slopes(vector, at):
        constant = vector[0] - factor * at[0]
        if all(v == factor * u + constant for v, u in zip(vector, at, strict=True)):
            yield simple(times(base, factor) + constant)


def _steps(vector: Vector, base: Expression, space: Space) -> Iterable[Expression]:
    """``floor((a·base + b)/c)``, the next multiple of a number, and the least or greatest of the
    base and a number."""
    at = space.vector(base)
    if is_constant(at):
        return
    # floor((a·u + b)/c) is v where c·v <= a·u + b < c·v + c
    tops = _QUOTIENTS[:, :1] * np.array(at)
    bottoms = _QUOTIENTS[:, 1:] * np.array(vector)
    lows = (bottoms - tops).max(axis=1)
    highs = (bottoms - tops).min(axis=1) + _QUOTIENTS[:, 1] - 1
    for place in np.flatnonzero(lows <= highs):
        (factor, divisor), low, high = (
            _QUOTIENTS[place].tolist(),
            int(lows[place]),
            int(highs[place]),
        )
        for constant in sorted({min(max(0, low), high), low, high}, key=abs):
            yield floored(times(base, factor) + constant, divisor)
    shared = reduce(gcd, vector)
    for multiple in (m for m in range(2, _DIVISORS + 1) if shared % m == 0):
        for constant in (multiple - 1, 0):
            yield simple(times(floored(polynomial(base) + constant, multiple), multiple))
    for bound in (min(vector), max(vector)):
        yield least(base, number(bound))
        yield greatest(base, number(bound))


def _slopes(vector: Vector, at: Vector) -> list[int]:
    """The whole factor that a line through the first two different points has."""
    for v, u in zip(vector[1:], at[1:], strict=True):
        if u != at[0]:
            slope = Fraction(v - vector[0], u - at[0])
            return [int(slope)] if slope.denominator == 1 and slope > 0 else []
    return []


# -- counts ----------------------------------------------------------------------------------------


def count_of(vector: Vector, extents: Sequence[Expression], space: Space) -> Expression | None:
    """A count of values, bytes or products: whole multiples of products of ``extents``, at most
    three terms; None where there is no such sum."""
    if is_constant(vector):
        return number(vector[0])
    columns = _monomials(extents, space)
    return _sum_of(vector, columns, (len(columns), 60, 24))


def _sum_of(
    vector: Vector, columns: Sequence[_Column], most: tuple[int, int, int]
) -> Expression | None:
    """Of one, two or three columns, of the first ``most`` each."""
    for terms in (1, 2, 3):
        among = columns[: most[terms - 1]]
        for chosen in combinations(among, terms):
            found = _solved(vector, [column for _, column in chosen])
            if found is not None:
                parts = zip(found, (factors for factors, _ in chosen), strict=True)
                return simple(added(times(product(factors), count) for count, factors in parts))
    return None


def _monomials(extents: Sequence[Expression], space: Space) -> list[_Column]:
    """Products of up to five of ``extents``, each at most twice, the simplest first."""
    different: dict[Vector, Expression] = {}
    for extent in extents:
        if not is_constant(space.vector(extent)):
            different.setdefault(space.vector(extent), extent)
    nodes = list(different.values())[:6]
    vectors = [space.vector(node) for node in nodes]
    found: dict[Vector, tuple[Expression, ...]] = {(1,) * space.count: ()}
    powers = sorted(
        choices(range(3), repeat=len(nodes)), key=lambda power: (max(power, default=0), sum(power))
    )
    for power in powers:
        if sum(power) > 5:
            continue
        at = tuple(
            prod(vector[t] ** p for vector, p in zip(vectors, power, strict=True))
            for t in range(space.count)
        )
        factors = tuple(node for node, p in zip(nodes, power, strict=True) for _ in range(p))
        found.setdefault(at, factors)
    return [(factors, at) for at, factors in found.items()]


def _solved(vector: Vector, columns: Sequence[Vector]) -> list[int] | None:
    """Whole numbers with which the columns add up to ``vector``; None where there are none, or
    more than one choice."""
    if len(columns) == 1:
        (column,) = columns
        count, rest = divmod(vector[0], column[0]) if column[0] else (0, 1)
        fits = not rest and all(v == count * c for v, c in zip(vector, column, strict=True))
        return [count] if fits and count else None
    counts = _by_determinants(vector, columns)
    if counts is None or not all(counts):
        return None
    fits = all(
        value == sum(count * column[t] for count, column in zip(counts, columns, strict=True))
        for t, value in enumerate(vector)
    )
    return counts if fits else None


def _by_determinants(vector: Vector, columns: Sequence[Vector]) -> list[int] | None:
    """Whole numbers that fit as many passes as there are columns, by Cramer's rule; None where
    there are none, or the columns are not independent there."""
    size = len(columns)
    at = _independent(columns)
    if at is None:
        return None
    rows = [[column[t] for column in columns] for t in at]
    whole = _determinant(rows)
    counts = []
    for place in range(size):
        replaced = [
            [*row[:place], vector[t], *row[place + 1 :]] for row, t in zip(rows, at, strict=True)
        ]
        count, rest = divmod(_determinant(replaced), whole)
        if rest:
            return None
        counts.append(count)
    return counts


def _independent(columns: Sequence[Vector]) -> tuple[int, ...] | None:
    """As many passes as there are columns, in which these are independent; None where they are
    nowhere."""
    alike: dict[tuple[int, ...], int] = {}
    for t, row in enumerate(zip(*columns, strict=True)):
        alike.setdefault(row, t)
    for rows in islice(combinations(alike, len(columns)), _TRIED):
        if _determinant(rows):
            return tuple(alike[row] for row in rows)
    return None


def _determinant(rows: Sequence[Sequence[int]]) -> int:
    if len(rows) == 2:
        (a, b), (c, d) = rows
        return a * d - b * c
    (a, b, c), second, third = rows
    return (
        a * _determinant((second[1:], third[1:]))
        - b * _determinant(((second[0], second[2]), (third[0], third[2])))
        + c * _determinant((second[:2], third[:2]))
    )
