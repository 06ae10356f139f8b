"""`differences` of two reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archreport.reading.differences.alignment import Pair, aligned
from archreport.reading.differences.model import (
    Differences,
    RowChange,
    SettingChange,
    TotalChange,
    Value,
)
from archreport.reading.differences.settings import following_of, settings_of
from archreport.report.model import Report, Row

_TOTALS = (
    "params", "trainable", "buffers", "macs", "activations", "activation_bytes", "weight_layers",
    "saved_bytes", "peak_inference_bytes", "peak_training_bytes",
)  # fmt: skip


def differences(before: Report, after: Report) -> Differences:
    """What was added, removed and changed from one report to the other, and what that does.

    Rows are aligned by what they do, then by their names; so a layer put in between is one row
    added, though all behind it have another number.
    """
    pairs = aligned(_operations(before), _operations(after))
    partners = {one.id: other.id for one, other in pairs if one and other}
    inputs = {one.id: other.id for one, other in zip(before.inputs, after.inputs, strict=False)}
    ways = _Ways(before, after, {**inputs, **partners})
    changes: list[RowChange] = []
    consequences: list[RowChange] = []
    renamed = []
    for one, other in pairs:
        change = _change(one, other, ways)
        if change is not None:
            (consequences if change.kind == "follows" else changes).append(change)
        if one and other and one.id != other.id:
            renamed.append((one.id, other.id))
    return Differences(
        before=_name(before),
        after=_name(after),
        changes=tuple(changes),
        consequences=tuple(consequences),
        renamed=tuple(renamed),
        inputs=tuple(_input_changes(before, after)),
        totals=tuple(_total_changes(before, after)),
    )


def _name(report: Report) -> str:
    """Title and variant: networks of one title differ in the other."""
    title, variant = report.identity.title, report.identity.variant
    return f"{title} ({variant})" if variant and variant != title else title


def _operations(report: Report) -> Sequence[Row]:
    return report.rows[len(report.inputs) :]


def _input_changes(before: Report, after: Report) -> list[SettingChange]:
    first = {given.id: given for given in before.inputs}
    second = {given.id: given for given in after.inputs}
    found: list[SettingChange] = []
    for name in {**first, **second}:
        shapes = [one[name].shape if name in one else None for one in (first, second)]
        types = [one[name].dtype if name in one else None for one in (first, second)]
        if shapes[0] != shapes[1]:
            found.append(SettingChange(name, shapes[0], shapes[1]))
        if types[0] != types[1] and None not in types:
            found.append(SettingChange(name, types[0], types[1]))
    return found


class _Ways:
    """Which rows that both reports have a row reads, directly or through rows that only one has."""

    def __init__(self, before: Report, after: Report, partners: Mapping[str, str]) -> None:
        self._rows = {row.id: row for row in before.rows}, {row.id: row for row in after.rows}
        self._partners = partners
        self._known = frozenset(partners), frozenset(partners.values())

    def change(self, one: Row, other: Row) -> SettingChange | None:
        """How ``other`` reads other rows than ``one``; it follows where a row between them is new,
        or is gone."""
        direct = all(name in self._known[0] for name in one.inputs) and all(
            name in self._known[1] for name in other.inputs
        )
        if direct:
            reads = tuple(self._partners[name] for name in one.inputs)
            if reads == other.inputs:
                return None
            return SettingChange("reads", one.inputs, other.inputs)
        first = {self._partners[name] for name in self._sources(one, 0)}
        second = self._sources(other, 1)
        if first == second:
            return None
        return SettingChange("reads", one.inputs, other.inputs, follows=True)

    def _sources(self, row: Row, side: int) -> set[str]:
        found: set[str] = set()
        waiting = list(row.inputs)
        seen = set(waiting)
        while waiting:
            name = waiting.pop()
            if name in self._known[side]:
                found.add(name)
                continue
            source = self._rows[side].get(name)
            new = [one for one in (source.inputs if source else ()) if one not in seen]
            seen.update(new)
            waiting += new
        return found


def _change(one: Row | None, other: Row | None, ways: _Ways) -> RowChange | None:
    if one is None or other is None:
        row = one or other
        assert row is not None
        sign = 1 if one is None else -1
        return RowChange(
            kind="added" if one is None else "removed",
            before=one.id if one else "",
            after=other.id if other else "",
            operation=row.op,
            settings=(),
            params=sign * row.param_count,
            macs=sign * row.macs,
            activations=sign * row.activations,
            activation_bytes=sign * row.activation_bytes,
            saved_bytes=sign * row.saved_bytes,
        )
    settings = _setting_changes(settings_of(one), settings_of(other), follows=False)
    settings += _setting_changes(following_of(one), following_of(other), follows=True)
    if (reads := ways.change(one, other)) is not None:
        settings.append(reads)
    counts = {
        name: getattr(other, field) - getattr(one, field)
        for name, field in (
            ("params", "param_count"),
            ("macs", "macs"),
            ("activations", "activations"),
            ("activation_bytes", "activation_bytes"),
            ("saved_bytes", "saved_bytes"),
        )
    }
    if not settings and not any(counts.values()):
        return None
    is_own = any(not change.follows for change in settings)
    return RowChange(
        kind="changed" if is_own else "follows",
        before=one.id,
        after=other.id,
        operation=other.op,
        settings=tuple(settings),
        **counts,
    )


def _setting_changes(
    before: Mapping[str, Value], after: Mapping[str, Value], follows: bool
) -> list[SettingChange]:
    return [
        SettingChange(name, before.get(name), after.get(name), follows)
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _total_changes(before: Report, after: Report) -> list[TotalChange]:
    found: list[TotalChange] = []
    for name in _TOTALS:
        one, other = getattr(before.totals, name), getattr(after.totals, name)
        if one != other:
            found.append(TotalChange(name, one, other))
    fields = [_field_of_output(report) for report in (before, after)]
    if fields[0] != fields[1]:
        found.append(TotalChange("receptive_field", *fields))
    return found


def _field_of_output(report: Report) -> Value:
    if not report.outputs:
        return None
    receptive = report.row(report.outputs[0]).receptive
    return receptive.size if receptive else None


def pairs_of(before: Report, after: Report) -> list[Pair]:
    """All rows of both reports, aligned, for a table of both beside each other."""
    return aligned(_operations(before), _operations(after))
