"""From traced operations to the rows of the layer table: ids, parameters, costs and their sums."""

from __future__ import annotations

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from math import prod
from pathlib import Path
from weakref import WeakKeyDictionary

from archreport.analysis.axes import Layouts
from archreport.analysis.kept import MOST, ByIdentity
from archreport.analysis.tracing.forms import Form
from archreport.analysis.tracing.records import (
    ModuleTree,
    Origin,
    TensorInfo,
    Trace,
    TracedCall,
)
from archreport.operations.call import Call
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


def rows_of(
    trace: Trace, layouts: Layouts, saved_by: Sequence[int] | None = None
) -> tuple[Row, ...]:
    """One row for each input tensor, then one for each operation, in the order they ran.

    ``saved_by`` has for each operation the bytes that it keeps for the backward pass.
    """
    fields = _InputFields(trace)
    inputs = tuple(
        _input_row(name, info, fields.of(info), batch)
        for (name, info), batch in zip(trace.inputs, layouts.batch, strict=False)
    )
    ids = operation_ids(trace.operations, trace.tree, [row.id for row in inputs], trace.calls)
    lines = _class_lines({traced.path for traced in trace.operations}, trace.tree)
    owner: dict[str, str] = {}
    rows: list[Row] = list(inputs)
    batch = layouts.batch[len(inputs) :]
    seen: list[tuple[Field | None, ...]] = []

    def name_of(position: int) -> str:
        return ids[position] if position >= 0 else inputs[-1 - position].id

    for position, traced in enumerate(trace.operations):
        call = call_of(traced)
        params, counted = _params(traced, trace.tree, ids[position], owner)
        found, field_sums = _field_behind(call, traced, fields, seen)
        seen.append(found)
        new = _stored(traced, trace.storage_bytes)
        rows.append(
            Row(
                id=ids[position],
                kind=operation(traced.name).kind_reading(len(traced.inputs)),
                op=traced.name,
                module=traced.path,
                module_type=traced.module_type,
                inputs=tuple(map(name_of, traced.inputs)),
                in_shapes=_in_shapes(traced),
                out_shapes=call.writes,
                batch_axes=batch[position],
                window=call.window,
                groups=call.groups,
                hyper=dict(call.hyper),
                params=params,
                param_count=sum(param.count for param in counted),
                macs=traced.macs,
                flops=2 * traced.macs,
                storage="new" if new else "in place" if traced.in_place else "view",
                activations=sum(info.numel for info in new),
                activation_bytes=sum(info.nbytes for info in new),
                receptive=_summary(found[0]),
                saved_bytes=saved_by[position] if saved_by else 0,
                call=traced.call,
                calls=trace.calls.get(traced.path, 1),
                source=traced.source or lines[traced.path],
                sums={**_sums(call, traced, counted, new), **field_sums},
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
        return _field_of_input(info.shape, self._dimensions)

    def at(self, number: int) -> Field | None:
        return self.of(self._inputs[number][1])


#: The fields of a call's results, and the sums that show them.
_Found = tuple[tuple[Field | None, ...], dict[str, Arithmetic]]
_FIELDS: ByIdentity[_Found] = ByIdentity()
_SUMMARIES: ByIdentity[ReceptiveField | None] = ByIdentity()


def _field_behind(
    call: Call,
    traced: TracedCall,
    inputs: _InputFields,
    seen: Sequence[tuple[Field | None, ...]],
) -> _Found:
    """The fields of a call's results, from those of the tensors that it reads."""
    read = tuple(
        _field_of(origin, info.shape, inputs, seen)
        for origin, info in zip(traced.origins, traced.reads, strict=True)
    )

    def made() -> _Found:
        names = tuple(traced.form.arguments.shapes)
        if tuple(traced.form.arguments.shapes.values()) != call.reads:
            names = ("",) * len(read)  # some of them are in lists
        known = [field for field in read if field is not None]
        operands = None
        if len(known) == len(read):
            operands = list(map(Operand, call.reads, known, names))
        return field_behind(operation(call.op).field, operands, call)

    return _FIELDS.get((call, *read), made)


def _summary(field: Field | None) -> ReceptiveField | None:
    return _SUMMARIES.get((field,), partial(summary, field))


_field_of_input = lru_cache(maxsize=MOST)(field_of_input)
_field_of_anything = lru_cache(maxsize=MOST)(field_of_anything)


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
        return _field_of_anything(shape, inputs.picture) if inputs.picture else None
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
        if traced.reads and len(traced.reads[0].shape) == _rank_of_window(traced.name)
    }
    return len(shape) - 2 if len(shape) in {4, *windowed} else 0


@lru_cache(maxsize=MOST)
def _rank_of_window(name: str) -> int:
    """The rank of what an operation slides its window over; 0 for one without a window."""
    return 2 + dimensions_of(name) if operation(name).window else 0


def closed_form_macs(trace: Trace) -> tuple[int, int]:
    """The second method for MACs: of all operations that have a closed form, what was measured and
    what the forms give."""
    measured = by_forms = 0
    for traced in trace.operations:
        closed = _closed_macs(call_of(traced)) if _has_its_shapes(traced) else None
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


def call_of(traced: TracedCall) -> Call:
    """What the rules of the operation need to know of a call; one object for all equal calls."""
    return _call(
        traced.form,
        tuple(info.shape for info in traced.reads),
        traced.weights,
        tuple(info.shape for info in traced.writes),
    )


@lru_cache(maxsize=MOST)
def _call(
    form: Form, reads: tuple[Shape, ...], weights: tuple[int, ...], writes: tuple[Shape, ...]
) -> Call:
    """``weights`` are the places of parameters among ``reads``."""
    source = next((shape for at, shape in enumerate(reads) if at not in weights), ())
    return read_call(
        operation(form.arguments.op), form.arguments, reads=reads, source=source, writes=writes
    )


def _in_shapes(traced: TracedCall) -> tuple[Shape, ...]:
    """The shapes of what is read, without those of parameters."""
    return tuple(
        info.shape for number, info in enumerate(traced.reads) if number not in traced.weights
    )


def _params(
    traced: TracedCall, tree: ModuleTree, row_id: str, owner: dict[str, str]
) -> tuple[tuple[Param, ...], tuple[Param, ...]]:
    """The parameters of a call, and those among them that count here: ``owner`` has for each the
    row that read it first."""
    params = tuple(
        Param(
            name=name,
            shape=tuple(tree.parameters[name].shape),
            count=tree.parameters[name].numel(),
            trainable=tree.parameters[name].requires_grad,
            counted=owner.setdefault(name, row_id) == row_id,
        )
        for name in traced.parameters
    )
    return params, tuple(param for param in params if param.counted)


def _sums(
    call: Call, traced: TracedCall, counted: Sequence[Param], new: Sequence[TensorInfo]
) -> dict[str, Arithmetic]:
    """The worked sums of a row: parameters, MACs, activations, extents."""
    sums: dict[str, Arithmetic] = {}
    if counted:
        sums["params"] = _parameter_sum(call, tuple(param.shape for param in counted))
    if traced.macs:
        closed = _closed_macs(call) if _has_its_shapes(traced) else None
        if closed is None or closed.result != traced.macs:
            closed = sum_of_products(traced.products, traced.macs)
        if closed is not None:
            sums["macs"] = closed
    if len({info.shape for info in new}) == 1 and not any(info.sparse for info in new):
        sums.update(_activation_sum(new[0].shape, len(new)))
    sums.update(_size_sums(call))
    return sums


@lru_cache(maxsize=MOST)
def _parameter_sum(call: Call, shapes: tuple[Shape, ...]) -> Arithmetic:
    return parameter_sum(operation(call.op).parameters, call, shapes)


@lru_cache(maxsize=MOST)
def _closed_macs(call: Call) -> Arithmetic | None:
    return closed_macs(operation(call.op).macs, call)


@lru_cache(maxsize=MOST)
def _size_sums(call: Call) -> dict[str, Arithmetic]:
    return size_sums(operation(call.op).sizes, call)


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


@lru_cache(maxsize=MOST)
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
