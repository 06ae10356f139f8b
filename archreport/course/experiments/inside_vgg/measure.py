"""All experiments, as the numbers that the chapter quotes and the tensors that it shows."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.course.experiments.inside_vgg import heat_maps, samples
from archreport.course.experiments.inside_vgg.features import of_the_same_class, vectors
from archreport.course.experiments.inside_vgg.head import fitted, right
from archreport.course.experiments.inside_vgg.networks import (
    STAGES,
    learned,
    outputs,
    to_input,
    untrained,
)
from archreport.course.kit.emoji import CLASSES
from archreport.course.kit.pasting import Pastes
from archreport.course.lessons.inside_vgg.measured import (
    Answer,
    Difference,
    Map,
    Stage,
    Vectors,
    Weights,
)
from archreport.running.photo import crop_image, load_photo

SEEDS = (0, 1, 2)  # of the untrained networks
PHOTOGRAPH = "chelsea"
PHOTOGRAPH_SIDE = 224
STAGE = "relu4_3"  # where the features are taken that predict
MAPS = 24  # pictures that heat maps are made of
SHOWN = 6  # of them, and of the channels of a stage

Say = Callable[[str], None]


def kurtosis(values: Tensor) -> float:
    """The mean fourth power in units of the spread: three for a normal distribution."""
    values = values.double()
    return (((values - values.mean()) / values.std(correction=0)) ** 4).mean().item()


def weights_by_layer(network: nn.Sequential) -> tuple[Weights, ...]:
    """What the weights of each convolution are like."""
    return tuple(
        Weights(
            name,
            layer.weight.std().item(),
            kurtosis(layer.weight),
            math.sqrt(2 / layer.weight[0].numel()),
        )
        for name, layer in network.named_children()
        if isinstance(layer, nn.Conv2d)
    )


def photograph() -> NDArray[np.uint8]:
    """The photograph of the model pages, as it is cut for a network; ``(224, 224, 3)``."""
    picture, _ = load_photo(PHOTOGRAPH)
    return np.asarray(crop_image(picture, PHOTOGRAPH_SIDE, PHOTOGRAPH_SIDE))


def photograph_maps(network: nn.Sequential) -> Mapping[str, Tensor]:
    """What each stage puts out for the photograph; ``(channels, H, W)`` by name."""
    with torch.no_grad():
        found = outputs(network, to_input(photograph()[None]))
    return {name: maps[0] for name, maps in found.items()}


def stages(ours: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> tuple[Stage, ...]:
    """Zeros and silent channels of each stage: ``ours`` learned, ``theirs`` untrained."""

    def zeros(maps: Tensor) -> float:
        return (maps == 0).double().mean().item()

    def silent(maps: Tensor) -> int:
        return int((maps.amax((1, 2)) == 0).sum())

    return tuple(
        Stage(
            row,
            len(ours[row]),
            zeros(ours[row]),
            zeros(theirs[row]),
            silent(ours[row]),
            silent(theirs[row]),
        )
        for row in STAGES
    )


@dataclass(frozen=True)
class Features:
    """The vectors of a network for the large pictures, by stage, and what they are good for."""

    found: tuple[Vectors, ...]
    test: Mapping[str, Tensor]  # (N, channels) by stage, averaged over the places
    scores: Tensor  # of the head after `STAGE`


def features(network: nn.Sequential) -> Features:
    """Average each map, look for neighbours, and train a head after each stage."""
    known, unknown = samples.training(samples.LARGE), samples.test(samples.LARGE)
    y, truth = torch.from_numpy(known.labels), torch.from_numpy(unknown.labels)
    train = vectors(network, known.pictures, STAGES[-1])
    test = vectors(network, unknown.pictures, STAGES[-1])
    found, of_stage = [], torch.empty(0)
    for row in STAGES:
        scores = fitted(train[row, "mean"], y, len(CLASSES))(test[row, "mean"])
        alike = of_the_same_class(test[row, "mean"], truth)
        found.append(Vectors(row, alike, right(scores, truth)))
        of_stage = scores if row == STAGE else of_stage
    return Features(tuple(found), {row: test[row, "mean"] for row in STAGES}, of_stage)


def chosen_answers(scores: Tensor, labels: Tensor) -> tuple[int, ...]:
    """Two pictures that are right and two that are not, by a rule that looks at no picture: the
    first and the middle one of each kind."""
    good = scores.argmax(1) == labels
    return tuple(
        int(which[at])
        for which in (good.nonzero()[:, 0], (~good).nonzero()[:, 0])
        for at in (0, len(which) // 2)
    )


def answer(scores: Tensor, label: int) -> Answer:
    """The five best classes of one picture."""
    shares, best = scores.softmax(0).topk(5)
    return Answer(label, tuple(best.tolist()), tuple(shares.tolist()))


@dataclass(frozen=True)
class Maps:
    """Heat maps of pictures that the learned network gets right, and what they are worth.

    ``controls``: those of untrained layers with a random head, which have learned "nothing", and
    with a "head" that was fitted like that of the learned ones.
    """

    pastes: Pastes
    chosen: Tensor  # indices into pastes
    learned: Mapping[str, Tensor]
    controls: Mapping[str, Mapping[str, Tensor]]
    blind: Mapping[str, Tensor]
    classifier: heat_maps.Classifier

    @property
    def x(self) -> Tensor:
        return to_input(self.pastes.pictures[self.chosen.numpy()])

    @property
    def labels(self) -> Tensor:
        return torch.from_numpy(self.pastes.labels)[self.chosen]

    @property
    def masks(self) -> Tensor:
        return torch.from_numpy(self.pastes.masks)[self.chosen].float()


def _classifier(network: nn.Sequential) -> tuple[heat_maps.Classifier, Tensor]:
    """A network with a head for emoji anywhere, and its scores for the test pictures."""
    known, unknown = samples.training(samples.ANYWHERE), samples.test(samples.ANYWHERE)
    train = vectors(network, known.pictures, STAGE)[STAGE, "largest"]
    test = vectors(network, unknown.pictures, STAGE)[STAGE, "largest"]
    head = fitted(train, torch.from_numpy(known.labels), len(CLASSES), decay=0.1)
    return heat_maps.Classifier(network, STAGE, head).eval(), head(test)


def _with_random_head(classifier: heat_maps.Classifier) -> heat_maps.Classifier:
    """The same layers, and a head that has learned nothing either."""
    one = copy.deepcopy(classifier)
    dice = torch.Generator().manual_seed(SEEDS[0])
    weight = one.head.linear.weight
    weight.copy_(torch.randn(weight.shape, generator=dice) / math.sqrt(weight.shape[1]))
    return one


def make_maps(say: Say) -> Maps:
    """All heat maps: of the learned network, of the controls, and of no network."""
    pastes = samples.test(samples.ANYWHERE)
    labels = torch.from_numpy(pastes.labels)
    classifier, scores = _classifier(learned())
    good = (scores.argmax(1) == labels).nonzero()[:, 0]
    chosen = good[torch.linspace(0, len(good) - 1, MAPS).long()]
    x, asked = to_input(pastes.pictures[chosen.numpy()]), labels[chosen]
    say(f"{right(scores, labels):.3f} right on emoji anywhere")
    head_only, theirs = _classifier(untrained(SEEDS[0]))
    say(f"{right(theirs, labels):.3f} right with the untrained layers")

    def by_method(one: heat_maps.Classifier) -> Mapping[str, Tensor]:
        found = {name: heat_maps.in_parts(name, one, x, asked) for name in heat_maps.METHODS}
        say("heat maps made")
        return found

    return Maps(
        pastes=pastes,
        chosen=chosen,
        learned=by_method(classifier),
        controls={"nothing": by_method(_with_random_head(head_only)),
                  "head": by_method(head_only)},
        blind=heat_maps.without_network(x),
        classifier=classifier,
    )  # fmt: skip


def _mean(values: Tensor) -> tuple[float, float]:
    """The mean and its standard error."""
    values = values.double()
    return values.mean().item(), (values.std() / math.sqrt(len(values))).item()


def judged(maps: Maps, shown: Tensor, controls: Mapping[str, Tensor] | None = None) -> Map:
    """What the maps ``shown`` are worth, alone and against others of the same pictures."""
    inside = heat_maps.on_the_object(shown, maps.masks)
    left = heat_maps.cover(maps.classifier, maps.x, maps.labels, shown)
    over = {
        name: Difference(*_mean(inside - heat_maps.on_the_object(other, maps.masks)))
        for name, other in (controls or {}).items()
    }
    return Map(*_mean(inside), *_mean(left.share), left.kept.mean().item(), over)


def judged_all(maps: Maps) -> tuple[dict[str, Map], dict[str, dict[str, Map]], dict[str, Map]]:
    """The learned network's maps, those of the controls, and those without a network."""
    none = {name: judged(maps, shown) for name, shown in maps.blind.items()}
    blind = max(("blob", "edges"), key=lambda name: none[name].inside)
    theirs = {
        control: {name: judged(maps, shown) for name, shown in by_method.items()}
        for control, by_method in maps.controls.items()
    }
    ours = {
        name: judged(
            maps,
            shown,
            {control: by_method[name] for control, by_method in maps.controls.items()}
            | {"blind": maps.blind[blind]},
        )
        for name, shown in maps.learned.items()
    }
    return ours, theirs, none | {"object": judged(maps, maps.masks)}


def whole_share(maps: Maps) -> float:
    """The mean share of the right class while nothing is covered."""
    with torch.no_grad():
        scores: Tensor = maps.classifier(maps.x)
    return scores.softmax(1).gather(1, maps.labels[:, None]).mean().item()


def pixel_vectors(pastes: Pastes) -> Tensor:
    """The pictures themselves as vectors ``(N, 3·SIDE·SIDE)``, from 0 to 255."""
    return torch.from_numpy(pastes.pictures).float().flatten(1)
