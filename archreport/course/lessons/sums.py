"""Sums in a lesson, computed and never typed.

``calc("kh*kw*c*n + n", kh=11, …)`` is the sum in words with its result. Its values come from
reports, so that a lesson can ask a question that no table answers and still not hold a number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.arithmetic import Arithmetic

Number = int | float


@dataclass(frozen=True)
class Evaluated:
    """What stands behind a sum in words, so that an exercise can judge a reader's result.

    ``formula`` and ``values`` are as `arithmetic.evaluate` reads them; "" where no formula in names
    gives the result. ``form`` is how it is written: "" in full, "percent", "si" or "mib" for bytes.
    ``of`` is what is counted, by the name of a report's column ("macs", "params", …), "" where
    nothing depends on it. ``others`` are results that are easily taken for this one, by their
    columns. ``under_root`` says that the value is the formula's square root.
    """

    value: Number
    formula: str = ""
    values: Mapping[str, Number] = field(default_factory=dict)
    form: str = ""
    of: str = ""
    others: Mapping[str, Number] = field(default_factory=dict)
    under_root: bool = False


class Sum(str):
    """A sum in words that was evaluated here. An answer accepts nothing else."""

    evaluated: Evaluated

    def __new__(cls, text: str, evaluated: Evaluated) -> Sum:
        new = super().__new__(cls, text)
        new.evaluated = evaluated
        return new


def calc(formula: str, as_: str = "", of: str = "", **values: Number) -> Sum:
    """The sum with its numbers in and its result.

    ``as_`` is how the result is written: "" in full (a fraction with four digits, after ≈ where
    these do not hold all of it),
    "percent" as a share of one, "si" with a decimal prefix, "mib" for bytes. A formula of one name
    is just that number. ``of`` names what is counted where an exercise asks for it: "macs" lets it
    recognise FLOPs. Raises `ValueError` for anything but arithmetic in the given names.
    """
    result = arithmetic.evaluate(formula, values)
    known = Evaluated(result, formula, values, as_, of)
    exact = arithmetic.words(Arithmetic(formula, dict(values), result))
    left = exact.rpartition(" = ")[0]
    if formula.isidentifier():
        return Sum(formatting.number(result), known)
    match as_:
        case "percent":
            return Sum(f"{left} = {formatting.percent(float(result))}", known)
        case "si":
            return Sum(f"{left} = {formatting.si(result)}", known)
        case "mib":
            size = f"{arithmetic.grouped(result)} bytes = {formatting.mib(result)}"
            return Sum(f"{left} = {size}", known)
        case "":
            if isinstance(result, int):
                return Sum(exact, known)
            return Sum(f"{left} {_short(result)}", known)
    raise ValueError(f"no way to write a result is called {as_!r}")


def products(first: Sequence[Number], second: Sequence[Number], extra: Number = 0) -> Sum:
    """What two lists give multiplied entry by entry and added up, and ``extra`` with it.

    "3·2 + (−1)·4 + 5 = 7". Raises `ValueError` for lists of different length.
    """
    terms: list[str] = []
    values: dict[str, Number] = {}
    for place, (left, right) in enumerate(zip(first, second, strict=True)):
        values |= {f"a{place}": left, f"b{place}": right}
        terms.append("*".join(f"({name}{place})" if value < 0 else f"{name}{place}"
                              for name, value in (("a", left), ("b", right))))  # fmt: skip
    if extra:
        terms.append("(extra)" if extra < 0 else "extra")
        values["extra"] = extra
    return calc(" + ".join(terms), "", "", **values)


def root(formula: str, **values: Number) -> Sum:
    """The square root of a sum: "√(3·3 + 4·4) = 5". Raises `ValueError` as `calc` does."""
    square = arithmetic.evaluate(formula, values)
    if square < 0:
        raise ValueError(f"{formula!r} is negative and has no square root")
    left = arithmetic.words(Arithmetic(formula, dict(values), square)).rpartition(" = ")[0]
    length = math.sqrt(square)
    return Sum(f"√({left}) {_short(length)}", Evaluated(length, formula, values, under_root=True))


def _short(result: float) -> str:
    """A fraction with four digits, after "=" or "≈"."""
    short = float(f"{result:.4g}")
    same = math.isclose(short, result, rel_tol=1e-12)
    return f"{'=' if same else '≈'} {formatting.number(short)}"


def ratio(above: Number, below: Number) -> str:
    """How many times as much, in prose: "2.3"; whole numbers from ten on."""
    value = above / below
    return (
        formatting.number(round(value)) if value >= 10 else formatting.number(float(f"{value:.2g}"))
    )


def sums_html(sums: Mapping[str, Sum], t: Language) -> Markup:
    """Labelled sums, one a line: the ``p.sum`` of a page. Raises `ValueError` for typed text."""
    for label, sum_ in sums.items():
        if not isinstance(sum_, Sum):
            raise ValueError(f"{label!r} is not a computed sum; write it with calc() or worked()")
    return render_html("sums.html.j2", t, sums=list(sums.items()))
