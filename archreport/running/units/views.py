"""A picture cut into what a network sees at once, at several scales. No torch is needed for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from archreport.report.units import View

#: Between two scales at least this factor.
STEP = 1.3
#: No picture is enlarged more than this: there is nothing to see between its pixels.
ENLARGED = 1.4
#: Views beside each other share at least this part of their width, so that what lies on the border
#: of one is inside of the next.
OVERLAP = 0.2
#: No scale beyond this many times the input, however large the picture is.
MOST = 2.0


@dataclass(frozen=True)
class Source:
    """A picture that is read when it is its turn."""

    name: str
    read: Callable[[], Image.Image]


def views_of(size: tuple[int, int], side: tuple[int, int]) -> tuple[View, ...]:
    """The views of a picture of ``size`` (width, height) for an input of ``side`` (height, width).

    At the smallest scale the picture just fills the input along one axis. Larger scales follow, by
    `STEP` or a little more each, until the picture is `ENLARGED` or `MOST` times the smallest. At
    each scale views in rows and columns, evenly spread, cover the picture.
    """
    fill = max(side[0] / size[1], side[1] / size[0])
    top = max(fill, min(ENLARGED, fill * MOST))
    steps = math.floor(math.log(top / fill) / math.log(STEP)) if top > fill else 0
    scales = [fill * (top / fill) ** (step / max(1, steps)) for step in range(steps + 1)]
    views = []
    for scale in scales:
        width, height = max(side[1], round(size[0] * scale)), max(side[0], round(size[1] * scale))
        views += [
            View(width, height, left, upper)
            for upper in _corners(height, side[0])
            for left in _corners(width, side[1])
        ]
    return tuple(views)


def _corners(length: int, side: int) -> list[int]:
    """Where along one axis views begin: at both ends, and evenly between them."""
    spare = length - side
    count = math.ceil(spare / (side * (1 - OVERLAP)))
    return [round(spare * number / count) for number in range(count + 1)] if spare else [0]


def cut(image: Image.Image, view: View, side: tuple[int, int]) -> Image.Image:
    """The pixels of a view, ``side`` (height, width): scaled with antialiasing (Lanczos)."""
    box = (view.left, view.top, view.left + side[1], view.top + side[0])
    if (view.width, view.height) == image.size:
        return image.crop(box)
    return image.resize((view.width, view.height), Image.Resampling.LANCZOS).crop(box)
