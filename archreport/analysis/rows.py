"""From traced operations to the rows of the layer table: ids, parameters, costs and their sums."""

from __future__ import annotations

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import prod
from pathlib import Path
from weakref import WeakKeyDictionary

from torch import Tensor

from archreport.analysis.axes import Layouts
from archreport.analysis.tracing.records import (
    ModuleTree,
    Origin,
    TensorInfo,
    Trace,
    TracedCall,
)
from archreport.operations.call import Arguments, Call
from archreport.operations.closed_forms import closed_macs, parameter_sum, sum_of_products
from archreport.operations.hyper_parameters import read_call
from archreport.operations.receptive_field.field import (
    NOTHING,
    Field,
    field_of_anything,
    field_of_input,
    summary,
)
from archreport.operations.receptive_field.rules import Operand, field_behind
from archreport.operations.table import operation
from archreport.operations.windows import dimensions_of, size_sums
from archreport.report.arithmetic import PARSING, Arithmetic, worked
from archreport.report.model import Param, ReceptiveField, Row, Shape


def rows_of(trace: Trace, layouts: Layouts) -> tuple[Row, ...]:
    """One row for each input tensor, then one for each operation, in the order they ran."""
    fields = _InputFields(trace)
    inputs = tuple(
        _input_row(name, info, fields.of(info), batch)
        for (name, info), batch in zip(trace.inputs, layouts.batch, strict=False)
    )
    ids = operation_ids(trace.operations, trace.tree, [row.id for row in inputs], trace.calls)
    parameters = trace.tree.parameters
    lines = _class_lines({traced.path for traced in trace.operations}, trace.tree)
    owner: dict[str, str] = {}
    rows: list[Row] = list(inputs)
    batch = layouts.batch[len(inputs) :]
    seen: list[tuple[Field | None, ...]] = []
    numbers: dict[int, ReceptiveField | None] = {}

    def name_of(position: int) -> str:
        return ids[position] if position >= 0 else inputs[-1 - position].id

    for position, traced in enumerate(trace.operations):
        read = tuple(name_of(source) for source in traced.inputs)
        call = _call(traced, parameters)
        row = _row(ids[position], traced, call, read, parameters, owner, trace, lines)
        found, sums = field_behind(
            operation(traced.name).field, _operands(traced, fields, seen), call
        )
        seen.append(found)
        first = found[0]
        if id(first) not in numbers:  # many operations leave the field of what they read as it is
            numbers[id(first)] = summary(first)
        rows.append(
            replace(
                row,
                batch_axes=batch[position],
                receptive=numbers[id(first)],
                sums={**row.sums, **sums},
            )
        )
    return tuple(rows)


class _InputFields:
    """The fields of a model's inputs, in pixels of the first, which must be a picture, a signal or
    a volume. A number or a vector beside it has nothing of it; any other input is not known."""

    def __init__(self, trace: Trace) -> None:
        self._dimensions = _dimensions(trace)
        self.picture = trace.inputs[0][1].shape[2:] if self._dimensions else ()
        self._inputs = trace.inputs

    def of(self, info: TensorInfo) -> Field | None:
        if not self._dimensions:
            return None
        if len(info.shape) < 3:
            return NOTHING
        if len(info.shape) != 2 + self._dimensions:
            return None
        return field_of_input(info.shape, self._dimensions)

    def at(self, number: int) -> Field | None:
        return self.of(self._inputs[number][1])


def _operands(
    traced: TracedCall, inputs: _InputFields, seen: Sequence[tuple[Field | None, ...]]
) -> list[Operand] | None:
    """The tensors that a call reads, each with its field; None where one is not known."""
    names = tuple(traced.tensors)
    if tuple(traced.tensors.values()) != tuple(info.shape for info in traced.reads):
        names = ("",) * len(traced.reads)  # some of them are in lists
    operands = []
    for info, origin, name in zip(traced.reads, traced.origins, names, strict=True):
        field = _field_of(origin, info.shape, inputs, seen)
        if field is None:
            return None
        operands.append(Operand(info.shape, field, name))
    return operands


def _field_of(
    origin: Origin | None,
    shape: Shape,
    inputs: _InputFields,
    seen: Sequence[tuple[Field | None, ...]],
) -> Field | None:
    if origin is None:
        return NOTHING
    if origin.position < 0:
        return inputs.at(-1 - origin.position)
    results = seen[origin.position]
    field = results[origin.output] if origin.output < len(results) else None
    if field is not None and origin.overwritten:
        return field_of_anything(shape, inputs.picture) if inputs.picture else None
    return field


def _dimensions(trace: Trace) -> int:
    """How many spatial dimensions the first input has, in whose pixels fields are measured; 0 where
    it is no picture.

    Rank 4 is a picture. Rank 3 is a signal, and rank 5 a volume, where some window slides over a
    tensor of that rank; a sequence of tokens, (N, tokens, features), has rank 3 too.
    """
    shape = trace.inputs[0][1].shape if trace.inputs else ()
    windowed = {
        len(traced.reads[0].shape)
        for traced in trace.operations
        if traced.reads
        and operation(traced.name).window
        and len(traced.reads[0].shape) == 2 + dimensions_of(traced.name)
    }
    return len(shape) - 2 if len(shape) in {4, *windowed} else 0


def closed_form_macs(trace: Trace) -> tuple[int, int]:
    """The second method for MACs: of all operations that have a closed form, what was measured and
    what the forms give."""
    parameters = trace.tree.parameters
    measured = by_forms = 0
    for traced in trace.operations:
        rule = operation(traced.name).macs
        if rule is None or not _has_its_shapes(traced):
            continue
        closed = closed_macs(rule, _call(traced, parameters))
        if closed is not None:
            measured += traced.macs
            by_forms += int(closed.result)
    return measured, by_forms


def _has_its_shapes(traced: TracedCall) -> bool:
    """True where shapes say all: not under ``torch.vmap``, and of no sparse tensor."""
    return not traced.batched and not any(info.sparse for info in traced.reads)


def _input_row(
    name: str, info: TensorInfo, field: Field | None, batch: tuple[int | None, ...]
) -> Row:
    return Row(
        id=name,
        kind="io",
        op="input",
        module="",
        module_type="",
        inputs=(),
        in_shapes=(),
        out_shapes=(info.shape,),
        batch_axes=batch,
        activations=info.numel,
        activation_bytes=info.nbytes,
        receptive=summary(field),
        sums={} if info.sparse else _activation_sum(info.shape),
    )


def _call(traced: TracedCall, parameters: Mapping[str, Tensor]) -> Call:
    """What the rules of the operation need to know of a call."""
    sources = _in_shapes(traced, parameters)
    return read_call(
        operation(traced.name),
        Arguments(traced.name, traced.arguments, traced.tensors),
        reads=tuple(info.shape for info in traced.reads),
        source=sources[0] if sources else (),
        writes=tuple(info.shape for info in traced.writes),
    )


def _in_shapes(traced: TracedCall, parameters: Mapping[str, Tensor]) -> tuple[Shape, ...]:
    """The shapes of what is read, without those of parameters."""
    weights = {tuple(parameters[name].shape) for name in traced.parameters}
    return tuple(info.shape for info in traced.reads if info.shape not in weights)


def _row(
    row_id: str,
    traced: TracedCall,
    call: Call,
    inputs: tuple[str, ...],
    parameters: Mapping[str, Tensor],
    owner: dict[str, str],
    trace: Trace,
    lines: Mapping[str, str],
) -> Row:
    known = operation(traced.name)
    params = tuple(
        Param(
            name=name,
            shape=tuple(parameters[name].shape),
            count=parameters[name].numel(),
            trainable=parameters[name].requires_grad,
            counted=owner.setdefault(name, row_id) == row_id,
        )
        for name in traced.parameters
    )
    counted = [param for param in params if param.counted]
    new = _stored(traced, trace.storage_bytes)
    macs = traced.macs
    sums: dict[str, Arithmetic] = {}
    if counted:
        sums["params"] = parameter_sum(known.parameters, call, counted)
    closed = closed_macs(known.macs, call) if _has_its_shapes(traced) else None
    if closed is None or closed.result != macs:
        closed = sum_of_products(traced.products, macs)
    if macs and closed is not None:
        sums["macs"] = closed
    if len({info.shape for info in new}) == 1 and not any(info.sparse for info in new):
        sums.update(_activation_sum(new[0].shape, len(new)))
    sums.update(size_sums(known.sizes, call))
    return Row(
        id=row_id,
        kind=known.kind_reading(len(inputs)),
        op=traced.name,
        module=traced.path,
        module_type=traced.module_type,
        inputs=inputs,
        in_shapes=_in_shapes(traced, parameters),
        out_shapes=tuple(info.shape for info in traced.writes),
        window=call.window,
        groups=call.groups,
        hyper=dict(call.hyper),
        params=params,
        param_count=sum(param.count for param in counted),
        macs=macs,
        flops=2 * macs,
        storage="new" if new else "in place" if traced.in_place else "view",
        activations=sum(info.numel for info in new),
        activation_bytes=sum(info.nbytes for info in new),
        call=traced.call,
        calls=trace.calls.get(traced.path, 1),
        source=traced.source or lines[traced.path],
        sums=sums,
    )


def _stored(traced: TracedCall, storage_bytes: Mapping[int, int]) -> list[TensorInfo]:
    """The results that take new memory: a second view of one storage is free, but results that
    lie side by side in one storage, as those of ``torch.where(mask)`` do, are all stored."""
    views: dict[int, list[TensorInfo]] = defaultdict(list)
    for info in traced.writes:
        if info.storage in traced.new_storages:
            views[info.storage].append(info)
    found: list[TensorInfo] = []
    for storage, infos in views.items():
        together = sum(info.nbytes for info in infos)
        fits = together <= storage_bytes.get(storage, 0)
        found += infos if fits else [max(infos, key=lambda info: info.numel)]
    return found


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
    for position, traced in enumerate(operations):
        path = _owner_path(traced, tree, calls)
        places.append((path, traced.call if path == traced.path else 1))
        per_call[places[-1]].append(position)
    weighted = {
        place: [p for p in inside if operations[p].parameters] for place, inside in per_call.items()
    }
    used: Counter[str] = Counter(taken)
    ids = []
    for position, traced in enumerate(operations):
        path, call = places[position]
        siblings = per_call[path, call]
        is_leaf = path in tree.modules and path not in tree.composites
        names_module = (
            is_leaf and path and (len(siblings) == 1 or weighted[path, call] == [position])
        )
        plain = traced.name.rstrip("_") or traced.name
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


def _owner_path(traced: TracedCall, tree: ModuleTree, calls: Mapping[str, int]) -> str:
    """The module an operation belongs to; a submodule whose forward was called around its hooks
    is found by the parameters it owns."""
    owners = {name.rpartition(".")[0] for name in traced.parameters}
    if len(owners) == 1:
        owner = owners.pop()
        inside = owner != traced.path and (not traced.path or owner.startswith(f"{traced.path}."))
        if inside and owner in tree.modules and not calls.get(owner):
            return owner
    return traced.path


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


#: Classes live as long as somebody else holds them.
_LINES: WeakKeyDictionary[type, str] = WeakKeyDictionary()


def _class_line(kind: type) -> str:
    if kind not in _LINES:
        _LINES[kind] = _looked_up(kind)
    return _LINES[kind]


def _looked_up(kind: type) -> str:
    try:
        file = inspect.getsourcefile(kind)
        with PARSING:  # the line of a class is found by parsing its file
            return f"{Path(file).name}:{inspect.getsourcelines(kind)[1]}" if file else ""
    except (OSError, TypeError, SystemError):  # SystemError: somebody else parses meanwhile
        return ""
