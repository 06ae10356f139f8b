"""The steps that random networks are drawn from: each takes a map (N, C, …) and gives one.

A step is made by a function of a random generator and the shape that it is to read; None where it
does not suit that shape.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from math import prod

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Shape = tuple[int, ...]


class Measuring:
    """While this is open, steps that hide paths from gradients run something smooth that reads the
    same values, in as many operations."""

    on = False

    def __enter__(self) -> None:
        Measuring.on = True

    def __exit__(self, *_: object) -> None:
        Measuring.on = False


class Step(nn.Module):
    """``function`` of the input, with modules and tensors by name."""

    def __init__(self, name: str, function: Callable[..., Tensor], **parts: object) -> None:
        super().__init__()
        self.name, self.function = name, function
        for key, part in parts.items():
            if isinstance(part, Tensor):
                self.register_buffer(key, part)
            else:
                setattr(self, key, part)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, 0.2, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.function(self, x)


Maker = Callable[[random.Random, Shape], Step | None]
STEPS: list[Maker] = []


def step(times: int = 1) -> Callable[[Maker], Maker]:
    """Adds a maker to `STEPS`, so many times as it is to be drawn more often than others."""

    def add(maker: Maker) -> Maker:
        STEPS.extend([maker] * times)
        return maker

    return add


def of(kind: str, dimensions: int) -> Callable[..., nn.Module]:
    """``Conv2d`` for "Conv" in two dimensions."""
    return getattr(nn, f"{kind}{dimensions}d")


def axis_of(rng: random.Random, shape: Shape) -> int:
    return rng.randrange(2, len(shape))


# -- windows ---------------------------------------------------------------------------------------


@step(5)
def convolution(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    kernel = tuple(rng.randint(1, 4 if d < 3 else 3) for _ in range(d))
    stride = tuple(rng.choice((1, 1, 1, 2, 3)) for _ in range(d))
    dilation = tuple(rng.choice((1, 1, 2)) for _ in range(d))
    padding = tuple(rng.randint(0, k // 2) for k in kernel)
    mode = rng.choice(("zeros",) * 4 + ("reflect", "replicate", "circular"))
    groups = rng.choice((1, 1, c))
    out = c * rng.choice((1, 2)) if groups > 1 else rng.randint(1, 4)
    conv = of("Conv", d)(
        c, out, kernel, stride, padding, dilation, groups=groups, padding_mode=mode
    )
    return Step(f"conv {kernel} s{stride} p{padding} d{dilation} {mode}", lambda s, x: s.m(x),
                m=conv)  # fmt: skip


@step()
def same_convolution(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    conv = of("Conv", d)(c, c, rng.randint(1, 5), padding="same")
    return Step("same conv", lambda s, x: torch.relu(s.m(x)) if not Measuring.on
                else F.softsign(s.m(x)), m=conv)  # fmt: skip


@step(2)
def transposed(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    stride = rng.randint(1, 3)
    kernel = rng.randint(1, 4)
    conv = of("ConvTranspose", d)(
        c, rng.randint(1, 3), kernel, stride, padding=rng.randint(0, kernel // 2),
        output_padding=rng.randint(0, stride - 1), dilation=rng.choice((1, 1, 2)) if stride > 1
        else 1,
    )  # fmt: skip
    return Step(f"transposed {kernel} s{stride}", lambda s, x: s.m(x), m=conv)


@step(2)
def pooling(rng: random.Random, shape: Shape) -> Step | None:
    d, kind = len(shape) - 2, rng.choice(("max", "avg", "lp"))
    kernel, stride = rng.randint(1, 3), rng.randint(1, 3)
    padding, ceil = rng.randint(0, kernel // 2), rng.random() < 0.3
    average = getattr(F, f"avg_pool{d}d")
    if kind == "lp":
        lp = getattr(F, f"lp_pool{d}d")
        return Step("lp pool", lambda s, x: lp(x.abs(), 2, kernel, stride, ceil_mode=ceil))
    largest = getattr(F, f"max_pool{d}d")

    def run(s: Step, x: Tensor) -> Tensor:
        pool = largest if kind == "max" and not Measuring.on else average
        return pool(x, kernel, stride, padding, ceil_mode=ceil)

    return Step(f"{kind} pool {kernel} s{stride} p{padding} {ceil}", run)


@step()
def dilated_max_pooling(rng: random.Random, shape: Shape) -> Step | None:
    d = len(shape) - 2
    largest, average = getattr(F, f"max_pool{d}d"), getattr(F, f"conv{d}d")
    weight = torch.ones(shape[1], 1, *(2,) * d, dtype=torch.double)

    def run(s: Step, x: Tensor) -> Tensor:
        if Measuring.on:
            return average(x, s.w, dilation=3, groups=x.shape[1])
        return largest(x, 2, 1, dilation=3)

    return Step("max pool 2 d3", run, w=weight)


@step()
def adaptive_pooling(rng: random.Random, shape: Shape) -> Step | None:
    d = len(shape) - 2
    size = tuple(rng.randint(max(3, n // 3), n) for n in shape[2:])
    pool = getattr(F, f"adaptive_avg_pool{d}d")
    return Step(f"adaptive {size}", lambda s, x: pool(x, size))


@step()
def unpooling(rng: random.Random, shape: Shape) -> Step | None:
    d = len(shape) - 2
    if any(n % 2 for n in shape[2:]):
        return None
    pool, back = getattr(F, f"max_pool{d}d"), getattr(F, f"max_unpool{d}d")
    average = getattr(F, f"avg_pool{d}d")

    def run(s: Step, x: Tensor) -> Tensor:
        if Measuring.on:
            return F.interpolate(average(x, 2), scale_factor=2)
        values, indices = pool(x, 2, return_indices=True)
        return back(values, indices, 2)

    return Step("unpool", run)


@step(2)
def resizing(rng: random.Random, shape: Shape) -> Step | None:
    d = len(shape) - 2
    linear = {1: ("linear",), 2: ("bilinear", "bicubic"), 3: ("trilinear",)}[d]
    mode = rng.choice(("nearest", "nearest-exact", "area", *linear))
    how: dict[str, object] = {"mode": mode}
    if rng.random() < 0.6:
        how["scale_factor"] = rng.choice((2, 3, 0.5, 1.5, 1.3, 0.7, 2.6))
    else:
        how["size"] = tuple(rng.randint(max(3, n // 2), 2 * n) for n in shape[2:])
    if mode in linear:
        how["align_corners"] = rng.random() < 0.4
        how["antialias"] = d == 2 and not how["align_corners"] and rng.random() < 0.3
    return Step(f"resize {how}", lambda s, x: F.interpolate(x, **how))


@step(2)
def pixel_shuffle(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[1] > 6:
        return None
    conv = nn.Conv2d(shape[1], 8, 3, padding=1)
    return Step("pixel shuffle", lambda s, x: F.pixel_shuffle(s.m(x), 2), m=conv)


@step()
def pixel_unshuffle(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[2] % 2 or shape[3] % 2:
        return None
    return Step("pixel unshuffle", lambda s, x: F.pixel_unshuffle(x, 2))


@step()
def shuffle_by_views(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[1] > 6:
        return None
    conv = nn.Conv2d(shape[1], 8, 3, padding=1)

    def run(s: Step, x: Tensor) -> Tensor:
        y = s.m(x)
        n, _, h, w = y.shape
        y = y.view(n, 2, 2, 2, h, w).permute(0, 1, 4, 2, 5, 3)
        return y.reshape(n, 2, 2 * h, 2 * w)

    return Step("shuffle by views", run, m=conv)


@step()
def unshuffle_by_views(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[2] % 2 or shape[3] % 2:
        return None
    conv = nn.Conv2d(4 * shape[1], 3, 1)

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = x.view(n, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4)
        return s.m(y.reshape(n, 4 * c, h // 2, w // 2))

    return Step("unshuffle by views", run, m=conv)


@step()
def columns(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    kernel, stride, padding = rng.randint(1, 3), rng.randint(1, 2), rng.randint(0, 1)
    dilation = rng.choice((1, 2))
    n = [(e + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1 for e in shape[2:]]
    weight = torch.rand(2, shape[1] * kernel**2, dtype=torch.double) + 0.1
    return Step("im2col", lambda s, x: (s.w @ F.unfold(x, kernel, dilation, padding, stride)).view(
        x.shape[0], 2, *n), w=weight)  # fmt: skip


@step()
def fold(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    kernel, stride = rng.randint(1, 3), rng.randint(1, 2)
    size = tuple((e - 1) * stride + kernel for e in shape[2:])
    weight = torch.rand(2 * kernel**2, shape[1], dtype=torch.double) + 0.1
    return Step("col2im", lambda s, x: F.fold(s.w @ x.flatten(2), size, kernel, stride=stride),
                w=weight)  # fmt: skip


@step()
def fold_of_unfold(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    return Step("unfold, fold", lambda s, x: F.fold(F.unfold(x, 3, padding=1), x.shape[2:], 3,
                                                    padding=1))  # fmt: skip


@step()
def windows_of_axis(rng: random.Random, shape: Shape) -> Step | None:
    axis, size, jump = axis_of(rng, shape), rng.randint(1, 4), rng.randint(1, 3)
    return Step(
        f"x.unfold({axis}, {size}, {jump})", lambda s, x: x.unfold(axis, size, jump).mean(-1)
    )


# -- detours over other layouts --------------------------------------------------------------------


@step(2)
def channels_last(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    there, back = (0, *range(2, d + 2), 1), (0, d + 1, *range(1, d + 1))
    way = rng.choice(("permute", "movedim", "einsum"))

    def run(s: Step, x: Tensor) -> Tensor:
        if way == "permute":
            return s.l(F.gelu(s.n(x.permute(*there)))).permute(back)
        if way == "movedim":
            return s.l(x.movedim(1, -1)).movedim(-1, 1)
        return (
            torch.einsum("bchw,oc->bohw"[: 3 + d] + ",oc->bo" + "hwd"[:d], x, s.l.weight)
            if d == 2
            else s.l(x.transpose(1, -1)).transpose(1, -1)
        )

    return Step(f"channels last {way}", run, n=nn.LayerNorm(c), l=nn.Linear(c, c))


@step(2)
def tokens(rng: random.Random, shape: Shape) -> Step | None:
    c = shape[1]

    def run(s: Step, x: Tensor) -> Tensor:
        y = s.n(x.flatten(2).transpose(1, 2))
        y = y + s.l(y)
        return y.transpose(1, 2).unflatten(2, x.shape[2:])

    return Step("tokens", run, n=nn.LayerNorm(c), l=nn.Linear(c, c))


@step()
def attention(rng: random.Random, shape: Shape) -> Step | None:
    c, way = shape[1], rng.choice(("sdpa", "matmul", "class token", "heads", "linear"))
    if prod(shape[2:]) > 600 and way != "linear":
        return None
    mha = nn.MultiheadAttention(c, 1, batch_first=True) if way == "heads" else nn.Identity()

    def run(s: Step, x: Tensor) -> Tensor:
        y = x.flatten(2).transpose(1, 2)
        if way == "sdpa":
            y = F.scaled_dot_product_attention(y, s.l(y), y)
        elif way == "matmul":
            y = torch.softmax(y @ s.l(y).transpose(-2, -1) * 0.01, -1) @ y
        elif way == "heads":
            y = s.m(y, y, y, need_weights=False)[0]
        elif way == "linear":
            y = y @ (y.transpose(1, 2) @ s.l(y))
        else:
            y = torch.cat([s.t, y], 1)
            y = F.scaled_dot_product_attention(y, s.l(y), y)[:, 1:]
        return y.transpose(1, 2).reshape(x.shape)

    return Step(f"attention {way}", run, l=nn.Linear(c, c), m=mha,
                t=torch.rand(1, 1, c, dtype=torch.double))  # fmt: skip


@step(3)
def windows(rng: random.Random, shape: Shape) -> Step | None:
    """Swin's windows: partition, attention or something else within each, and back."""
    if len(shape) != 4:
        return None
    size = rng.choice([w for w in (2, 3, 4) if not shape[2] % w and not shape[3] % w] or [0])
    if not size:
        return None
    c, way = shape[1], rng.choice(("linear", "sdpa", "matmul", "mean", "softmax", "relative"))
    shift = rng.choice((0, 0, 1))

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = x.permute(0, 2, 3, 1)
        if shift:
            y = torch.roll(y, (-shift, -shift), (1, 2))
        y = y.view(n, h // size, size, w // size, size, c)
        y = y.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, size * size, c)
        if way == "linear":
            y = s.l(y)
        elif way == "sdpa":
            y = F.scaled_dot_product_attention(s.l(y), y, y)
        elif way == "matmul":
            y = torch.softmax(y @ s.l(y).transpose(-2, -1) * 0.01, -1) @ y
        elif way == "mean":
            y = y + y.mean(1, keepdim=True)
        elif way == "relative":
            y = s.b @ y
        else:
            y = y.softmax(1)
        y = y.view(n, h // size, w // size, size, size, c).permute(0, 1, 3, 2, 4, 5)
        y = y.reshape(n, h, w, c)
        if shift:
            y = torch.roll(y, (shift, shift), (1, 2))
        return x + y.permute(0, 3, 1, 2)

    bias = torch.rand(size * size, size * size, dtype=torch.double)
    return Step(f"windows {way} of {size}, shift {shift}", run, l=nn.Linear(c, c), b=bias)


@step()
def grid_attention(rng: random.Random, shape: Shape) -> Step | None:
    """MaxViT's grid: what lies the same number of positions apart."""
    if len(shape) != 4 or shape[2] % 4 or shape[3] % 4:
        return None

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = x.view(n, c, 4, h // 4, 4, w // 4)
        y = y + y.mean((2, 4), keepdim=True) if rng_way else y.softmax(2)
        return y.reshape(n, c, h, w)

    rng_way = rng.random() < 0.5
    return Step(f"grid {rng_way}", run)


@step()
def space_to_batch(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[2] % 2 or shape[3] % 2:
        return None
    conv = nn.Conv2d(shape[1], shape[1], 3, padding=1)

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = x.view(n, c, h // 2, 2, w // 2, 2).permute(0, 3, 5, 1, 2, 4)
        y = s.m(y.reshape(4 * n, c, h // 2, w // 2))
        y = y.view(n, 2, 2, c, h // 2, w // 2).permute(0, 3, 4, 1, 5, 2)
        return y.reshape(n, c, h, w)

    return Step("space to batch", run, m=conv)


@step()
def blocks_to_batch(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[2] % 4 or shape[3] % 4:
        return None
    conv = nn.Conv2d(shape[1], shape[1], 3, padding=1)

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = x.view(n, c, h // 4, 4, w // 4, 4).permute(0, 2, 4, 1, 3, 5)
        y = s.m(y.reshape(-1, c, 4, 4))
        y = y.view(n, h // 4, w // 4, c, 4, 4).permute(0, 3, 1, 4, 2, 5)
        return y.reshape(n, c, h, w)

    return Step("blocks to batch", run, m=conv)


@step()
def rows_as_signals(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    conv = nn.Conv1d(shape[1], shape[1], 3, padding=1)

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = s.m(x.permute(0, 2, 1, 3).reshape(n * h, c, w))
        return y.view(n, h, c, w).permute(0, 2, 1, 3)

    return Step("rows as signals", run, m=conv)


@step()
def transposed_picture(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) < 4:
        return None
    d, c = len(shape) - 2, shape[1]
    conv = of("Conv", d)(c, c, (3, *(1,) * (d - 1)))
    return Step("transposed picture", lambda s, x: s.m(x.transpose(2, -1)).transpose(2, -1), m=conv)


@step()
def mixer(rng: random.Random, shape: Shape) -> Step | None:
    """A linear layer over the last spatial axis."""
    n = shape[-1]
    return Step("linear over an axis", lambda s, x: s.l(x), l=nn.Linear(n, n))


@step()
def odd_view(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[2] == shape[3]:
        return None
    return Step("odd view", lambda s, x: x.reshape(x.shape[0], x.shape[1], x.shape[3], x.shape[2]))


@step()
def swapped_names(rng: random.Random, shape: Shape) -> Step | None:
    """A convolution over (N, H, C, W): the picture's rows are its channels."""
    if len(shape) != 4 or shape[2] > 20 or shape[1] < 2:
        return None
    conv = nn.Conv2d(shape[2], 4, (1, 3), padding=(0, 1))
    return Step("rows as channels", lambda s, x: s.m(x.transpose(1, 2)).repeat(1, 1, 2, 1), m=conv)


# -- moving positions ------------------------------------------------------------------------------


@step(2)
def flip(rng: random.Random, shape: Shape) -> Step | None:
    axis, way = axis_of(rng, shape), rng.choice(("alone", "added", "twice"))

    def run(s: Step, x: Tensor) -> Tensor:
        y = x.flip(axis)
        if way == "added":
            return x + y
        return torch.flip(y * 2, [axis]) if way == "twice" else y

    return Step(f"flip {axis} {way}", run)


@step()
def roll(rng: random.Random, shape: Shape) -> Step | None:
    axis, by = axis_of(rng, shape), rng.choice((-2, 1, 3))
    return Step(f"roll {axis}", lambda s, x: torch.roll(x, by, axis))


@step(3)
def slicing(rng: random.Random, shape: Shape) -> Step | None:
    d = len(shape) - 2
    ways: list[object] = [
        (Ellipsis, slice(1, None)),
        (slice(None), slice(None), slice(1, -1, 2)),
        (slice(None), slice(None), *[slice(None, None, 2)] * d),
        (Ellipsis, slice(2, -1, 3)),
        (slice(None), slice(0, 1)),
        (slice(None), [shape[1] - 1, 0]),
        (slice(None), slice(None), list(range(0, shape[2], 2))),
        (slice(None), slice(None), None, slice(1, None)),
    ]
    index = rng.choice(ways)

    def run(s: Step, x: Tensor) -> Tensor:
        y = x[index]
        return y if y.dim() == x.dim() else y.squeeze(2)

    return Step(f"slice {index}", run)


@step(2)
def focus(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4 or shape[2] % 2 or shape[3] % 2 or shape[1] > 5:
        return None

    def run(s: Step, x: Tensor) -> Tensor:
        corners = [x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]]
        return torch.cat(corners, 1)

    return Step("focus", run)


@step(2)
def pieces(rng: random.Random, shape: Shape) -> Step | None:
    axis = axis_of(rng, shape)
    if shape[axis] % 2:
        return None
    way = rng.choice(("chunk", "split", "tensor_split", "narrow", "index_select", "unbind"))
    then = rng.choice(("add", "cat", "swapped"))

    def run(s: Step, x: Tensor) -> Tensor:
        n = x.shape[axis] // 2
        if way == "chunk":
            a, b = x.chunk(2, axis)
        elif way == "split":
            a, b = torch.split(x, n, dim=axis)
        elif way == "tensor_split":
            a, b = x.tensor_split(2, axis)
        elif way == "narrow":
            a, b = x.narrow(axis, 0, n), torch.narrow(x, axis, n, n)
        elif way == "index_select":
            a, b = x.index_select(axis, s.i[:n]), x.index_select(axis, s.i[n:])
        else:
            a, b = (
                torch.stack(x.unbind(axis)[:n], axis),
                x[(slice(None),) * axis + (slice(n, None),)],
            )
        if then == "add":
            return a + b
        return torch.cat([a, b] if then == "cat" else [b, a], axis)

    return Step(f"{way} {then} {axis}", run, i=torch.arange(shape[axis]))


@step(2)
def channel_pieces(rng: random.Random, shape: Shape) -> Step | None:
    c, d = shape[1], len(shape) - 2
    if c < 2 or c % 2:
        return None
    conv = of("Conv", d)(c // 2, c // 2, 3, padding=1)
    way = rng.choice(("cat", "cat, chunk", "shuffle"))

    def run(s: Step, x: Tensor) -> Tensor:
        a, b = x.chunk(2, 1)
        y = torch.cat([a, s.m(b)], 1)
        if way == "shuffle":
            y = y.view(y.shape[0], 2, -1, *y.shape[2:]).transpose(1, 2).reshape(y.shape)
        return y if way == "cat" else y.chunk(2, dim=1)[rng_piece]

    rng_piece = rng.randrange(2)
    return Step(f"channels {way} {rng_piece}", run, m=conv)


@step()
def interleaved(rng: random.Random, shape: Shape) -> Step | None:
    c, d = shape[1], len(shape) - 2
    same = rng.random() < 0.5
    conv = of("Conv", d)(c, c, 1 if same else 3, padding=0 if same else 1)
    return Step(
        f"interleaved {same}", lambda s, x: torch.stack([x, s.m(x)], -1).flatten(-2), m=conv
    )


@step()
def written_in(rng: random.Random, shape: Shape) -> Step | None:
    way = rng.choice(("both", "one", "part", "view", "whole"))
    c, d = shape[1], len(shape) - 2
    conv = of("Conv", d)(c, c, 3, padding=1)

    def run(s: Step, x: Tensor) -> Tensor:
        y = s.m(x)
        if way in ("both", "one"):
            z = torch.zeros(*x.shape[:-1], 2 * x.shape[-1], dtype=x.dtype)
            z[..., ::2] = y
            if way == "both":
                z[..., 1::2] = y * 2
            return z
        z = x.clone()
        if way == "part":
            z[:, :, 1:4] = y[:, :, 3:6]
        elif way == "view":
            z[..., 2:].add_(y[..., :-2])
        else:
            z[...] = y
        return z * 2

    return Step(f"written {way}", run, m=conv)


@step()
def in_place(rng: random.Random, shape: Shape) -> Step | None:
    def run(s: Step, x: Tensor) -> Tensor:
        y = x * 2
        z = y.flatten(2)
        z.mul_(3)
        y.add_(x)
        return y * 2

    return Step("in place", run)


@step()
def gathered(rng: random.Random, shape: Shape) -> Step | None:
    axis = axis_of(rng, shape)
    index = torch.randperm(shape[axis])
    full = (
        index.view([-1 if a == axis else 1 for a in range(len(shape))]).expand(shape).contiguous()
    )
    way = rng.choice(("gather", "index", "index_select"))

    def run(s: Step, x: Tensor) -> Tensor:
        if way == "gather":
            return torch.gather(x, axis, s.full)
        if way == "index":
            return x[(slice(None),) * axis + (s.i,)]
        return torch.index_select(x, axis, s.i)

    return Step(f"{way} {axis}", run, i=index, full=full)


@step()
def padding(rng: random.Random, shape: Shape) -> Step | None:
    d = len(shape) - 2
    mode = rng.choice(("constant", "reflect", "replicate", "circular"))
    rim = [rng.randint(0, 2) for _ in range(2 * d)]
    if mode == "constant":
        rim[0] = -1
    return Step(f"pad {mode} {rim}", lambda s, x: F.pad(x, rim, mode=mode))


@step()
def repeated(rng: random.Random, shape: Shape) -> Step | None:
    axis = axis_of(rng, shape)
    if rng.random() < 0.5:
        return Step(f"repeat_interleave {axis}", lambda s, x: x.repeat_interleave(2, axis))
    times = [2 if place == axis else 1 for place in range(len(shape))]
    return Step(f"repeat {axis}", lambda s, x: x.repeat(*times))


# -- along an axis ---------------------------------------------------------------------------------


@step(2)
def normalised(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    kind = rng.choice(("batch", "batch", "running", "group", "instance", "layer", "lrn", "rows"))
    if kind == "batch":
        norm: nn.Module = of("BatchNorm", d)(c)
    elif kind == "running":
        norm = of("BatchNorm", d)(c, track_running_stats=False)
    elif kind == "group":
        norm = nn.GroupNorm(1, c)
    elif kind == "instance":
        norm = of("InstanceNorm", d)(c)
    elif kind == "lrn":
        norm = nn.LocalResponseNorm(2)
    else:
        norm = nn.LayerNorm(shape[2:] if kind == "layer" else shape[-1:])
    scale = torch.rand(c, *(1,) * d, dtype=torch.double) + 0.5

    def run(s: Step, x: Tensor) -> Tensor:
        # With learnt statistics it only scales; PyTorch's gradient of that can be another place's,
        # where the gradient that comes in is laid otherwise in memory than the input.
        return x * s.scale if kind == "batch" and Measuring.on else s.m(x)

    return Step(f"norm {kind}", run, m=norm, scale=scale)


@step(2)
def along_axis(rng: random.Random, shape: Shape) -> Step | None:
    axis = axis_of(rng, shape)
    way = rng.choice(
        (
            "softmax",
            "log_softmax",
            "cumsum",
            "normalize",
            "channels",
            "glu",
            "matmul",
            "fft",
            "sort",
        )
    )
    n = shape[-1]

    def run(s: Step, x: Tensor) -> Tensor:
        if way == "softmax":
            return x.softmax(axis)
        if way == "log_softmax":
            return F.log_softmax(x, dim=axis)
        if way == "cumsum":
            return x.cumsum(axis)
        if way == "normalize":
            return F.normalize(x, dim=axis)
        if way == "channels":
            return torch.softmax(x, dim=1)
        if way == "glu":
            return F.glu(torch.cat([x, x * 2], 1), 1)
        if way == "fft":
            return torch.fft.fft(x, dim=axis).real
        if way == "sort":
            return x.cumsum(axis) if Measuring.on else x.cumprod(axis)
        return torch.matmul(x, s.w)

    return Step(f"along {axis}: {way}", run, w=torch.rand(n, n, dtype=torch.double))


@step(2)
def reduced(rng: random.Random, shape: Shape) -> Step | None:
    """A statistic along one axis or all, broadcast onto the map again."""
    d = len(shape) - 2
    dims = rng.choice([(axis_of(rng, shape),), tuple(range(2, d + 2)), (1,)])
    way = rng.choice(("mean", "sum", "amax", "var", "std", "norm", "logsumexp", "prod", "max"))

    def run(s: Step, x: Tensor) -> Tensor:
        y = x * 0.1
        if way in ("max", "prod"):
            if Measuring.on:
                z = y.mean(dims[0], keepdim=True)
            else:
                z = (
                    y.max(dims[0], keepdim=True)[0]
                    if way == "max"
                    else y.prod(dims[0], keepdim=True)
                )
        elif way == "norm":
            z = torch.linalg.vector_norm(y, dim=dims, keepdim=True)
        else:
            name = "mean" if way == "amax" and Measuring.on else way
            z = getattr(torch, name)(y, dim=dims, keepdim=True)
        return x * z if d != 1 else z + x

    return Step(f"{way} over {dims}", run)


@step()
def squeezed(rng: random.Random, shape: Shape) -> Step | None:
    """Squeeze and excitation."""
    d, c = len(shape) - 2, shape[1]
    pool = getattr(F, f"adaptive_avg_pool{d}d")
    if rng.random() < 0.5:
        conv = of("Conv", d)(c, c, 1)
        return Step("squeeze", lambda s, x: x * F.softsign(s.m(pool(x, 1))), m=conv)
    spaces = (1,) * d
    return Step("squeeze, linear", lambda s, x: x * F.softsign(
        s.m(x.mean(tuple(range(2, d + 2))))).view(x.shape[0], c, *spaces),
        m=nn.Linear(c, c))  # fmt: skip


@step()
def coordinate_attention(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    return Step("coordinates", lambda s, x: x * x.mean(2, keepdim=True) * x.mean(3, keepdim=True))


@step()
def outer(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    return Step("outer", lambda s, x: x.mean(3, keepdim=True) @ x.mean(2, keepdim=True))


@step()
def pairs(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None
    return Step("pairs", lambda s, x: (x @ x.transpose(-1, -2)) @ x * 0.01)


@step()
def criss_cross(rng: random.Random, shape: Shape) -> Step | None:
    """Attention along each row: products by ``einsum`` and by ``bmm``."""
    if len(shape) != 4:
        return None
    if rng.random() < 0.5:
        return Step("rows by einsum", lambda s, x: torch.einsum(
            "bchij,bchj->bchi", torch.einsum("bchi,bchj->bchij", x, x).softmax(-1), x))  # fmt: skip

    def run(s: Step, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        y = x.permute(0, 2, 3, 1).reshape(n * h, w, c)
        y = torch.bmm(torch.bmm(y, y.transpose(1, 2)).softmax(-1), y)
        return y.view(n, h, w, c).permute(0, 3, 1, 2)

    return Step("rows by bmm", run)


@step()
def recurrent(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 3:
        return None
    lstm = nn.GRU(shape[1], 2, batch_first=True, bidirectional=rng.random() < 0.5)
    return Step("gru", lambda s, x: s.m(x.transpose(1, 2))[0].transpose(1, 2), m=lstm)


@step()
def by_values(rng: random.Random, shape: Shape) -> Step | None:
    if len(shape) != 4:
        return None

    def run(s: Step, x: Tensor) -> Tensor:
        grid = F.affine_grid(s.t.expand(x.shape[0], 2, 3), list(x.shape), align_corners=False)
        grid = grid + x.mean((1, 2, 3)).view(-1, 1, 1, 1) * 0.01 if way else grid
        return F.grid_sample(x, grid, align_corners=False, padding_mode="border")

    way = rng.random() < 0.5
    theta = torch.tensor([[[0.0, 1.0, 0.0], [1.0, 0.0, 0.1]]], dtype=torch.double)
    return Step(f"grid_sample {way}", run, t=theta)


@step()
def dynamic_weights(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    conv = getattr(F, f"conv{d}d")

    def run(s: Step, x: Tensor) -> Tensor:
        weight = x.mean(tuple(range(2, d + 2))).view(1, c, *(1,) * d).expand(c, c, *(2,) * d)
        return conv(x, weight)

    return Step("dynamic conv", run)


# -- branches --------------------------------------------------------------------------------------


@step(4)
def residual(rng: random.Random, shape: Shape) -> Step | None:
    """One or two branches that keep the extents, added or concatenated."""
    d, c = len(shape) - 2, shape[1]
    k, dilation = rng.choice((1, 3, 5)), rng.choice((1, 2))
    one = of("Conv", d)(c, c, k, padding=dilation * (k // 2), dilation=dilation)
    two = of("AvgPool", d)(3, 1, 1)
    way = rng.choice(("add", "cat", "three", "where", "gate"))

    def run(s: Step, x: Tensor) -> Tensor:
        y = s.a(x)
        if way == "add":
            return x + y
        if way == "cat":
            return torch.cat((x, y), 1)
        if way == "where":
            chosen = y > 1
            return x + y if Measuring.on else torch.where(chosen, y, x)
        if way == "gate":
            return F.softsign(y) * x + (1 - F.softsign(y)) * s.b(x)
        return torch.cat([x, y, s.b(y)], dim=1)

    return Step(f"branches {way} {k} d{dilation}", run, a=one, b=two)


@step(3)
def down_and_up(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    if any(n % 2 for n in shape[2:]):
        return None
    inner = of("Conv", d)(c, c, 3, padding=1)
    up = of("ConvTranspose", d)(c, c, 2, 2)
    way = rng.choice(("transposed", "nearest", "linear"))
    then = rng.choice(("add", "cat", "alone"))
    mode = {1: "linear", 2: "bilinear", 3: "trilinear"}[d] if way == "linear" else "nearest"
    pool = getattr(F, f"avg_pool{d}d")

    def run(s: Step, x: Tensor) -> Tensor:
        y = s.a(pool(x, 2))
        y = s.u(y) if way == "transposed" else F.interpolate(y, scale_factor=2, mode=mode)
        if then == "add":
            return x + y
        return torch.cat([x, y], 1) if then == "cat" else y

    return Step(f"down, up {way} {then}", run, a=inner, u=up)


@step()
def strided_branches(rng: random.Random, shape: Shape) -> Step | None:
    d, c = len(shape) - 2, shape[1]
    one = of("Conv", d)(c, c, 3, 2, 1)
    two = of("Conv", d)(c, c, 1, 2)
    return Step("strided branches", lambda s, x: s.a(x) + s.b(x), a=one, b=two)
