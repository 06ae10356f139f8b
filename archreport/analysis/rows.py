"""From traced operations to the rows of the layer table: ids, parameters, costs and their sums."""

from __future__ import annotations

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import prod
from pathlib import Path

from torch import Tensor

from archreport.analysis.tracing.records import ModuleTree, TensorInfo, Trace, TracedCall
from archreport.operations.closed_forms import mac_sum, parameter_sum, worked
from archreport.operations.hyper_parameters import hyper_parameters
from archreport.operations.names import kind_of
from archreport.operations.receptive_field.field import Field, receptive_field, summary
from archreport.operations.windows import size_sums
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import Param, Row, Shape


def rows_of(trace: Trace) -> tuple[Row, ...]:
    """One row for each input tensor, then one for each operation, in the order they ran."""
    inputs = tuple(_input_row(name, info) for name, info in trace.inputs)
    ids = operation_ids(trace.operations, trace.tree, [row.id for row in inputs], trace.calls)
    parameters = trace.tree.parameters
    lines = _class_lines({operation.path for operation in trace.operations}, trace.tree)
    image = _image_size(trace.inputs)
    owner: dict[str, str] = {}
    rows: list[Row] = list(inputs)
    fields = {row.id: Field() if row.receptive else None for row in inputs}
    grids = {row.id: _grid(row.out_shape, None) for row in inputs}

    def name_of(position: int) -> str:
        return ids[position] if position >= 0 else inputs[-1 - position].id

    for position, operation in enumerate(trace.operations):
        row_inputs = tuple(name_of(source) for source in operation.inputs)
        row = _row(ids[position], operation, row_inputs, parameters, owner, trace, lines)
        field, sums = receptive_field(
            row.op,
            row.hyper,
            [fields[source] for source in row_inputs],
            row.in_shapes[0] if row.in_shapes else (),
            row.out_shape,
            image,
            grids[row_inputs[0]] if row_inputs else None,
        )
        fields[row.id] = field
        grids[row.id] = _grid(row.out_shape, grids[row_inputs[0]] if row_inputs else None)
        rows.append(replace(row, receptive=summary(field), sums={**row.sums, **sums}))
    return tuple(rows)


def _input_row(name: str, info: TensorInfo) -> Row:
    return Row(
        id=name,
        kind="io",
        op="input",
        module="",
        module_type="",
        inputs=(),
        in_shapes=(),
        out_shapes=(info.shape,),
        activations=info.numel,
        activation_bytes=info.numel * info.itemsize,
        receptive=summary(Field()) if len(info.shape) == 4 else None,
        sums=_activation_sum(info.shape),
    )


def _row(
    row_id: str,
    operation: TracedCall,
    inputs: tuple[str, ...],
    parameters: Mapping[str, Tensor],
    owner: dict[str, str],
    trace: Trace,
    lines: Mapping[str, str],
) -> Row:
    hyper = hyper_parameters(operation, parameters)
    params = tuple(
        Param(
            name=name,
            shape=tuple(parameters[name].shape),
            count=parameters[name].numel(),
            trainable=parameters[name].requires_grad,
            counted=owner.setdefault(name, row_id) == row_id,
        )
        for name in operation.parameters
    )
    counted = [param for param in params if param.counted]
    shapes = tuple(info.shape for info in operation.writes)
    weight_shapes = {param.shape for param in params}
    in_shapes = tuple(info.shape for info in operation.reads if info.shape not in weight_shapes)
    new = _first_of_each_storage(operation)
    macs = operation.macs
    sums: dict[str, Arithmetic] = {}
    if counted:
        sums["params"] = parameter_sum(operation.name, hyper, counted)
    if macs:
        mac = mac_sum(
            operation.name, hyper, [info.shape for info in operation.reads], shapes[0], macs
        )
        if mac is not None:
            sums["macs"] = mac
    if new and len({info.shape for info in new}) == 1:
        sums.update(_activation_sum(new[0].shape, len(new)))
    in_shape = operation.reads[0].shape if operation.reads else ()
    sums.update(size_sums(operation.name, hyper, in_shape, shapes[0]))
    return Row(
        id=row_id,
        kind=kind_of(operation.name, len(inputs)),
        op=operation.name,
        module=operation.path,
        module_type=operation.module_type,
        inputs=inputs,
        in_shapes=in_shapes,
        out_shapes=shapes,
        hyper=hyper,
        params=params,
        param_count=sum(param.count for param in counted),
        macs=macs,
        flops=2 * macs,
        storage="new" if new else "in place" if operation.in_place else "view",
        activations=sum(info.numel for info in new),
        activation_bytes=sum(info.numel * info.itemsize for info in new),
        call=operation.call,
        calls=trace.calls.get(operation.path, 1),
        source=operation.source or lines[operation.path],
        sums=sums,
    )


def _first_of_each_storage(operation: TracedCall) -> list[TensorInfo]:
    """The results that take new memory, once each (a second view of one storage is free)."""
    found: dict[int, TensorInfo] = {}
    for info in operation.writes:
        if info.storage in operation.new_storages:
            found.setdefault(info.storage, info)
    return list(found.values())


def _activation_sum(shape: Shape, results: int = 1) -> dict[str, Arithmetic]:
    """``c·h·w`` for the values stored, with the batch in front when it is not 1.

    ``results`` is how many tensors of this shape are stored: a max pooling that remembers its
    switches stores two.
    """
    extents = shape[1:] if shape[:1] == (1,) else shape
    if len(extents) < 2:
        return {}
    names = {2: ("n", "c"), 3: ("c", "h", "w"), 4: ("n", "c", "h", "w")}.get(
        len(extents), tuple(f"n{axis}" for axis in range(len(extents)))
    )
    values: dict[str, int | float] = dict(zip(names, extents, strict=True))
    if results > 1:
        names, values = ("results", *names), {"results": results, **values}
    return {"activations": worked("*".join(names), values, results * prod(extents))}


def operation_ids(
    operations: Sequence[TracedCall],
    tree: ModuleTree,
    taken: Sequence[str],
    calls: Mapping[str, int],
) -> list[str]:
    """Stable, human row ids.

    A layer is called by its module path (``conv3_1``). Where a module runs several operations,
    the one with the module's own parameters keeps the path and the others append their name
    (``layer1.0.add``). A second call appends ``@2``. Names never repeat.
    """
    per_call: dict[tuple[str, int], list[int]] = defaultdict(list)
    places: list[tuple[str, int]] = []
    for position, operation in enumerate(operations):
        path = _owner_path(operation, tree, calls)
        places.append((path, operation.call if path == operation.path else 1))
        per_call[places[-1]].append(position)
    weighted = {
        place: [p for p in inside if operations[p].parameters] for place, inside in per_call.items()
    }
    used: Counter[str] = Counter(taken)
    ids = []
    for position, operation in enumerate(operations):
        path, call = places[position]
        siblings = per_call[path, call]
        is_leaf = path in tree.modules and path not in tree.composites
        names_module = (
            is_leaf and path and (len(siblings) == 1 or weighted[path, call] == [position])
        )
        plain = operation.name.rstrip("_") or operation.name
        name = path if names_module else f"{path}.{plain}" if path else plain
        name = re.sub(r"[^\w.\-]", "_", name)
        if call > 1:
            name = f"{name}@{call}"
        used[name] += 1
        while used[name] > 1:
            name = f"{name}_{used[name]}"
            used[name] += 1
        ids.append(name)
    return ids


def _owner_path(operation: TracedCall, tree: ModuleTree, calls: Mapping[str, int]) -> str:
    """The module an operation belongs to; a submodule whose forward was called around its hooks
    is found by the parameters it owns."""
    owners = {name.rpartition(".")[0] for name in operation.parameters}
    if len(owners) == 1:
        owner = owners.pop()
        inside = owner != operation.path and (
            not operation.path or owner.startswith(f"{operation.path}.")
        )
        if inside and owner in tree.modules and not calls.get(owner):
            return owner
    return operation.path


def _class_lines(paths: Iterable[str], tree: ModuleTree) -> dict[str, str]:
    """``file.py:line`` of the class of the nearest module around each path that is not PyTorch's
    own, or "" where there is none with a source."""
    lines: dict[type, str] = {}
    found: dict[str, str] = {}
    for path in paths:
        parts = path.split(".") if path else []
        outwards = (".".join(parts[:depth]) for depth in range(len(parts), -1, -1))
        kinds = (type(tree.modules[name]) for name in outwards if name in tree.modules)
        kind = next((k for k in kinds if not k.__module__.startswith("torch.")), None)
        if kind is not None and kind not in lines:
            lines[kind] = _class_line(kind)
        found[path] = lines[kind] if kind is not None else ""
    return found


def _class_line(kind: type) -> str:
    try:
        file = inspect.getsourcefile(kind)
        return f"{Path(file).name}:{inspect.getsourcelines(kind)[1]}" if file else ""
    except (OSError, TypeError):
        return ""


def _grid(shape: Shape, before: tuple[int, int] | None) -> tuple[int, int] | None:
    """(height, width) of a feature map; a flattened one keeps that of the map it came from."""
    return (shape[2], shape[3]) if len(shape) == 4 else before


def _image_size(inputs: Sequence[tuple[str, TensorInfo]]) -> tuple[int, int] | None:
    shape = inputs[0][1].shape if inputs else ()
    return (shape[2], shape[3]) if len(shape) == 4 else None
