"""Small networks as people build them, against gradients and by hand."""

import random

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from tests.analysis.any_nets import Calls
from tests.operations.receptive_field.random_networks import Tally, compare


class ConvNeXtBlock(nn.Module):
    """A depthwise convolution, then the rest with the channels last."""

    def __init__(self, c=4):
        super().__init__()
        self.stem = nn.Conv2d(3, c, 4, 4)
        self.depthwise = nn.Conv2d(c, c, 7, padding=3, groups=c)
        self.norm = nn.LayerNorm(c)
        self.up, self.down = nn.Linear(c, 4 * c), nn.Linear(4 * c, c)
        self.scale = nn.Parameter(torch.ones(c))

    def forward(self, x):
        x = self.stem(x)
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.down(F.gelu(self.up(y))) * self.scale
        return x + y.permute(0, 3, 1, 2)


class SwinBlock(nn.Module):
    """Attention within windows of 4 × 4 tokens, which may be shifted by 2."""

    def __init__(self, c=4, shift=0):
        super().__init__()
        self.embed, self.shift = nn.Conv2d(3, c, 2, 2), shift
        self.norm, self.qkv, self.out = nn.LayerNorm(c), nn.Linear(c, 3 * c), nn.Linear(c, c)
        self.position = nn.Parameter(torch.zeros(1, 2, 16, 16))
        self.mlp = nn.Sequential(nn.LayerNorm(c), nn.Linear(c, c), nn.GELU(), nn.Linear(c, c))

    def attention(self, y):
        n, tokens, c = y.shape
        q, k, v = self.qkv(y).reshape(n, tokens, 3, 2, c // 2).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * 0.01 + self.position).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(n, tokens, c))

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2)
        n, tokens, c = x.shape
        side = int(tokens**0.5)
        y = self.norm(x).view(n, side, side, c)
        if self.shift:
            y = torch.roll(y, shifts=(-self.shift, -self.shift), dims=(1, 2))
        y = y.view(n, side // 4, 4, side // 4, 4, c).permute(0, 1, 3, 2, 4, 5)
        y = self.attention(y.contiguous().view(-1, 16, c))
        y = y.view(n, side // 4, side // 4, 4, 4, c).permute(0, 1, 3, 2, 4, 5)
        y = y.contiguous().view(n, side, side, c)
        if self.shift:
            y = torch.roll(y, shifts=(self.shift, self.shift), dims=(1, 2))
        x = x + y.view(n, tokens, c)
        x = x + self.mlp(x)
        return x.transpose(1, 2).reshape(n, c, side, side)


class SqueezeExcitation(nn.Module):
    def __init__(self, c=4):
        super().__init__()
        self.conv, self.one, self.two = (
            nn.Conv2d(3, c, 3, padding=1),
            nn.Linear(c, 2),
            nn.Linear(2, c),
        )

    def forward(self, x):
        x = self.conv(x)
        scale = self.two(F.softplus(self.one(x.mean((2, 3)))))
        return x * F.softsign(scale)[:, :, None, None]


class SuperResolution(nn.Module):
    """ESPCN: a 5 × 5 and two 3 × 3 convolutions, then a pixel shuffle by 3."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 4, 5, padding=2), nn.Softplus(), nn.Conv2d(4, 4, 3, padding=1),
            nn.Softplus(), nn.Conv2d(4, 27, 3, padding=1), nn.PixelShuffle(3),
        )  # fmt: skip

    def forward(self, x):
        return self.body(x)


class WaveNet(nn.Module):
    """Causal convolutions of kernel 2 with gates; what every layer gives is added up."""

    def __init__(self, c=4):
        super().__init__()
        self.first = nn.Conv1d(3, c, 1)
        self.layers = nn.ModuleList(nn.Conv1d(c, 2 * c, 2, dilation=2**n) for n in range(4))
        self.last = nn.Conv1d(c, 2, 1)

    def forward(self, x):
        x, skips = self.first(x), 0
        for layer in self.layers:
            y = layer(F.pad(x, (layer.dilation[0], 0)))
            value, gate = y.chunk(2, dim=1)
            y = F.softsign(value) * F.softsign(gate)
            skips, x = skips + y, x + y
        return self.last(skips)


class UNet(nn.Module):
    """Two levels down and up again with what was left behind, in any number of dimensions."""

    def __init__(self, dimensions, c=2):
        super().__init__()
        conv, up = getattr(nn, f"Conv{dimensions}d"), getattr(nn, f"ConvTranspose{dimensions}d")
        self.pool = getattr(nn, f"AvgPool{dimensions}d")(2)
        self.a, self.b = conv(3, c, 3, padding=1), conv(c, c, 3, padding=1)
        self.c, self.up_b, self.up_a = conv(c, c, 3, padding=1), up(c, c, 2, 2), up(c, c, 2, 2)
        self.d, self.e = conv(2 * c, c, 3, padding=1), conv(2 * c, c, 3, padding=1)

    def forward(self, x):
        a = self.a(x)
        b = self.b(self.pool(a))
        c = self.c(self.pool(b))
        b = self.d(torch.cat([self.up_b(c), b], 1))
        return self.e(torch.cat([self.up_a(b), a], 1))


class FocusBottleneck(nn.Module):
    """The first layers of YOLOv5: a quarter of the pixels each, a convolution, a C3 block."""

    def __init__(self, c=4):
        super().__init__()
        self.conv = nn.Conv2d(12, c, 3, padding=1)
        self.one, self.two = nn.Conv2d(c, c // 2, 1), nn.Conv2d(c, c // 2, 1)
        self.inner, self.last = nn.Conv2d(c // 2, c // 2, 3, padding=1), nn.Conv2d(c, c, 1)

    def forward(self, x):
        x = torch.cat(
            [x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1
        )
        x = F.silu(self.conv(x))
        one = self.one(x)
        return self.last(torch.cat((one + self.inner(one), self.two(x)), dim=1))


class VisionTransformer(nn.Module):
    def __init__(self, c=4):
        super().__init__()
        self.embed, self.token = nn.Conv2d(3, c, 4, 4), nn.Parameter(torch.zeros(1, 1, c))
        self.norm, self.attention = nn.LayerNorm(c), nn.MultiheadAttention(c, 2, batch_first=True)
        self.head = nn.Linear(c, 2)

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), 1)
        y = self.norm(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return self.head(x[:, 0])


NETS = {
    # 4 of the stem, and six times its stride of 4
    "ConvNeXt": (ConvNeXtBlock(), (1, 3, 48, 48), (28, 28), "exact"),
    # a window: 4 tokens of 2 pixels
    "Swin": (SwinBlock(), (1, 3, 32, 32), (8, 8), "exact"),
    "shifted Swin": (SwinBlock(shift=2), (1, 3, 32, 32), (32, 32), "bound"),
    "squeeze and excitation": (SqueezeExcitation(), (1, 3, 20, 24), (20, 24), "whole"),
    "super-resolution": (SuperResolution(), (1, 3, 20, 20), (9, 9), "exact"),
    "WaveNet": (WaveNet(), (1, 3, 64), (16,), "exact"),
    "U-Net": (UNet(2), (1, 3, 40, 40), (26, 26), "bound"),
    "3-D U-Net": (UNet(3), (1, 3, 20, 20, 20), (20, 20, 20), "bound"),
    # 2 · (3 + 2)
    "YOLO": (FocusBottleneck(), (1, 3, 40, 40), (10, 10), "exact"),
    "ViT": (VisionTransformer(), (1, 3, 16, 24), (16, 24), "whole"),
}


@pytest.mark.parametrize("name", NETS)
def test_fields_of_networks_as_people_build_them(name):
    net, shape, size, status = NETS[name]
    field = analyze(net, shape).rows[-1].receptive
    assert (field.size, field.status) == (size, status)
    for parameter in net.parameters():
        nn.init.uniform_(parameter, 0.2, 1)
    tally = Tally()
    x = torch.rand(shape, dtype=torch.double) + 0.5
    compare(net.double().eval(), x, name, tally, random.Random(0))
    assert tally.faults == []
    assert not tally.unknown


def of(function, shape=(1, 3, 32, 32), **modules):
    field = (
        analyze(
            Calls(
                lambda net, x: function(x, **{name: getattr(net, name) for name in modules}),
                **modules,
            ),
            shape,
        )
        .rows[-1]
        .receptive
    )
    return field.size, field.status


def sampled(x, offsets):
    return F.grid_sample(x, offsets[:, :2].permute(0, 2, 3, 1), align_corners=False)


CONV, WIDE = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 1)


@pytest.mark.parametrize(
    ("function", "seen"),
    [
        (lambda x, c: torch.flip(c(x), [3]), ((3, 3), "exact")),
        (lambda x, c: c(x) + c(x).flip(3), ((3, 32), "bound")),
        (lambda x, c: torch.roll(c(x), 1, 3), ((3, 32), "bound")),
        (lambda x, c: c(x).mean(3), ((3, 32), "exact")),
        (lambda x, c: c(x).amax((2, 3)), ((32, 32), "whole")),
        (lambda x, c: c(x).var(dim=1, keepdim=True), ((3, 3), "exact")),
        (lambda x, c: c(x).cumsum(2), ((32, 3), "bound")),
        (lambda x, c: c(x)[:, :, [3, 1, 0]], ((32, 3), "bound")),
        (lambda x, c: c(x)[:, [1, 0]], ((3, 3), "exact")),
        (lambda x, c: c(x).chunk(2, 2)[1] + c(x)[:, :, :16], ((19, 3), "exact")),
        (lambda x, c: torch.cat([c(x)[..., :8], c(x)[..., 8:]], -1), ((3, 3), "exact")),
        (lambda x, c: torch.cat([c(x), c(x)], -1), ((3, 32), "bound")),
        (lambda x, c: F.adaptive_avg_pool2d(c(x), 31), ((4, 4), "exact")),
        (lambda x, c: F.adaptive_avg_pool2d(c(x), 5), ((10, 10), "bound")),
        (lambda x, c: torch.fft.fft2(c(x)).real, ((32, 32), "whole")),
        (lambda x, c: c(x) @ x.new_ones(32, 32), ((3, 32), "exact")),
        (lambda x, c: sampled(x, c(x)), ((32, 32), "bound")),
        (lambda x, c: c(F.pad(x, (1, 1, 1, 1), mode="circular")), ((32, 32), "bound")),
        (lambda x, c: c(F.pad(x, (1, 1, 1, 1), mode="reflect")), ((3, 3), "exact")),
        (lambda x, c: F.unfold(c(x), 2, stride=2).mean(1), ((4, 4), "exact")),
        (lambda x, c: x.view(1, 3, 16, 2, 32).mean(3), ((2, 1), "exact")),
        (lambda x, c: x.reshape(1, 3, 64, 16), ((1, 1), "exact")),
        (lambda x, c: F.batch_norm(c(x), None, None, training=True), ((32, 32), "whole")),
        (lambda x, c: c(x)[:, 0, 4:][None], ((3, 3), "exact")),
        (lambda x, c: F.interpolate(c(x), scale_factor=1.3, mode="bilinear"), ((5, 5), "bound")),
    ],
)  # fmt: skip
def test_the_field_of_one_operation_by_hand(function, seen):
    assert of(function, c=CONV) == seen


def test_batch_norm_over_the_batch_sees_the_map_and_with_learnt_statistics_its_place():
    assert of(lambda x, n: n(x), n=nn.BatchNorm2d(3)) == ((1, 1), "exact")
    assert of(lambda x, n: n(x), n=nn.BatchNorm2d(3, track_running_stats=False))[1] == "whole"


def test_channels_with_different_fields_are_a_bound_once_some_are_taken():
    """Both halves together see 3 × 3, but the first of them one pixel only."""

    def halves(x, c):
        return torch.cat([x, c(x)], 1)

    assert of(halves, c=CONV) == ((3, 3), "exact")
    assert of(lambda x, c: halves(x, c).chunk(2, 1)[0] * 2, c=CONV) == ((3, 3), "bound")
    assert of(lambda x, c: halves(x, c)[:, :3], c=CONV) == ((3, 3), "bound")


def test_writing_through_a_view_is_not_missed():
    """Every place of the result but the first two sees what lies two places before it too."""

    def shifted(x, c):
        y = c(x)
        y[..., 2:].add_(x[..., :-2])
        return y * 2

    size, status = of(shifted, c=WIDE)
    assert size[1] >= 3
    assert status == "bound"


def test_two_halves_written_side_by_side_interleave():
    def interleaved(x, c):
        y = x.new_zeros(1, 3, 32, 64)
        y[..., ::2], y[..., 1::2] = c(x), c(x) * 2
        return y * 2

    assert of(interleaved, c=CONV) == ((3, 3), "exact")


def test_what_the_first_input_is_not_made_of_adds_nothing():
    """A vector beside the picture, such as a time step, has no pixels of it."""
    net = Calls(lambda net, x, t: net.c(x) + net.l(t)[:, :, None, None], c=CONV, l=nn.Linear(4, 3))
    rows = analyze(net, [(1, 3, 32, 32), (1, 4)]).rows
    assert rows[-1].receptive.size == (3, 3)
    assert [row.receptive for row in rows if row.op in ("input", "linear")][1:] == [None, None]
