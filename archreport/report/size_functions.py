"""A report's numbers as functions of the input's size, as plain data.

Every formula is text in the names of `SizeFunctions.variables`, with whole numbers, ``floor``,
``min`` and ``max``, as `archreport.report.arithmetic.evaluate` reads it. `archreport.report.sized`
evaluates them; `archreport.analysis.sizes` finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from archreport.errors import BadInput

#: A number that does not depend on the size, or the formula of one that does.
Formula = int | float | str
ShapeFormula = tuple[int | str, ...]


@dataclass(frozen=True)
class SizeVariable:
    """An extent of the input that may be chosen: "batch", "height", "width", "length", …

    ``places`` are the axes that take it, as (number of the input, axis). ``lowest`` and ``highest``
    are the smallest and the largest value with which a pass was made; outside of them nothing is
    claimed. ``traced`` is the value of the report itself.
    """

    name: str
    places: tuple[tuple[int, int], ...]
    traced: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class FixedExtent:
    """An extent of the input that cannot be chosen, and why: every other value tried was refused by
    the model ("fails", with what it said in ``detail`` and where), the operations change with it
    ("branches"), or a number follows no rule that was found ("no rule")."""

    name: str
    traced: int
    reason: Literal["fails", "branches", "no rule"]
    row: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Condition:
    """What a size must fulfil: ``left`` equals ``right``, or is at least so much.

    ``row`` is where the model refuses it otherwise.
    """

    row: str
    left: Formula
    is_least: bool
    right: Formula


@dataclass(frozen=True)
class SumFormula:
    """A worked sum of a row: its formula, and the formula of each of its values. It is written so
    where none of the values ``above_one`` is 1."""

    formula: str
    values: dict[str, Formula]
    above_one: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldFormulas:
    """A receptive field that depends on the size, as `ReceptiveField` has its parts.

    It holds where all of ``above_one`` are greater than 1, and is not known else: a pooling of a
    map of one position sees what that position sees.
    """

    size: tuple[Formula, ...]
    smallest: tuple[Formula, ...]
    jump: tuple[Formula, ...]
    start: tuple[Formula, ...]
    status: Literal["exact", "bound", "whole"] = "exact"
    above_one: tuple[Formula, ...] = ()


@dataclass(frozen=True)
class RowFormulas:
    """What of a row depends on the size. ``sums`` has for each column the forms that the sum takes,
    such as one with a factor for the batch where it is not 1; the first that fits is written.
    ``receptive`` is "same" where the size does not matter, and "unknown" where no rule was found.
    """

    in_shapes: tuple[ShapeFormula, ...]
    out_shapes: tuple[ShapeFormula, ...]
    macs: int | str
    activations: int | str
    activation_bytes: int | str
    saved_bytes: int | str
    hyper: dict[str, int | str | tuple[int | str, ...]] = field(default_factory=dict)
    receptive: Literal["same", "unknown"] | FieldFormulas = "same"
    sums: dict[str, tuple[SumFormula, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Peaks:
    """The peaks of memory in bytes, each the greatest of several formulas, one for each moment of
    the pass that may be the fullest; () where no rule was found."""

    inference: tuple[int | str, ...] = ()
    training: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class SizeFunctions:
    """Every number of a report as a function of the size of its input.

    ``rows`` has for each row of the report the number of its formulas in ``formulas``: rows that
    are alike share them. ``totals`` are sums over the rows with alike terms taken together: "macs",
    "activations", "activation_bytes", "saved_bytes". ``peaks_of_one`` are those of a batch of one
    where it keeps other tensors than a larger one does (what is contiguous need not be copied).
    ``passes`` is how many passes, each
    at another size, the formulas were held against, number by number.
    """

    variables: tuple[SizeVariable, ...]
    fixed: tuple[FixedExtent, ...]
    conditions: tuple[Condition, ...]
    formulas: tuple[RowFormulas, ...]
    rows: tuple[int, ...]
    totals: dict[str, int | str]
    peaks: Peaks
    peaks_of_one: Peaks | None
    passes: int

    def peaks_at(self, sizes: Mapping[str, int]) -> Peaks:
        """Those that hold at ``sizes``."""
        is_one = self.peaks_of_one is not None and sizes.get("batch") == 1
        return self.peaks_of_one or self.peaks if is_one else self.peaks

    def formula(self, what: str) -> str:
        """A total in the names of the variables: "macs", "activations", "peak_inference_bytes", …;
        peaks for a batch of more than one, where they differ.

        Raises `BadInput` where there is none of it.
        """
        peaks = {
            "peak_inference_bytes": self.peaks.inference,
            "peak_training_bytes": self.peaks.training,
        }
        known: dict[str, tuple[int | str, ...]] = {
            name: (one,) for name, one in self.totals.items()
        }
        known |= {name: several for name, several in peaks.items() if several}
        if what not in known:
            raise BadInput("report.size.no_formula", what=what, known=list(known))
        several = known[what]
        return str(several[0]) if len(several) == 1 else f"max({', '.join(map(str, several))})"
