"""Which input pixels the outputs along one axis see: exact, also behind an upsampling.

Behind convolutions and poolings every output sees as many pixels as its neighbours, shifted by one
jump. Behind an upsampling by 2 that holds for every second output only: the field is *periodic*.
`Reach` keeps one period and can be led through any regular layer. Borders are not looked at: the
map has no ends, as in the usual formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, inf, lcm


@dataclass(frozen=True)
class Reach:
    """What outputs see: one period of ``low`` and ``high`` edges, and how far it is to the next.

    Output ``i + n·period`` sees from ``low[i] + n·advance`` to ``high[i] + n·advance``. ``low`` and
    ``high`` are edges: pixel 0 reaches from 0 to 1. An output that no input reaches (a gap between
    painted kernels) has ``low`` = ∞ and ``high`` = -∞.
    """

    low: tuple[float, ...] = (0,)
    high: tuple[float, ...] = (1,)
    advance: float = 1

    @property
    def period(self) -> int:
        return len(self.low)

    @property
    def jump(self) -> float:
        """The mean distance between the fields of neighbouring outputs."""
        return tidy(self.advance / self.period)

    @property
    def size(self) -> int:
        """The largest extent of any output's field, in pixels."""
        return round(max(high - low for low, high in zip(self.low, self.high, strict=True)))

    @property
    def regular(self) -> bool:
        """True where the fields of all outputs have the same extent."""
        return len({high - low for low, high in zip(self.low, self.high, strict=True)}) == 1

    @property
    def start(self) -> float:
        """The centre of the first output's field."""
        centres = [
            (low + high) / 2 for low, high in zip(self.low, self.high, strict=True) if low < inf
        ]
        return tidy(centres[0]) if centres else 0

    def at(self, output: int) -> tuple[float, float]:
        """First and last edge of what an output sees."""
        turns, phase = divmod(output, self.period)
        return self.low[phase] + turns * self.advance, self.high[phase] + turns * self.advance

    @staticmethod
    def whole(extent: float) -> Reach:
        """Every output sees the whole axis."""
        return Reach((0,), (extent,), 0)

    def window(self, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Reach:
        """Through a convolution, a pooling, or (kernel 1) a crop: padding is then ``-start``."""
        period = self.period // gcd(self.period, stride)
        taps = range(kernel) if self.period > 1 else (0, kernel - 1)
        outputs = [
            [self.at(output * stride - padding + tap * dilation) for tap in taps]
            for output in range(period)
        ]
        return _reach(outputs, self.advance * period * stride / self.period)

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
        return _reach(outputs, self.advance)

    def blend(self, factor: int, neighbours: int) -> Reach:
        """Through an interpolation to ``factor`` times the extent, corners not aligned."""
        outputs = []
        for output in range(self.period * factor):
            left, between = divmod(2 * output + 1 - factor, 2 * factor)
            if neighbours == 1:
                inputs = range(output // factor, output // factor + 1)
            elif between == 0:  # exactly over an input
                inputs = range(left, left + 1)
            else:
                inputs = range(left + 1 - neighbours // 2, left + 1 + neighbours // 2)
            outputs.append([self.at(index) for index in inputs])
        return _reach(outputs, self.advance)

    def union(self, other: Reach) -> Reach | None:
        """Where two branches meet; None where their outputs do not lie over each other.

        What sees the whole axis goes on doing so.
        """
        if not self.advance or not other.advance:
            return self if not self.advance else other
        if self.jump != other.jump:
            return None
        period = lcm(self.period, other.period)
        outputs = [[self.at(output), other.at(output)] for output in range(period)]
        return _reach(outputs, self.advance * period / self.period)


def _reach(outputs: list[list[tuple[float, float]]], advance: float) -> Reach:
    """The reach of outputs that each see several stretches; the shortest period that there is."""
    low = [min((edge for edge, _ in seen), default=inf) for seen in outputs]
    high = [max((edge for _, edge in seen), default=-inf) for seen in outputs]
    count = len(outputs)
    for period in range(1, count):
        shift = advance * period / count
        if count % period == 0 and all(
            low[i + period] == low[i] + shift and high[i + period] == high[i] + shift
            for i in range(count - period)
        ):
            return Reach(tuple(low[:period]), tuple(high[:period]), tidy(shift))
    return Reach(tuple(low), tuple(high), tidy(advance))


def tidy(value: float) -> float:
    """3.0 as 3."""
    return int(value) if float(value).is_integer() else value
