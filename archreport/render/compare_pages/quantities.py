"""The quantities that are set side by side: each number as a value and as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archreport.render.compare_pages.networks import ComparedNetwork
from archreport.render.compare_pages.ratios import figure, proportion
from archreport.render.words import formatting
from archreport.render.words.language import Language

Value = float | int | None

#: What can be set side by side, in the order in which it is shown.
QUANTITIES = (
    "input", "params", "macs", "macs_per_pixel", "macs_per_param", "activations", "saved", "peak",
    "depth", "field", "top5",
)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """One line of the comparison. ``values`` are None where a network has no such number.

    ``ratio`` is False where a proportion would say nothing. ``note`` explains the line.
    """

    key: str
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    ratio: bool = True

    def label(self, t: Language) -> str:
        return t(f"quantity.{self.key}")

    def proportion(self, number: int = 1) -> str:
        """The first network's value to another's: "1 : 2.27"; "–" where that says nothing."""
        first, other = self.values[0], self.values[number]
        return proportion(first, other) if self.ratio and first and other else formatting.NONE


def quantities(shown: Sequence[ComparedNetwork], t: Language) -> tuple[Quantity, ...]:
    """All lines that at least one network has a number for.

    The MACs of an input pixel are there only where the inputs differ: else they say nothing new.
    """
    lines = [
        Quantity("input", tuple(item.pixels for item in shown),
                 tuple(formatting.shape(item.shape) for item in shown), ratio=False),
        _line("params", shown, lambda v: v.params, formatting.number),
        _line("macs", shown, lambda v: v.macs, formatting.number),
        _line("macs_per_param", shown, lambda v: v.macs_per_param, lambda x: figure(x, 3)),
        _line("activations", shown, lambda v: v.activations, formatting.number),
        _line("saved", shown, lambda v: v.report.totals.saved_bytes, formatting.mib),
        _line("peak", shown, lambda v: v.report.totals.peak_inference_bytes, formatting.mib),
        _line("depth", shown, lambda v: v.depth, formatting.number),
        Quantity("field", tuple(v.field.size[0] if v.field else None for v in shown),
                 tuple(formatting.field(v.field) for v in shown)),
        Quantity("top5", tuple(float(v.top5.error) if v.top5 else None for v in shown),
                 tuple(v.top5.short if v.top5 else formatting.NONE for v in shown)),
    ]  # fmt: skip
    if len({item.pixels for item in shown}) > 1:
        per_pixel = _line("macs_per_pixel", shown, lambda v: v.macs_per_pixel, _per_pixel)
        lines.insert(3, per_pixel)
    return tuple(line for line in lines if any(line.values))


def in_order(
    shown: Sequence[ComparedNetwork], sort: str, t: Language
) -> tuple[ComparedNetwork, ...]:
    """The networks by one of `QUANTITIES`, the largest first, with a minus before it the smallest;
    without a number last. As they are where ``sort`` is ""."""
    line = next((one for one in quantities(shown, t) if one.key == sort.removeprefix("-")), None)
    if line is None:
        return tuple(shown)
    ranked = zip(line.values, range(len(shown)), strict=True)
    sign = 1 if sort.startswith("-") else -1
    order = sorted(ranked, key=lambda one: (one[0] is None, sign * (one[0] or 0), one[1]))
    return tuple(shown[place] for _, place in order)


def chosen_quantities(
    shown: Sequence[ComparedNetwork], names: Sequence[str], t: Language
) -> tuple[Quantity, ...]:
    """The lines that ``names`` ask for, in their order; all if empty."""
    lines = {one.key: one for one in quantities(shown, t)}
    return tuple(lines[name] for name in names if name in lines) if names else tuple(lines.values())


def _per_pixel(value: float) -> str:
    return formatting.number(round(value))


def _line(
    key: str,
    shown: Sequence[ComparedNetwork],
    of: Callable[[ComparedNetwork], float | int],
    text: Callable[[float], str],
) -> Quantity:
    values = tuple(of(item) for item in shown)
    return Quantity(key, values, tuple(text(value) for value in values))
