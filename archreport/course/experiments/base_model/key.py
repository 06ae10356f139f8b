"""Which code the kept results came from."""

from __future__ import annotations

from archreport.course.experiments import code_key as keys

_FOLDER = "course/experiments/base_model/"
_CODE = (
    f"{_FOLDER}__main__.py",
    f"{_FOLDER}features.py",
    f"{_FOLDER}measure.py",
    f"{_FOLDER}pictures.py",
    "course/album/files/credits.json",
    "course/experiments/inside_vgg/features.py",
    "course/experiments/inside_vgg/head.py",
    "course/experiments/inside_vgg/networks.py",
)


def code_key() -> str:
    """What the kept results would depend on if they were made now, the weights aside."""
    return keys.code_key(_CODE)
