"""Axes split and merged by a reshape: walked through from the slowest on, as memory is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archreport.operations.axes.parts import Axes, Axis, Part
from archreport.report.model import Shape


def split_and_merged(axes: Axes, out: Shape) -> Axes | None:
    """The parts of ``axes`` in their order, cut anew into axes of the extents ``out``.

    None where a cut falls into a part that it does not divide.
    """
    if 0 in out:
        return None
    parts = [part for axis in axes for part in axis][::-1]  # as a stack
    found: list[Axis] = []
    for number, extent in enumerate(out):
        taken: list[Part] = []
        size = 1
        while size < extent and parts:
            part = parts.pop()
            room = extent // size
            if part.size > room:
                if extent % size or part.size % room:
                    return None
                inner = part.size // room
                parts.append(replace(part, size=inner))
                part = replace(part, size=room, step=part.step * inner)
            taken.append(part)
            size *= part.size
        if extent == 1 and parts and parts[-1].size == 1:
            taken.append(parts.pop())
        if size != extent:
            return None
        if number == len(out) - 1:  # what is left has extent 1, and goes into the last axis
            taken += parts[::-1]
        found.append(_joined(taken) or (Part(None, 1),))
    return tuple(found)


def _joined(parts: Sequence[Part]) -> Axis:
    """Parts of one root that follow one another as they did in it are one part."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if last and part.root and last.root == part.root and last.step == part.size * part.step:
            found[-1] = Part(part.root, last.size * part.size, part.step)
        elif last and part.root is None and last.root is None:
            found[-1] = Part(None, last.size * part.size)
        else:
            found.append(part)
    # an axis of its own with something of extent 1 that was never an axis of an input
    real = [part for part in found if part.root or part.size > 1]
    return tuple(real or found[:1])
