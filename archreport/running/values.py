"""What a network computes on a photograph: statistics of every row, and values to be drawn.

One watched pass gives both. A result is let go as soon as the network and its drawing are done with
it, so that the pass takes hardly more memory than one that nobody watches.

The same weights and photograph give the same bits on any number of threads and at any load: the
pass has a number of threads of its own, and what is summed here is summed by one. Another kind of
processor or device, or another release of PyTorch or NumPy, may give other last digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.errors import ForwardFailed
from archreport.report.final_values import has_final_values
from archreport.report.model import Report, Row
from archreport.report.run import LayerRun
from archreport.running.row_watch import watch_rows
from archreport.running.threads import FIXED, threads
from archreport.running.timing import Laps

Floats = NDArray[np.float32]

_NEAR = 2**18  # values that are near the processor while they are looked at
_MANY = 2**20  # values: of more than these two threads look at half each


class Drawing(Protocol):
    """Takes values while the network runs.

    With ``later`` it may draw them beside the computation: the arrays that it is given are not
    changed any more.
    """

    @property
    def later(self) -> bool: ...

    def wants(self, row: Row) -> bool:
        """Whether it draws this row."""

    def maps(self, row: Row, maps: Floats) -> None:
        """Draw what a row computed, ``(C, H, W)``."""

    def filters(self, row: Row, kernels: Floats) -> None:
        """Draw the kernels of a convolution, ``(c_out, c_in, kh, kw)``."""


@dataclass(frozen=True)
class Seen:
    """What a pass computed: statistics of every row, and the main output (None where it holds no
    real numbers); and how long its calls took without the looking."""

    layers: tuple[LayerRun, ...]
    output: Tensor | None
    laps: Laps


def values_of(report: Report, network: nn.Module, batch: Tensor, drawing: Drawing) -> Seen:
    """Run ``network`` once and look at what each row of its ``report`` computes.

    The rows whose values are final are given to ``drawing``, where it wants them. Raises
    `ForwardFailed` where this pass takes another way than the one that was reported, or computes
    what is no number.
    """
    final = has_final_values(report.rows)
    changing = changed_later(report.rows) if drawing.later else ()
    layers: list[LayerRun] = []
    output: list[Tensor] = []

    def look(row: Row, values: Tensor) -> None:
        if not values.is_floating_point():
            return
        first = values[0].float().cpu().numpy()
        layers.append(_statistics(row, first, pool))
        if not (math.isfinite(layers[-1].mean) and math.isfinite(layers[-1].std)):
            raise ForwardFailed("running.not_finite", title=report.identity.title, row=row.id)
        if row.id == report.outputs[0]:
            output[:] = [values]
        if row.id in final and drawing.wants(row):
            maps = _maps(first)
            drawing.maps(row, maps.copy() if row.id in changing else maps)

    with threads(FIXED), ThreadPoolExecutor(1) as pool:
        laps = watch_rows(report, network, batch, look)
    return Seen(tuple(layers), output[0] if output else None, laps)


def draw_filters(report: Report, network: nn.Module, drawing: Drawing, order: str = "RGB") -> None:
    """Draw the kernels of the first convolution: the only ones that are pictures themselves.

    ``order`` is that of the colours that it reads; they are drawn in red, green and blue.
    """
    parameters = dict(network.named_parameters())
    for row in report.rows:
        if row.kind == "conv" and row.params:
            weight = parameters[row.params[0].name].detach().float().cpu().numpy()
            if order == "BGR":
                weight = weight[:, ::-1]
            if weight.ndim == 4:
                drawing.filters(row, weight)
            return


def changed_later(rows: Sequence[Row]) -> set[str]:
    """Rows in whose memory a later row works in place, directly or through a view."""
    memory: dict[str, str] = {}
    changed: set[str] = set()
    for row in rows:
        shares = row.storage in ("in place", "view") and row.inputs
        memory[row.id] = memory[row.inputs[0]] if shares else row.id
        if row.storage == "in place":
            touched = {memory[source] for source in row.inputs}
            changed |= {name for name, place in memory.items() if place in touched} - {row.id}
    return changed


def _maps(first: Floats) -> Floats:
    """The first picture's values as ``(C, H, W)``."""
    if first.ndim == 1:
        return first[:, None, None]
    return first if first.ndim == 3 else first.reshape(1, 1, -1)


def _statistics(row: Row, first: Floats, pool: Executor) -> LayerRun:
    """Numbers of the first picture's values, added up block by block in one order, whoever looks at
    a block."""
    first = np.atleast_1d(first)
    channels = first.reshape(len(first), -1)
    some = max(1, _NEAR // channels.shape[1])
    parts = [channels[start : start + some] for start in range(0, len(channels), some)]
    with np.errstate(invalid="ignore", over="ignore"):  # what is infinite is refused by the caller
        blocks = _blocks(parts, pool) if first.size > _MANY else [_block(part) for part in parts]
        mean = sum(block.values * block.mean for block in blocks) / first.size
        squares = sum(b.squares + b.values * (b.mean - mean) ** 2 for b in blocks)
    lowest = np.concatenate([block.lowest for block in blocks])
    highest = np.concatenate([block.highest for block in blocks])
    return LayerRun(
        row=row.id,
        mean=round(mean, 6),
        std=round(math.sqrt(squares / first.size), 6),
        minimum=round(float(lowest.min()), 6),
        maximum=round(float(highest.max()), 6),
        zeros=round(sum(block.zeros for block in blocks) / first.size, 6),
        dead=int(((lowest == 0) & (highest == 0)).sum()),
        channels=len(channels),
    )


@dataclass(frozen=True)
class _Block:
    """Of some channels: how many values, their mean, the squares of their distances from it, how
    many are zero, and the extremes of each channel."""

    values: int
    mean: float
    squares: float
    zeros: int
    lowest: Floats
    highest: Floats


def _blocks(parts: Sequence[Floats], pool: Executor) -> list[_Block]:
    """Half of them beside the other half."""
    middle = len(parts) // 2
    others = pool.submit(lambda: [_block(part) for part in parts[:middle]])
    blocks = [_block(part) for part in parts[middle:]]
    return others.result() + blocks


def _block(channels: Floats) -> _Block:
    mean = channels.mean()
    apart = channels - mean
    return _Block(
        values=channels.size,
        mean=float(mean),
        squares=float(np.einsum("ij,ij->", apart, apart)),
        zeros=int(np.count_nonzero(channels == 0)),
        lowest=channels.min(axis=1),
        highest=channels.max(axis=1),
    )
