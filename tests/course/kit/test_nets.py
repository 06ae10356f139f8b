"""The small networks: shapes, and equal parameters for plain and residual."""

import pytest
import torch
from torch import nn

from archreport.course.kit.nets import EmojiNet, NarrowNet


def parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_emoji_net_layer_by_layer() -> None:
    x = torch.zeros(2, 3, 48, 48)
    shapes = {}
    for name, layer in EmojiNet().eval().named_children():
        x = layer(x)
        shapes[name] = tuple(x.shape[1:])
    assert shapes["conv1"] == (24, 24, 24)
    assert shapes["relu4"] == (96, 6, 6)
    assert shapes["fc"] == (10,)
    weights = 24 * 3 * 49 + 64 * 24 * 25 + 96 * 64 * 9 + 96 * 96 * 9
    norms = 2 * (24 + 64 + 96 + 96)
    assert parameters(EmojiNet()) == weights + norms + 96 * 10 + 10
    assert EmojiNet(channels=1)(torch.zeros(2, 1, 48, 48)).shape == (2, 10)


@pytest.mark.parametrize(("depth", "count"), [(8, 19_074), (20, 67_906), (44, 165_570)])
def test_plain_and_residual_have_equal_parameters(depth: int, count: int) -> None:
    plain, residual = NarrowNet(depth, residual=False), NarrowNet(depth, residual=True)
    assert parameters(plain) == parameters(residual) == count
    layers = [m for m in plain.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(layers) == depth
    assert residual(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_a_residual_block_that_computes_nothing_is_the_identity() -> None:
    net = NarrowNet(8, residual=True, norm=False)
    block = net.blocks[0]
    for parameter in block.parameters():
        nn.init.zeros_(parameter)
    x = torch.rand(1, 8, 14, 14)
    assert torch.equal(block(x), x)


def test_other_depths_are_refused() -> None:
    with pytest.raises(ValueError, match="21"):
        NarrowNet(21, residual=True)
