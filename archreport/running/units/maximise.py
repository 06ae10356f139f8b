"""Activation maximisation: a picture that excites one unit, made by gradient ascent.

The picture is not changed pixel by pixel but through the coefficients of its Fourier transform,
whose amplitudes fall as 1/f as those of photographs do, in colours that vary as the colours of
photographs do; at every step the network sees it shifted, turned and scaled a little, so that only
what survives these changes is worth anything. The method is that of C. Olah, A. Mordvintsev and
L. Schubert, "Feature Visualization", Distill, 2017, https://doi.org/10.23915/distill.00007; ascent
on a unit goes back to D. Erhan, Y. Bengio, A. Courville and P. Vincent, "Visualizing Higher-Layer
Features of a Deep Network", Université de Montréal, 2009. The colours are those of the course's
photographs.

Such a picture shows one thing that excites a unit, not what it answers to in photographs: for that
see its strongest patches.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from archreport.report.run import Scaling
from archreport.running.threads import threads


@dataclass(frozen=True)
class Method:
    """How a picture is made; two runs with the same numbers make the same one.

    ``side`` in pixels; ``steps`` of Adam at ``rate``. ``gain`` scales the contrast that the
    coefficients give: below 1 colours stay nearer to those of photographs. ``shift`` in pixels to
    each side, ``turn`` in degrees, ``zoom`` as a share: how far the picture is moved at each step.
    ``extremes`` weighs the penalty on pixels nearer than `_NEAR` to black or to full brightness,
    relative to the unit's value.
    """

    side: int = 128
    steps: int = 64
    rate: float = 0.05
    gain: float = 0.4
    shift: int = 8
    turn: float = 6.0
    zoom: float = 0.1
    extremes: float = 20.0
    seed: int = 2014


@dataclass(frozen=True)
class Maximised:
    """The picture, ``(side, side, 3)`` bytes RGB, and the mean of the unit's map on it, before the
    activation function: of the first picture, which is noise, and of the last."""

    pixels: NDArray[np.uint8]
    first: float
    last: float


@dataclass(frozen=True)
class Colours:
    """How colours vary: the logits of RGB have this ``mean``, ``(3,)``, and the covariance whose
    symmetric square root is ``root``, ``(3, 3)``."""

    mean: tuple[float, float, float]
    root: tuple[tuple[float, float, float], ...]


#: Of the photographs of `archreport.course.album`, each at 48 × 48 pixels, values held within
#: 0.02 … 0.98; a test computes them again.
PHOTOGRAPHS = Colours(
    mean=(-0.0994, -0.0422, -0.2309),
    root=((1.2384, 0.5902, 0.3662), (0.5902, 0.9416, 0.6162), (0.3662, 0.6162, 1.3167)),
)
_NEAR = 0.08
#: Threads of PyTorch: the same bits on any number of cores, and no waiting where others work too.
THREADS = 1


def maximise(
    network: nn.Module,
    layer: str,
    unit: int,
    scaling: Scaling,
    method: Method | None = None,
    colours: Colours = PHOTOGRAPHS,
) -> Maximised:
    """A picture for which the mean of channel ``unit`` of the module ``layer`` is large.

    ``network`` takes pictures of any size up to that layer, in evaluation mode; what follows is not
    computed. The result depends on the kind of processor in its last digits, and the method
    amplifies these a little: on one kind of machine it is the same bytes each time.
    """
    method = method or Method()
    draw = torch.Generator().manual_seed(method.seed + unit)
    side = method.side
    wave = torch.randn(3, side, side // 2 + 1, 2, generator=draw) * 0.1
    wave.requires_grad_(True)
    optimizer = torch.optim.Adam([wave], lr=method.rate, betas=(0.9, 0.99))
    scores = []
    with threads(THREADS), _stopped_at(network, layer) as answer, torch.enable_grad():
        for _ in range(method.steps):
            picture = _picture(wave, method, colours)
            score = answer(_scaled(_moved(picture, method, draw), scaling))[0, unit].mean()
            beyond = F.relu((picture - 0.5).abs() - (0.5 - _NEAR)).mean() / _NEAR
            loss = -score + method.extremes * beyond * score.detach().abs()
            (wave.grad,) = torch.autograd.grad(loss, [wave])
            optimizer.step()
            scores.append(float(score.detach()))
    pixels = (_picture(wave.detach(), method, colours) * 255).round().byte()
    return Maximised(pixels.permute(1, 2, 0).numpy(), scores[0], scores[-1])


def _picture(wave: Tensor, method: Method, colours: Colours) -> Tensor:
    """Coefficients, ``(3, side, side // 2 + 1, 2)``, to a picture ``(3, side, side)``, 0 … 1."""
    side = method.side
    down, across = torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None]
    amplitude = 1 / torch.hypot(down, across).clamp(min=1 / side)
    amplitude = amplitude / amplitude.pow(2).mean().sqrt()
    spectrum = torch.view_as_complex(wave) * amplitude
    fields = torch.fft.irfft2(spectrum, s=(side, side), norm="ortho")
    mixed = torch.einsum("ij,jhw->ihw", torch.tensor(colours.root), fields)
    return torch.sigmoid(method.gain * mixed + torch.tensor(colours.mean)[:, None, None])


def _moved(picture: Tensor, method: Method, draw: torch.Generator) -> Tensor:
    """``(1, 3, side, side)``: shifted around its border, turned and scaled, by chance."""
    shift = torch.randint(-method.shift, method.shift + 1, (2,), generator=draw).tolist()
    turn, zoom = (2 * torch.rand(2, generator=draw) - 1).tolist()
    angle, scale = math.radians(method.turn) * turn, 1 + method.zoom * zoom
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    matrix = torch.tensor([[[cosine, -sine, 0], [sine, cosine, 0]]])
    rolled = torch.roll(picture, shift, (1, 2))[None]
    grid = F.affine_grid(matrix, list(rolled.shape), align_corners=False)
    return F.grid_sample(rolled, grid, padding_mode="reflection", align_corners=False)


def _scaled(picture: Tensor, scaling: Scaling) -> Tensor:
    """A picture, 0 … 1, as the network's input."""
    values = picture.mean(1, keepdim=True) if scaling.order == "grey" else picture
    values = values.flip(1) if scaling.order == "BGR" else values
    mean, std = (torch.tensor(one)[:, None, None] for one in (scaling.mean, scaling.std))
    return (values * scaling.top - mean) / std


class _Reached(Exception):
    pass


@contextmanager
def _stopped_at(network: nn.Module, layer: str) -> Iterator[Callable[[Tensor], Tensor]]:
    """Yield a function from an input to what ``layer`` computes of it; nothing behind it runs."""
    kept: list[Tensor] = []

    def stop(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        kept[:] = [output]
        raise _Reached

    def answer(batch: Tensor) -> Tensor:
        with suppress(_Reached):
            network(batch)
        return kept.pop()

    hook = network.get_submodule(layer).register_forward_hook(stop)
    try:
        yield answer
    finally:
        hook.remove()
