"""The path through a network on which most rows count: its length in layers is the depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from archreport.report.model import Row


def path_lengths(rows: Iterable[Row], counts: Callable[[Row], bool]) -> dict[str, int]:
    """For each row: of all paths from an input to it, the most rows for which ``counts`` is true.

    The row itself is among them. ``rows`` are in the order of execution; what a row reads from
    outside of them counts as an input.
    """
    lengths: dict[str, int] = {}
    for row in rows:
        before = max((lengths.get(source, 0) for source in row.inputs), default=0)
        lengths[row.id] = before + counts(row)
    return lengths


def longest_path(rows: Sequence[Row], counts: Callable[[Row], bool], end: str) -> tuple[Row, ...]:
    """The path to the row ``end`` on which most rows count, in the order of execution.

    Of equally long paths, the one through the first of a row's inputs. Empty where ``end`` is not
    among ``rows``.
    """
    by_id = {row.id: row for row in rows}
    lengths = path_lengths(rows, counts)
    path: list[Row] = []
    here = end
    while here in by_id:
        path.append(by_id[here])
        known = [source for source in by_id[here].inputs if source in lengths]
        here = max(known, key=lengths.__getitem__, default="")
    return tuple(reversed(path))
