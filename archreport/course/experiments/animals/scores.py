"""Score layers on the poolings of VGG-16, enlarged and added as in FCN-32s, 16s and 8s.

J. Long, E. Shelhamer, T. Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, section 4. What differs: the layers below stay as they are ("fixed"), fc6 and fc7 are
left out, all enlargements are bilinear, and the layers are fitted at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport.course.experiments.animals.pictures import Example
from archreport.course.experiments.inside_vgg.networks import outputs, to_input

#: The stages whose poolings are scored, coarsest first, and by name how many of them are.
STAGES = ("relu5_3", "relu4_3", "relu3_3")
VARIANTS = {"32s": 1, "16s": 2, "8s": 3}
_CHANNELS = (512, 512, 256)
DECAYS = (0.01, 0.1, 1.0)  # of the squared weights, beside the mean cross-entropy
_STEPS = 40

Maps = tuple[Tensor, ...]  # of one photograph, (1, channels, h, w) each, as STAGES


def pooled(network: nn.Sequential, example: Example) -> Maps:
    """pool5, pool4 and pool3 of a photograph."""
    with torch.no_grad():
        found = outputs(network, to_input(example.picture[None]))
        return tuple(F.max_pool2d(found[stage], 2) for stage in STAGES)


class Scores(nn.Module):
    """One score for each pixel, positive for an animal, from the ``count`` coarsest maps.

    Channels are brought to mean 0 and spread 1 over the training photographs first. All weights
    start at zero, and so does every score.
    """

    def __init__(self, training: Sequence[Maps], count: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(_CHANNELS[at], 1, 1) for at in range(count))
        self._scales: list[tuple[Tensor, Tensor]] = []
        for at, layer in enumerate(self.layers):
            values = torch.cat([maps[at].flatten(2)[0] for maps in training], 1)
            spread = values.std(1) + 1e-3 * values.std()
            self._scales.append((values.mean(1).view(1, -1, 1, 1), spread.view(1, -1, 1, 1)))
            for parameter in layer.parameters():
                nn.init.zeros_(parameter)

    def prepared(self, maps: Maps) -> Maps:
        """The maps that are scored, standardised."""
        return tuple(
            (values - mean) / spread
            for values, (mean, spread) in zip(maps, self._scales, strict=False)
        )

    def forward(self, prepared: Maps) -> Tensor:
        """The prepared maps of one photograph to its scores, ``(H, W)``."""
        total: Tensor | None = None
        for layer, values in zip(self.layers, prepared, strict=True):
            score: Tensor = layer(values)
            total = score if total is None else _enlarged(total, 2) + score
        assert total is not None
        return _enlarged(total, LAST_STEP[len(self.layers)])[0, 0]


#: The last enlargement, by how many maps are scored.
LAST_STEP = {1: 32, 2: 16, 3: 8}


def _enlarged(scores: Tensor, factor: int) -> Tensor:
    return F.interpolate(scores, scale_factor=factor, mode="bilinear", align_corners=False)


def fitted(
    training: Sequence[Maps], masks: Sequence[Tensor], count: int, decay: float
) -> Callable[[Maps], Tensor]:
    """From maps to scores, with the least cross-entropy, averaged over pixels and photographs,
    plus ``decay`` times the squared weights.

    The cost is convex: no seed has a say in it.
    """
    network = Scores(training, count)
    optimiser = torch.optim.LBFGS(
        network.parameters(), max_iter=_STEPS, line_search_fn="strong_wolfe"
    )
    ready = [network.prepared(maps) for maps in training]

    def cost() -> Tensor:
        optimiser.zero_grad()
        value = cross_entropy([network(maps) for maps in ready], masks)
        for layer in network.layers:
            value = value + decay * layer.get_parameter("weight").square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(cost)  # type: ignore[no-untyped-call]
    network.requires_grad_(False)

    def answer(maps: Maps) -> Tensor:
        scores: Tensor = network(network.prepared(maps))
        return scores

    return answer


def cross_entropy(scores: Sequence[Tensor], masks: Sequence[Tensor]) -> Tensor:
    """Of each pixel, averaged over those of a photograph and then over photographs."""
    costs = [
        F.binary_cross_entropy_with_logits(score, mask.float())
        for score, mask in zip(scores, masks, strict=True)
    ]
    return torch.stack(costs).mean()


def chosen_decay(training: Sequence[Maps], masks: Sequence[Tensor]) -> float:
    """The decay that is best for the coarsest scores of every third training photograph, fitted on
    the others."""
    apart = range(0, len(training), 3)
    rest = [at for at in range(len(training)) if at % 3]

    def cost(decay: float) -> float:
        answer = fitted([training[at] for at in rest], [masks[at] for at in rest], 1, decay)
        found = [answer(training[at]) for at in apart]
        return cross_entropy(found, [masks[at] for at in apart]).item()

    return min(DECAYS, key=cost)
