"""Run the experiments of chapter 7 and keep what came of them.

    python -m archreport.course.experiments.inside_vgg [ROOT]

ROOT is the checkout, where ``docs/assets`` lies; without it, the current folder. It takes some
minutes on one core, needs the learned weights, and uses one thread, so that its digits do not
depend on the number of cores.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import torch
from PIL import Image
from torch import Tensor

from archreport.course.experiments.inside_vgg import features, heat_maps, samples, sprites
from archreport.course.experiments.inside_vgg import measure as m
from archreport.course.experiments.inside_vgg.key import code_key
from archreport.course.experiments.inside_vgg.networks import STAGES, learned, untrained
from archreport.course.kit.training import aside
from archreport.course.lessons.inside_vgg.measured import Measured
from archreport.running.weights.oxford_file import oxford_file

SIDE = 64  # of a tile, pixels
QUERIES = (20, 75, 130, 250)  # test pictures whose nearest are shown


def main(root: Path) -> None:
    torch.set_num_threads(1)
    ours, theirs = learned(), untrained(m.SEEDS[0])
    maps_of_photograph = [m.photograph_maps(one) for one in (ours, theirs)]
    aside("photograph done")
    found = []
    for network in (ours, *map(untrained, m.SEEDS)):
        found.append(m.features(network))
        aside(" ".join(f"{one.row} {one.nearest:.3f} {one.right:.3f}" for one in found[-1].found))
    maps = m.make_maps(aside)
    by_network, by_controls, by_none = m.judged_all(maps)
    test = samples.test(samples.LARGE)
    labels = torch.from_numpy(test.labels)
    answers = m.chosen_answers(found[0].scores, labels)
    pictures = {
        "filters-learned": kernels(ours),
        "filters-untrained": kernels(theirs),
        "photograph": Image.fromarray(m.photograph()),
        **{
            f"maps-{row}-{name}": sprites.sheet([sprites.strongest(of[row], m.SHOWN, SIDE)])
            for name, of in zip(("learned", "untrained"), maps_of_photograph, strict=True)
            for row in STAGES
        },
        "nearest-learned": neighbours(found[0].test[m.STAGE], labels),
        "nearest-untrained": neighbours(found[1].test[m.STAGE], labels),
        "nearest-pixels": neighbours(m.pixel_vectors(test), labels),
        **{
            f"answer-{number}": Image.fromarray(test.pictures[at])
            for number, at in enumerate(answers)
        },
        **looking(maps),
    }
    result = Measured(
        key=code_key(),
        weights=oxford_file().sha256,
        torch=torch.__version__.partition("+")[0],
        layers=m.weights_by_layer(ours),
        stages=m.stages(*maps_of_photograph),
        learned=found[0].found,
        untrained=tuple(one.found for one in found[1:]),
        pixels=features.of_the_same_class(m.pixel_vectors(test), labels),
        chance=features.by_chance(labels),
        test_pictures=len(labels),
        base_rate=(labels.bincount().max() / len(labels)).item(),
        answers=tuple(m.answer(found[0].scores[at], int(labels[at])) for at in answers),
        whole_share=m.whole_share(maps),
        map_pictures=m.MAPS,
        area=maps.masks.mean().item(),
        maps=by_network,
        control_maps=by_controls,
        blind_maps=by_none,
        pictures=sprites.save(pictures, root / "docs" / "assets" / "inside-vgg"),
    )
    file = root / "archreport" / "course" / "lessons" / "inside_vgg" / "measured.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


def kernels(network: torch.nn.Sequential) -> Image.Image:
    """The kernels of the first convolution, sixteen to a row."""
    tiles = sprites.kernels_on_one_scale(network.get_submodule("conv1_1").weight)  # type: ignore[arg-type]
    return sprites.sheet([tiles[at : at + 16] for at in range(0, len(tiles), 16)])


def neighbours(rows: Tensor, labels: Tensor) -> Image.Image:
    """The pictures `QUERIES`, each followed by its nearest; those of its class are marked."""
    test = samples.test(samples.LARGE)
    close = features.nearest(rows)[list(QUERIES)].tolist()
    lines = [[query, *others] for query, others in zip(QUERIES, close, strict=True)]
    same = [[False, *(bool(labels[at] == labels[line[0]]) for at in line[1:])] for line in lines]
    return sprites.sheet(
        [[sprites.resized(test.pictures[at], SIDE) for at in line] for line in lines], same
    )


def looking(maps: m.Maps) -> dict[str, Image.Image]:
    """A few pictures and their heat maps, one picture for each kind of map."""
    shown = torch.linspace(0, m.MAPS - 1, m.SHOWN).long()
    at = maps.chosen[shown].numpy()
    tiles = [
        sprites.resized(sprites.outlined(picture, mask), SIDE)
        for picture, mask in zip(maps.pastes.pictures[at], maps.pastes.masks[at], strict=True)
    ]

    def strip(of: Tensor) -> Sequence[Sequence[sprites.Tile]]:
        return [sprites.enlarged(of[shown], SIDE)]

    found = {"looking-pictures": sprites.sheet([tiles])}
    for name in heat_maps.METHODS:
        found[f"looking-{name}-learned"] = sprites.sheet(strip(maps.learned[name]))
        found[f"looking-{name}-nothing"] = sprites.sheet(strip(maps.controls["nothing"][name]))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
