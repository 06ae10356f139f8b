"""Random numbers that depend on the seed and the order of the calls, not on threads or layout."""

import pytest
import torch
from torch import Tensor

from archreport.running.speed.parallel_draws import ParallelDraws


def drawn(*tensors: Tensor, seed: int = 7, block: int = 50) -> list[Tensor]:
    with torch.no_grad(), ParallelDraws(seed, block) as draws:
        for tensor in tensors:
            draws.fill(tensor, 2.0)
        return [torch.cat([part.flatten() for part in draws.parts(one)]) for one in tensors]


def test_few_values_are_those_of_one_generator() -> None:
    weight = torch.empty(6, 4)
    drawn(weight)
    generator = torch.Generator().manual_seed(7)
    assert torch.equal(weight, torch.empty(6, 4).normal_(0.0, 2.0, generator=generator))


def test_blocks_have_seeds_from_the_one_generator() -> None:
    """120 values in blocks of 50: two whole ones and the rest."""
    weight = torch.empty(12, 10)
    drawn(weight)
    seeds = torch.randint(2**31, (3,), generator=torch.Generator().manual_seed(7)).tolist()
    blocks = [
        torch.empty(count).normal_(0.0, 2.0, generator=torch.Generator().manual_seed(seed))
        for count, seed in zip((50, 50, 20), seeds, strict=True)
    ]
    assert torch.equal(weight.flatten(), torch.cat(blocks))


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_number_of_threads_does_not_matter(threads: int) -> None:
    before = torch.get_num_threads()
    one, other = torch.empty(100, 100), torch.empty(100, 100)
    drawn(one)
    try:
        torch.set_num_threads(threads)
        drawn(other)
    finally:
        torch.set_num_threads(before)
    assert torch.equal(one, other)
    assert len(one.unique()) > 9_900  # no block is another's copy
    assert one.std().item() == pytest.approx(2.0, rel=0.03)


def test_nor_does_the_layout_or_the_size_of_a_number() -> None:
    plain, last = torch.empty(5, 4, 3, 3), torch.empty(5, 4, 3, 3)
    last = last.to(memory_format=torch.channels_last)
    half = torch.empty(5, 4, 3, 3, dtype=torch.float16)
    for tensor in (plain, last, half):
        drawn(tensor)
    assert not last.is_contiguous()
    assert torch.equal(plain, last)
    assert torch.equal(plain.half(), half)


def test_parts_are_the_values_in_their_order() -> None:
    weights = [torch.empty(12, 10), torch.empty(3, 3), torch.empty(200)]
    for weight, parts in zip(weights, drawn(*weights), strict=True):
        assert torch.equal(weight.flatten(), parts)
    with ParallelDraws(0) as draws:
        assert [part is weights[0] for part in draws.parts(weights[0])] == [True]


def test_all_is_drawn_when_the_context_ends() -> None:
    weight = torch.zeros(1000, 1000)
    with torch.no_grad(), ParallelDraws(1, 1000) as draws:
        draws.fill(weight, 1.0)
    assert bool((weight != 0).any(dim=1).all())
