"""Train chapter 6's regressions and keep what came of them.

    python -m archreport.course.experiments.regression [denoising] [colouring] [--root ROOT]

ROOT is the checkout, where ``docs/assets`` lies; without it, the current folder. Without a name,
both are made: each takes some minutes on one core. Colouring needs the learned weights (the extra
``learned``). One thread is used, so that the digits do not depend on the number of cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from archreport.course.experiments.inside_vgg import sprites
from archreport.course.experiments.regression import colouring, denoising, judging, pictures
from archreport.course.experiments.regression.key import colouring_key, denoising_key
from archreport.course.kit.training import aside
from archreport.course.lessons.dense_prediction.regression import Colouring, Denoising, Difference
from archreport.running.weights.oxford_file import oxford_file

#: Test photographs that are shown, chosen for what they show (fur, edges, sky, strong colours)
#: before any answer had been looked at.
SHOWN = ("kitten", "temple", "goldfish", "shepherd", "drums")
TASKS = ("denoising", "colouring")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join(TASKS))
    parser.add_argument("--root", type=Path, default=Path())
    asked = parser.parse_args()
    if unknown := set(asked.what) - set(TASKS):
        parser.error(f"{min(unknown)!r} is none of: {', '.join(TASKS)}")
    torch.set_num_threads(1)
    if "denoising" in (asked.what or TASKS):
        make_denoising(asked.root)
    if "colouring" in (asked.what or TASKS):
        make_colouring(asked.root)


def make_denoising(root: Path) -> None:
    """Train, judge and keep the network that takes noise away."""
    found, blur, filtering = denoising.denoise(aside)
    result = Denoising(
        key=denoising_key(),
        torch=torch.__version__.partition("+")[0],
        noise=pictures.NOISE,
        training=len(pictures.training_photographs()),
        test=len(found.truth),
        squares=denoising.SQUARES * len(pictures.training_photographs()),
        epochs=denoising.EPOCHS,
        side=pictures.SIDE,
        test_side=pictures.TEST_SIDE,
        params=sum(one.numel() for one in denoising.untrained_network(0).parameters()),
        methods={name: judging.quality(one, found.truth) for name, one in found.by_name.items()},
        over=_over(found, "network"),
        blur=blur,
        filtering=filtering,
        shown=SHOWN,
        pictures=_strips(found, ("given", "blur", "non_local", "network"), "noise", root),
    )
    _keep(result, "denoising.json", root)


def make_colouring(root: Path) -> None:
    """Train, judge and keep what gives grey photographs colour."""
    found = colouring.colour(aside)
    truth = found.truth
    result = Colouring(
        key=colouring_key(),
        torch=torch.__version__.partition("+")[0],
        weights=oxford_file().sha256,
        training=len(pictures.training_photographs()),
        test=len(truth),
        features=1 + 64 + 128 + 256 + 512 + 512,
        methods={name: judging.quality(one, truth) for name, one in found.by_name.items()},
        over=_over(found, "learned"),
        strength={name: judging.strength(one, truth) for name, one in found.by_name.items()},
        shown=SHOWN,
        pictures=_strips(found, ("grey", "network", "untrained", "learned"), "colour", root),
    )
    _keep(result, "colouring.json", root)


def _over(found: judging.Answers, name: str) -> dict[str, Difference]:
    ours = found.by_name[name]
    return {
        other: judging.difference(ours, theirs, found.truth)
        for other, theirs in found.by_name.items()
        if other != name
    }


def _strips(
    found: judging.Answers, names: tuple[str, ...], stem: str, root: Path
) -> dict[str, tuple[int, int]]:
    """One column of test photographs for each way, of its first training, and one of the truth."""
    known = [one.name for one in pictures.test_photographs()]
    at = [known.index(name) for name in SHOWN]
    columns = {name: found.by_name[name][0] for name in names} | {"truth": found.truth}
    strips = {
        f"{stem}-{name}": sprites.sheet([[_tile(values[one])] for one in at])
        for name, values in columns.items()
    }
    return sprites.save(strips, root / "docs" / "assets" / "dense-prediction")


def _tile(picture: Tensor) -> sprites.Tile:
    values = picture.clamp(0, 255).round().byte().permute(1, 2, 0).numpy()
    return np.asarray(Image.fromarray(np.ascontiguousarray(values)))


def _keep(result: Denoising | Colouring, name: str, root: Path) -> None:
    file = root / "archreport" / "course" / "lessons" / "dense_prediction" / name
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


if __name__ == "__main__":
    main()
