"""The course: its lessons, its laboratories, and what a notebook imports.

* ``lessons/``: one folder a chapter with its figures and data; no torch
* ``labs/``: reading, running and publishing the laboratories of ``docs/labs``
* ``kit/``: what the laboratories share, written down

A notebook, of the course or a reader's own, imports from here:

>>> from archreport.course import layers, show, table, words
>>> from archreport.course.training import Recipe, train

``show``, ``table`` and ``layers`` display; ``words`` is a sum of a report with its numbers. The
other names are in modules by subject, each a file of this folder that lists what it hands on:

* ``emoji``, ``digits``, ``pasting``, ``photographs``: data
* ``nets``, ``training``, ``trained``, ``public_weights``: networks, small and public
* ``learned_weights``: the learned convolutions of VGG-16
* ``segmentation``, ``faces``, ``alignment``, ``subject``, ``design``: for one laboratory each

These names are published and stay; where in archreport something is written may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archreport.course.kit.display import layers, show, table
    from archreport.report.arithmetic import words

__all__ = ["layers", "show", "table", "words"]

_FUNCTIONS = {
    "layers": "archreport.course.kit.display",
    "show": "archreport.course.kit.display",
    "table": "archreport.course.kit.display",
    "words": "archreport.report.arithmetic",
}
_MODULES = (
    "alignment", "design", "digits", "display", "emoji", "faces", "learned_weights", "nets",
    "pasting", "photographs", "public_weights", "segmentation", "subject", "trained", "training",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for, and not before: lessons and pages do without torch."""
    if name in _FUNCTIONS:
        return getattr(import_module(_FUNCTIONS[name]), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
