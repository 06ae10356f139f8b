"""Which folded blocks of a report are modules to be drawn as one, and which are single layers."""

from __future__ import annotations

from collections.abc import Mapping

from archreport.reading.layers import has_weights
from archreport.report.model import Block, Row


def is_module(block: Block, rows: Mapping[str, Row], readers: Mapping[str, int]) -> bool:
    """True for a composite module with several layers; False for a layer in a wrapper.

    A class that only ties a convolution to its normalisation and activation draws as that layer.
    """
    if not block.module_type:
        return False
    copy = block.copies[0]
    return sum(has_weights(rows[id_]) for id_ in copy) > 1 or (
        len(copy) > 1 and is_branched(copy, rows, readers)
    )


def is_branched(copy: tuple[str, ...], rows: Mapping[str, Row], readers: Mapping[str, int]) -> bool:
    """True where the rows of a module do not form one chain."""
    inside = set(copy)
    entries = [source for id_ in copy for source in rows[id_].inputs if source not in inside]
    return (
        any(readers.get(id_, 0) > 1 for id_ in copy[:-1])
        or any(len(inside.intersection(rows[id_].inputs)) > 1 for id_ in copy)
        or len(entries) > len(set(entries))
    )


def module_path(copy: tuple[str, ...], rows: Mapping[str, Row]) -> str:
    """The dotted path that all rows of a module share, with the final dot; "" if there is none."""
    paths = [f"{rows[id_].module or id_.rpartition('.')[0]}.".split(".") for id_ in copy]
    shared = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1 or not parts[0]:
            break
        shared.append(parts[0])
    return ".".join(shared) + "." if shared else ""
