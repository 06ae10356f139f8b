"""Random networks, and single edits of them whose name is known."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Layer:
    """One layer of a random network, by the settings of its module. ``skip`` says how many layers
    back an equal map is added to its result, 0 where none is."""

    kind: str
    name: str
    settings: tuple[tuple[str, Any], ...] = ()
    skip: int = 0

    def value(self, name: str) -> Any:
        return dict(self.settings).get(name)

    def with_value(self, name: str, value: Any) -> Layer:
        return replace(self, settings=tuple({**dict(self.settings), name: value}.items()))


class Net(nn.Module):
    """The layers one after another; channels follow from the layer before."""

    def __init__(self, layers: list[Layer]) -> None:
        super().__init__()
        self.plan = layers
        channels = 3
        for layer in layers:
            settings = dict(layer.settings)
            if layer.kind == "conv":
                module: nn.Module = nn.Conv2d(channels, **settings)
                channels = settings["out_channels"]
            elif layer.kind == "norm":
                module = nn.BatchNorm2d(channels)
            else:
                module = _KINDS[layer.kind](**settings)
            self.add_module(layer.name, module)
        self.head = nn.Linear(channels, 10)

    def forward(self, x: Tensor) -> Tensor:
        made: list[Tensor] = []
        for at, layer in enumerate(self.plan):
            x = self.get_submodule(layer.name)(x)
            if layer.skip and made[at - layer.skip].shape == x.shape:
                x = x + made[at - layer.skip]
            made.append(x)
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


_KINDS: dict[str, Callable[..., nn.Module]] = {
    "relu": nn.ReLU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "max": nn.MaxPool2d,
    "mean": nn.AvgPool2d,
    "dropout": nn.Dropout,
}


def random_layers(draw: random.Random, count: int) -> list[Layer]:
    """So many layers, in which every convolution has settings of its own."""
    layers: list[Layer] = []
    for at in range(count):
        kind = draw.choice(("conv", "conv", "conv", "norm", "relu", "gelu", "max", "dropout"))
        if not layers:
            kind = "conv"
        if kind == "conv":
            kernel = draw.choice((1, 3, 5))
            settings: dict[str, Any] = {
                "out_channels": draw.choice((8, 12, 16, 24)),
                "kernel_size": kernel,
                "padding": kernel // 2,
                "bias": draw.random() < 0.5,
            }
        else:
            settings = {"max": {"kernel_size": 2}, "dropout": {"p": 0.1}}.get(kind, {})
        if kind == "max" and sum(one.kind == "max" for one in layers) > 2:
            kind, settings = "relu", {}
        layers.append(Layer(kind, f"{kind}{at + 1}", tuple(settings.items())))
    return layers


@dataclass(frozen=True)
class Edit:
    """What was done: to which row, which setting, from what to what. ``kind`` as in `RowChange`."""

    kind: str
    row: str
    setting: str = ""
    before: Any = None
    after: Any = None


def random_edit(draw: random.Random, layers: list[Layer]) -> tuple[list[Layer], Edit]:
    """One edit of a copy of ``layers``."""
    while True:
        at = draw.randrange(len(layers))
        layer = layers[at]
        edit = draw.choice(_EDITS)(draw, layers, at, layer)
        if edit is not None:
            return edit


def _set(layers: list[Layer], at: int, layer: Layer) -> list[Layer]:
    return [*layers[:at], layer, *layers[at + 1 :]]


def _channels(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "conv":
        return None
    old = layer.value("out_channels")
    new = old + draw.choice((4, 8, -4))
    edit = Edit("changed", layer.name, "out_channels", old, new)
    return _set(layers, at, layer.with_value("out_channels", new)), edit


def _kernel(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "conv":
        return None
    old = layer.value("kernel_size")
    new = draw.choice([size for size in (1, 3, 5, 7) if size > old] or [1])
    edit = Edit("changed", layer.name, "kernel", (old, old), (new, new))
    changed = layer.with_value("kernel_size", new)
    return _set(layers, at, changed), edit


def _stride(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "conv":
        return None
    edit = Edit("changed", layer.name, "stride", (1, 1), (2, 2))
    return _set(layers, at, layer.with_value("stride", 2)), edit


def _dilation(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "conv" or layer.value("kernel_size") == 1:
        return None
    edit = Edit("changed", layer.name, "dilation", (1, 1), (2, 2))
    return _set(layers, at, layer.with_value("dilation", 2)), edit


def _bias(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "conv":
        return None
    old = layer.value("bias")
    edit = Edit("changed", layer.name, "bias", old, not old)
    return _set(layers, at, layer.with_value("bias", not old)), edit


def _rate(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "dropout":
        return None
    edit = Edit("changed", layer.name, "p", 0.1, 0.5)
    return _set(layers, at, layer.with_value("p", 0.5)), edit


def _activation(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind not in ("relu", "gelu"):
        return None
    edit = Edit("changed", layer.name, "operation", layer.kind, "silu")
    return _set(layers, at, replace(layer, kind="silu")), edit


def _pooling(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    if layer.kind != "max":
        return None
    edit = Edit("changed", layer.name, "operation", "max_pool2d", "avg_pool2d")
    return _set(layers, at, replace(layer, kind="mean")), edit


def _inserted(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    new = draw.choice(
        [
            Layer("norm", "new"),
            Layer("silu", "new"),
            Layer("dropout", "new", (("p", 0.3),)),
            Layer("conv", "new", (("out_channels", 20), ("kernel_size", 3), ("padding", 1))),
        ]
    )
    return [*layers[: at + 1], new, *layers[at + 1 :]], Edit("added", "new")


def _removed(draw, layers, at, layer):  # type: ignore[no-untyped-def]
    return layers[:at] + layers[at + 1 :], Edit("removed", layer.name)


_EDITS = (
    _channels, _kernel, _stride, _dilation, _bias, _rate, _activation, _pooling,
    _inserted, _removed,
)  # fmt: skip
