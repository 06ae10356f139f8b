"""The pictures that the course's atlas looks at: photographs, and emoji pasted on photographs."""

from __future__ import annotations

from functools import partial

from PIL import Image

from archreport.course.album import Photograph, photographs, read_photograph
from archreport.course.kit.emoji import SIDE, emoji, pixels
from archreport.running.units.views import Source

#: Of a picture with emoji: so many in a row, and pixels along its side.
ACROSS, PASTED_SIDE = 3, 224
#: Pictures with emoji: a third of what all emoji would fill, so that photographs are the most.
PASTED = 40
_PREFIX = "emoji-"


def course_pictures() -> tuple[Source, ...]:
    """All pictures, the photographs first."""
    kept = photographs()
    shown = [Source(one.name, partial(read_photograph, one)) for one in kept]
    count = len(emoji()) // ACROSS**2
    shown += [
        Source(f"{_PREFIX}{number:03}", partial(pasted, number, count, kept))
        for number in range(PASTED)
    ]
    return tuple(shown)


def is_pasted(name: str) -> bool:
    """Whether the picture of this name is one of emoji."""
    return name.startswith(_PREFIX)


def pasted(number: int, count: int, kept: tuple[Photograph, ...]) -> Image.Image:
    """Nine emoji, each as it is, on the middle of a photograph, 224 × 224 pixels, RGB.

    The emoji come class by class, so that picture ``number`` of ``count`` takes every ``count``-th:
    nine that are unlike each other.
    """
    behind = read_photograph(kept[number % len(kept)])
    side = min(behind.size)
    left, top = (behind.width - side) // 2, (behind.height - side) // 2
    size = (PASTED_SIDE, PASTED_SIDE)
    image = behind.resize(size, Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    pitch = PASTED_SIDE / ACROSS
    for place in range(ACROSS**2):
        tile = Image.fromarray(pixels()[number + place * count])
        down, across = divmod(place, ACROSS)
        left, top = (round(pitch * step + (pitch - SIDE) / 2) for step in (across, down))
        image.paste(tile, (left, top), tile)
    return image
