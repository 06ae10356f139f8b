"""The sizes that were tried, and what the model made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archreport.analysis.sizes.trials import Places, Refused, Trial, Trials

Sizes = dict[str, int]


@dataclass(frozen=True)
class Axis:
    """An extent of the inputs that may be a variable. ``traced`` is its value in the report,
    ``most`` the greatest that is tried."""

    name: str
    places: Places
    traced: int
    most: int = 2048


class Tried:
    """Passes by the values of axes, those left out being as in the report."""

    def __init__(self, trials: Trials, axes: Sequence[Axis]) -> None:
        self._trials = trials
        self._axes = {axis.name: axis for axis in axes}
        self._legal: dict[tuple[tuple[str, int], ...], Sizes] = {}
        self._refused: dict[tuple[tuple[str, int], ...], tuple[Sizes, str]] = {}

    def replace(self, axes: Sequence[Axis], by: Sequence[Axis]) -> None:
        """Let ``by`` stand for the places of ``axes``; what was tried before is forgotten."""
        for axis in axes:
            del self._axes[axis.name]
        self._axes.update((axis.name, axis) for axis in by)
        self._legal.clear()
        self._refused.clear()
        self.at({})

    def at(self, sizes: Mapping[str, int]) -> Trial | Refused:
        whole = self._whole(sizes)
        extents = {place: whole[axis.name] for axis in self._axes.values() for place in axis.places}
        trial = self._trials.at(extents)
        key = self._changed(whole)
        if isinstance(trial, Trial):
            self._legal[key] = whole
        else:
            self._refused[key] = (whole, trial.reason)
        return trial

    def is_new(self, sizes: Mapping[str, int]) -> bool:
        key = self._changed(self._whole(sizes))
        return key not in self._legal and key not in self._refused

    def legal(self, names: Sequence[str]) -> list[Sizes]:
        """The sizes that passed in which only ``names`` differ from the report's, its own first."""
        found = [one for key, one in self._legal.items() if {name for name, _ in key} <= set(names)]
        found.sort(key=lambda one: bool(self._changed(one)))
        return [{name: one[name] for name in names} for one in found]

    def refused(self, names: Sequence[str]) -> list[tuple[Sizes, str]]:
        return [
            ({name: one[name] for name in names}, reason)
            for key, (one, reason) in self._refused.items()
            if {name for name, _ in key} <= set(names)
        ]

    @property
    def passes(self) -> int:
        return len(self._legal)

    def _whole(self, sizes: Mapping[str, int]) -> Sizes:
        return {name: sizes.get(name, axis.traced) for name, axis in self._axes.items()}

    def _changed(self, whole: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        return tuple(
            (name, value)
            for name, value in sorted(whole.items())
            if value != self._axes[name].traced
        )
