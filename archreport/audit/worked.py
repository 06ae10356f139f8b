"""A query written out with its numbers in: "885,120 / 60,965,224" for a share of parameters."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction

from archreport.audit.query import FUNCTIONS, Context, number_of, parse
from archreport.report.arithmetic import grouped

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: " + ",
    ast.Sub: " − ",
    ast.Mult: " · ",
    ast.Div: " / ",
}
#: Which operators need brackets left and right of each.
_SUMS = (ast.Add, ast.Sub)
_LOOSER: Mapping[type[ast.operator], tuple[tuple[type[ast.operator], ...], ...]] = {
    ast.Add: ((), ()),
    ast.Sub: ((), _SUMS),
    ast.Mult: (_SUMS, (*_SUMS, ast.Div)),
    ast.Div: (_SUMS, (*_SUMS, ast.Mult, ast.Div)),
}


def worked(query: str, context: Context) -> str:
    """The query with its numbers in; "" where there is nothing to work out."""
    tree = parse(query)
    if not any(isinstance(node, ast.BinOp) for node in ast.walk(tree)):
        return ""
    return _written(tree, context)


def _written(node: ast.expr, context: Context) -> str:
    match node:
        case ast.Tuple(elts=items):
            return ", ".join(dict.fromkeys(_written(item, context) for item in items))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            power = _written(right, context).translate(_RAISED)
            return f"{_bracketed(left, context, ast.operator)}{power}"
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _LOOSER[type(op)]
            sign = _SIGNS[type(op)]
            return f"{_bracketed(left, context, *first)}{sign}{_bracketed(right, context, *second)}"
        case ast.Call(func=ast.Name(id="abs"), args=[inner]):
            return f"|{_written(inner, context)}|"
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in ("floor", "ceil"):
            opening, closing = "⌊⌋" if name == "floor" else "⌈⌉"
            return f"{opening}{_written(inner, context)}{closing}"
        case ast.Call(func=ast.Name(id=name), args=items) if name in FUNCTIONS:
            return f"{name}({', '.join(_written(item, context) for item in items)})"
    return plain(number_of(node, context))


def _bracketed(node: ast.expr, context: Context, *loose: type[ast.operator]) -> str:
    """An operand, in brackets where its own operator is one of the ``loose`` ones."""
    text = _written(node, context)
    return f"({text})" if isinstance(node, ast.BinOp) and isinstance(node.op, loose) else text


def plain(number: Fraction) -> str:
    """A number as people write it: grouped, at most six significant digits of a fraction."""
    if number.denominator == 1:
        return grouped(int(number))
    return grouped(float(f"{float(number):.6g}"))
