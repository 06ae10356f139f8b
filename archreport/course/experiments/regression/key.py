"""Which code the kept results came from."""

from __future__ import annotations

from archreport.course.experiments.code_key import code_key

_FOLDER = "course/experiments/regression/"
#: What decides the digits of both. The photographs are written once and not touched again; their
#: credits name them.
_BOTH = (
    f"{_FOLDER}__main__.py",
    f"{_FOLDER}judging.py",
    f"{_FOLDER}network.py",
    f"{_FOLDER}pictures.py",
    f"{_FOLDER}training.py",
    "course/album/files/credits.json",
    "course/kit/segmentation.py",
)


def denoising_key() -> str:
    """What the kept denoising would depend on if it were made now."""
    return code_key((*_BOTH, f"{_FOLDER}classical.py", f"{_FOLDER}denoising.py"))


def colouring_key() -> str:
    """What the kept colouring would depend on, the learned weights aside."""
    return code_key(
        (
            *_BOTH,
            f"{_FOLDER}colouring.py",
            f"{_FOLDER}hypercolumns.py",
            "course/experiments/inside_vgg/networks.py",
        )
    )
