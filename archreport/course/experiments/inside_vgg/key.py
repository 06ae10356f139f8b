"""Which code the kept results came from."""

from __future__ import annotations

from archreport.course.experiments import code_key as keys

#: What decides the digits: these files, the weights, and PyTorch. Written once and not touched
#: again, the files of the weights are held by their own checksum.
_CODE = (
    "course/experiments/inside_vgg/__main__.py",
    "course/experiments/inside_vgg/features.py",
    "course/experiments/inside_vgg/head.py",
    "course/experiments/inside_vgg/heat_maps.py",
    "course/experiments/inside_vgg/measure.py",
    "course/experiments/inside_vgg/networks.py",
    "course/experiments/inside_vgg/samples.py",
    "course/experiments/inside_vgg/sprites.py",
    "course/kit/pasting.py",
    "course/kit/data/labels.json",
)


def code_key() -> str:
    """A checksum of the code and data behind the results, line endings aside."""
    return keys.code_key(_CODE)
