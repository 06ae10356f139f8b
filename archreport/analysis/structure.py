"""Stages, folded blocks, depth and the module tree, derived from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from torch import nn

from archreport.report import Block, Module, Row, Shape, Stage

_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
_WEIGHTED = ("conv", "up", "linear", "local")
# Layout operations that keep a picture a picture; a crop is no change of resolution.
_RESHAPES_NOTHING = frozenset(
    """pad getitem center_crop narrow contiguous clone chunk split pixel_shuffle pixel_unshuffle
    detach to float""".split()  # noqa: SIM905
)
_FOLLOWERS = ("norm", "act", "drop", "shape")


def with_stages(rows: Sequence[Row], output: str) -> tuple[tuple[Row, ...], tuple[Stage, ...]]:
    """Give every row but the inputs its stage. ``output`` is the id of the main output's row.

    A stage is a run of rows at one resolution. A pooling that reduces belongs to the stage it
    reads from; a strided convolution opens the next one. Rows that do not lead to ``output``
    (auxiliary heads) form side stages. What has no spatial extent left is the classifier.
    """
    by_id = {row.id: row for row in rows}
    readers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for source in row.inputs:
            readers[source].append(row.id)
    main = _ancestors(output, by_id)
    resolution = _resolutions(rows, readers)
    level: dict[str, int] = {}
    after: dict[str, int] = {}
    for row in rows:
        if row.kind == "io" or row.id not in main:
            level[row.id] = after[row.id] = 0
            continue
        level[row.id], after[row.id] = _level(row, resolution, after)
    # A row never stands in a later stage than its readers (squeeze-and-excitation side trips),
    # and a padding stands with the layer it pads for.
    for row in reversed(rows):
        following = [level[name] for name in readers[row.id] if name in main]
        if row.id in main and following:
            first = min(following)
            level[row.id] = first if row.op == "pad" else min(level[row.id], first)
    names = _stage_names(rows, main, level, resolution)
    names.update(_side_names(rows, main, by_id))
    staged = tuple(replace(row, stage=names.get(row.id, "")) for row in rows)
    return staged, _stages(staged, resolution)


def _resolutions(rows: Sequence[Row], readers: Mapping[str, list[str]]) -> dict[str, Shape]:
    """The picture resolution each row works at, () where there is no picture any more.

    Four dimensions alone make no picture (attention heads have four too): it comes from the input
    or from a convolution, and survives what keeps or resizes positions. Padding does not count as
    a change. A detour through other layouts (channels last and back) keeps its resolution.
    """
    found: dict[str, Shape] = {}
    seen: set[Shape] = set()
    for row in rows:
        out = spatial(row.out_shape)
        before = next((found[name] for name in row.inputs if found.get(name)), ())
        if row.op == "pad" and before:
            out = before
        elif row.kind == "shape" and row.op not in _RESHAPES_NOTHING:
            out = out if out in seen else ()
        elif row.kind not in ("io", "conv", "up", "local") and (not before or row.kind == "linear"):
            out = ()
        found[row.id] = out
        seen.add(out)
    returns: dict[str, bool] = {}
    for row in reversed(rows):
        returns[row.id] = bool(found[row.id]) or any(returns[name] for name in readers[row.id])
    for row in rows:
        if not found[row.id] and returns[row.id]:
            found[row.id] = next((found[name] for name in row.inputs if found.get(name)), ())
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


def _level(row: Row, resolution: Mapping[str, Shape], after: Mapping[str, int]) -> tuple[int, int]:
    """The number of resolution changes before this row, and after it."""
    out = resolution[row.id]
    sources = [name for name in row.inputs if name in after]
    same = [name for name in sources if resolution[name] == out] if row.kind == "join" else []
    before = max((after[name] for name in same or sources), default=0)
    incoming = out if same else resolution[sources[0]] if sources else ()
    if row.op in _RESHAPES_NOTHING or not _rescaled(incoming, out):
        return before, before
    if row.kind == "pool" and _area(out) < _area(incoming):
        return before, before + 1
    return before + 1, before + 1


def spatial(shape: Shape) -> Shape:
    """The spatial extents of a feature map, () for anything else."""
    return shape[2:] if len(shape) in (4, 5) else ()


def _area(extents: Shape) -> int:
    area = 1
    for extent in extents:
        area *= extent
    return area


def _rescaled(before: Shape, after: Shape) -> bool:
    """A change by a stride or an upsampling, not the rim a convolution without padding cuts off."""
    if bool(before) != bool(after):
        return True
    return any(a * 3 <= b * 2 or b * 3 <= a * 2 for b, a in zip(before, after, strict=False))


def _stage_names(
    rows: Sequence[Row], main: set[str], level: Mapping[str, int], resolution: Mapping[str, Shape]
) -> dict[str, str]:
    body = [row for row in rows if row.kind != "io" and row.id in main]
    levels = sorted({level[row.id] for row in body})
    flat: set[int] = set()  # trailing levels without spatial extent: the classifier
    for number in reversed(levels):
        shapes = [resolution[row.id] for row in body if level[row.id] == number]
        if any(_area(shape) > 1 for shape in shapes if shape):
            break
        flat.add(number)
    order = {number: index for index, number in enumerate(levels, start=1)}
    return {
        row.id: "classifier" if level[row.id] in flat else f"stage-{order[level[row.id]]}"
        for row in body
    }


def _side_names(rows: Sequence[Row], main: set[str], by_id: Mapping[str, Row]) -> dict[str, str]:
    """Branches that leave the main path for good, numbered in the order they start."""
    names: dict[str, str] = {}
    count = 0
    for row in rows:
        if row.kind == "io" or row.id in main:
            continue
        known = [names[source] for source in row.inputs if source in names]
        if not known:
            count += 1
        names[row.id] = known[0] if known else f"side-{count}"
    return names


def _stages(rows: Sequence[Row], resolution: Mapping[str, Shape]) -> tuple[Stage, ...]:
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.stage:
            members[row.stage].append(row)
    stages: list[Stage] = []
    for name, inside in members.items():
        kind = name.partition("-")[0]
        first = next((row for row in inside if row.kind in _WEIGHTED), inside[0])
        stages.append(
            Stage(
                id=name,
                kind="classifier" if kind == "classifier" else "side" if kind == "side" else "body",
                number=int(name.partition("-")[2] or len(stages) + 1),
                resolution=() if kind == "classifier" else resolution[first.id],
                rows=tuple(row.id for row in inside),
                params=sum(row.param_count for row in inside),
                macs=sum(row.macs for row in inside),
                activations=sum(row.activations for row in inside),
            )
        )
    return tuple(stages)


def blocks_of(rows: Sequence[Row], stages: Sequence[Stage], model: nn.Module) -> tuple[Block, ...]:
    """Fold neighbouring groups of rows that are configured alike.

    A group is a composite module (an inception module, a residual block) or, outside of one, a
    layer with the normalisation, activation and dropout that follow it.
    """
    by_id = {row.id: row for row in rows}
    stage_of = _stages_by_module(rows)
    blocks: list[Block] = []
    for stage in stages:
        previous: object = None
        for path, group in _groups([by_id[name] for name in stage.rows], stage_of, model):
            module_type = type(model.get_submodule(path)).__name__ if path else ""
            signature = (module_type, _signature(group, by_id))
            ids = tuple(row.id for row in group)
            if signature == previous:
                blocks[-1] = replace(blocks[-1], copies=(*blocks[-1].copies, ids))
            else:
                blocks.append(Block(ids[0], stage.id, module_type, (ids,)))
            previous = signature
    return tuple(blocks)


def _composite(row: Row, stage_of: Mapping[str, set[str]], model: nn.Module) -> str:
    """The outermost composite module around a row that lies within one stage, or ""."""
    parts = row.module.split(".") if row.module else []
    for depth in range(1, len(parts)):
        path = ".".join(parts[:depth])
        if _is_composite(path, model) and len(stage_of.get(path, ())) == 1:
            return path
    if row.module and _is_composite(row.module, model) and len(stage_of[row.module]) == 1:
        return row.module
    return ""


def _is_composite(path: str, model: nn.Module) -> bool:
    module = model.get_submodule(path)
    return not isinstance(module, _CONTAINERS) and any(True for _ in module.children())


def _stages_by_module(rows: Sequence[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        parts = row.module.split(".") if row.module else []
        for depth in range(1, len(parts) + 1):
            found[".".join(parts[:depth])].add(row.stage)
    return found


def _groups(
    inside: Sequence[Row], stage_of: Mapping[str, set[str]], model: nn.Module
) -> list[tuple[str, list[Row]]]:
    """Neighbouring rows of one composite module, or a layer and its followers: (path, rows)."""
    groups: list[tuple[str, list[Row]]] = []
    for row in inside:
        path = _composite(row, stage_of, model)
        if groups and path == groups[-1][0] and (path or row.kind in _FOLLOWERS):
            groups[-1][1].append(row)
        else:
            groups.append((path, [row]))
    return groups


def _signature(group: Sequence[Row], by_id: Mapping[str, Row]) -> tuple[object, ...]:
    """Everything that must be equal for two groups to fold into one."""
    place = {row.id: index for index, row in enumerate(group)}
    return tuple(
        (
            row.op,
            tuple(sorted(row.hyper.items(), key=lambda item: item[0])),
            tuple(by_id[name].out_shape for name in row.inputs),
            row.out_shapes,
            tuple(place.get(name, -1) for name in row.inputs),
            row.param_count,
        )
        for row in group
    )


def weight_layers(rows: Sequence[Row], output: str) -> int:
    """Rows with weight matrices or kernels on the longest path from an input to ``output``."""
    longest: dict[str, int] = {}
    for row in rows:
        before = max((longest.get(name, 0) for name in row.inputs), default=0)
        weighted = row.kind in _WEIGHTED and any(len(p.shape) > 1 for p in row.params)
        longest[row.id] = before + weighted
    return longest.get(output, 0)


def modules_of(model: nn.Module, calls: Mapping[str, int]) -> tuple[Module, ...]:
    """The module tree in definition order; a shared module appears under its first name."""
    return tuple(
        Module(path, type(module).__name__, sum(p.numel() for p in module.parameters()),
               calls.get(path, 0))
        for path, module in model.named_modules()
    )  # fmt: skip
