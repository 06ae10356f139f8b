"""Where a score comes from: four methods, three maps that see no network, and two measurements.

Every map is ``(N, SIDE, SIDE)`` without negative values, brighter where it says "here".

* saliency: K. Simonyan, A. Vedaldi, A. Zisserman, "Deep Inside Convolutional Networks", 2013
* integrated gradients: M. Sundararajan, A. Taly, Q. Yan, "Axiomatic Attribution for Deep
  Networks", 2017
* occlusion: M. D. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", 2013
* Grad-CAM: R. R. Selvaraju and others, "Grad-CAM", 2017
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport.course.experiments.inside_vgg.head import Head

STEPS = 8  # of integrated gradients, from the mean colour to the picture
PATCH, STRIDE = 24, 12  # of occlusion, pixels
BLOB = 20.0  # spread of the centred blob, pixels
CELL, COVERED = 12, 14  # deletion covers so many of the cells of so many pixels


class Classifier(nn.Module):
    """The layers up to the stage ``last``, the largest value of each map, and a head."""

    def __init__(self, network: nn.Sequential, last: str, head: Head) -> None:
        super().__init__()
        names = [name for name, _ in network.named_children()]
        self.body = network[: names.index(last) + 1]
        self.head = head

    def of_maps(self, maps: Tensor) -> Tensor:
        scores: Tensor = self.head(maps.amax((2, 3)))
        return scores

    def forward(self, x: Tensor) -> Tensor:
        return self.of_maps(self.body(x))


def _score(classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    scores: Tensor = classifier(x)
    return scores.gather(1, labels[:, None])[:, 0]


def _gradient(classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    x = x.detach().requires_grad_()
    return torch.autograd.grad(_score(classifier, x, labels).sum(), x)[0]


def saliency(classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    return _gradient(classifier, x, labels).abs().amax(1)


def integrated_gradients(classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    slopes = sum(_gradient(classifier, x * ((step + 0.5) / STEPS), labels) for step in range(STEPS))
    return (slopes / STEPS * x).abs().sum(1)


def occlusion(classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    """How far the score falls while a patch of the mean colour covers a place."""
    side = x.shape[2]
    falls = torch.zeros(len(x), side, side)
    often = torch.zeros(side, side)
    with torch.no_grad():
        whole = _score(classifier, x, labels)
        for top in range(0, side - PATCH + 1, STRIDE):
            for left in range(0, side - PATCH + 1, STRIDE):
                place = (slice(top, top + PATCH), slice(left, left + PATCH))
                covered = x.clone()
                covered[:, :, *place] = 0
                fall = (whole - _score(classifier, covered, labels)).clamp(min=0)
                falls[:, *place] += fall[:, None, None]
                often[place] += 1
    return falls / often


def grad_cam(classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    maps = classifier.body(x).detach().requires_grad_()
    score = classifier.of_maps(maps).gather(1, labels[:, None]).sum()
    slopes = torch.autograd.grad(score, maps)[0]
    weighted = (slopes.mean((2, 3), keepdim=True) * maps.detach()).sum(1, keepdim=True)
    return F.interpolate(weighted.clamp(min=0), x.shape[2:], mode="bilinear")[:, 0]


METHODS = {
    "saliency": saliency,
    "integrated": integrated_gradients,
    "occlusion": occlusion,
    "grad_cam": grad_cam,
}


def in_parts(name: str, classifier: Classifier, x: Tensor, labels: Tensor) -> Tensor:
    """The maps of a method, a few pictures at a time."""
    parts = (slice(start, start + 8) for start in range(0, len(x), 8))
    return torch.cat([METHODS[name](classifier, x[part], labels[part]) for part in parts])


def without_network(x: Tensor) -> Mapping[str, Tensor]:
    """A blob in the middle, which sees nothing; the edges of the picture; chance."""
    count, _, side, _ = x.shape
    away = torch.arange(side) - (side - 1) / 2
    blob = torch.exp(-(away[:, None] ** 2 + away**2) / (2 * BLOB**2))
    grey, edges = x.mean(1), torch.zeros(count, side, side)
    edges[:, 1:] += grey.diff(dim=1).abs()
    edges[:, :, 1:] += grey.diff(dim=2).abs()
    dice = torch.Generator().manual_seed(0)
    chance = torch.rand(count, side, side, generator=dice)
    return {"blob": blob.repeat(count, 1, 1), "edges": edges, "chance": chance}


def on_the_object(maps: Tensor, masks: Tensor) -> Tensor:
    """For each picture the share of its map that lies inside its mask; ``(N,)``."""
    return (maps * masks).sum((1, 2)) / maps.sum((1, 2)).clamp(min=1e-12)


@dataclass(frozen=True)
class Covered:
    """What is left when the places that a map marks are covered; ``(N,)`` each."""

    share: Tensor  # of the class, after softmax
    kept: Tensor  # 1 where the answer is still right


def cover(classifier: Classifier, x: Tensor, labels: Tensor, maps: Tensor) -> Covered:
    """Cover the ``COVERED`` brightest cells of each map with the mean colour, and ask again."""
    cells = F.avg_pool2d(maps[:, None], CELL)
    marked = cells.flatten(1).topk(COVERED).indices
    open_ = torch.ones(len(x), cells[0].numel()).scatter(1, marked, 0).view_as(cells)
    with torch.no_grad():
        scores = classifier(x * F.interpolate(open_, x.shape[2:]))
    share = scores.softmax(1).gather(1, labels[:, None])[:, 0]
    return Covered(share, (scores.argmax(1) == labels).float())
