"""Which input pixels the outputs along one axis see: exact, also behind an upsampling.

Behind convolutions and poolings every output sees as many pixels as its neighbours, shifted by one
jump. Behind an upsampling by 2 that holds for every second output only: the field is *periodic*.
`Reach` keeps one period and can be led through any regular layer. Borders are not looked at: the
map has no ends, as in the usual formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor, gcd, inf, lcm

#: Longer periods are replaced by a bound that is the same for every output.
_LONGEST = 512

#: First and last edge of a stretch of pixels.
Edges = tuple[float, float]


@dataclass(frozen=True)
class Reach:
    """What outputs see: one period of ``low`` and ``high`` edges, and how far it is to the next.

    Output ``i + n·period`` sees from ``low[i] + n·advance`` to ``high[i] + n·advance``. ``low`` and
    ``high`` are edges: pixel 0 reaches from 0 to 1. An output that no input reaches (a gap between
    painted kernels) has ``low`` = ∞ and ``high`` = -∞. ``advance`` is negative on a flipped axis,
    and 0 where all outputs see the same. ``rough`` says that no output sees more than this, but
    perhaps less.
    """

    low: tuple[float, ...] = (0,)
    high: tuple[float, ...] = (1,)
    advance: float = 1
    rough: bool = False

    @property
    def period(self) -> int:
        return len(self.low)

    @property
    def fixed(self) -> bool:
        """True where all outputs see the same stretch."""
        return not self.advance

    @property
    def jump(self) -> float:
        """The mean distance between the fields of neighbouring outputs; negative when flipped."""
        return tidy(self.advance / len(self.low))

    @property
    def size(self) -> int:
        """The largest extent of any output's field, in pixels."""
        if len(self.low) == 1:
            largest = self.high[0] - self.low[0]
        else:
            largest = max(high - low for low, high in zip(self.low, self.high, strict=True))
        return floor(largest + 1e-6) if largest > 0 else 0  # -inf: no output sees anything

    @property
    def regular(self) -> bool:
        """True where the fields of all outputs have the same extent."""
        return (
            len(self.low) == 1
            or len({high - low for low, high in zip(self.low, self.high, strict=True)}) == 1
        )

    @property
    def start(self) -> float:
        """The centre of the first output's field that sees anything."""
        if self.low[0] < inf:
            return tidy((self.low[0] + self.high[0]) / 2)
        centres = [
            (low + high) / 2 for low, high in zip(self.low, self.high, strict=True) if low < inf
        ]
        return tidy(centres[0]) if centres else 0

    def at(self, output: int) -> Edges:
        """First and last edge of what an output sees."""
        turns, phase = divmod(output, len(self.low))
        return self.low[phase] + turns * self.advance, self.high[phase] + turns * self.advance

    def over(self, outputs: int, extent: int) -> Edges:
        """First and last edge of what the first so many outputs see together, of a picture of
        ``extent`` pixels."""
        first = range(min(outputs, self.period))
        last = range(max(0, outputs - self.period), outputs)
        low, high = _hull([self.at(output) for output in (*first, *last)])
        low, high = max(low, 0), min(high, extent)
        return (tidy(low), tidy(high)) if low < high else (0, 0)

    def same_as(self, other: Reach) -> bool:
        """True where every output sees the same in both, however well that is known."""
        return (self.low, self.high, self.advance) == (other.low, other.high, other.advance)

    # -- leading it through a layer ------------------------------------------------------------

    def window(self, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Reach:
        """Through a convolution, a pooling, or (kernel 1) a crop: padding is then ``-start``."""
        period = len(self.low)
        if period == 1:
            jump = self.advance
            start, span = -padding * jump, (kernel - 1) * dilation * jump
            return Reach(
                (self.low[0] + start + min(span, 0),),
                (self.high[0] + start + max(span, 0),),
                tidy(jump * stride),
                self.rough,
            )
        outputs = [
            [self.at(output * stride - padding + tap * dilation) for tap in range(kernel)]
            for output in range(period // gcd(period, stride))
        ]
        return self._led(outputs, self.advance * len(outputs) * stride / period)

    def spread(self, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Reach:
        """Through a transposed convolution or an unpooling: each input paints a kernel."""
        outputs = [
            [
                self.at((output + padding - tap * dilation) // stride)
                for tap in range(kernel)
                if (output + padding - tap * dilation) % stride == 0
            ]
            for output in range(self.period * stride)
        ]
        return self._led(outputs, self.advance)

    def blend(self, factor: int, neighbours: int) -> Reach:
        """Through an interpolation to ``factor`` times the extent, corners not aligned."""
        return self.resampled(1, factor, interpolated(1, factor, neighbours))

    def resampled(self, read: int, written: int, inputs: Callable[[int], Sequence[int]]) -> Reach:
        """Through what writes ``written`` positions for every ``read`` ones; ``inputs`` tells which
        positions an output reads. It is as many further on after each so many outputs."""
        turns = self.period // gcd(self.period, read)
        outputs = [[self.at(i) for i in inputs(output)] for output in range(written * turns)]
        return self._led(outputs, self.advance * read * turns / self.period)

    def scaled(self, factor: float, first: float, last: float) -> Reach:
        """A bound through what reads, for output i, inputs within ``factor·i + first`` and
        ``factor·i + last``."""
        even = self.bounded()
        ends = (first * even.advance, last * even.advance)
        return Reach(
            (even.low[0] + min(ends),), (even.high[0] + max(ends),), even.advance * factor, True
        )

    def flipped(self, outputs: int) -> Reach:
        """Back to front, of so many outputs."""
        seen = [[self.at(outputs - 1 - output)] for output in range(self.period)]
        return self._led(seen, -self.advance)

    def bounded(self) -> Reach:
        """A bound that is the same for every output, of what differs from one to the next."""
        if len(self.low) == 1:
            return self
        jump = self.advance / self.period
        low = min(low - output * jump for output, low in enumerate(self.low))
        high = max(high - output * jump for output, high in enumerate(self.high))
        return Reach((tidy(low),), (tidy(high),), tidy(jump), True)

    def constant_over(self, outputs: int) -> bool:
        """True where so many neighbouring outputs always see the same: (0 … n - 1), (n …) …"""
        return all(
            self.at(output) == self.at(output - output % outputs)
            for output in range(lcm(self.period, outputs))
        )

    def roughly(self, rough: bool = True) -> Reach:
        """The same as a bound."""
        return self if self.rough == rough else replace(self, rough=rough)

    def union(self, other: Reach) -> Reach | None:
        """Where two branches meet; None where their outputs do not lie over each other.

        It is exact where one is that sees as much as both: the other can add nothing.
        """
        if self == other:
            return self
        if self.jump != other.jump:
            return None
        period = lcm(self.period, other.period)
        outputs = [[self.at(output), other.at(output)] for output in range(period)]
        both = _reach(outputs, self.advance * period / self.period, self.rough or other.rough)
        known = any(not one.rough and one.same_as(both) for one in (self, other))
        return both.roughly(False) if known else both

    def _led(self, outputs: list[list[Edges]], advance: float) -> Reach:
        return _reach(outputs, advance, self.rough)


def fixed(edges: Edges, rough: bool = False) -> Reach:
    """What all outputs see alike."""
    return Reach((edges[0],), (edges[1],), 0, rough)


def interpolated(read: int, written: int, neighbours: int) -> Callable[[int], range]:
    """Which positions an interpolation reads, corners not aligned: output i lies over position
    (i + 1/2)·read/written - 1/2 and reads its 2 or 4 neighbours, or with 1 the one it lies in."""

    def inputs(output: int) -> range:
        if neighbours == 1:
            return range(output * read // written, output * read // written + 1)
        place, between = divmod((2 * output + 1) * read - written, 2 * written)
        return _around(place, bool(between), neighbours)

    return inputs


def interpolated_aligned(read: int, written: int, neighbours: int) -> Callable[[int], range]:
    """The same with corners aligned: output i lies over position i·read/written."""

    def inputs(output: int) -> range:
        place, between = divmod(output * read, written)
        return _around(place, bool(between), neighbours)

    return inputs


def adaptive(read: int, written: int) -> Callable[[int], range]:
    """Which positions an adaptive pooling reads: ⌊i·n/m⌋ up to ⌈(i + 1)·n/m⌉."""
    return lambda output: range(output * read // written, -(-(output + 1) * read // written))


def _around(place: int, between: bool, neighbours: int) -> range:
    if not between:  # exactly over an input
        return range(place, place + 1)
    return range(place + 1 - neighbours // 2, place + 1 + neighbours // 2)


def _hull(seen: Sequence[Edges]) -> Edges:
    return min((low for low, _ in seen), default=inf), max((high for _, high in seen), default=-inf)


def _reach(outputs: list[list[Edges]], advance: float, rough: bool) -> Reach:
    """The reach of outputs that each see several stretches; the shortest period that there is."""
    hulls = [_hull(seen) for seen in outputs]
    low, high = tuple(edge for edge, _ in hulls), tuple(edge for _, edge in hulls)
    count = len(outputs)
    for period in range(1, count):
        shift = advance * period / count
        if count % period == 0 and all(
            low[i + period] == low[i] + shift and high[i + period] == high[i] + shift
            for i in range(count - period)
        ):
            return Reach(low[:period], high[:period], tidy(shift), rough)
    whole = Reach(low, high, tidy(advance), rough)
    return whole.bounded() if count > _LONGEST else whole


def tidy(value: float) -> float:
    """3.0 as 3."""
    return int(value) if float(value).is_integer() else value
