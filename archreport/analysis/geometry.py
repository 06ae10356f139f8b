"""Receptive field, jump and start of every row, through branches; and output sizes.

For a layer with kernel k, stride s, padding p and dilation d over an input with field r, jump j
and start c (Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks",
Distill 2019):

    r' = r + (k - 1)·d·j      j' = j·s      c' = c + ((k - 1)·d/2 - p)·j

A transposed convolution reads at most ⌈k/s⌉ inputs for one output and divides the jump.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from archreport.analysis.cost import worked
from archreport.analysis.ops import KEEPS_POSITIONS
from archreport.report import Arithmetic, HyperValue, ReceptiveField, Shape

INPUT = ReceptiveField((1, 1), (1, 1), (1, 1), (0.5, 0.5))

_GLOBAL = ("linear", "matmul", "mm", "bmm", "addmm", "baddbmm", "softmax_flat")
_WINDOWS = ("conv2d", "max_pool2d", "max_pool2d_with_indices", "avg_pool2d")
_ADAPTIVE = ("adaptive_avg_pool2d", "adaptive_max_pool2d")


@dataclass(frozen=True)
class Window:
    """Kernel, stride, padding and dilation as (vertical, horizontal)."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int] = (1, 1)


def receptive_field(
    op: str,
    hyper: Mapping[str, HyperValue],
    inputs: Sequence[ReceptiveField | None],
    in_shape: Shape,
    out_shape: Shape,
    image: tuple[int, int] | None,
    grid: tuple[int, int] | None,
) -> tuple[ReceptiveField | None, dict[str, Arithmetic]]:
    """The field of one operation from those of its inputs, with the sums "field" and "jump".

    ``image`` is the input picture's (height, width), ``grid`` that of the feature map the
    operation reads, also where it has been flattened. None means: not known for this operation.
    """
    if not inputs or image is None or any(field is None for field in inputs):
        return None, {}
    fields = [field for field in inputs if field is not None]
    before = _joined(fields)
    if before is None:
        return None, {}
    if before.status == "whole":
        return before, {}
    if op in _WINDOWS:
        return _through(before, _window(hyper, in_shape))
    if op in _ADAPTIVE and len(in_shape) == len(out_shape) == 4:
        if in_shape[2:] == out_shape[2:]:
            return before, {}
        if out_shape[2:] == (1, 1):
            return _whole(before, grid, image)
        return _through(before, _adaptive_window(in_shape, out_shape), bound=True)
    if op == "conv_transpose2d":
        return _upward(before, _window(hyper, in_shape)), {}
    if op in ("interpolate", "upsample", "max_unpool2d", "pixel_shuffle"):
        return _enlarged(before, in_shape, out_shape, op, str(hyper.get("mode", ""))), {}
    if op in _GLOBAL and len(out_shape) <= 2:
        return _whole(before, grid, image)
    if op in ("mean", "sum", "amax") and len(out_shape) <= 4 and len(in_shape) == 4:
        gone = len(out_shape) == 2 or out_shape[2:] == (1, 1)
        return _whole(before, grid, image) if gone else (None, {})
    if op in ("flatten", "view", "reshape", "squeeze") and len(out_shape) == 2:
        return before, {}
    if op == "pad" and len(in_shape) == len(out_shape) == 4:
        return _padded(before, hyper), {}
    if op in ("getitem", "center_crop", "narrow") and len(in_shape) == len(out_shape) == 4:
        return before, {}
    if op in KEEPS_POSITIONS and (
        not in_shape or in_shape[2:] == out_shape[2:] or len(in_shape) < 4
    ):
        return before, {}
    return None, {}


def _joined(fields: Sequence[ReceptiveField]) -> ReceptiveField | None:
    """Where branches meet: the union of their fields, and the narrowest of them."""
    wide = [field for field in fields if field.status != "whole"]
    if len(wide) < len(fields):
        return next(field for field in fields if field.status == "whole")
    if len({field.jump for field in fields}) > 1:
        return None
    size, start = [], []
    for axis in (0, 1):
        low = min(field.start[axis] - field.size[axis] / 2 for field in fields)
        high = max(field.start[axis] + field.size[axis] / 2 for field in fields)
        size.append(round(high - low))
        start.append((low + high) / 2)
    smallest = (
        min(field.smallest[0] for field in fields),
        min(field.smallest[1] for field in fields),
    )
    bound = any(field.status == "bound" for field in fields)
    return ReceptiveField(
        (size[0], size[1]), smallest, fields[0].jump, (start[0], start[1]),
        "bound" if bound else "exact",
    )  # fmt: skip


def _through(
    before: ReceptiveField, window: Window, bound: bool = False
) -> tuple[ReceptiveField, dict[str, Arithmetic]]:
    """A sliding window: convolution or pooling."""
    size, smallest, jump, start = [], [], [], []
    for axis in (0, 1):
        reach = (window.kernel[axis] - 1) * window.dilation[axis]
        j = before.jump[axis]
        size.append(round(before.size[axis] + reach * j))
        smallest.append(round(before.smallest[axis] + reach * j))
        jump.append(j * window.stride[axis])
        start.append(before.start[axis] + (reach / 2 - window.padding[axis]) * j)
    after = ReceptiveField(
        (size[0], size[1]), (smallest[0], smallest[1]), (jump[0], jump[1]), (start[0], start[1]),
        "bound" if bound else before.status,
    )  # fmt: skip
    sums = {}
    if window.kernel[1] > 1:
        dilated = window.dilation[1] > 1
        sums["field"] = worked(
            "r + (k - 1)*d*j" if dilated else "r + (k - 1)*j",
            {"r": before.size[1], "k": window.kernel[1], "d": window.dilation[1],
             "j": before.jump[1]},
            after.size[1],
        )  # fmt: skip
    if window.stride[1] > 1:
        sums["jump"] = worked("j*s", {"j": before.jump[1], "s": window.stride[1]}, after.jump[1])
    return after, sums


def _whole(
    before: ReceptiveField, grid: tuple[int, int] | None, image: tuple[int, int]
) -> tuple[ReceptiveField, dict[str, Arithmetic]]:
    """Every output reads every position of the grid: together they reach over the picture."""
    centre = (image[0] / 2, image[1] / 2)
    if grid is None:
        return ReceptiveField(image, image, (0, 0), centre, "whole"), {}
    reach = [
        min(round(before.size[axis] + (grid[axis] - 1) * before.jump[axis]), image[axis])
        for axis in (0, 1)
    ]
    size = (reach[0], reach[1])
    sum_ = worked(
        "min(r + (n - 1)*j, picture)",
        {"r": before.size[1], "n": grid[1], "j": before.jump[1], "picture": image[1]},
        size[1],
    )
    return ReceptiveField(size, size, (0, 0), centre, "whole"), {"field": sum_}


def _upward(before: ReceptiveField, window: Window) -> ReceptiveField:
    """A transposed convolution: at most ⌈k/s⌉ neighbouring inputs meet in one output."""
    size, smallest, jump, start = [], [], [], []
    for axis in (0, 1):
        k, s, p, d = (
            window.kernel[axis], window.stride[axis], window.padding[axis], window.dilation[axis],
        )  # fmt: skip
        j = before.jump[axis]
        reach = ceil(((k - 1) * d + 1) / s) - 1
        size.append(round(before.size[axis] + reach * j))
        smallest.append(round(before.smallest[axis] + reach * j))
        jump.append(j / s)
        start.append(before.start[axis] + (p - (k - 1) * d / 2) * j / s)
    exact = all(window.kernel[a] % window.stride[a] == 0 for a in (0, 1))
    return ReceptiveField(
        (size[0], size[1]), (smallest[0], smallest[1]), (jump[0], jump[1]), (start[0], start[1]),
        before.status if exact else "bound",
    )  # fmt: skip


def _enlarged(
    before: ReceptiveField, in_shape: Shape, out_shape: Shape, op: str, mode: str
) -> ReceptiveField | None:
    """Resizing and unpooling: one input per output, two for (bi)linear, four for bicubic."""
    if len(in_shape) != 4 or len(out_shape) != 4:
        return None
    neighbours = {"linear": 2, "bilinear": 2, "bicubic": 4}.get(mode, 1)
    jump = tuple(before.jump[a] * in_shape[2 + a] / out_shape[2 + a] for a in (0, 1))
    size = tuple(round(before.size[a] + (neighbours - 1) * before.jump[a]) for a in (0, 1))
    smallest = tuple(round(before.smallest[a] + (neighbours - 1) * before.jump[a]) for a in (0, 1))
    start = tuple(before.start[a] - before.jump[a] / 2 + jump[a] / 2 for a in (0, 1))
    return ReceptiveField(
        (size[0], size[1]), (smallest[0], smallest[1]), (jump[0], jump[1]), (start[0], start[1]),
        "bound",
    )  # fmt: skip


def _padded(before: ReceptiveField, hyper: Mapping[str, HyperValue]) -> ReceptiveField:
    pad = hyper.get("pad", ())
    if not isinstance(pad, tuple) or len(pad) < 4:
        return before
    start = (before.start[0] - pad[2] * before.jump[0], before.start[1] - pad[0] * before.jump[1])
    return ReceptiveField(before.size, before.smallest, before.jump, start, before.status)


def _adaptive_window(in_shape: Shape, out_shape: Shape) -> Window:
    """The largest window of an adaptive pooling, and its mean stride rounded down."""
    kernel = tuple(ceil(in_shape[2 + a] / out_shape[2 + a]) for a in (0, 1))
    stride = tuple(in_shape[2 + a] // out_shape[2 + a] for a in (0, 1))
    return Window((kernel[0], kernel[1]), (stride[0], stride[1]), (0, 0))


def _window(hyper: Mapping[str, HyperValue], in_shape: Shape) -> Window:
    return Window(
        pair(hyper.get("kernel", 1)),
        pair(hyper.get("stride", 1)),
        pair(hyper.get("padding", 0)),
        pair(hyper.get("dilation", 1)),
    )


def pair(value: object) -> tuple[int, int]:
    """(vertical, horizontal) of a hyper-parameter given as one number or two."""
    if isinstance(value, tuple) and len(value) == 2:
        return int(value[0]), int(value[1])
    if isinstance(value, tuple) and len(value) == 1:
        return int(value[0]), int(value[0])
    return (int(value), int(value)) if isinstance(value, int) else (1, 1)


def size_sums(
    op: str, hyper: Mapping[str, HyperValue], in_shape: Shape, out_shape: Shape
) -> dict[str, Arithmetic]:
    """The worked output height and width of convolutions and poolings that change them."""
    windowed = op in _WINDOWS or op == "conv_transpose2d"
    if not windowed or len(in_shape) != 4 or len(out_shape) != 4:
        return {}
    window = _window(hyper, in_shape)
    sums = {}
    for axis, name in ((0, "height"), (1, "width")):
        values: dict[str, int | float] = {
            "n": in_shape[2 + axis], "k": window.kernel[axis], "s": window.stride[axis],
            "p": window.padding[axis], "d": window.dilation[axis],
        }  # fmt: skip
        kernel = "d*(k - 1) - 1" if window.dilation[axis] > 1 else "k"
        if op == "conv_transpose2d":
            values["o"] = pair(hyper.get("output_padding", 0))[axis]
            formula = f"(n - 1)*s - 2*p + {'d*(k - 1) + 1' if values['d'] != 1 else 'k'} + o"
        else:
            rounding = "ceil" if hyper.get("ceil_mode") else "floor"
            formula = f"{rounding}((n + 2*p - {kernel})/s) + 1"
        sum_ = worked(formula, values, out_shape[2 + axis])
        # With ceil_mode PyTorch drops a last window that would start in the padding.
        if sum_.result == out_shape[2 + axis]:
            sums[name] = sum_
    return sums
