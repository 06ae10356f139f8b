"""Which pixels of an album's photograph show an animal, for photographs where it was marked.

Each animal was outlined by hand on the small copy; an iterated graph cut (C. Rother, V. Kolmogorov,
A. Blake, "GrabCut", SIGGRAPH 2004) then moved the outline to edges within about ten pixels of it,
and the result was looked at and mended. So an outline is right to a few pixels, not to one: thin
legs and whiskers are coarse, and what a blade of grass covers counts as animal.
"""

from __future__ import annotations

from importlib import resources

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.course.album.photographs import Photograph, photographs

_MASKS = resources.files("archreport.course.album") / "masks"


def photographs_with_mask() -> tuple[Photograph, ...]:
    """Those whose animals are marked, in the order of their names."""
    return tuple(one for one in photographs() if (_MASKS / f"{one.name}.png").is_file())


def read_mask(one: Photograph) -> NDArray[np.bool_]:
    """``(H, W)`` of the photograph's own size: True where an animal is. Raises `OSError`."""
    with (_MASKS / f"{one.name}.png").open("rb") as file, Image.open(file) as image:
        return np.asarray(image.convert("1"))
