"""Which folded blocks of a report are modules to be drawn as one, and which are single layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archreport.reading.graph import readers_of, rows_by_id
from archreport.report.kinds import has_weights
from archreport.report.model import Block, Report, Row


def modules_of(report: Report) -> dict[str, Block]:
    """The blocks that are composite modules with several layers, by their id, in order.

    A class that only ties a convolution to its normalisation and activation is a single layer.
    """
    rows, branched = rows_by_id(report), branched_modules(report)
    return {
        block.id: block
        for block in report.blocks
        if block.module_type
        and (block.id in branched or sum(has_weights(rows[id_]) for id_ in block.copies[0]) > 1)
    }


def branched_modules(report: Report) -> dict[str, Block]:
    """The composite modules whose rows do not form one chain, by their id, in order.

    Inception modules and residual blocks: they have no single row of layers to be shown.
    """
    rows, readers = rows_by_id(report), readers_of(report)
    return {
        block.id: block
        for block in report.blocks
        if block.module_type and _is_branched(block.copies[0], rows, readers)
    }


def _is_branched(copy: Sequence[str], rows: Mapping[str, Row], readers: Mapping[str, int]) -> bool:
    inside = set(copy)
    entries = [source for id_ in copy for source in rows[id_].inputs if source not in inside]
    return len(copy) > 1 and (
        any(readers.get(id_, 0) > 1 for id_ in copy[:-1])
        or any(len(inside.intersection(rows[id_].inputs)) > 1 for id_ in copy)
        or len(entries) > len(set(entries))
    )


def module_path(copy: Sequence[str], rows: Mapping[str, Row]) -> str:
    """The dotted path that all rows of a module share, with the final dot; "" if there is none."""
    paths = [f"{rows[id_].module or id_.rpartition('.')[0]}.".split(".") for id_ in copy]
    shared = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1 or not parts[0]:
            break
        shared.append(parts[0])
    return ".".join(shared) + "." if shared else ""


def module_name(copy: Sequence[str], rows: Mapping[str, Row]) -> str:
    """The path that all rows of a module share, without the final dot, else its first row's id."""
    return module_path(copy, rows).removesuffix(".") or copy[0]
