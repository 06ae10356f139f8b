"""Stages: the rows sorted by spatial resolution, as papers' tables and figures show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from archreport.analysis.composites import Composites, Instance
from archreport.analysis.resolution import area, is_rescaled, resolutions
from archreport.analysis.tracing.records import ModuleTree
from archreport.analysis.trunk import trunk_names
from archreport.operations.table import operation
from archreport.report.kinds import FOLLOWER_KINDS, SAME_SIZE_KINDS, WEIGHT_KINDS
from archreport.report.model import Row, Shape, Stage, StageKind

#: What a stage is by the first word of its id.
_KINDS: Mapping[str, StageKind] = {
    "stage": "body", "classifier": "classifier", "side": "side", "embedding": "embedding",
    "blocks": "blocks", "encoder": "encoder", "decoder": "decoder", "recurrent": "recurrent",
    "head": "head",
}  # fmt: skip
#: What may stand before the first layer without being a stage of its own.
_BARE = (*FOLLOWER_KINDS, "join", "reduce", "other")
Levels = dict[str, int]
#: How many changes of resolution lie before a row that makes one, and after it.
Step = tuple[int, int]


def with_stages(
    rows: Sequence[Row],
    output: str,
    tree: ModuleTree,
    composites: Composites,
    maps: Mapping[str, Shape | None],
) -> tuple[tuple[Row, ...], tuple[Stage, ...]]:
    """Give every row but the inputs its stage. ``output`` is the id of the main output's row.

    A stage is a run of rows at one resolution.

    * A pooling that reduces belongs to the stage it reads from, a strided convolution opens the
      next one.
    * A module whose branches all reduce (a residual block with a stride, a reduction module)
      belongs as a whole to the stage it leads to, as in the papers' tables.
    * A normalisation that alone works at a resolution belongs to the pooling before it.
    * What is done to a skip connection when it is taken up again (a crop, a 1×1 convolution)
      belongs to the stage that takes it up.
    * Rows that do not lead to ``output`` (auxiliary heads) form side stages.
    * What has no spatial extent left is the classifier, or, where equal modules follow one another
      there, an embedding, the blocks and a head (`archreport.analysis.trunk`).
    """
    by_id = {row.id: row for row in rows}
    readers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for source in row.inputs:
            readers[source].append(row.id)
    main = _ancestors(output, by_id)
    body = [row for row in rows if row.kind != "io" and row.id in main]
    resolution = resolutions(rows, readers, maps)
    moving = _from_inputs(rows)
    way = [row for row in body if row.id in moving] or body
    levels, steps = _levels(way, resolution, moving)
    _not_after_readers(way, readers, levels)
    _skips_with_readers(way, readers, levels)
    _modules_as_a_whole(way, composites, levels, steps)
    _no_stage_without_layers(way, levels, resolution)
    _constants_with_readers(body, readers, levels)
    names = _stage_names(body, levels, resolution)
    names.update(trunk_names(body, names, composites, tree))
    names.update(_side_names(rows, names))
    staged = tuple(_in_stage(row, names.get(row.id, "")) for row in rows)
    return staged, _stages(staged, resolution)


def _in_stage(row: Row, name: str) -> Row:
    """``replace(row, stage=name)``, which would go through all other fields one by one."""
    staged = object.__new__(Row)
    vars(staged).update(vars(row), stage=name)
    return staged


def _from_inputs(rows: Sequence[Row]) -> set[str]:
    """What an input leads to. Everything else (positions, masks, states to begin with) is
    constant."""
    found: set[str] = set()
    for row in rows:
        if row.kind == "io" or not found.isdisjoint(row.inputs):
            found.add(row.id)
    return found


def _ancestors(output: str, by_id: Mapping[str, Row]) -> set[str]:
    found: set[str] = set()
    queue = [output]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(by_id[name].inputs)
    return found


def _levels(
    body: Sequence[Row], resolution: Mapping[str, Shape], moving: Collection[str]
) -> tuple[Levels, dict[str, Step]]:
    """For each row how many changes of resolution precede it; and the rows that make one.

    What is not ``moving`` comes from no input, and has no say.
    """
    levels: Levels = {}
    after: Levels = {}
    steps: dict[str, Step] = {}
    for row in body:
        out = resolution[row.id]
        sources = [name for name in row.inputs if name in moving]
        # what is joined, or attended to, at another resolution is a side trip
        same = [name for name in sources if resolution[name] == out] if len(sources) > 1 else []
        before = max((after.get(name, 0) for name in same or sources), default=0)
        incoming = out if same else resolution[sources[0]] if sources else ()
        levels[row.id] = after[row.id] = before
        if _keeps_scale(row) or not is_rescaled(incoming, out):
            continue
        after[row.id] = before + 1
        steps[row.id] = (before, before + 1)
        if row.kind != "pool" or area(out) > area(incoming):
            levels[row.id] = before + 1
    return levels, steps


def _keeps_scale(row: Row) -> bool:
    """True where extents may change, but not what one position stands for: crops and rims."""
    return operation(row.op).layout in ("same scale", "padding")


def _not_after_readers(
    body: Sequence[Row], readers: Mapping[str, list[str]], levels: Levels
) -> None:
    """A row never stands in a later stage than its readers (squeeze-and-excitation side trips),
    and a padding stands with the layer it pads for."""
    for row in reversed(body):
        following = [levels[name] for name in readers[row.id] if name in levels]
        if following:
            first = min(following)
            is_rim = operation(row.op).layout == "padding"
            levels[row.id] = first if is_rim else min(levels[row.id], first)


def _skips_with_readers(
    body: Sequence[Row], readers: Mapping[str, list[str]], levels: Levels
) -> None:
    """A row that runs after its stage is over, and is read in later stages only, joins them."""
    reached: Levels = {}
    highest = 0
    for row in body:
        reached[row.id] = highest
        highest = max(highest, levels[row.id])
    for row in reversed(body):
        following = [levels[name] for name in readers[row.id] if name in levels]
        if following and levels[row.id] < reached[row.id]:
            levels[row.id] = max(levels[row.id], min(following))


def _constants_with_readers(
    body: Sequence[Row], readers: Mapping[str, list[str]], levels: Levels
) -> None:
    """What comes from no input stands where it is first read."""
    for row in reversed(body):
        if row.id not in levels:
            following = (levels[name] for name in readers[row.id] if name in levels)
            levels[row.id] = min(following, default=0)


def _modules_as_a_whole(
    body: Sequence[Row], composites: Composites, levels: Levels, steps: Mapping[str, Step]
) -> None:
    """Where parallel branches of one module take the same step, move the module behind it."""
    inside: dict[Instance, list[Row]] = defaultdict(list)
    for row in body:
        for instance in composites[row.id]:
            inside[instance].append(row)
    done: set[str] = set()
    for instance in sorted(inside, key=lambda one: -one[0].count(".")):  # innermost first
        members = inside[instance]
        taken = [steps[row.id] for row in members if row.id in steps and row.id not in done]
        found = {levels[row.id] for row in members}
        if len(taken) > 1 and len(set(taken)) == 1 and max(found) - min(found) == 1:
            for row in members:
                levels[row.id] = max(found)
                done.add(row.id)


def _no_stage_without_layers(
    body: Sequence[Row], levels: Levels, resolution: Mapping[str, Shape]
) -> None:
    """A normalisation between a pooling and a strided convolution stands with the pooling, and what
    is only cast or scaled before the first layer with that."""
    first, later = min(levels.values(), default=0), set(levels.values())
    opening = [row for row in body if levels[row.id] == first]
    if len(later) > 1 and all(row.kind in _BARE and not row.params for row in opening):
        for row in opening:
            levels[row.id] = min(later - {first})
    bare = {levels[row.id] for row in body if resolution[row.id]}
    bare -= {levels[row.id] for row in body if row.kind not in SAME_SIZE_KINDS}
    for row in body:
        if levels[row.id] in bare and levels[row.id] > 0:
            levels[row.id] -= 1


def _stage_names(
    body: Sequence[Row], levels: Mapping[str, int], resolution: Mapping[str, Shape]
) -> dict[str, str]:
    order = sorted(set(levels.values()))
    flat: set[int] = set()  # trailing levels without spatial extent: the classifier
    for level in reversed(order):
        inside = [row for row in body if levels[row.id] == level]
        shapes = [resolution[row.id] for row in inside if row.kind in WEIGHT_KINDS and row.params]
        shapes = shapes or [resolution[row.id] for row in inside]
        if any(area(shape) > 1 for shape in shapes if shape):
            break
        flat.add(level)
    number = {level: index for index, level in enumerate(order, start=1)}
    return {
        row.id: "classifier" if levels[row.id] in flat else f"stage-{number[levels[row.id]]}"
        for row in body
    }


def _side_names(rows: Sequence[Row], main: Mapping[str, str]) -> dict[str, str]:
    """Branches that leave the main path for good, numbered in the order they start.

    One without parameters (a state that is kept, a value that is looked at) is no branch: it stands
    with what it comes from, or with what runs before it.
    """
    branch: dict[str, int] = {}
    with_parameters: set[int] = set()
    count = 0
    for row in rows:
        if row.kind == "io" or row.id in main:
            continue
        known = [branch[source] for source in row.inputs if source in branch]
        count += not known
        branch[row.id] = known[0] if known else count
        if row.params:
            with_parameters.add(branch[row.id])
    order = {number: place for place, number in enumerate(sorted(with_parameters), start=1)}
    names: dict[str, str] = {}
    last = next(iter(main.values()), "")
    for row in rows:
        if row.id in branch and branch[row.id] in order:
            names[row.id] = f"side-{order[branch[row.id]]}"
        elif row.id in branch:
            read = (main.get(name) or names.get(name) for name in row.inputs)
            names[row.id] = next((name for name in read if name), last)
        last = names.get(row.id) or main.get(row.id, last)
    return names


def _stages(rows: Sequence[Row], resolution: Mapping[str, Shape]) -> tuple[Stage, ...]:
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.stage:
            members[row.stage].append(row)
    stages: list[Stage] = []
    for name, inside in members.items():
        kind = _KINDS[name.partition("-")[0]]
        extents = _resolution(inside, resolution) if kind in ("body", "side") else ()
        stages.append(
            Stage(
                id=name,
                kind=kind,
                number=int(name.partition("-")[2] or len(stages) + 1),
                resolution=extents,
                rows=tuple(row.id for row in inside),
                params=sum(row.param_count for row in inside),
                macs=sum(row.macs for row in inside),
                activations=sum(row.activations for row in inside),
            )
        )
    return tuple(stages)


def _resolution(inside: Sequence[Row], resolution: Mapping[str, Shape]) -> Shape:
    """That of the first layer with weights which works at the stage's own resolution. What works on
    one value per channel (squeeze-and-excitation) is a side trip where others work on a map."""
    found = [resolution[row.id] for row in inside if row.kind in WEIGHT_KINDS]
    if not inside[0].stage.startswith("side"):  # a head may end in fully connected layers
        found = [extents for extents in found if area(extents) > 1] or found
    if not found:
        return resolution[inside[0].id]
    return next(extents for extents in found if not is_rescaled(extents, found[-1]))
