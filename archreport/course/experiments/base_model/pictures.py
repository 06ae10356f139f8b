"""Photographs of the album with the kind of thing they show."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.course.album import Photograph, photographs, read_photograph

SIDE = 160  # pixels
#: What the package's folder says of the photographs in it. Nobody sorted them for this.
_FOLDERS = {
    "explore_farm_animals": "animal",
    "explore_world_animals": "animal",
    "fishes": "fish",
    "monuments": "monument",
    "tools": "thing",
    "others": "thing",
    "renewable": "energy",
}
KINDS = ("animal", "fish", "monument", "thing", "energy")


@cache
def labelled() -> tuple[tuple[Photograph, int], ...]:
    """The photographs that lie in such a folder, and the index of their kind into `KINDS`."""
    return tuple(
        (one, KINDS.index(kind))
        for one in photographs()
        for folder, kind in _FOLDERS.items()
        if folder in one.path.split("/")
    )


def labels() -> NDArray[np.int64]:
    """``(N,)``, in the order of `squares`."""
    return np.array([label for _, label in labelled()], np.int64)


def squares() -> NDArray[np.uint8]:
    """Each photograph as a square, its sides scaled as they must; ``(N, SIDE, SIDE, 3)``."""
    size = (SIDE, SIDE)
    return np.stack(
        [
            np.asarray(read_photograph(one).resize(size, Image.Resampling.LANCZOS))
            for one, _ in labelled()
        ]
    )
