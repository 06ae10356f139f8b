"""A network written as text, one layer a line, for those who design rather than program.

    conv 24 7x7 stride 2    # 24 kernels of 7 × 7; padded so that only the stride shrinks the map
    norm
    relu
    pool 2                  # the largest of 2 × 2, stride 2
    conv 64 5x5 pad 0 groups 2
    relu
    average                 # each map becomes one number, and the maps a list
    dropout 0.5
    linear 10

``flatten`` writes the maps as one list, for a ``linear`` that knows places. How many channels a
layer reads is found out, not stated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from archreport.errors import ArchreportError, Phrase, phrase
from archreport.report.model import Report

__all__ = ["DesignInvalid", "design", "field_of_maps"]

Shape = tuple[int, ...]


class DesignInvalid(ArchreportError):
    """A line that is no layer, or a layer that cannot read what comes from the line above."""

    exit_code = 2


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    kind: str
    values: tuple[str, ...]
    options: Mapping[str, int]

    def fail(self, fault: Phrase, hint: Phrase) -> DesignInvalid:
        return DesignInvalid("design.line", hint, number=self.number, text=self.text, fault=fault)


def design(text: str, shape: tuple[int, int, int] = (3, 48, 48)) -> nn.Sequential:
    """The network that ``text`` describes, for input ``(N, *shape)``.

    Layers are called by kind and number in order: conv1, relu1, pool1, conv2, …
    Raises `DesignInvalid` naming the line, what is wrong and what could be done.
    """
    network = nn.Sequential()
    here: Shape = shape
    counts: dict[str, int] = {}
    for line in _lines(text):
        for kind, layer in _LAYERS[line.kind](line, here):
            counts[kind] = counts.get(kind, 0) + 1
            here = _shape_after(line, layer, here)
            network.add_module(f"{kind}{counts[kind]}", layer)
    if not len(network):
        raise DesignInvalid("design.empty", names=list(_LAYERS))
    return network


def field_of_maps(report: Report) -> int:
    """The receptive field, in pixels along the height, of the last maps that still have places.

    What comes behind an average over all places, or reads a list, sees the whole picture whatever
    the design, and says nothing about it.
    """
    field = 1
    for row in report.rows:
        if "output_size" in row.hyper or len(row.out_shape) != 4:
            break
        if row.receptive:
            field = max(field, row.receptive.size[0])
    return field


def _lines(text: str) -> Sequence[_Line]:
    lines = []
    for number, whole in enumerate(text.splitlines(), 1):
        words = whole.partition("#")[0].split()
        if not words:
            continue
        shown = " ".join(words)
        if words[0] not in _LAYERS:
            fault = phrase("design.unknown", name=words[0])
            known = phrase("known.these", names=list(_LAYERS))
            raise _Line(number, shown, words[0], (), {}).fail(fault, known)
        first = next((n for n, word in enumerate(words) if word in _OPTIONS), len(words))
        names, values = words[first::2], words[first + 1 :: 2]
        line = _Line(number, shown, words[0], tuple(words[1:first]), {})
        if len(names) != len(values) or any(name not in _OPTIONS for name in names):
            raise line.fail(phrase("design.pairs"), phrase("design.pairs.hint", usage=_usage(line)))
        options = {
            name: _whole(line, value, phrase("design.option", name=name))
            for name, value in zip(names, values, strict=True)
        }
        if unknown := set(options) - set(_TAKES.get(line.kind, ())):
            fault = phrase("design.takes_no", kind=line.kind, name=min(unknown))
            raise line.fail(fault, _usage(line))
        lines.append(_Line(number, shown, words[0], line.values, options))
    return lines


_OPTIONS = ("stride", "pad", "groups")
_TAKES = {"conv": ("stride", "pad", "groups"), "pool": ("stride", "pad")}
_USAGES = {
    "conv": "conv CHANNELS KERNELxKERNEL [stride N] [pad N] [groups N]",
    "pool": "pool WINDOW [stride N] [pad N]",
    "dropout": "dropout SHARE",
    "linear": "linear VALUES",
}


def _usage(line: _Line) -> Phrase:
    return phrase("design.usage", usage=_USAGES.get(line.kind, line.kind))


def _whole(line: _Line, text: str, what: Phrase, least: int = 0) -> int:
    if not text.isdecimal() or int(text) < least:
        fault = phrase("design.whole", what=what, least=least, text=text)
        raise line.fail(fault, _usage(line))
    return int(text)


def _take(line: _Line, count: int) -> tuple[str, ...]:
    if len(line.values) != count:
        key = "design.value" if count == 1 else "design.values"
        fault = phrase(key, kind=line.kind, count=count, given=len(line.values))
        raise line.fail(fault, _usage(line))
    return line.values


def _must_be_maps(line: _Line, here: Shape) -> None:
    if len(here) != 3:
        fault = phrase("design.no_maps", kind=line.kind, count=here[0])
        raise line.fail(fault, phrase("design.no_maps.hint"))


Layers = Sequence[tuple[str, nn.Module]]


def _conv(line: _Line, here: Shape) -> Layers:
    channels, kernel = _take(line, 2)
    sides = re.fullmatch(r"([1-9]\d*)[x×]([1-9]\d*)", kernel)
    if not sides:
        raise line.fail(phrase("design.no_kernel", kernel=kernel), _usage(line))
    _must_be_maps(line, here)
    height, width = int(sides[1]), int(sides[2])
    groups = line.options.get("groups", 1)
    out = _whole(line, channels, phrase("design.channels"), 1)
    if not groups or here[0] % groups or out % groups:
        hint = phrase("design.groups.hint", reads=here[0], writes=out)
        raise line.fail(phrase("design.groups", groups=groups), hint)
    pad = line.options.get("pad")
    padding = ((height - 1) // 2, (width - 1) // 2) if pad is None else (pad, pad)
    stride = _whole(line, str(line.options.get("stride", 1)), phrase("design.stride"), 1)
    layer = nn.Conv2d(here[0], out, (height, width), stride, padding, groups=groups)
    return [("conv", layer)]


def _pool(line: _Line, here: Shape) -> Layers:
    window = _whole(line, _take(line, 1)[0], phrase("design.window"), 1)
    _must_be_maps(line, here)
    stride = _whole(line, str(line.options.get("stride", window)), phrase("design.stride"), 1)
    return [("pool", nn.MaxPool2d(window, stride, line.options.get("pad", 0)))]


def _norm(line: _Line, here: Shape) -> Layers:
    _take(line, 0)
    _must_be_maps(line, here)
    return [("norm", nn.BatchNorm2d(here[0]))]


def _relu(line: _Line, here: Shape) -> Layers:
    _take(line, 0)
    return [("relu", nn.ReLU())]


def _average(line: _Line, here: Shape) -> Layers:
    _take(line, 0)
    _must_be_maps(line, here)
    return [("average", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten())]


def _flatten(line: _Line, here: Shape) -> Layers:
    _take(line, 0)
    _must_be_maps(line, here)
    return [("flatten", nn.Flatten())]


def _dropout(line: _Line, here: Shape) -> Layers:
    text = _take(line, 1)[0]
    if not re.fullmatch(r"0?\.\d+", text):
        raise line.fail(phrase("design.share", text=text), _usage(line))
    return [("dropout", nn.Dropout(float(text)))]


def _linear(line: _Line, here: Shape) -> Layers:
    out = _whole(line, _take(line, 1)[0], phrase("design.outputs"), 1)
    if len(here) != 1:
        size = " × ".join(map(str, here))
        raise line.fail(phrase("design.no_list", size=size), phrase("design.no_list.hint"))
    return [("linear", nn.Linear(here[0], out))]


_LAYERS: Mapping[str, Callable[[_Line, Shape], Layers]] = {
    "conv": _conv,
    "pool": _pool,
    "norm": _norm,
    "relu": _relu,
    "average": _average,
    "flatten": _flatten,
    "dropout": _dropout,
    "linear": _linear,
}


def _shape_after(line: _Line, layer: nn.Module, here: Shape) -> Shape:
    """What ``layer`` makes of ``(N, *here)``, found by a pass without numbers."""
    try:
        with torch.no_grad():
            out = layer.to("meta").eval()(torch.empty(1, *here, device="meta"))
    except RuntimeError as error:
        size = " × ".join(map(str, here))
        fault = phrase("design.no_fit", size=size)
        raise line.fail(fault, phrase("design.no_fit.hint")) from error
    finally:
        layer.to_empty(device="cpu")
        layer.train()
        for module in layer.modules():
            if isinstance(module, nn.Conv2d | nn.Linear | nn.BatchNorm2d):
                module.reset_parameters()
    return tuple(out.shape[1:])
