"""Which rows of two reports belong to each other: the cheapest alignment of two sequences.

S. B. Needleman and C. D. Wunsch, "A general method applicable to the search for similarities in the
amino acid sequence of two proteins", Journal of Molecular Biology 48 (1970). What both have at
their ends is aligned first; a row that differs in its settings is cheaper than one removed and one
added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archreport.reading.differences.settings import settings_of
from archreport.report.model import Row

#: A row without a partner, and a pair by what differs.
_ALONE = 0.6
_ANOTHER_ID = 0.15
_ANOTHER_SHAPE = 0.05
_ONE_SETTING, _EACH_MORE, _ALL_SETTINGS = 0.3, 0.1, 0.7
_ANOTHER_OPERATION, _ANOTHER_KIND = 0.8, 3.0
#: So far two sequences of nearly equal length may be apart.
_BAND = 300

Pair = tuple[Row | None, Row | None]


def aligned(before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    """Pairs in the order of both: (row, row), (row, None) removed, (None, row) added."""
    settings = {id(row): settings_of(row) for row in (*before, *after)}
    cost = _Cost(settings)
    first = 0
    while first < min(len(before), len(after)) and cost.is_same(before[first], after[first]):
        first += 1
    last = 0
    most = min(len(before), len(after)) - first
    while last < most and cost.is_same(before[-1 - last], after[-1 - last]):
        last += 1
    head: list[Pair] = list(zip(before[:first], after[:first], strict=True))
    tail: list[Pair] = list(
        zip(before[len(before) - last :], after[len(after) - last :], strict=True)
    )
    middle = _cheapest(before[first : len(before) - last], after[first : len(after) - last], cost)
    return head + middle + tail


class _Cost:
    """What a pair costs."""

    def __init__(self, settings: Mapping[int, Mapping[str, object]]) -> None:
        self._settings = settings
        self._numbers: dict[str, int] = {}
        self._by_settings: dict[tuple[int, int], float] = {}

    def is_same(self, one: Row, other: Row) -> bool:
        return one.id == other.id and self._settings[id(one)] == self._settings[id(other)]

    def of(self, one: Row, other: Row) -> float:
        first, second = self._number(one), self._number(other)
        key = first, second
        if key not in self._by_settings:
            self._by_settings[key] = self._of_settings(one, other)
        cost = self._by_settings[key]
        if one.id != other.id:
            cost += _ANOTHER_ID
        return cost + (_ANOTHER_SHAPE if one.out_shapes != other.out_shapes else 0)

    def _number(self, row: Row) -> int:
        return self._numbers.setdefault(
            repr((row.kind, self._settings[id(row)])), len(self._numbers)
        )

    def _of_settings(self, one: Row, other: Row) -> float:
        first, second = self._settings[id(one)], self._settings[id(other)]
        if first == second:
            return 0.0
        if one.op != other.op:
            return _ANOTHER_OPERATION if one.kind == other.kind else _ANOTHER_KIND
        names = {**first, **second}
        different = sum(first.get(name) != second.get(name) for name in names)
        return min(_ALL_SETTINGS, _ONE_SETTING + _EACH_MORE * (different - 1))


def _cheapest(before: Sequence[Row], after: Sequence[Row], cost: _Cost) -> list[Pair]:
    rows, columns = len(before), len(after)
    if not rows or not columns:
        return [*((row, None) for row in before), *((None, row) for row in after)]
    band = abs(rows - columns) + _BAND
    infinite = float("inf")
    best: dict[int, float] = {at: at * _ALONE for at in range(min(columns, band) + 1)}
    steps: list[dict[int, str]] = [dict.fromkeys(range(1, min(columns, band) + 1), "added")]
    for row, one in enumerate(before, start=1):
        low, high = max(0, row - band), min(columns, row + band)
        now: dict[int, float] = {}
        step: dict[int, str] = {}
        for column in range(low, high + 1):
            removed = best.get(column, infinite) + _ALONE
            added = now.get(column - 1, infinite) + _ALONE
            both = infinite
            if column:
                diagonal = best.get(column - 1, infinite)
                both = (
                    diagonal + cost.of(one, after[column - 1]) if diagonal < infinite else infinite
                )
            now[column] = cheapest = min(both, removed, added)
            step[column] = (
                "both" if both == cheapest else "removed" if removed == cheapest else "added"
            )
        best = now
        steps.append(step)
    return _walked_back(before, after, steps)


def _walked_back(
    before: Sequence[Row], after: Sequence[Row], steps: Sequence[dict[int, str]]
) -> list[Pair]:
    row, column = len(before), len(after)
    pairs: list[Pair] = []
    while row or column:
        step = steps[row].get(column, "removed")
        if step != "added":
            row -= 1
        if step != "removed":
            column -= 1
        pairs.append(
            (before[row] if step != "added" else None, after[column] if step != "removed" else None)
        )
    return pairs[::-1]
