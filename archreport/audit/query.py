"""The language in which a claim says how its figure is computed.

A query is one expression of Python's syntax, read with `ast` and never executed:

    params                               of the whole network of the claim's report
    weights("fc6")                       of one row
    macs("inception_3a.*")               of the rows whose ids match, summed
    values(io, conv, linear, pool)       of the rows of these kinds
    count(conv, up, report="unet")       of another network
    field("pool5")                       of one row; of the last one where several match
    shape("pool2"), size(…), filters(…)  sizes: (H, W, C), (H, W), (count, H, W, C)
    hyper("norm1", "alpha")              a setting of one row
    order("norm2", "pool2")              "a -> b", in order of execution
    claim("goog.t3.7x144")               the printed figure of another claim

joined by ``+ - * / **``, ``floor``, ``ceil``, ``min``, ``max``, ``abs``, tuples and numbers.
All quantities are listed in `archreport.audit.quantities`. Results are exact fractions.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Literal, get_args

from archreport.audit.quantities import (
    OURS,
    QUANTITIES,
    Counting,
    Selection,
    hyper_parameter,
)
from archreport.report.model import Kind, Report

Result = Fraction | tuple[Fraction, ...] | str
Basis = Literal["report", "printed", "arithmetic"]

_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: Mapping[str, Callable[..., Fraction | int]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
    "abs": abs,
}
_LARGEST_POWER = 9
_KINDS = frozenset(get_args(Kind))
_LOOKUPS = frozenset((*QUANTITIES, "hyper", "order"))


class QueryError(ValueError):
    """A query that cannot be read, or that asks for something that is not there."""


@dataclass(frozen=True)
class Context:
    """What a query is evaluated in.

    ``report`` is the key of the network meant where a query names none. ``printed`` gives the
    value of another claim's figure.
    """

    reports: Mapping[str, Report]
    report: str = ""
    printed: Callable[[str], Fraction] | None = None
    counting: Counting = OURS

    def counted(self, counting: Counting) -> Context:
        """This context with MACs and parameters counted by another convention."""
        return replace(self, counting=counting)


def evaluate(query: str, context: Context) -> Result:
    """The query's result. Raises `QueryError`, saying what is wrong with it."""
    try:
        return _value(parse(query), context)
    except QueryError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise QueryError(f"{query!r}: {error}") from error


def quantities_in(query: str) -> frozenset[str]:
    """The names of the quantities that a query asks for."""
    return frozenset(name for name in _names(parse(query)) if name in _LOOKUPS)


def reports_in(query: str, default: str) -> tuple[str, ...]:
    """The keys of the networks that a query reads, in order."""
    tree = parse(query)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {id(call.func) for call in calls}
    keys = [
        _report_key(call, default)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in _LOOKUPS
    ]
    keys += [
        default
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in QUANTITIES and id(node) not in called
    ]
    return tuple(dict.fromkeys(keys))


def basis_of(query: str) -> Basis:
    """What a query rests on: a Report, other printed figures, or numbers alone."""
    if quantities_in(query):
        return "report"
    return "printed" if "claim" in _names(parse(query)) else "arithmetic"


def parse(query: str) -> ast.expr:
    """The query's tree. Raises `QueryError` for what is no expression."""
    try:
        return ast.parse(query.strip(), mode="eval").body
    except SyntaxError as error:
        raise QueryError(f"{query!r} is not an expression: {error.msg}") from error


def _names(tree: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _value(node: ast.expr, context: Context) -> Result:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Tuple(elts=items):
            return tuple(number_of(item, context) for item in items)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -number_of(operand, context)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)) if (
            0 <= power <= _LARGEST_POWER
        ):
            return number_of(left, context) ** power
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](number_of(left, context), number_of(right, context))
        case ast.Name(id=name) if name in QUANTITIES:
            return _asked(name, ast.Call(node, [], []), context)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in FUNCTIONS:
            return Fraction(FUNCTIONS[name](*(number_of(each, context) for each in arguments)))
        case ast.Call(func=ast.Name(id=name)):
            return _asked(name, node, context)
    raise QueryError(f"{ast.unparse(node)!r} is not part of the language")


def number_of(node: ast.expr, context: Context) -> Fraction:
    """The value of a part of a query that must be one number."""
    value = _value(node, context)
    if isinstance(value, Fraction):
        return value
    raise QueryError(f"{ast.unparse(node)!r} is not a number")


def _asked(name: str, call: ast.Call, context: Context) -> Result:
    if name == "claim":
        if context.printed is None:
            raise QueryError("other claims cannot be read here")
        return context.printed(_text(call.args[0]))
    if name not in _LOOKUPS:
        raise QueryError(f"there is no quantity {name!r}; there are {', '.join(QUANTITIES)}")
    report = _report(call, context)
    if name == "hyper":
        row, setting = (_text(argument) for argument in call.args)
        value = hyper_parameter(report.row(row), setting)
        if isinstance(value, tuple):
            return tuple(Fraction(each) for each in value)
        return Fraction(str(value))
    if name == "order":
        ids = [_text(argument) for argument in call.args]
        places = [row.id for row in report.rows]
        return " -> ".join(sorted(ids, key=places.index))
    answer = QUANTITIES[name](_selection(call.args, report, context))
    if isinstance(answer, tuple):
        return tuple(Fraction(each) for each in answer)
    return answer if isinstance(answer, str) else Fraction(answer)


def _report_key(call: ast.Call, default: str) -> str:
    named = [_text(each.value) for each in call.keywords if each.arg == "report"]
    if len(named) != len(call.keywords):
        raise QueryError(f"{ast.unparse(call)!r}: the only keyword is report")
    return named[0] if named else default


def _report(call: ast.Call, context: Context) -> Report:
    key = _report_key(call, context.report)
    if key not in context.reports:
        raise QueryError(f"there is no report {key!r}")
    return context.reports[key]


def _selection(arguments: list[ast.expr], report: Report, context: Context) -> Selection:
    """The rows that match any of the arguments; all rows without arguments."""
    if not arguments:
        return Selection(report, report.rows, context.counting)
    chosen: set[str] = set()
    for argument in arguments:
        if isinstance(argument, ast.Name) and argument.id in _KINDS:
            matching = {row.id for row in report.rows if row.kind == argument.id}
        else:
            pattern = _text(argument)
            matching = {row.id for row in report.rows if fnmatchcase(row.id, pattern)}
            if not matching:
                raise QueryError(f"{report.identity.title} has no row {pattern!r}")
        chosen |= matching
    rows = tuple(row for row in report.rows if row.id in chosen)
    return Selection(report, rows, context.counting)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise QueryError(f"{ast.unparse(node)!r} should be a name in quotes")
