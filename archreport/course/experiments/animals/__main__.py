"""Segment chapter 6's photographs and keep what came of it.

    python -m archreport.course.experiments.animals [ROOT]

ROOT is the checkout, where ``docs/assets`` lies; without it, the current folder. It takes some
minutes on one core, needs the learned weights (the extra ``learned``), and uses one thread, so that
its digits do not depend on the number of cores.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from archreport.course.experiments.animals import measure as m
from archreport.course.experiments.animals import pictures
from archreport.course.experiments.animals.key import code_key
from archreport.course.experiments.animals.scores import VARIANTS
from archreport.course.experiments.inside_vgg import sprites
from archreport.course.kit.training import aside
from archreport.course.lessons.dense_prediction.segmentation import MeanIU, Segmentation
from archreport.running.weights.oxford_file import oxford_file

TILE = (128, 96)  # width and height, pixels
#: Of the photographs in the order of how well FCN-8s does, those that are shown, as shares: the
#: worst, the best, and evenly between, so that nobody has chosen them for their looks.
SHOWN = (0.0, 0.25, 0.5, 0.75, 1.0)


def main(root: Path) -> None:
    torch.set_num_threads(1)
    found = m.answer(aside)
    masks = found.masks
    photographs = {name: m.each(several, masks) for name, several in found.learned.items()}
    untrained = m.each(found.untrained["8s"], masks)
    border = m.each([found.controls["border"]], masks)
    shown = [
        int(photographs["8s"].argsort(stable=True)[round(share * (len(masks) - 1))])
        for share in reversed(SHOWN)
    ]
    result = Segmentation(
        key=code_key(),
        torch=torch.__version__.partition("+")[0],
        weights=oxford_file().sha256,
        photographs=len(masks),
        folds=m.FOLDS,
        longest=pictures.LONGEST,
        animal_share=1 - m.accuracy(found.controls["background"], masks),
        learned=_by_division(found.learned, masks),
        untrained=_by_division(found.untrained, masks),
        controls={name: m.mean_iu(one, masks) for name, one in found.controls.items()},
        accuracy={
            **{name: m.accuracy(found.learned[name][0], masks) for name in VARIANTS},
            "background": m.accuracy(found.controls["background"], masks),
        },
        gains={
            "16s-32s": m.gain(photographs["16s"], photographs["32s"]),
            "8s-16s": m.gain(photographs["8s"], photographs["16s"]),
            "learned-untrained": m.gain(photographs["8s"], untrained),
            "8s-border": m.gain(photographs["8s"], border),
        },
        shown=tuple(found.examples[at].name for at in shown),
        pictures=sprites.save(
            _columns(found, shown), root / "docs" / "assets" / "dense-prediction"
        ),
    )
    file = root / "archreport" / "course" / "lessons" / "dense_prediction" / "segmentation.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


def _by_division(
    found: Mapping[str, tuple[m.Found, ...]], masks: m.Found
) -> dict[str, tuple[MeanIU, ...]]:
    return {
        name: tuple(m.mean_iu(one, masks) for one in several) for name, several in found.items()
    }


def _columns(found: m.Answers, shown: list[int]) -> dict[str, Image.Image]:
    """A column for the photographs, their masks, and what each variant found."""
    columns = {"photograph": [found.examples[at].picture for at in shown]}
    maps: dict[str, m.Found] = {
        "truth": found.masks,
        **{name: several[0] for name, several in found.learned.items()},
        "untrained": found.untrained["8s"][0],
    }
    for name, inside in maps.items():
        columns[name] = [_lit(found.examples[at].picture, inside[at]) for at in shown]
    return {
        f"animals-{name}": sprites.sheet([[_tile(one)] for one in column])
        for name, column in columns.items()
    }


def _lit(picture: sprites.Tile, inside: Tensor) -> sprites.Tile:
    """What was found as it is, everything else dark."""
    return np.where(inside.numpy()[..., None], picture, picture // 5)


def _tile(picture: sprites.Tile) -> sprites.Tile:
    """The whole picture, in the middle of a tile of `TILE`, on grey."""
    image = Image.fromarray(picture)
    image.thumbnail(TILE, Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", TILE, (128, 128, 128))
    canvas.paste(image, ((TILE[0] - image.width) // 2, (TILE[1] - image.height) // 2))
    return np.asarray(canvas)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
