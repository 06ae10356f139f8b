"""Random weights drawn by several threads, and handed out piece by piece while they are drawn.

A generator of random numbers works on one core. So large tensors are drawn in blocks, each with a
generator of its own whose seed comes from the one generator of the network: which thread draws a
block does not matter for its numbers. A block is hashed as soon as it is drawn, while it is near
the processor. For VGG-16 on two cores 0.7 s instead of 1.3 s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Self

import torch
from torch import Tensor

BLOCK = 2**18  # values: 1 MiB


class ParallelDraws:
    """Fills tensors from normal distributions around 0, all from one ``seed``.

    A context: at its end all threads are done. The numbers depend on the seed, on ``block`` (values
    that one generator draws) and on the order of the calls, not on the number of threads.
    """

    def __init__(self, seed: int, block: int = BLOCK) -> None:
        self._generator = torch.Generator("cpu").manual_seed(seed)
        self._block = block
        self._threads = ThreadPoolExecutor(max(1, torch.get_num_threads() - 1))
        self._drawing: dict[Tensor, list[_Block]] = {}
        self._later: deque[_Block] = deque()  # that no thread may have begun with

    def fill(self, weight: Tensor, deviation: float) -> None:
        """Begin to fill ``weight`` with a standard deviation; `parts` waits for it."""
        plain = weight.dtype == torch.float32 and weight.device.type == "cpu"
        if plain and weight.is_contiguous():  # in place: the same numbers, half the memory
            self._drawing[weight] = self._draw(weight.detach().view(-1), deviation)
        else:
            drawn = torch.empty(weight.numel(), dtype=torch.float32)
            for block in self._draw(drawn, deviation):
                self._values(block)
            weight.copy_(drawn.view(weight.shape))

    def parts(self, tensor: Tensor) -> Iterator[Tensor]:
        """The values of ``tensor``, one piece after the other as soon as it is drawn.

        A tensor that is not drawn here is one piece.
        """
        blocks = self._drawing.get(tensor)
        yield from map(self._values, blocks) if blocks else (tensor,)

    def _values(self, block: _Block) -> Tensor:
        """The values of ``block``. While a thread is drawing it, this one draws the next ones."""
        block.draw_here()
        while not block.given.done() and self._later:
            self._later.popleft().draw_here()
        return block.given.result() if block.here is None else block.here

    def _draw(self, values: Tensor, deviation: float) -> list[_Block]:
        if len(values) <= self._block:
            values.normal_(0.0, deviation, generator=self._generator)
            return []
        parts = values.split(self._block)  # type: ignore[no-untyped-call]
        seeds = torch.randint(2**31, (len(parts),), generator=self._generator).tolist()
        works = [partial(_normal, *one, deviation) for one in zip(parts, seeds, strict=True)]
        blocks = [_Block(work, self._threads.submit(work)) for work in works]
        self._later.extend(blocks)
        return blocks

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._threads.shutdown(wait=True)


@dataclass
class _Block:
    """Values that are drawn by a thread of the pool (``given``), or ``here``."""

    work: Callable[[], Tensor]
    given: Future[Tensor]
    here: Tensor | None = None

    def draw_here(self) -> None:
        """Draw it in this thread, where none has begun with it."""
        if self.here is None and self.given.cancel():
            self.here = self.work()


def _normal(values: Tensor, seed: int, deviation: float) -> Tensor:
    return values.normal_(0.0, deviation, generator=torch.Generator("cpu").manual_seed(seed))
