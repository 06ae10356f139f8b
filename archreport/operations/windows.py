"""Operations that slide a window: its kernel, stride, padding and dilation, and the output size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archreport.operations.closed_forms import worked
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import HyperValue, Shape

#: A window of the input makes one output value.
SLIDING = (
    "conv2d", "locally_connected2d", "max_pool2d", "max_pool2d_with_indices", "avg_pool2d",
)  # fmt: skip
#: One input value makes a window of the output.
PAINTING = ("conv_transpose2d", "max_unpool2d")


@dataclass(frozen=True)
class Window:
    """Kernel, stride, padding and dilation as (vertical, horizontal)."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int] = (1, 1)

    def along(self, axis: int) -> tuple[int, int, int, int]:
        return self.kernel[axis], self.stride[axis], self.padding[axis], self.dilation[axis]


def window_of(hyper: Mapping[str, HyperValue]) -> Window:
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
    """The worked output height and width of convolutions, poolings and their transposes."""
    if op not in SLIDING + PAINTING or len(in_shape) != 4 or len(out_shape) != 4:
        return {}
    window = window_of(hyper)
    sums = {}
    for axis, name in ((0, "height"), (1, "width")):
        values: dict[str, int | float] = {
            "n": in_shape[2 + axis], "k": window.kernel[axis], "s": window.stride[axis],
            "p": window.padding[axis], "d": window.dilation[axis],
        }  # fmt: skip
        dilated = window.dilation[axis] > 1
        if op in PAINTING:
            formula = f"(n - 1)*s - 2*p + {'d*(k - 1) + 1' if dilated else 'k'}"
            if op == "conv_transpose2d":
                formula += " + o"
                values["o"] = pair(hyper.get("output_padding", 0))[axis]
        else:
            rounding = "ceil" if hyper.get("ceil_mode") else "floor"
            formula = f"{rounding}((n + 2*p - {'d*(k - 1) - 1' if dilated else 'k'})/s) + 1"
        sum_ = worked(formula, values, out_shape[2 + axis])
        # With ceil_mode PyTorch drops a last window that would start in the padding.
        if sum_.result == out_shape[2 + axis]:
            sums[name] = sum_
    return sums
