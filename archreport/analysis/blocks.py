"""Folded blocks, depth and the module tree, derived from the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from archreport.analysis.composites import Composites, Instance
from archreport.analysis.tracing.records import ModuleTree
from archreport.analysis.trunk import runs_of
from archreport.report.kinds import FOLLOWER_KINDS, has_weights
from archreport.report.longest_path import path_lengths
from archreport.report.model import Block, Module, Row, Stage
from archreport.report.repetition import configuration, numbered, repeats_of, wiring


def blocks_of(
    rows: Sequence[Row], stages: Sequence[Stage], tree: ModuleTree, composites: Composites
) -> tuple[Block, ...]:
    """Fold neighbouring groups of rows that are configured alike.

    A group is a call of a composite module (an inception module, a residual block) or, outside of
    one, a layer with the normalisation, activation and dropout that follow it; of such layers a
    period that repeats, as the body of a loop does, is a group too.
    """
    by_id = {row.id: row for row in rows}
    stages_of = _stages_by_instance(rows, composites)
    opened = _opened(rows, composites, tree)
    blocks: list[Block] = []
    for stage in stages:
        folded: list[tuple[str, str, list[tuple[str, ...]]]] = []  # id, module type, copies
        previous: object = None
        inside = [by_id[name] for name in stage.rows]
        for instance, copies in _loops(_groups(inside, stages_of, composites, opened)):
            module_type = tree.types[instance[0]] if instance else ""
            signature = (module_type, _signature(copies[0], by_id))
            if signature != previous:
                folded.append((copies[0][0].id, module_type, []))
            folded[-1][2].extend(tuple(row.id for row in copy) for copy in copies)
            previous = signature
        blocks += [Block(name, stage.id, kind, tuple(copies)) for name, kind, copies in folded]
    return tuple(blocks)


#: Rows of one call of a composite module, or of a layer outside of one.
_Grouped = tuple[Instance | None, list[Row]]


def _loops(groups: Sequence[_Grouped]) -> Iterator[tuple[Instance | None, list[list[Row]]]]:
    """Every group with its copies: several only where layers outside of modules repeat in a period
    of more than one, which is then a group."""
    for is_loose, some in groupby(groups, lambda group: group[0] is None):
        run = list(some)
        if not is_loose:
            yield from ((instance, [rows]) for instance, rows in run)
            continue
        items = numbered([tuple(map(configuration, rows)) for _, rows in run])
        for repeat in repeats_of(items):
            parts = [[row for at in copy for row in run[at][1]] for copy in repeat.copies()]
            if repeat.period > 1 and len({wiring(part) for part in parts}) == 1:
                yield None, parts
            else:
                yield from ((None, [run[at][1]]) for copy in repeat.copies() for at in copy)


def _stages_by_instance(rows: Sequence[Row], composites: Composites) -> dict[Instance, set[str]]:
    found: dict[Instance, set[str]] = defaultdict(set)
    for row in rows:
        for instance in composites[row.id]:
            found[instance].add(row.stage)
    return found


def _opened(rows: Sequence[Row], composites: Composites, tree: ModuleTree) -> set[Instance]:
    """Composite modules that only hold a run of blocks (the encoder of a transformer, a stage): not
    they are folded, but what they hold."""
    held = Counter(one for row in rows for one in composites[row.id])
    in_runs: Counter[Instance] = Counter()
    for run in runs_of(rows, composites, tree, least_layers=2):
        outer = composites[run[0].rows[0].id]
        for instance in outer[: outer.index(run[0].instance)] if run[0].instance else ():
            in_runs[instance] += sum(len(group.rows) for group in run)
    return {instance for instance, inside in in_runs.items() if 2 * inside >= held[instance]}


def _groups(
    inside: Sequence[Row],
    stages_of: Mapping[Instance, set[str]],
    composites: Composites,
    opened: Collection[Instance],
) -> list[_Grouped]:
    """Neighbouring rows of one composite module's call, or a layer and its followers.

    Of the composites around a row the outermost one counts that lies within one stage, and is more
    than what holds blocks.
    """
    groups: list[_Grouped] = []
    for row in inside:
        around = composites[row.id]
        own = next((one for one in around if len(stages_of[one]) == 1 and one not in opened), None)
        if groups and own == groups[-1][0] and (own or _follows(row, groups[-1][1])):
            groups[-1][1].append(row)
        else:
            groups.append((own, [row]))
    return groups


def _follows(row: Row, group: Sequence[Row]) -> bool:
    return row.kind in FOLLOWER_KINDS and row.inputs == (group[-1].id,)


def _signature(group: Sequence[Row], by_id: Mapping[str, Row]) -> tuple[object, ...]:
    """Everything that must be equal for two groups to fold into one.

    A parameter that was counted before is like its first use: one layer called twelve times is
    twelve times the same.
    """
    return (
        wiring(group),
        tuple(
            (configuration(row), tuple(by_id[name].out_shape for name in row.inputs))
            for row in group
        ),
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
