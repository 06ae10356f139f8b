"""A network planned on paper: sizes, parameters, work and receptive field, layer by layer.

The rules of chapters 1 and 2 and nothing else, so that a lesson can try designs that no report
holds. A test builds the chapter's own network with PyTorch and finds the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language

#: ("conv", channels, kernel, stride), ("pool", kernel), ("average",), ("flatten",), ("linear", n)
Layer = tuple[str | int, ...]


@dataclass(frozen=True)
class Planned:
    """One layer of a plan. ``field`` and ``jump`` are in pixels, 0 once there are no places."""

    kind: str
    kernel: int
    stride: int
    channels: int
    size: int
    params: int
    macs: int
    field: int
    jump: int

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.channels, self.size, self.size) if self.size else (self.channels,)


@dataclass(frozen=True)
class Plan:
    """A planned network and its totals."""

    layers: tuple[Planned, ...]

    @property
    def params(self) -> int:
        return sum(layer.params for layer in self.layers)

    @property
    def macs(self) -> int:
        return sum(layer.macs for layer in self.layers)

    @property
    def field(self) -> int:
        """The receptive field of the last map."""
        return max(layer.field for layer in self.layers)

    @property
    def depth(self) -> int:
        return sum(layer.params > 0 for layer in self.layers)


def plan(layers: Sequence[Layer], *, size: int, channels: int = 3) -> Plan:
    """Work a plan out for square pictures. Convolutions keep the size but for their stride.

    A convolution pads by half its kernel and has biases; a pooling moves by its own width.
    Raises `ValueError` for a layer of no known kind, and for a matrix behind maps with places.
    """
    done: list[Planned] = []
    field, jump = 1, 1
    for kind, *numbers in layers:
        values = [int(number) for number in numbers]
        match kind, values:
            case "conv", [out, kernel, stride]:
                size = (size + 2 * (kernel // 2) - kernel) // stride + 1
                weights = kernel * kernel * channels * out
                field, jump = field + (kernel - 1) * jump, jump * stride
                channels = out
                done.append(
                    Planned("conv", kernel, stride, channels, size, weights + out,
                            size * size * weights, field, jump)
                )  # fmt: skip
            case "pool", [kernel]:
                size //= kernel
                field, jump = field + (kernel - 1) * jump, jump * kernel
                done.append(Planned("pool", kernel, kernel, channels, size, 0, 0, field, jump))
            case (("average" | "flatten"), []):
                channels *= size * size if kind == "flatten" else 1
                size = 0
                done.append(Planned(str(kind), 0, 0, channels, size, 0, 0, 0, 0))
            case "linear", [out] if size == 0:
                weights = channels * out
                channels = out
                done.append(Planned("linear", 0, 0, out, 0, weights + out, weights, 0, 0))
            case _:
                raise ValueError(f"{kind!r} with {values} cannot be planned here")
    return Plan(tuple(done))


def design_text(layers: Sequence[Layer]) -> str:
    """The plan as `archreport.course.design` reads it, with a ReLU between layers with weights.

    Raises `ValueError` for a layer of no known kind.
    """
    lines: list[str] = []
    for index, (kind, *numbers) in enumerate(layers):
        match kind, numbers:
            case "conv", [out, kernel, stride]:
                moved = "" if stride == 1 else f" stride {stride}"
                lines += [f"conv {out} {kernel}x{kernel}{moved}", "relu"]
            case (("pool" | "linear"), [number]):
                lines.append(f"{kind} {number}")
                if kind == "linear" and index < len(layers) - 1:
                    lines.append("relu")
            case (("average" | "flatten"), []):
                lines.append(str(kind))
            case _:
                raise ValueError(f"{kind!r} with {numbers} is no line of a design")
    return "\n".join(lines)


def plan_table(planned: Plan, caption: str, t: Language, *, table_id: str) -> Markup:
    """One line a layer, with the totals below."""
    lines = [
        {
            "name": t(f"now_you.plan.{layer.kind}", k=layer.kernel, s=layer.stride,
                      n=formatting.number(layer.channels)),
            "shape": formatting.shape((1, *layer.shape)),
            "params": layer.params, "macs": layer.macs, "field": layer.field or "",
            "jump": layer.jump or "",
        }
        for layer in planned.layers
    ]  # fmt: skip
    return render_html(
        "design_table.html.j2", t, id=table_id, caption=Markup(caption), lines=lines, plan=planned
    )
