"""Which code the kept results came from."""

from __future__ import annotations

from archreport.course.album.masks import photographs_with_mask
from archreport.course.experiments import code_key as keys

_FOLDER = "course/experiments/animals/"
_CODE = (
    f"{_FOLDER}__main__.py",
    f"{_FOLDER}controls.py",
    f"{_FOLDER}measure.py",
    f"{_FOLDER}pictures.py",
    f"{_FOLDER}scores.py",
    "course/album/files/credits.json",
    "course/experiments/inside_vgg/networks.py",
)


def code_key() -> str:
    """What the kept results would depend on if they were made now, the weights aside."""
    masks = (f"course/album/masks/{one.name}.png" for one in photographs_with_mask())
    return keys.code_key((*_CODE, *masks))
