"""Comparisons that a lesson's prose makes, evaluated as its sums are.

"The convolutions of the first four groups cost the same" stands on a page only while it is true:
``holds("a == b == c", a=…, b=…, c=…)`` writes nothing, and the page cannot be built once the
comparison fails.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from itertools import pairwise

from archreport.report import arithmetic
from archreport.report.arithmetic import Number

_SAME = 1e-9
_COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Number, Number], bool]]] = {
    ast.Eq: ("=", lambda a, b: math.isclose(a, b, rel_tol=_SAME)),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("≤", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: ("≥", operator.ge),
}


def holds(statement: str, **values: Number) -> str:
    """Nothing, if the comparison of sums is true: ``holds("a > 2*b", a=…, b=…)``.

    It may be a chain (``"a == b == c"``); "about the same" is ``"max(a, b) < 1.1*min(a, b)"``.
    Raises `ValueError` for a comparison that is false, with its numbers, and for anything else
    than a comparison.
    """
    with arithmetic.PARSING:
        tree = ast.parse(statement, mode="eval").body
    if not isinstance(tree, ast.Compare) or any(type(op) not in _COMPARISONS for op in tree.ops):
        raise ValueError(f"{statement!r} compares nothing; write it with <, <=, >, >= or ==")
    sides = [
        arithmetic.evaluate(ast.unparse(side), values) for side in (tree.left, *tree.comparators)
    ]
    for op, (left, right) in zip(tree.ops, pairwise(sides), strict=True):
        sign, true = _COMPARISONS[type(op)]
        if not true(left, right):
            numbers = f"{arithmetic.grouped(left)} {sign} {arithmetic.grouped(right)}"
            raise ValueError(f"the prose says {statement}, and {numbers} is not so")
    return ""
