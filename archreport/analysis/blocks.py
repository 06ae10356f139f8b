"""Folded blocks, depth and the module tree, derived from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from torch import nn

from archreport.analysis.tracing.records import ModuleTree
from archreport.report.kinds import FOLLOWER_KINDS, has_weights
from archreport.report.longest_path import path_lengths
from archreport.report.model import Block, Module, Row, Stage

_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)


def blocks_of(rows: Sequence[Row], stages: Sequence[Stage], tree: ModuleTree) -> tuple[Block, ...]:
    """Fold neighbouring groups of rows that are configured alike.

    A group is a composite module (an inception module, a residual block) or, outside of one, a
    layer with the normalisation, activation and dropout that follow it.
    """
    by_id = {row.id: row for row in rows}
    stages_of = _stages_by_module(rows)
    composites = composites_of(rows, tree)
    blocks: list[Block] = []
    for stage in stages:
        folded: list[tuple[str, str, list[tuple[str, ...]]]] = []  # id, module type, copies
        previous: object = None
        inside = [by_id[name] for name in stage.rows]
        for path, group in _groups(inside, stages_of, composites):
            module_type = tree.types[path] if path else ""
            signature = (module_type, _signature(group, by_id))
            if signature != previous:
                folded.append((group[0].id, module_type, []))
            folded[-1][2].append(tuple(row.id for row in group))
            previous = signature
        blocks += [Block(name, stage.id, kind, tuple(copies)) for name, kind, copies in folded]
    return tuple(blocks)


def composites_of(rows: Sequence[Row], tree: ModuleTree) -> dict[str, tuple[str, ...]]:
    """For each module path of the rows: the composite modules around it, outermost first.

    A composite has submodules and a class of its own: an inception module, a residual block, but
    no ``nn.Sequential``, which only lists. The network itself is not among them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in {row.module for row in rows if row.module}:
        parts = path.split(".")
        outer = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        found[path] = tuple(name for name in outer if _is_composite(tree, name))
    return found


def _is_composite(tree: ModuleTree, path: str) -> bool:
    return path in tree.composites and not isinstance(tree.modules[path], _CONTAINERS)


def _stages_by_module(rows: Sequence[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        parts = row.module.split(".") if row.module else []
        for depth in range(1, len(parts) + 1):
            found[".".join(parts[:depth])].add(row.stage)
    return found


def _groups(
    inside: Sequence[Row],
    stages_of: Mapping[str, set[str]],
    composites: Mapping[str, tuple[str, ...]],
) -> list[tuple[str, list[Row]]]:
    """Neighbouring rows of one composite module, or a layer and its followers: (path, rows).

    Of the composites around a row the outermost one counts that lies within one stage.
    """
    groups: list[tuple[str, list[Row]]] = []
    for row in inside:
        around = composites.get(row.module, ())
        path = next((name for name in around if len(stages_of[name]) == 1), "")
        if groups and path == groups[-1][0] and (path or _follows(row, groups[-1][1])):
            groups[-1][1].append(row)
        else:
            groups.append((path, [row]))
    return groups


def _follows(row: Row, group: Sequence[Row]) -> bool:
    return row.kind in FOLLOWER_KINDS and row.inputs == (group[-1].id,)


def _signature(group: Sequence[Row], by_id: Mapping[str, Row]) -> tuple[object, ...]:
    """Everything that must be equal for two groups to fold into one."""
    place = {row.id: index for index, row in enumerate(group)}
    return tuple(
        (
            row.op,
            row.window,
            row.groups,
            tuple(sorted(row.hyper.items(), key=lambda item: item[0])),
            tuple(by_id[name].out_shape for name in row.inputs),
            row.out_shapes,
            tuple(place.get(name, -1) for name in row.inputs),
            row.param_count,
        )
        for row in group
    )


def weight_layers(rows: Sequence[Row], output: str) -> int:
    """Rows with weights on the longest path from an input to ``output``: the network's depth."""
    return path_lengths(rows, has_weights).get(output, 0)


def modules_of(tree: ModuleTree, calls: Mapping[str, int]) -> tuple[Module, ...]:
    """The module tree in definition order; a shared module appears under its first name."""
    return tuple(
        Module(path, name, tree.counts[path], calls.get(path, 0))
        for path, name in tree.types.items()
    )
