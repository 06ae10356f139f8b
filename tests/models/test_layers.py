"""The layers that are taught as ideas, against plain loops and PyTorch's own operations."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from archreport import analyze
from archreport.models.alexnet import AlexNetOneTower
from archreport.models.googlenet import GoogLeNet
from archreport.models.layers.bilinear import bilinear_deconvolution, bilinear_kernel, tent
from archreport.models.layers.conv_norm import ConvNormReLU
from archreport.models.layers.fc_as_conv import fully_convolutional, linear_to_conv
from archreport.models.layers.inception import Inception, NaiveInception
from archreport.models.layers.locally_connected import LocallyConnected2d, locally_connected2d
from archreport.models.layers.normalisation import LocalResponseNorm
from archreport.models.layers.residual import BasicBlock, Bottleneck, PlainBlock
from archreport.models.layers.transposed import output_size, transposed_convolution
from archreport.models.layers.unpooling import max_pool_with_switches, max_unpool
from archreport.models.resnet import ResNet


def random(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def count(module):
    return sum(p.numel() for p in module.parameters())


# -- local response normalisation --------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 4, 5, 7])
@pytest.mark.parametrize("channels", [3, 16])
def test_response_normalisation_is_pytorchs(n, channels):
    a = random(2, channels, 5, 4) * 30
    ours = LocalResponseNorm(n, alpha=1e-2, beta=0.6, k=1.5)(a)
    assert torch.allclose(ours, F.local_response_norm(a, n, 1e-2, 0.6, 1.5), atol=1e-6)


def test_response_normalisation_by_hand():
    """Three channels of one value, a window of three, alpha/n = 1, beta = 1, k = 0."""
    b = LocalResponseNorm(3, alpha=3.0, beta=1.0, k=0.0)(
        torch.tensor([[[[1.0]], [[2.0]], [[3.0]]]])
    )
    assert b.flatten().tolist() == pytest.approx([1 / 5, 2 / 14, 3 / 13])


# -- locally connected -------------------------------------------------------------------------


def by_loop(x, weight, bias, stride):
    """The definition: at every position the window, times that position's own kernels."""
    height, width, channels = weight.shape[:3]
    kernel = weight.shape[-1]
    y = torch.zeros(x.shape[0], channels, height, width)
    for n in range(x.shape[0]):
        for d in range(channels):
            for i in range(height):
                for j in range(width):
                    top, left = i * stride, j * stride
                    window = x[n, :, top : top + kernel, left : left + kernel]
                    y[n, d, i, j] = (window * weight[i, j, d]).sum() + bias[i, j, d]
    return y


@pytest.mark.parametrize(
    ("size", "kernel", "stride"), [((6, 6), 3, 1), ((9, 7), 3, 2), ((5, 5), 5, 1)]
)
def test_a_locally_connected_layer_is_its_definition(size, kernel, stride):
    layer = LocallyConnected2d(3, 4, kernel, size, stride)
    x = random(2, 3, *size)
    with torch.no_grad():
        layer.bias.copy_(random(*layer.bias.shape, seed=1))
        expected = by_loop(x, layer.weight, layer.bias, stride)
        assert torch.allclose(layer(x), expected, atol=1e-5)


def test_with_the_same_kernel_everywhere_it_is_a_convolution():
    conv = nn.Conv2d(3, 4, 3, stride=2)
    layer = LocallyConnected2d(3, 4, 3, (9, 9), stride=2)
    with torch.no_grad():
        layer.weight.copy_(conv.weight.expand_as(layer.weight))
        layer.bias.copy_(conv.bias.expand_as(layer.bias))
        x = random(2, 3, 9, 9)
        assert torch.allclose(layer(x), conv(x), atol=1e-5)
    assert layer.weight.numel() == 4 * 4 * conv.weight.numel()


def test_its_gradients_are_those_of_the_definition():
    x = random(2, 2, 5, 5).double().requires_grad_()
    weight = random(3, 3, 2, 2, 3, 3).double().requires_grad_()
    bias = random(3, 3, 2).double().requires_grad_()
    assert torch.autograd.gradcheck(locally_connected2d, (x, weight, bias))


def test_it_is_one_row_with_all_its_parameters_and_its_true_work():
    report = analyze(LocallyConnected2d(8, 16, 3, (10, 10)), (1, 8, 10, 10), checks="all")
    (row,) = report.rows[1:]
    assert (row.kind, row.op, row.out_shape) == ("local", "locally_connected2d", (1, 16, 8, 8))
    assert row.hyper["positions"] == (8, 8)
    assert row.param_count == 8 * 8 * (3 * 3 * 8) * 16 + 8 * 8 * 16
    assert row.macs == 8 * 8 * (3 * 3 * 8) * 16
    assert row.sums["params"].formula == "h_out*w_out*(kh*kw*c_in)*c_out + h_out*w_out*c_out"
    assert row.sums["macs"].result == row.macs
    assert row.receptive.size == (3, 3)
    assert report.totals.weight_layers == 1
    # torchinfo takes it for a linear layer: every weight once, and the biases
    assert report.torchinfo.mult_adds == report.torchinfo.predicted_macs == row.param_count
    assert all(check.ok for check in report.checks)


def test_counters_that_look_at_kernels_see_all_of_it():
    layer = LocallyConnected2d(4, 6, 3, (7, 7))
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        layer(random(2, 4, 7, 7))
    assert counter.get_total_flops() == 2 * (2 * 5 * 5 * (3 * 3 * 4) * 6)


def test_another_input_size_is_refused():
    with pytest.raises(ValueError, match="6 × 5 windows, but there are weights for 5 × 5"):
        LocallyConnected2d(3, 4, 3, (7, 7))(random(1, 3, 8, 7))


# -- inception ---------------------------------------------------------------------------------


def test_reduction_saves_weights_in_module_3b():
    """The 5×5 branch of 3b, which the course works out: 614,400 weights against 84,992."""
    naive, reduced = NaiveInception(256, 128, 192, 96), Inception(256, 128, 128, 192, 32, 96, 64)
    assert naive.conv_5x5.weight.numel() == 614_400
    assert reduced.reduce_5x5.weight.numel() + reduced.conv_5x5.weight.numel() == 84_992
    assert count(naive) == 1_089_952
    assert count(reduced) == 388_736
    x = random(1, 256, 6, 6)
    assert naive(x).shape == (1, 128 + 192 + 96 + 256, 6, 6)
    assert reduced(x).shape == (1, 128 + 192 + 96 + 64, 6, 6)


def test_both_modules_fork_into_four_branches():
    for module in (NaiveInception(8, 2, 3, 4), Inception(8, 2, 2, 3, 2, 4, 5)):
        report = analyze(module, (1, 8, 6, 6))
        assert len(report.rows[-1].inputs) == 4
        assert sum("input" in row.inputs for row in report.rows) == 4


def test_the_bias_of_a_normalised_convolution_would_do_nothing():
    unit = ConvNormReLU(3, 4, 3, padding=1).train()
    x = random(4, 3, 6, 6)
    with torch.no_grad():
        expected = unit(x)
        assert torch.allclose(unit.relu(unit.bn(unit.conv(x) + 7.0)), expected, atol=1e-4)


# -- residual blocks ---------------------------------------------------------------------------


def test_a_residual_block_that_learns_nothing_passes_its_input_on():
    for block in (BasicBlock(8, 8), Bottleneck(32, 8)):
        last = block.bn2 if isinstance(block, BasicBlock) else block.bn3
        nn.init.zeros_(last.weight)
        x = random(2, block.conv1.in_channels, 6, 6).relu()
        assert torch.equal(block.eval()(x), x)


@pytest.mark.parametrize("option", ["A", "B", "C"])
@pytest.mark.parametrize(
    ("block", "in_channels", "channels", "stride"),
    [
        (BasicBlock, 8, 8, 1),
        (BasicBlock, 8, 16, 2),
        (Bottleneck, 32, 8, 1),
        (Bottleneck, 32, 16, 2),
    ],
)
def test_every_option_gives_the_same_shape(block, option, in_channels, channels, stride):
    out = block(in_channels, channels, stride, option)(random(2, in_channels, 8, 8))
    assert out.shape == (2, channels * block.expansion, 8 // stride, 8 // stride)


def test_option_a_has_no_parameters_and_takes_every_second_position():
    block = BasicBlock(3, 5, stride=2, option="A")
    assert count(block.shortcut) == 0
    x = random(1, 3, 4, 4)
    out = block.shortcut(x)
    assert torch.equal(out[:, :3], x[:, :, ::2, ::2])
    assert torch.equal(out[:, 3:], torch.zeros(1, 2, 2, 2))


def test_parameters_of_the_options():
    projection = 64 * 128 + 2 * 128
    a, b, c = (count(BasicBlock(64, 128, 2, option)) for option in ("A", "B", "C"))
    assert a == count(PlainBlock(64, 128, 2)) == b - projection == c - projection
    same = [count(BasicBlock(64, 64, 1, option)) for option in ("A", "B", "C")]
    assert same == [same[0], same[0], same[0] + 64 * 64 + 2 * 64]


def test_stride_placement():
    paper, v15 = Bottleneck(16, 8, 2), Bottleneck(16, 8, 2, stride_in="3x3")
    assert (paper.conv1.stride, paper.conv2.stride) == ((2, 2), (1, 1))
    assert (v15.conv1.stride, v15.conv2.stride) == ((1, 1), (2, 2))
    assert count(paper) == count(v15)


# -- transposed convolution --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "output_padding"),
    [
        (3, 1, 0, 0),
        (3, 2, 0, 0),
        (3, 2, 1, 0),
        (3, 2, 1, 1),
        (2, 2, 0, 0),
        (4, 2, 1, 0),
        (5, 3, 2, 2),
    ],
)
def test_painting_kernels_is_pytorchs_transposed_convolution(
    kernel, stride, padding, output_padding
):
    x, weight = random(2, 3, 4, 5), random(3, 2, kernel, kernel, seed=1)
    arguments = (stride, padding, output_padding)
    ours = transposed_convolution(x, weight, *arguments)
    assert torch.allclose(ours, F.conv_transpose2d(x, weight, None, *arguments), atol=1e-5)
    assert ours.shape[2:] == tuple(output_size(n, kernel, *arguments) for n in (4, 5))


def test_it_is_the_transpose_of_the_convolution():
    """⟨conv(x), y⟩ = ⟨x, transposed(y)⟩ for every x and y: that is what the word means."""
    weight, x, y = random(4, 3, 3, 3), random(1, 3, 9, 9, seed=1), random(1, 4, 4, 4, seed=2)
    forward = (F.conv2d(x, weight, stride=2) * y).sum()
    backward = (x * transposed_convolution(y, weight, stride=2)).sum()
    assert forward.item() == pytest.approx(backward.item(), rel=1e-4)


def test_the_courses_sizes_need_an_output_padding():
    assert [output_size(2, 3, 2, padding) for padding in (0, 1)] == [5, 3]
    assert output_size(2, 3, 2, 1, output_padding=1) == 4


# -- unpooling ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 3])
def test_switches_and_unpooling_are_pytorchs(size):
    x = random(2, 3, 4 * size, 2 * size)
    maxima, switches = max_pool_with_switches(x, size)
    expected, indices = F.max_pool2d(x, size, return_indices=True)
    assert torch.equal(maxima, expected)
    assert torch.equal(switches, indices)
    ours = max_unpool(maxima, switches, *x.shape[2:])
    assert torch.equal(ours, F.max_unpool2d(maxima, indices, size))


def test_unpooling_puts_the_maxima_back_and_leaves_the_rest_empty():
    x = torch.tensor([[[[1.0, 9.0, 2.0, 0.0], [3.0, 4.0, 8.0, 5.0]]]])
    out = max_unpool(*max_pool_with_switches(x), 2, 4)
    assert out.tolist() == [[[[0.0, 9.0, 0.0, 0.0], [0.0, 0.0, 8.0, 0.0]]]]


# -- bilinear upsampling -----------------------------------------------------------------------


def test_the_tent_adds_up_to_the_factor():
    for factor in range(1, 9):
        weights = tent(factor)
        assert len(weights) == 2 * factor - factor % 2
        assert weights.sum().item() == pytest.approx(factor)
        assert torch.allclose(weights, weights.flip(0))


@pytest.mark.parametrize("factor", [2, 4, 8, 32])
def test_it_is_bilinear_interpolation_inside(factor):
    x = random(1, 2, 6, 5)
    layer = bilinear_deconvolution(2, factor)
    cut = factor // 2  # what PyTorch's padding would cut off
    with torch.no_grad():
        ours = layer(x)[:, :, cut : cut + 6 * factor, cut : cut + 5 * factor]
    theirs = F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)
    inner = slice(factor, -factor)  # at the border interpolation repeats, convolution sees zeros
    assert torch.allclose(ours[..., inner, inner], theirs[..., inner, inner], atol=1e-5)


def test_only_the_diagonal_of_the_kernel_is_not_zero():
    weight = bilinear_kernel(3, 2)
    assert weight.shape == (3, 3, 4, 4)
    for c in range(3):
        for d in range(3):
            assert bool(weight[c, d].any()) == (c == d)


def test_fixed_and_learned_kernels():
    assert not bilinear_deconvolution(2, 2).weight.requires_grad
    assert bilinear_deconvolution(2, 2, learned=True).weight.requires_grad


# -- fully connected as convolution ------------------------------------------------------------


def small_vgg():
    """VGG's plan at a size for tests: 16 × 16 pixels, two poolings, one hidden layer."""
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(6 * 4 * 4, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 5),
    ).eval()  # fmt: skip


def test_a_linear_layer_is_a_convolution_over_its_whole_map():
    linear = nn.Linear(6 * 2 * 3, 5)
    x = random(2, 6, 2, 3)
    conv = linear_to_conv(linear, 6, 2, 3)
    assert count(conv) == count(linear)
    assert torch.allclose(conv(x).flatten(1), linear(x.flatten(1)), atol=1e-5)
    assert linear_to_conv(nn.Linear(6, 5, bias=False), 6, 1, 1).bias is None
    with pytest.raises(ValueError, match="36 inputs are not 6 × 2 × 2"):
        linear_to_conv(linear, 6, 2, 2)


def test_a_converted_classifier_gives_the_same_scores():
    network = small_vgg()
    converted = fully_convolutional(network, (3, 16, 16))
    x = random(2, 3, 16, 16)
    assert torch.allclose(converted(x)[:, :, 0, 0], network(x), atol=1e-5)
    assert count(converted) == count(network)
    assert any(isinstance(module, nn.Linear) for module in network.modules())  # untouched


def test_on_a_larger_picture_it_slides():
    network = small_vgg()
    converted = fully_convolutional(network, (3, 16, 16))
    x = random(1, 3, 24, 32)
    scores = converted(x)
    assert scores.shape == (1, 5, 3, 5)
    window = network[:6](x)[:, :, 1:5, 2:6]  # one step down, two to the right, on the feature map
    assert torch.allclose(scores[:, :, 1, 2], network[6:](window), atol=1e-5)


@pytest.mark.parametrize(
    ("build", "size"),
    [
        (AlexNetOneTower, 224),
        (lambda: GoogLeNet(10), 224),
        (lambda: ResNet(18, num_classes=10), 64),
    ],
    ids=["AlexNet", "GoogLeNet", "ResNet"],
)
def test_networks_of_the_shelf_can_be_converted(build, size):
    torch.manual_seed(0)
    network = build().eval()
    converted = fully_convolutional(network, (3, size, size))
    x = random(1, 3, size, size)
    with torch.no_grad():
        assert torch.allclose(converted(x)[:, :, 0, 0], network(x), atol=1e-4, rtol=1e-4)


def test_a_network_that_does_not_flatten_once_is_refused():
    with pytest.raises(ValueError, match="flattens 0 times"):
        fully_convolutional(nn.Conv2d(3, 4, 3), (3, 8, 8))
