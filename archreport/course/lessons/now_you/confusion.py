"""A confusion matrix, and the measures that are read off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.lessons.sums import Sum, calc
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language


@dataclass(frozen=True)
class Confusion:
    """``counts[i][j]`` pictures of class i were called class j."""

    counts: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def right(self) -> int:
        return sum(row[i] for i, row in enumerate(self.counts))

    @property
    def largest(self) -> int:
        """How many pictures the most frequent class has: what always guessing it gets right."""
        return max(map(sum, self.counts))

    def row(self, i: int) -> int:
        return sum(self.counts[i])

    def column(self, j: int) -> int:
        return sum(row[j] for row in self.counts)

    def accuracy(self) -> Sum:
        return calc("a/n", "percent", a=self.right, n=self.total)

    def recall(self, i: int) -> Sum:
        """Of the pictures of class i, the share that was found."""
        return calc("a/n", "percent", a=self.counts[i][i], n=self.row(i))

    def precision(self, j: int) -> Sum:
        """Of the pictures that were called class j, the share that is."""
        return calc("a/n", "percent", a=self.counts[j][j], n=self.column(j))


def confusion(counts: Sequence[Sequence[int]]) -> Confusion:
    """Raises `ValueError` unless there are as many columns as rows."""
    if any(len(row) != len(counts) for row in counts):
        raise ValueError("a confusion matrix has as many columns as rows")
    return Confusion(tuple(tuple(row) for row in counts))


def confusion_table(
    matrix: Confusion, names: Sequence[str], caption: str, t: Language, *, table_id: str
) -> Markup:
    """The counts with the recall of each row and the precision of each column."""
    every = range(len(matrix.counts))
    return render_html(
        "confusion.html.j2", t, id=table_id, caption=Markup(caption), names=list(names),
        counts=matrix.counts,
        recalls=[formatting.percent(matrix.counts[i][i] / matrix.row(i)) for i in every],
        precisions=[formatting.percent(matrix.counts[j][j] / matrix.column(j)) for j in every],
        accuracy=formatting.percent(matrix.right / matrix.total),
    )  # fmt: skip
