"""Extents and counts as functions of the input's size: whole numbers, sums of products, floors.

An expression is built by the functions below, which bring it to one form: two convolutions with
stride 2 behind each other give ``floor((height + 3)/4)``, not two floors in one another. What the
tracer can only know at one size is a number; here the size is a name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import gcd
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sizes = Mapping[str, "int | NDArray[np.int64]"]


@dataclass(frozen=True)
class Variable:
    """An extent of the input that may be chosen."""

    name: str


@dataclass(frozen=True)
class Floor:
    """``floor((factor*of + added)/divisor)`` with a divisor above 1."""

    factor: int
    of: Expression
    added: int
    divisor: int


@dataclass(frozen=True)
class Extreme:
    """The least (``lowest``) or the greatest of some expressions."""

    lowest: bool
    among: tuple[Expression, ...]


#: Factors of a product, in order.
Monomial = tuple[Variable | Floor | Extreme, ...]


@dataclass(frozen=True)
class Polynomial:
    """A sum of whole multiples of products; the constant has the empty product."""

    terms: tuple[tuple[Monomial, int], ...]

    def __add__(self, other: Expression | int) -> Polynomial:
        return _of_terms((*self.terms, *polynomial(other).terms))

    __radd__ = __add__

    def __sub__(self, other: Expression | int) -> Polynomial:
        return self + times(other, -1)

    def __rsub__(self, other: Expression | int) -> Polynomial:
        return polynomial(other) - self

    def __neg__(self) -> Polynomial:
        return times(self, -1)

    @property
    def constant(self) -> int | None:
        """The number that this is, where no name is in it."""
        if not self.terms:
            return 0
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None


Expression = Variable | Floor | Extreme | Polynomial


def number(value: int) -> Polynomial:
    return Polynomial((((), value),)) if value else Polynomial(())


def polynomial(value: Expression | int) -> Polynomial:
    if isinstance(value, int):
        return number(value)
    return value if isinstance(value, Polynomial) else Polynomial((((value,), 1),))


def times(value: Expression | int, factor: int) -> Polynomial:
    return _of_terms((monomial, factor * count) for monomial, count in polynomial(value).terms)


def added(values: Iterable[Expression | int]) -> Polynomial:
    return reduce(lambda one, other: one + other, map(polynomial, values), number(0))


def product(values: Iterable[Expression | int]) -> Polynomial:
    return reduce(_product, map(polynomial, values), number(1))


def _product(one: Polynomial, other: Polynomial) -> Polynomial:
    return _of_terms(
        (tuple(sorted((*first, *second), key=formula)), count * counted)
        for first, count in one.terms
        for second, counted in other.terms
    )


def _of_terms(terms: Iterable[tuple[Monomial, int]]) -> Polynomial:
    found: dict[Monomial, int] = {}
    for monomial, count in terms:
        found[monomial] = found.get(monomial, 0) + count
    return Polynomial(
        tuple(
            sorted(
                ((monomial, count) for monomial, count in found.items() if count),
                key=lambda term: (-len(term[0]), [formula(factor) for factor in term[0]]),
            )
        )
    )


def floored(value: Expression | int, divisor: int) -> Expression:
    """``floor(value/divisor)``, floors within taken together where that changes nothing."""
    value = simple(value)
    if divisor == 1:
        return value
    whole = polynomial(value)
    if whole.constant is not None:
        return number(whole.constant // divisor)
    # floor((g·x + b)/(g·c)) = floor((x + floor(b/g))/c): all but the constant share a factor
    constant = dict(whole.terms).get((), 0)
    shared = reduce(gcd, (count for monomial, count in whole.terms if monomial), divisor)
    if shared > 1:
        rest = _of_terms((m, count // shared) for m, count in whole.terms if m)
        return floored(rest + constant // shared, divisor // shared)
    varying = [(monomial, count) for monomial, count in whole.terms if monomial]
    if len(varying) == 1 and len(varying[0][0]) == 1:
        (inner,), factor = varying[0]
        if isinstance(inner, Floor) and factor == 1:  # floor((floor(x/c) + b)/d)
            top = times(inner.of, inner.factor) + (inner.added + constant * inner.divisor)
            return floored(top, inner.divisor * divisor)
        return Floor(factor, inner, constant, divisor)
    inside = _of_terms(varying)
    return Floor(1, inside, constant, divisor)


def simple(value: Expression | int) -> Expression:
    """The same without a sum around one thing; ``floor(x/c) + b`` as one floor."""
    whole = polynomial(value)
    varying = [(monomial, count) for monomial, count in whole.terms if monomial]
    if len(varying) != 1 or varying[0][1] != 1 or len(varying[0][0]) != 1:
        return whole
    inner = varying[0][0][0]
    constant = dict(whole.terms).get((), 0)
    if not constant:
        return inner
    if isinstance(inner, Floor):
        top = times(inner.of, inner.factor) + (inner.added + constant * inner.divisor)
        return floored(top, inner.divisor)
    return whole


def least(*values: Expression | int) -> Expression:
    return _extreme(True, values)


def greatest(*values: Expression | int) -> Expression:
    return _extreme(False, values)


def _extreme(lowest: bool, values: Iterable[Expression | int]) -> Expression:
    among = tuple(dict.fromkeys(simple(value) for value in values))
    among = tuple(one for one in among if not any(_beats(other, one, lowest) for other in among))
    return among[0] if len(among) == 1 else Extreme(lowest, among)


def _beats(one: Expression, other: Expression, lowest: bool) -> bool:
    """Whether ``one`` is never the greater (the smaller) of both, and differs."""
    match one, other:
        case Floor(), Floor():
            alike = (one.factor, one.of, one.divisor) == (other.factor, other.of, other.divisor)
            less = one.added < other.added if lowest else one.added > other.added
            return alike and less
    rest = (polynomial(one) - other).constant
    return rest is not None and (rest < 0 if lowest else rest > 0)


def value_at(expression: Expression, sizes: Sizes) -> Any:
    """Its value: a whole number, or an array of them where the sizes are arrays."""
    match expression:
        case Variable(name):
            return sizes[name]
        case Floor(factor, of, constant, divisor):
            return (factor * value_at(of, sizes) + constant) // divisor
        case Extreme(lowest, among):
            import numpy as np

            values = [value_at(one, sizes) for one in among]
            if not any(hasattr(value, "shape") for value in values):
                return min(values) if lowest else max(values)
            return reduce(np.minimum if lowest else np.maximum, values)
        case Polynomial(terms):
            total: Any = 0
            for monomial, count in terms:
                part: Any = count
                for factor_ in monomial:
                    part = part * value_at(factor_, sizes)
                total = total + part
            return total


@lru_cache(maxsize=100_000)
def formula(expression: Expression) -> str:
    """As text that `archreport.report.arithmetic.evaluate` reads."""
    match expression:
        case Variable(name):
            return name
        case Floor(factor, of, constant, divisor):
            top = times(of, factor) + constant
            text = formula(top)
            is_sum = len(top.terms) > 1
            return f"floor(({text})/{divisor})" if is_sum else f"floor({text}/{divisor})"
        case Extreme(lowest, among):
            return f"{'min' if lowest else 'max'}({', '.join(map(formula, among))})"
        case Polynomial(terms):
            return _sum_text(terms)


def _sum_text(terms: tuple[tuple[Monomial, int], ...]) -> str:
    text = ""
    for monomial, count in terms:
        factors = [formula(factor) for factor in monomial]
        if abs(count) != 1 or not factors:
            factors = [str(abs(count)), *factors]
        sign = " - " if count < 0 else " + " if text else ""
        text += (sign if text else sign.strip()) + "*".join(factors)
    return text or "0"


def expression_of(text: str, names: Mapping[str, Expression | int]) -> Expression:
    """The expression that a formula of a row's sums is, with expressions for its names.

    Raises `ValueError` where it divides without rounding, or divides by what is no number.
    """
    return simple(_read(ast.parse(text, mode="eval").body, names))


def _read(node: ast.expr, names: Mapping[str, Expression | int]) -> Expression | int:
    match node:
        case ast.Constant(value=int() as value):
            return value
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return times(_read(operand, names), -1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return polynomial(_read(left, names)) + _read(right, names)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return polynomial(_read(left, names)) - _read(right, names)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return product((_read(left, names), _read(right, names)))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _exactly_divided(_read(left, names), _divisor(right, names))
        case ast.Call(func=ast.Name(id="floor" | "ceil" as name), args=[inside]):
            return _rounded(inside, names, up=name == "ceil")
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=inside):
            return _extreme(name == "min", [_read(one, names) for one in inside])
    raise ValueError(ast.unparse(node))


def _rounded(node: ast.expr, names: Mapping[str, Expression | int], up: bool) -> Expression:
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            divisor = _divisor(right, names)
            top = polynomial(_read(left, names)) + (divisor - 1 if up else 0)
            return floored(top, divisor)
    return simple(_read(node, names))


def _divisor(node: ast.expr, names: Mapping[str, Expression | int]) -> int:
    divisor = polynomial(_read(node, names)).constant
    if not divisor or divisor < 1:
        raise ValueError(ast.unparse(node))
    return divisor


def _exactly_divided(value: Expression | int, divisor: int) -> Expression:
    """``value/divisor`` where every multiple is one of ``divisor``; else its floor, which is the
    same wherever the quotient is a whole number, as an extent is."""
    whole = polynomial(value)
    if all(count % divisor == 0 for _, count in whole.terms):
        return Polynomial(tuple((m, count // divisor) for m, count in whole.terms))
    return floored(whole, divisor)
