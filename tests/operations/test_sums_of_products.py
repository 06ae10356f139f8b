"""Sums of what kernels multiply: right, and short enough to read, however many there are."""

from __future__ import annotations

from math import prod

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from archreport.analysis.tracing.kernel_formulas import kernel_name, macs_of, products_of
from archreport.operations.closed_forms import MOST_TERMS, sum_of_products
from archreport.report.arithmetic import evaluate, read_words, words
from tests.analysis.any_nets import Calls

aten = torch.ops.aten


def total(products):
    return sum(times * prod(extents) for extents, times in products)


def summed(products):
    """The sum in words, once it is sure that it is right."""
    found = sum_of_products(products, total(products))
    assert found.result == total(products) == evaluate(found.formula, found.values)
    left, right = read_words(words(found))
    assert left == right
    assert found.formula.count("+") < MOST_TERMS
    return words(found)


def test_few_products_stand_as_they_are():
    assert summed([((3, 4, 5), 1), ((3, 5, 6), 2)]) == "3·4·5 + 2·3·5·6 = 240"


def test_without_products_there_is_no_sum():
    assert sum_of_products([], 0) is None
    assert sum_of_products([((0, 4, 5), 3)], 0) is None


def test_products_that_differ_in_one_extent_are_added_up():
    """Twenty experts, each with rows of its own: 1 + 2 + … + 20 = 210 rows."""
    experts = [((rows, 16, 8), 1) for rows in range(1, 21)]
    assert summed(experts) == "210·16·8 = 26,880"
    down = [((rows, 8, 16), 3) for rows in range(1, 21)]
    assert summed(experts + down) == "210·16·8 + 630·8·16 = 107,520"


def test_the_axis_is_chosen_that_leaves_the_fewest_terms():
    widths = [((7, 3, width), 1) for width in range(1, 31)]
    assert summed(widths) == f"7·3·{sum(range(1, 31))} = {21 * sum(range(1, 31)):,}"


def test_an_axis_that_some_products_do_not_have():
    """(3, 4) and (3, 4, n) have the same two extents in front, and are not the same."""
    assert summed([((3, 4), 1), *(((3, 4, n), 1) for n in range(1, 15))]) == (
        f"3·4 + 3·4·{sum(range(1, 15))} = {12 + 12 * sum(range(1, 15)):,}"
    )


def test_of_products_without_anything_in_common_the_small_ones_are_one_number():
    layers = [((n, n + 1, n + 2), 1) for n in range(1, 21)]
    text = summed(layers)
    assert text.startswith("20·21·22 + 19·20·21 + ")
    others = sum(n * (n + 1) * (n + 2) for n in range(1, 10))
    assert f" + {others} = " in text
    assert f"others{9}" in sum_of_products(layers, total(layers)).formula


def packed(net, x):
    lengths = torch.arange(20, 4, -1)
    steps = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
    return nn.utils.rnn.pad_packed_sequence(net.rnn(steps)[0])[0]


def gradient(net, x):
    """Backwards through eight layers in one call: fifteen products."""
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        return torch.autograd.grad(net.mlp(x).sum(), list(net.mlp.parameters()))[0]


def mlp():
    layers = [nn.Sequential(nn.Linear(10 + n, 11 + n), nn.Tanh()) for n in range(8)]
    return nn.Sequential(*layers)


MANY = {
    "multi_dot": (
        Calls(lambda net, *matrices: torch.linalg.multi_dot(matrices)),
        ((3, 4), (4, 5), (5, 6), (6, 7)), 3 * 4 * 5 + 3 * 5 * 6 + 3 * 6 * 7,
    ),
    "einsum": (
        Calls(lambda net, *x: torch.einsum("bij,bjk,bkl,blm->bim", *x)),
        ((2, 3, 4), (2, 4, 5), (2, 5, 6), (2, 6, 7)), 2 * 3 * (20 + 30 + 42),
    ),
    "packed": (
        Calls(packed, rnn=nn.LSTM(10, 8, 2, bidirectional=True)), (16, 20, 10),
        2 * sum(range(5, 21)) * 32 * (18 + 24),
    ),
    "gradient": (
        Calls(gradient, mlp=mlp()), (3, 10),
        3 * (sum((10 + n) * (11 + n) for n in range(8)) * 3 - 10 * 11),
    ),
    "vmap": (
        Calls(lambda net, x: torch.vmap(net.linear)(x), linear=nn.Linear(6, 5)), (4, 3, 6),
        12 * 6 * 5,
    ),
    "convolution kernel": (
        Calls(lambda net, x: aten.convolution(
            x, net.w, None, [2], [1], [1], False, [0], 2), w=nn.Parameter(torch.zeros(6, 2, 3))),
        (2, 4, 9), 2 * 5 * 6 * 2 * 3,
    ),
    "along time": (
        Calls(lambda net, x: torch.conv_tbc(x, net.w, net.b),
              w=nn.Parameter(torch.zeros(3, 4, 5)), b=nn.Parameter(torch.zeros(5))),
        (7, 2, 4), 5 * 2 * 3 * 4 * 5,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_every_row_with_macs_has_a_sum_of_factors(name):
    net, inputs, macs = MANY[name]
    report = analyze(net, inputs)
    assert report.totals.macs == macs
    for row in report.rows:
        if row.macs:
            sum_ = row.sums["macs"]
            assert evaluate(sum_.formula, sum_.values) == sum_.result == row.macs
            assert "·" in words(sum_), words(sum_)
            assert sum_.formula.count("n1_0") <= 1


def run(function, name):
    """The products of the kernel ``name``, from a run without a model around it."""
    from torch.utils._python_dispatch import TorchDispatchMode

    found = []

    class Kernels(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            if kernel_name(func) == name:
                found.append(products_of(func, args, kwargs or {}, out))
                assert macs_of(func, args, kwargs or {}, out) == sum(map(prod, found[-1]))
            return out

    with torch.no_grad(), Kernels():
        function()
    return found


@pytest.mark.filterwarnings("ignore")
def test_the_fused_encoder_layer_over_sequences_of_several_lengths():
    """8 + 5 + 3 positions, 64 + 25 + 9 pairs of them."""
    net = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 1).eval()
    absent = torch.arange(8)[None] >= torch.tensor([8, 5, 3])[:, None]
    (products,) = run(
        lambda: net(torch.zeros(3, 8, 16), src_key_padding_mask=absent),
        "aten._transformer_encoder_layer_fwd",
    )
    assert sorted(products) == sorted(
        [(16, 48, 16), (16, 16, 16), (16, 32, 16), (16, 16, 32), (2, 98, 16)]
    )


def test_the_fused_encoder_layer_over_sequences_of_one_length():
    net = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True).eval()
    (products,) = run(lambda: net(torch.zeros(3, 8, 16)), "aten._transformer_encoder_layer_fwd")
    assert products[-1] == (2, 3, 8, 8, 16)
    assert sum(map(prod, products)) == 3 * (8 * (4 * 256 + 2 * 512) + 2 * 64 * 16)


def test_attention_kernels_say_their_extents():
    query, key = torch.zeros(2, 4, 16, 8), torch.zeros(2, 4, 12, 8)
    (products,) = run(
        lambda: F.scaled_dot_product_attention(query, key, key),
        "aten._scaled_dot_product_flash_attention_for_cpu",
    )
    assert products == ((2, 4, 16, 12, 16),)


@pytest.mark.parametrize(("transposed", "grid"), [(False, (6, 6)), (True, (8, 8))])
def test_a_convolution_meets_its_kernel_at_each_position(transposed, grid):
    """Of the output, or where it is transposed of the input."""
    args = (torch.zeros(2, 4, 8, 8), torch.zeros(4, 4, 3, 3), None, [1, 1], [0, 0], [1, 1],
            transposed, [0, 0], 1)  # fmt: skip
    out = aten.convolution(*args)
    operator = aten.convolution.default
    assert products_of(operator, args, {}, out) == ((2, *grid, 4, 4, 3, 3),)
