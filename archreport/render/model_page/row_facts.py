"""The numbers of single rows, to be filled into phrases: ``{r[conv1].params_sum}``.

Beside what a row is, there is what it would be if one choice were another: no padding, no stride,
no reduction in front, shared weights. A phrase that compares the two holds no number of its own;
both are worked from the row's formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archreport.reading.graph import first_source, rows_by_id
from archreport.render.words import formatting
from archreport.report import arithmetic
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import Report, Row

Value = int | float


@dataclass(frozen=True)
class RowFacts:
    """One row in words. Properties ending in ``_sum`` are sums written out; "–" where none fits."""

    row: Row
    rows: Mapping[str, Row]

    @property
    def params(self) -> str:
        return formatting.number(self.row.param_count)

    @property
    def macs(self) -> str:
        return formatting.number(self.row.macs)

    @property
    def shape(self) -> str:
        return formatting.output(self.row)

    @property
    def side(self) -> str:
        """The height of the output."""
        return (
            formatting.number(self.row.out_shape[2])
            if len(self.row.out_shape) > 2
            else formatting.NONE
        )

    @property
    def channels(self) -> str:
        """The number of output channels, or of output values."""
        return formatting.number(self.row.out_shape[1])

    @property
    def positions(self) -> str:
        """Output height times width, multiplied out."""
        sides = self.row.out_shape[2:]
        return formatting.TIMES.join(map(formatting.number, sides)) if sides else formatting.NONE

    @property
    def field(self) -> str:
        return formatting.field(self.row.receptive)

    @property
    def kernel(self) -> str:
        """The kernel as "7×7"."""
        return formatting.cross(self.row.window.kernel) if self.row.window else ""

    @property
    def padding(self) -> str:
        """The padding of one side."""
        height = self.row.sums.get("height")
        return formatting.number(height.values.get("p", 0)) if height else formatting.NONE

    # -- sums as they are ------------------------------------------------------------------------

    @property
    def params_sum(self) -> str:
        return self._worked("params")

    @property
    def macs_sum(self) -> str:
        return self._worked("macs")

    @property
    def height_sum(self) -> str:
        return self._worked("height")

    # -- sums as they would be -------------------------------------------------------------------

    @property
    def height_unpadded_sum(self) -> str:
        """The output height without padding."""
        return self._worked("height", p=0)

    @property
    def macs_unreduced_sum(self) -> str:
        """The MACs, did the kernel read what the 1×1 convolution before it reads."""
        return self._worked("macs", **self._reduction())

    @property
    def params_shared_sum(self) -> str:
        """The parameters of a locally connected layer, did all positions share one set."""
        return self._worked("params", h_out=1, w_out=1)

    @property
    def params_square_sum(self) -> str:
        """The parameters with a square kernel of the longer side."""
        longer = max(self._values("params", "kh"), self._values("params", "kw"))
        return self._worked("params", kh=longer, kw=longer)

    @property
    def params_5x5_sum(self) -> str:
        """The parameters with the 5×5 kernel that the branch is named for."""
        return self._worked("params", kh=5, kw=5)

    @property
    def macs_unstrided_sum(self) -> str:
        """The MACs with stride 1 and the padding that keeps the size: at the input's resolution."""
        return self._worked(
            "macs", h_out=self._values("height", "n"), w_out=self._values("width", "n")
        )

    @property
    def macs_strided_sum(self) -> str:
        """The MACs with stride 2: at half of the resolution."""
        height, width = self._values("macs", "h_out"), self._values("macs", "w_out")
        return self._worked("macs", h_out=-(-height // 2), w_out=-(-width // 2))

    def _worked(self, column: str, **other: Value) -> str:
        """The column's sum in words, with some of its values replaced by ``other``."""
        sum_ = self.row.sums.get(column)
        if sum_ is None or not set(other) <= set(sum_.values):
            return formatting.NONE
        values = {**sum_.values, **other}
        return arithmetic.words(
            Arithmetic(sum_.formula, values, arithmetic.evaluate(sum_.formula, values))
        )

    def _values(self, column: str, name: str) -> Value:
        sum_ = self.row.sums.get(column)
        return sum_.values.get(name, 0) if sum_ else 0

    def _reduction(self) -> dict[str, Value]:
        """What the 1×1 convolution in front reads, as the value that it would replace."""
        here = first_source(self.row, self.rows)
        while here is not None:
            sum_ = here.sums.get("params")
            if here.kind == "conv" and sum_ is not None:
                return {"c_in": sum_.values["c_in"]}
            here = first_source(here, self.rows)
        return {}


class RowsOf(Mapping[str, RowFacts]):
    """The rows of a report by id. An id that does not exist is a `KeyError`."""

    def __init__(self, report: Report) -> None:
        self._rows = rows_by_id(report)

    def __getitem__(self, id_: str) -> RowFacts:
        return RowFacts(self._rows[id_], self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
