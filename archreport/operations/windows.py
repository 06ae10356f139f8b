"""Windows: how they are read off a call's arguments, and the output sizes that they give."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from archreport.operations.call import Arguments, Call
from archreport.report.arithmetic import Arithmetic, Values, worked
from archreport.report.model import Shape, Window

#: Reads the window of a call; None where the arguments do not say it.
WindowRule = Callable[[Arguments], Window | None]
#: Formula and values of the output's extent along one axis.
SizeRule = Callable[[Call, int], tuple[str, Values]]

#: The names of spatial axes in `Row.sums`, by how many there are.
AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def window(
    kernel: int | Shape,
    stride: int | Shape = 1,
    padding: int | Shape = 0,
    dilation: int | Shape = 1,
    output_padding: int | Shape = 0,
    *,
    dimensions: int = 2,
) -> Window:
    """A window from numbers as PyTorch takes them: a tuple, or one number for all dimensions."""
    return Window(
        kernel=_spread(kernel, dimensions),
        stride=_spread(stride, dimensions),
        padding=_spread(padding, dimensions),
        dilation=_spread(dilation, dimensions),
        output_padding=_spread(output_padding, dimensions),
    )


def dimensions_of(op: str) -> int:
    """How many spatial dimensions an operation works in: 2 for "max_pool2d_with_indices".

    0 where its name says none.
    """
    match = re.search(r"([123])d(?:_|$)", op)
    return int(match[1]) if match else 0


# -- reading windows ---------------------------------------------------------------------------


def of_weight(arguments: Arguments) -> Window | None:
    """A convolution: the kernel is what the weight has behind its two axes of channels."""
    return _with_kernel(arguments, arguments.shapes.get("weight", ())[2:])


def of_deformable(arguments: Arguments) -> Window | None:
    """torchvision's deformable convolution gives every axis an argument of its own."""
    kernel = arguments.shapes.get("weight", ())[2:]
    along = {
        name: tuple(arguments.values.get(f"{short}_{axis}") for axis in "hw")
        for name, short in (("stride", "stride"), ("padding", "pad"), ("dilation", "dilation"))
    }
    if len(kernel) != 2 or not all(isinstance(n, int) for pair in along.values() for n in pair):
        return None
    return window(kernel, **along)  # type: ignore[arg-type]


def of_weights_by_position(arguments: Arguments) -> Window | None:
    """A locally connected layer: its weight is (H, W, out, in, kernel …)."""
    return _with_kernel(arguments, arguments.shapes.get("weight", ())[4:])


def of_kernel_size(arguments: Arguments) -> Window | None:
    """A pooling or an unpooling: the stride is the kernel where none is given."""
    kernel = arguments.values.get("kernel_size")
    if kernel is None:
        return None
    size = _spread(kernel, dimensions_of(arguments.op))
    return _with_kernel(arguments, size, stride=size)


def _with_kernel(arguments: Arguments, kernel: Shape, stride: int | Shape = 1) -> Window | None:
    """The window with ``kernel``, "same" padding and single numbers made explicit."""
    if not kernel:
        return None
    values = arguments.values
    dilation = _spread(values.get("dilation", 1), len(kernel))
    padding = values.get("padding", 0)
    if padding == "same":  # an odd rest goes to the far end
        padding = tuple(d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True))
    return Window(
        kernel=kernel,
        stride=_spread(values.get("stride") or stride, len(kernel)),
        padding=_spread(0 if padding == "valid" else padding, len(kernel)),
        dilation=dilation,
        output_padding=_spread(values.get("output_padding", 0), len(kernel)),
    )


def _spread(value: Any, dimensions: int) -> Shape:
    """One number per dimension from one number, or from a tuple of one or of all."""
    if isinstance(value, int):
        return (value,) * dimensions
    numbers = tuple(int(number) for number in value)
    return numbers * dimensions if len(numbers) == 1 else numbers


# -- output sizes --------------------------------------------------------------------------------


def size_sums(rule: SizeRule | None, call: Call) -> dict[str, Arithmetic]:
    """The worked extents of the output, by the names of `AXES`.

    ``rule`` is the operation's. An axis whose formula does not give what was measured is left out:
    with ``ceil_mode`` PyTorch drops a last window that would start in the padding.
    """
    source = call.reads[0] if call.reads else ()
    dimensions = len(call.window.kernel) if call.window else len(source) - 2
    if rule is None or dimensions not in AXES or not len(source) == len(call.out) == 2 + dimensions:
        return {}
    sums = {}
    for axis, name in enumerate(AXES[dimensions]):
        sum_ = worked(*rule(call, axis), call.out[2 + axis])
        if sum_.result == call.out[2 + axis]:
            sums[name] = sum_
    return sums


def slid_size(call: Call, axis: int) -> tuple[str, Values]:
    """⌊(n + 2p - k)/s⌋ + 1 of a window that slides; with dilation it covers d·(k - 1) + 1."""
    values = _values(call, axis)
    rounding = "ceil" if call.hyper.get("ceil_mode") else "floor"
    covered = "d*(k - 1) - 1" if values["d"] != 1 else "k"
    return f"{rounding}((n + 2*p - {covered})/s) + 1", values


def unpooled_size(call: Call, axis: int) -> tuple[str, Values]:
    """(n - 1)·s - 2p + k of a window that is painted."""
    values = _values(call, axis)
    covered = "d*(k - 1) + 1" if values["d"] != 1 else "k"
    return f"(n - 1)*s - 2*p + {covered}", values


def transposed_size(call: Call, axis: int) -> tuple[str, Values]:
    """(n - 1)·s - 2p + k + o: the extent of a transposed convolution with output padding o."""
    assert call.window is not None
    formula, values = unpooled_size(call, axis)
    return f"{formula} + o", {**values, "o": call.window.output_padding[axis]}


def shuffled_size(call: Call, axis: int) -> tuple[str, Values]:
    """n·f behind a pixel shuffle."""
    return "n*f", {"n": call.reads[0][2 + axis], "f": _number(call, "upscale_factor")}


def unshuffled_size(call: Call, axis: int) -> tuple[str, Values]:
    """n/f behind a pixel unshuffle."""
    return "n/f", {"n": call.reads[0][2 + axis], "f": _number(call, "downscale_factor")}


def _values(call: Call, axis: int) -> Values:
    assert call.window is not None
    kernel, stride, padding, dilation = call.window.along(axis)
    return {"n": call.reads[0][2 + axis], "k": kernel, "s": stride, "p": padding, "d": dilation}


def _number(call: Call, name: str) -> int:
    value = call.hyper.get(name, 1)
    return value if isinstance(value, int) else 1
