"""Other tools that look into a network, each asked as its README says.

Each takes a function that makes the network on a device, and the input's shape. All but torchview
compute the forward pass for real; torchview follows shapes, as archreport does.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import torch
from torch import nn

from tests.reading.other_tools import real

Make = Callable[[str], nn.Module]
Look = Callable[[Make, tuple[int, ...]], object]


def torchinfo(make: Make, shape: tuple[int, ...]) -> object:
    return real.torchinfo(make("cpu"), torch.zeros(shape))


def torchview(make: Make, shape: tuple[int, ...]) -> object:
    import torchview

    return torchview.draw_graph(make("meta"), input_size=shape, device="meta", expand_nested=True)


def fvcore(make: Make, shape: tuple[int, ...]) -> object:
    return real.fvcore(make("cpu"), torch.zeros(shape))


def torchlens(make: Make, shape: tuple[int, ...]) -> object:
    import torchlens

    return torchlens.trace(make("cpu"), torch.zeros(shape))


def installed() -> dict[str, Look]:
    """The tools that are there, by name."""
    tools = (torchinfo, torchview, fvcore, torchlens)
    return {tool.__name__: tool for tool in tools if find_spec(tool.__name__)}
