"""1,080 emoji in ten classes, 64 × 64 pixels with transparency: a small labelled colour set.

The pictures are Twemoji (CC BY 4.0), selected from emoji-datasource-twitter 16.0.0;
``archreport/course/kit/data/CREDITS.md`` has the credits and says how the set was made.

The split into training and test emoji keeps *groups* together. A group holds what is nearly the
same picture: one person as woman and man, flags that are alike, and, gathered by hand, the same
shape in other colours (hearts, circles, squares) or turned (arrows, play buttons). Were a group on
both sides, a network could pass the test from memory.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.language.choice import current

__all__ = [
    "CLASSES", "CLASSES_ZH", "SIDE", "Emoji", "class_names", "emoji", "pixels", "split",
]  # fmt: skip

CLASSES = (
    "face", "person", "hand", "animal", "food", "vehicle", "place", "object", "symbol", "flag",
)  # fmt: skip
CLASSES_ZH = ("表情", "人物", "手势", "动物", "食物", "车辆", "地点", "物品", "符号", "旗帜")

SIDE = 64  # pixels
_ACROSS = 40  # pictures in a row of the sheets
_SHEETS = ("sheet0.webp", "sheet1.webp", "sheet2.webp")


@dataclass(frozen=True)
class Emoji:
    """One emoji: its code points in hexadecimal, its class and its group of near-duplicates."""

    code: str  # "1f600", several code points joined with "-"
    label: int  # index into CLASSES
    group: int
    test: bool

    @property
    def name(self) -> str:
        """The Unicode names of its code points, without joiners and variation selectors."""
        names = (unicodedata.name(chr(int(point, 16)), "") for point in self.code.split("-"))
        kept = (n.lower() for n in names if "JOINER" not in n and "SELECTOR" not in n)
        return " + ".join(name for name in kept if name)


def class_names() -> tuple[str, ...]:
    """The ten classes in the language of the process, in the order of their labels."""
    return CLASSES_ZH if current() == "zh" else CLASSES


@cache
def emoji() -> tuple[Emoji, ...]:
    """All 1,080, in the order of the sheets; they come class by class."""
    file = resources.files("archreport.course.kit") / "data" / "labels.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    return tuple(Emoji(code, CLASSES.index(name), group, test) for code, name, group, test in rows)


@cache
def pixels() -> NDArray[np.uint8]:
    """The pictures, ``(1080, 64, 64, 4)``, RGBA with colour not multiplied by alpha; read-only."""
    folder = resources.files("archreport.course.kit") / "data"
    tiles = []
    for sheet in _SHEETS:
        with (folder / sheet).open("rb") as file:
            whole = np.asarray(Image.open(file).convert("RGBA"))
        rows = whole.reshape(-1, SIDE, _ACROSS, SIDE, 4).transpose(0, 2, 1, 3, 4)
        tiles.append(rows.reshape(-1, SIDE, SIDE, 4))
    pictures = np.concatenate(tiles)
    pictures.setflags(write=False)
    return pictures


def split() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the 809 training and the 271 test emoji; no group is on both sides."""
    in_test = np.array([one.test for one in emoji()])
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)
