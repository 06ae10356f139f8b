"""Random weights drawn by several threads, and handed out piece by piece while they are drawn.

A generator of random numbers works on one core. So large tensors are drawn in blocks, each with a
generator of its own whose seed comes from the one generator of the network: which thread draws a
block does not matter for its numbers. A block is hashed as soon as it is drawn, while it is near
the processor. On two cores half of the time of an initialisation.
"""

from __future__ import annotations

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

    def fill(self, weight: Tensor, deviation: float) -> None:
        """Begin to fill ``weight`` with a standard deviation; `parts` waits for it."""
        plain = weight.dtype == torch.float32 and weight.device.type == "cpu"
        if plain and weight.is_contiguous():  # in place: the same numbers, half the memory
            self._drawing[weight] = self._draw(weight.detach().view(-1), deviation)
        else:
            drawn = torch.empty(weight.numel(), dtype=torch.float32)
            for block in self._draw(drawn, deviation):
                block.values()
            weight.copy_(drawn.view(weight.shape))

    def parts(self, tensor: Tensor) -> Iterator[Tensor]:
        """The values of ``tensor``, one piece after the other as soon as it is drawn.

        A tensor that is not drawn here is one piece.
        """
        blocks = self._drawing.get(tensor)
        yield from (block.values() for block in blocks) if blocks else (tensor,)

    def _draw(self, values: Tensor, deviation: float) -> list[_Block]:
        if len(values) <= self._block:
            values.normal_(0.0, deviation, generator=self._generator)
            return []
        parts = values.split(self._block)  # type: ignore[no-untyped-call]
        seeds = torch.randint(2**31, (len(parts),), generator=self._generator).tolist()
        works = [partial(_normal, *one, deviation) for one in zip(parts, seeds, strict=True)]
        return [_Block(work, self._threads.submit(work)) for work in works]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._threads.shutdown(wait=True)


@dataclass(frozen=True)
class _Block:
    work: Callable[[], Tensor]
    given: Future[Tensor]

    def values(self) -> Tensor:
        """Its values; where no thread has begun with it, this one draws it."""
        return self.work() if self.given.cancel() else self.given.result()


def _normal(values: Tensor, seed: int, deviation: float) -> Tensor:
    return values.normal_(0.0, deviation, generator=torch.Generator("cpu").manual_seed(seed))
