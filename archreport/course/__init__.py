"""The course: what its chapters show, its laboratories, and what notebooks import.

* ``lessons/``: one folder a chapter with its figures and data; no torch
* ``labs/``: reading, running and publishing the laboratories of ``docs/labs``
* ``kit/``: what a notebook imports, by the name `archreport.course`

>>> from archreport.course import layers, show, table
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archreport.course.kit import layers, show, table

__all__ = ["layers", "show", "table"]


def __getattr__(name: str) -> Any:
    """What the kit hands on, imported when it is asked for: the lessons do without torch."""
    if name not in __all__:
        raise AttributeError(f"module 'archreport.course' has no attribute {name!r}")
    from archreport.course import kit

    return getattr(kit, name)
