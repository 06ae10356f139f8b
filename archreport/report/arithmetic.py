"""Formulas in names: evaluate them, and write them out with the numbers in.

>>> conv = "(kh*kw*c_in)*c_out + c_out"
>>> values = {"kh": 3, "kw": 3, "c_in": 64, "c_out": 128}
>>> evaluate(conv, values)
73856
>>> words(Arithmetic(conv, values, 73856))
'(3·3·64)·128 + 128 = 73,856'
"""

from __future__ import annotations

import ast
import math
import operator
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

Number = int | float
#: The value of each name in a formula.
Values = dict[str, Number]

_OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
}
_GROUP = re.compile(r"(?<=\d),(?=\d)")
_NAME = re.compile(r"[A-Za-z_]\w*")
#: Held while Python source is parsed: Python 3.11 counts the depth of syntax trees for all threads
#: together, and raises SystemError where two parse at once.
PARSING = threading.Lock()


def evaluate(formula: str, values: Mapping[str, Number]) -> Number:
    """The value of ``formula``. Raises `ValueError` for anything but sums of named numbers."""
    return _tidy(_value(_parsed(formula), values))


@lru_cache(maxsize=4096)
def _parsed(formula: str) -> ast.expr:
    """The syntax tree of ``formula``, which nobody alters: formulas recur from row to row."""
    with PARSING:
        return ast.parse(formula, mode="eval").body


def worked(formula: str, values: Mapping[str, Number], measured: Number) -> Arithmetic:
    """The sum behind ``measured``, evaluated: its result is the formula's own value.

    Of ``values`` those are kept that the formula names; a formula without names has ``measured``
    for its result.
    """
    names = set(_NAME.findall(formula))
    used = {name: value for name, value in values.items() if name in names}
    return Arithmetic(formula, used, evaluate(formula, used) if used else measured)


def words(sum_: Arithmetic) -> str:
    """The sum with its numbers in and its result: ``(3·3·64)·128 + 128 = 73,856``."""
    written = _NAME.sub(
        lambda match: match[0] if match[0] in _FUNCTIONS else plain_number(sum_.values[match[0]]),
        sum_.formula,
    )
    written = _brackets(written, "floor", "⌊", "⌋")
    written = _brackets(written, "ceil", "⌈", "⌉")
    written = written.replace("*", "·").replace(" - ", " − ")
    return f"{written} = {grouped(sum_.result)}"


def read_words(text: str) -> tuple[Number, Number]:
    """The value of a printed sum's left side, and the number printed right of the equals sign."""
    left, _, right = text.rpartition(" = ")
    formula = _GROUP.sub("", left).replace("·", "*").replace("−", "-")
    for bracket, call in (("⌊", "floor("), ("⌋", ")"), ("⌈", "ceil("), ("⌉", ")")):
        formula = formula.replace(bracket, call)
    return evaluate(formula, {}), evaluate(right.replace(",", "").replace("−", "-"), {})


def plain_number(value: Number) -> str:
    """A number inside a sum: grouped from five digits on, no trailing ``.0``."""
    tidy = _tidy(value)
    return (f"{tidy:,}" if abs(tidy) >= 10_000 else f"{tidy}").replace("-", "−")


def grouped(value: Number) -> str:
    """A number as a result: thousands separated by commas."""
    return f"{_tidy(value):,}".replace("-", "−")


def _tidy(value: Number) -> Number:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _value(node: ast.expr, values: Mapping[str, Number]) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, values) for argument in arguments))
    raise ValueError(f"not arithmetic: {ast.unparse(node)}")


def _brackets(text: str, function: str, opening: str, closing: str) -> str:
    """Replace ``function(…)`` by ``opening … closing``, minding nested parentheses."""
    while (start := text.find(f"{function}(")) >= 0:
        depth, end = 1, start + len(function) + 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        inner = text[start + len(function) + 1 : end - 1]
        text = f"{text[:start]}{opening}{inner}{closing}{text[end:]}"
    return text


@dataclass(frozen=True)
class Arithmetic:
    """A number together with the sum that makes it.

    ``formula`` is written in names (``"(kh*kw*c_in)*c_out + c_out"``, with ``floor``, ``ceil``,
    ``min`` and ``max`` allowed), ``values`` gives each name its value, and ``result`` is what the
    trace measured. `evaluate` of the formula must give ``result``; `words` writes it out.
    """

    formula: str
    values: dict[str, int | float]
    result: int | float
