"""Each difference as a line of words, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.reading.differences.model import (
    Differences,
    RowChange,
    SettingChange,
    TotalChange,
    Value,
)
from archreport.render.words import formatting
from archreport.render.words.language import Language

#: What stands in front of a line.
MARKS = {"added": "+", "removed": "−", "changed": "~", "follows": "·"}
_COUNTS = (
    ("params", "diff.params", formatting.number),
    ("macs", "diff.macs", formatting.number),
    ("activations", "diff.activations", formatting.number),
)
_BYTES = frozenset(
    ("activation_bytes", "saved_bytes", "peak_inference_bytes", "peak_training_bytes")
)


@dataclass(frozen=True)
class ChangeLine:
    """One row that changed. ``settings`` are what is different, "kernel 3 × 3 → 5 × 5"; ``counts``
    what that does, "+1,024 parameters"."""

    kind: str
    mark: str
    row: str
    was: str
    operation: str
    settings: tuple[str, ...]
    counts: tuple[str, ...]


@dataclass(frozen=True)
class TotalLine:
    """One total before and behind; ``share`` is the difference as a part of what it was."""

    name: str
    before: str
    after: str
    difference: str
    share: str


def change_lines(changes: Sequence[RowChange], t: Language) -> list[ChangeLine]:
    return [_change_line(change, t) for change in changes]


def total_lines(found: Differences, t: Language) -> list[TotalLine]:
    return [_total_line(total, t) for total in found.totals]


def input_lines(found: Differences, t: Language) -> list[str]:
    return [f"{one.name}: {_arrow(one, t)}" for one in found.inputs]


def _change_line(change: RowChange, t: Language) -> ChangeLine:
    own = [one for one in change.settings if not one.follows]
    shown = own or [one for one in change.settings if one.follows]
    row = change.after or change.before
    return ChangeLine(
        kind=change.kind,
        mark=MARKS[change.kind],
        row=row,
        was=change.before if change.before not in ("", row) else "",
        operation=change.operation,
        settings=tuple(f"{setting_name(one.name, t)} {_arrow(one, t)}" for one in shown),
        counts=tuple(
            t(key, n=signed(value, shown_as))
            for name, key, shown_as in _COUNTS
            if (value := getattr(change, name))
        ),
    )


def setting_name(name: str, t: Language) -> str:
    """In words, or PyTorch's own name where there is none."""
    key = f"diff.setting.{name}"
    return t(key) if t.has(key) else name


def _arrow(change: SettingChange, t: Language) -> str:
    return f"{value_text(change.before, t)} → {value_text(change.after, t)}"


def value_text(value: Value, t: Language) -> str:
    """A value of a setting as it is printed."""
    if value is None:
        return formatting.NONE
    if isinstance(value, bool):
        return t("diff.yes" if value else "diff.no")
    if isinstance(value, tuple):
        if value and all(isinstance(one, int | float) for one in value):
            return formatting.TIMES.join(formatting.number(one) for one in value)  # type: ignore[arg-type]
        return ", ".join(str(one) for one in value) or formatting.NONE
    return formatting.number(value) if isinstance(value, int | float) else value


def signed(value: int, shown_as: object = formatting.number) -> str:
    """ "+1,024" or "−1,024"."""
    text = shown_as(abs(value))  # type: ignore[operator]
    return f"{'−' if value < 0 else '+'}{text}"


def _total_line(total: TotalChange, t: Language) -> TotalLine:
    before, after = total.before, total.after
    name = t(f"diff.total.{total.name}")
    if not isinstance(before, int) or not isinstance(after, int):
        return TotalLine(name, value_text(before, t), value_text(after, t), "", "")
    shown_as = formatting.mib if total.name in _BYTES else formatting.number
    share = formatting.percent(abs(after - before) / before) if before else ""
    sign = "−" if after < before else "+"
    return TotalLine(
        name,
        shown_as(before),
        shown_as(after),
        signed(after - before, shown_as),
        f"{sign}{share}" if share else "",
    )
