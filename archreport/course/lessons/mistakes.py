"""The usual mistakes in a sum, and the wrong results that they give.

A mistake is a change of the formula (`archreport.course.lessons.formula_changes`): the bias
dropped, ``2*p`` turned into ``p``, ``floor`` into ``ceil``. The changed formula is evaluated with
the same values as the right one, so that a wrong result is as little typed as the right one. What
a mistake is called is a key of ``messages.yaml``, ``course.slip.<name>``.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archreport.course.lessons.formula_changes import (
    CHANGES,
    changed,
    no_bias,
    omissions,
    turned,
)
from archreport.course.lessons.sums import Evaluated, Number
from archreport.render.words import formatting
from archreport.report import arithmetic

_BITS = 8
_COUNTS = ("macs", "params", "activations")
_MB = 10**6


@dataclass(frozen=True)
class Mistake:
    """A wrong result and the name of what was done wrong; of two things, "no_bias+kernel_once"."""

    name: str
    value: Number


def mistakes(right: Evaluated) -> tuple[Mistake, ...]:
    """The wrong results that are told apart, the likelier mistake first.

    None has the right value. Two mistakes may give the same wrong one, but what is only said to be
    missing is then left to the mistake that has a name.
    """
    found: dict[Mistake, None] = {}
    values: set[Number] = set()
    for name, value in sorted(_all(right), key=lambda one: one[0] in _VAGUE):
        vague = name in _VAGUE and value in values
        if math.isfinite(value) and not _same(value, right.value) and not vague:
            found[Mistake(name, value)] = None
            values.add(value)
    return tuple(found)


def _all(right: Evaluated) -> Iterator[tuple[str, Number]]:
    if right.formula:
        yield from _of_the_formula(right)
    yield from _of_the_unit(right)
    for column in _COUNTS:
        if right.of in _COUNTS and column in right.others:
            yield f"is_{column}", right.others[column]
    if right.value < 0:
        yield "sign", -right.value


def _of_the_formula(right: Evaluated) -> Iterator[tuple[str, Number]]:
    with arithmetic.PARSING:
        tree = ast.parse(right.formula, mode="eval").body
    yield from _changed_values(tree, right)
    for unbiased in changed(tree, no_bias):
        for name, value in _changed_values(unbiased, right):
            yield f"no_bias+{name}", value
    match tree:
        case ast.BinOp(left=left, op=ast.Sub(), right=less):
            swapped = ast.BinOp(less, ast.Sub(), left)
            yield "sign", arithmetic.evaluate(ast.unparse(swapped), right.values)
    if right.under_root:
        yield "root", right.value**2
    if (upside_down := turned(tree)) is not None and right.value:
        yield "upside_down", arithmetic.evaluate(ast.unparse(upside_down), right.values)
    yield from _values(omissions(tree), right)


def _changed_values(tree: ast.expr, right: Evaluated) -> Iterator[tuple[str, Number]]:
    """What each change of the formula gives."""
    for name, change in CHANGES:
        if name == "no_places" and right.of == "params":
            continue  # a locally connected layer, whose weights are no place's but their own
        yield from _values(((name, wrong) for wrong in changed(tree, change)), right)


def _values(
    wrong: Iterable[tuple[str, ast.expr]], right: Evaluated
) -> Iterator[tuple[str, Number]]:
    for name, formula in wrong:
        try:
            value = arithmetic.evaluate(ast.unparse(formula), right.values)
        except ZeroDivisionError:
            continue
        yield name, math.sqrt(value) if right.under_root and value >= 0 else value


def _of_the_unit(right: Evaluated) -> Iterator[tuple[str, Number]]:
    match right:
        case Evaluated(of="macs"):
            yield "flops", 2 * right.value
        case Evaluated(form="percent"):
            yield "rest", 1 - right.value
        case Evaluated(form="mib"):
            yield "megabytes", right.value / _MB * formatting.MIB
            yield "bits", right.value * _BITS
            if "4*" in right.formula:
                yield "values", right.value / 4


def _same(a: Number, b: Number) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


#: What says only that something is missing: left to a mistake that has a name.
_VAGUE = ("term_missing", "factor_missing")

#: Every name that a mistake can have; a test holds the phrases against them.
NAMES = (
    *dict.fromkeys(name for name, _ in CHANGES),
    *_VAGUE,
    "root",
    "upside_down",
    "flops",
    "rest",
    "megabytes",
    "bits",
    "values",
    "is_macs",
    "is_params",
    "is_activations",
    "sign",
)
