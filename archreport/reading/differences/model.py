"""The differences of two reports, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: A setting's value as it is compared: numbers, words, or several of them.
Value = bool | int | float | str | tuple[int | float | str, ...] | None


@dataclass(frozen=True)
class SettingChange:
    """One setting of a row before and behind: "kernel", "out_channels", "reads", …

    ``follows`` is True where nobody changed it: the input channels of a layer follow from the layer
    before it.
    """

    name: str
    before: Value
    after: Value
    follows: bool = False


@dataclass(frozen=True)
class RowChange:
    """One row that was added (``before`` is ""), removed (``after`` is ""), or is not as it was.

    ``before`` and ``after`` are ids in the two reports. A row that only has another id is none.
    The counts are differences, after minus before.
    """

    kind: Literal["added", "removed", "changed", "follows"]
    before: str
    after: str
    operation: str
    settings: tuple[SettingChange, ...]
    params: int
    macs: int
    activations: int
    activation_bytes: int
    saved_bytes: int


@dataclass(frozen=True)
class TotalChange:
    """One total before and behind; receptive fields of the first output are tuples."""

    name: str
    before: Value
    after: Value


@dataclass(frozen=True)
class Differences:
    """All differences of two reports, in the order of the rows.

    ``changes`` are what was done; ``consequences`` rows whose own settings are as they were, but
    that read something else. ``renamed`` are pairs of ids of rows that only have another name. The
    differences of all rows add up to those of the totals.
    """

    before: str
    after: str
    changes: tuple[RowChange, ...]
    consequences: tuple[RowChange, ...]
    renamed: tuple[tuple[str, str], ...]
    inputs: tuple[SettingChange, ...]
    totals: tuple[TotalChange, ...]

    def __bool__(self) -> bool:
        """Whether there is any but a name."""
        return bool(self.changes or self.consequences or self.inputs or self.totals)
