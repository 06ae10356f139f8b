"""Stages where resolution is not the story: an embedding, equal blocks, a head.

Among rows without a spatial extent, the trunk is where composite modules of one class follow one
another, each reading what the one before it made: the blocks of a transformer or a mixer, layers of
recurrent networks. What comes before is the embedding, what comes after is the head. Several such
runs are blocks 1, 2 …; where later ones also read what an earlier run made, they are a decoder and
that run is its encoder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from archreport.analysis.composites import Composites, Instance, parent
from archreport.analysis.tracing.records import ModuleTree
from archreport.report.kinds import has_weights
from archreport.report.model import Row
from archreport.report.repetition import configuration, numbered, repeats_of

_RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")
#: What makes the states that a recurrent layer begins with.
_STATES = ("zeros", "new_zeros", "zeros_like", "ones", "new_ones", "full", "new_full", "randn")
#: A map that is only cut into patches belongs to the embedding: so many layers of weights at most.
_PATCHES = 2


@dataclass(frozen=True)
class Group:
    """Neighbouring rows of one composite module's call; loose rows have no instance."""

    instance: Instance | None
    rows: tuple[Row, ...]


#: Groups that follow one another, and which are the blocks of one trunk.
Run = tuple[Group, ...]


def trunk_names(
    body: Sequence[Row], names: Mapping[str, str], composites: Composites, tree: ModuleTree
) -> dict[str, str]:
    """The names of the stages that take the place of the classifier, by row; {} where it stays.

    ``names`` are those by resolution. A single stage before it, that only cuts the picture into
    patches, becomes a part of the embedding.
    """
    flat = [row for row in body if names[row.id] == "classifier"]
    before = [row for row in body if names[row.id] != "classifier"]
    layers = [row for row in before if has_weights(row)]
    is_patches = len(layers) <= _PATCHES and len({names[row.id] for row in layers}) < 2
    runs = runs_of(flat, composites, tree, least_layers=1 if is_patches else 2)
    kinds = _kinds(flat, runs)
    if not runs and not before:
        runs, kinds = _recurrent(flat)
    if not runs:
        return {}
    return _named(before + flat if is_patches else flat, runs, kinds)


def runs_of(
    rows: Sequence[Row], composites: Composites, tree: ModuleTree, *, least_layers: int = 1
) -> list[Run]:
    """Every run of blocks among ``rows``, each at the outermost level at which modules repeat.

    The modules of a run are of one class, or listed by one container; one that stands alone of its
    class is no end of a run. Two of them at least are configured alike, and each has
    ``least_layers`` layers of weights.
    """
    return _runs_at(groups_at(rows, composites, 0), 0, composites, tree, least_layers)


def groups_at(rows: Sequence[Row], composites: Composites, depth: int) -> list[Group]:
    """Rows by the composite module's call around them at a depth."""

    def instance(row: Row) -> Instance | None:
        around = composites[row.id]
        return around[depth] if len(around) > depth else None

    return [Group(one, tuple(rows)) for one, rows in groupby(rows, instance)]


def _runs_at(
    groups: Sequence[Group], depth: int, composites: Composites, tree: ModuleTree, least: int
) -> list[Run]:
    found: list[Run] = []
    for candidate in _sequences(groups, tree):
        run = _trimmed(candidate, tree)
        if _repeats(run) and all(_layers(group) >= least for group in run if group.instance):
            found.append(run)
            continue
        for group in candidate:
            if group.instance:
                inner = groups_at(group.rows, composites, depth + 1)
                found += _runs_at(inner, depth + 1, composites, tree, least)
    return found


def _sequences(groups: Sequence[Group], tree: ModuleTree) -> list[list[Group]]:
    """Composite modules of one class or one container that follow one another, with what is done
    between them without weights."""
    found: list[list[Group]] = []
    between: list[Group] = []
    last: Group | None = None
    for group in groups:
        if group.instance is None:
            between.append(group)
            continue
        bare = not any(row.params for loose in between for row in loose.rows)
        if last is not None and bare and _continues(last, group, between, tree):
            found[-1] += [*between, group]
        else:
            found.append([group])
        between, last = [], group
    return found


def _continues(last: Group, group: Group, between: Sequence[Group], tree: ModuleTree) -> bool:
    """True where ``group`` reads what ``last`` made, and is of its class or its container."""
    if last.instance is None or group.instance is None:
        return False
    one, two = last.instance[0], group.instance[0]
    container = parent(tree, one)
    if tree.types[one] != tree.types[two] and not (container and container == parent(tree, two)):
        return False
    made = {row.id for row in last.rows}
    for loose in between:
        made.update(row.id for row in loose.rows if made.intersection(row.inputs))
    return any(made.intersection(row.inputs) for row in group.rows)


def _trimmed(candidate: Sequence[Group], tree: ModuleTree) -> Run:
    """The run from the first to the last module whose class comes twice."""
    kinds = Counter(tree.types[group.instance[0]] for group in candidate if group.instance)
    places = [
        place
        for place, group in enumerate(candidate)
        if group.instance and kinds[tree.types[group.instance[0]]] > 1
    ]
    return tuple(candidate[places[0] : places[-1] + 1]) if places else ()


def _repeats(run: Run) -> bool:
    """True where two modules of a run are configured alike."""
    seen: set[object] = set()
    for group in run:
        if group.instance:
            signature = tuple(configuration(row) for row in group.rows)
            if signature in seen:
                return True
            seen.add(signature)
    return False


def _layers(group: Group) -> int:
    return sum(has_weights(row) for row in group.rows)


def _recurrent(rows: Sequence[Row]) -> tuple[list[Run], list[str]]:
    """From the first recurrent layer to the last, or the steps of a loop that uses the same
    parameters in each."""
    places = [place for place, row in enumerate(rows) if row.op in _RECURRENT]
    spans = [(places[0], places[-1] + 1)] if places else _scans(rows)
    if not spans:
        return [], []
    start, stop = spans[0][0], spans[-1][1]
    while start and rows[start - 1].op in _STATES:
        start -= 1  # the states that it begins with
    return [(Group(None, tuple(rows[start:stop])),)], ["recurrent"]


def _scans(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where a loop runs over its steps: rows that repeat, with parameters that were used before."""
    return [
        (repeat.start, repeat.stop)
        for repeat in repeats_of(numbered([configuration(row) for row in rows]))
        if repeat.count > 2 and _shares_parameters(rows[repeat.start : repeat.stop], repeat.period)
    ]


def _shares_parameters(rows: Sequence[Row], period: int) -> bool:
    later = [param for row in rows[period:] for param in row.params]
    return bool(later) and not any(param.counted for param in later)


def _kinds(rows: Sequence[Row], runs: Sequence[Run]) -> list[str]:
    """ "blocks" for each run, or "encoder" and "decoder" where blocks behind the first of one run
    also read what another has made."""
    kinds = ["blocks"] * len(runs)
    origin = {row.id: number for number, run in enumerate(runs) for g in run for row in g.rows}
    for row in rows:  # a normalisation of what a run made is still its result
        if row.id not in origin:
            origin[row.id] = max((origin.get(name, -1) for name in row.inputs), default=-1)
    for number, run in enumerate(runs):
        read = {name for group in run[1:] for row in group.rows for name in row.inputs}
        for source in {origin.get(name, -1) for name in read}:
            if 0 <= source < number:
                kinds[source], kinds[number] = "encoder", "decoder"
    return kinds


def _named(rows: Sequence[Row], runs: Sequence[Run], kinds: Sequence[str]) -> dict[str, str]:
    """The name of every row's stage. Between two runs, what reads the first belongs to it, and what
    does not is an embedding again."""
    run_of = {row.id: number for number, run in enumerate(runs) for g in run for row in g.rows}
    numbers: Counter[str] = Counter()
    behind: set[str] = set()  # rows of runs, and what reads them
    reached, kind, current = -1, "", ""
    names: dict[str, str] = {}
    for row in rows:
        number = run_of.get(row.id)
        reads_run = not behind.isdisjoint(row.inputs)
        if number is not None:
            now, reached, opens = kinds[number], number, number != reached
        else:
            now = "head" if reached == len(runs) - 1 else kind if reads_run else "embedding"
            opens = now != kind
        if opens:
            numbers[now] += 1
            kind, current = now, f"{now}-{numbers[now]}"
        if number is not None or reads_run:
            behind.add(row.id)
        names[row.id] = current
    return names
