"""Reading one forward pass: every operation, what it read and wrote, and what it cost.

Two of PyTorch's own extension points do the work. A `TorchFunctionMode` sees each function that a
model calls (``F.conv2d``, ``a + b``, ``torch.cat``): one `TracedCall` each. A `TorchDispatchMode`
below it sees the kernels those functions run and counts their multiply-accumulates with the
formulas of ``torch.utils.flop_counter``, so that a subclass, a functional call or an ``einsum``
is counted like a module. Nothing is patched, and nothing stays behind.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)
from torch.overrides import TorchFunctionMode

from archreport.analysis.tracing.kernel_counter import Meter, storage_of, tensors_in
from archreport.operations.function_names import named_arguments, operation_name

_TORCH = str(Path(torch.__file__).parent)
_HERE = str(Path(__file__).parents[1])  # analysis/


@dataclass(frozen=True)
class TensorInfo:
    """A tensor without its values. ``storage`` numbers the memory it lies in, 0 if it has none."""

    shape: tuple[int, ...]
    dtype: str
    itemsize: int
    storage: int

    @property
    def numel(self) -> int:
        count = 1
        for extent in self.shape:
            count *= extent
        return count


@dataclass(frozen=True)
class TracedCall:
    """One traced function call.

    ``inputs`` are positions of the operations whose results it read; ``-1 - i`` stands for the
    i-th input of the model. ``parameters`` are names as in ``model.named_parameters()``.
    ``arguments`` are those that hold no tensor, by name; ``tensors`` the shapes of those that are
    one. ``path`` is the innermost module that was running, ``call`` its how-manieth call.
    """

    name: str
    path: str
    call: int
    module_type: str
    arguments: dict[str, Any]
    tensors: dict[str, tuple[int, ...]]
    inputs: tuple[int, ...]
    reads: tuple[TensorInfo, ...]
    writes: tuple[TensorInfo, ...]
    parameters: tuple[str, ...]
    in_place: bool
    new_storages: tuple[int, ...]
    flops: int
    unknown: tuple[str, ...]
    source: str


@dataclass
class Trace:
    """What one forward pass did. Filled by `trace_forward`, read-only afterwards."""

    operations: list[TracedCall] = field(default_factory=list)
    inputs: list[tuple[str, TensorInfo]] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    saved: list[tuple[int, int, int]] = field(default_factory=list)
    storage_bytes: dict[int, int] = field(default_factory=dict)


#: Called after each operation with its position, its result, and the operation.
Observer = Callable[[int, Any, TracedCall], None]


class Tracer(TorchFunctionMode):
    """Turns function calls into `TracedCall` records. Used through `trace_forward`."""

    def __init__(self, model: nn.Module, meter: Meter, observe: Observer | None) -> None:
        super().__init__()
        self.trace = Trace()
        self.stack: list[tuple[str, int, str]] = [("", 1, type(model).__name__)]
        self._paths = {id(module): path for path, module in model.named_modules()}
        self._parameters = {id(p): name for name, p in model.named_parameters()}
        self._constants = {*self._parameters, *(id(buffer) for buffer in model.buffers())}
        self._weights = {storage_of(t) for t in (*model.parameters(), *model.buffers())}
        self._meter = meter
        self._observe = observe
        self._producer: dict[int, int] = {}
        self._writer: dict[int, int] = {}
        self._number: dict[int, int] = {}
        self._seen: list[object] = []  # weak references, which keep addresses from being reused

    # -- module hooks -----------------------------------------------------------------------

    def enter(self, module: nn.Module, _inputs: object) -> None:
        path = self._paths.get(id(module), self.stack[-1][0])
        self.trace.calls[path] += 1
        self.stack.append((path, self.trace.calls[path], type(module).__name__))

    def leave(self, module: nn.Module, _inputs: object, _output: object) -> None:
        if len(self.stack) > 1:
            self.stack.pop()

    # -- functions --------------------------------------------------------------------------

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        before = [self._info(tensor) for tensor in tensors_in((args, kwargs))]
        self._meter.reset()
        result = func(*args, **kwargs)
        name = operation_name(func, args)
        written = list(tensors_in(result))
        if name in ("setitem", "copy_") and not written:
            written = [args[0]]
        if written and not self._is_bookkeeping(name, written, args, kwargs):
            self._record(name, args, kwargs, before, written, result)
        return result

    def _is_bookkeeping(self, name: str, written: Sequence[Tensor], args: Any, kwargs: Any) -> bool:
        """Calls that are no step of the network: reading ``x.data``, ``requires_grad_`` …"""
        if name in ("requires_grad_", "data", "grad", "detach_", "retain_grad"):
            return True
        given = {id(tensor) for tensor in tensors_in((args, kwargs))}
        touched = {id(tensor) for tensor in written} - given
        parameters_only = given and given <= self._constants
        return bool(parameters_only and not touched and not self._meter.kernels)

    def _record(
        self,
        name: str,
        args: Any,
        kwargs: Any,
        reads: Sequence[TensorInfo],
        written: Sequence[Tensor],
        result: Any,
    ) -> None:
        position = len(self.trace.operations)
        arguments = named_arguments(name, args, kwargs)
        sources, parameters = self._sources(args, kwargs)
        read_storages = {info.storage for info in reads}
        infos = tuple(self._info(tensor) for tensor in written)
        new = tuple(dict.fromkeys(i.storage for i in infos if i.storage not in read_storages))
        mutated = {self._number[key] for key in self._meter.mutated if key in self._number}
        path, call, module_type = self.stack[-1]
        traced = TracedCall(
            name=name,
            path=path,
            call=call,
            module_type=module_type,
            arguments={
                key: value
                for key, value in arguments.items()
                if not any(True for _ in tensors_in(value))
            },
            tensors={
                key: tuple(int(extent) for extent in value.shape)
                for key, value in arguments.items()
                if isinstance(value, Tensor)
            },
            inputs=sources,
            reads=tuple(reads),
            writes=infos,
            parameters=parameters,
            in_place=bool(mutated & read_storages),
            new_storages=new,
            flops=self._meter.flops,
            unknown=tuple(self._meter.unknown),
            source=_source_line(),
        )
        self.trace.operations.append(traced)
        for tensor, info in zip(written, infos, strict=True):
            self._produce(tensor, position)
            self._writer.setdefault(info.storage, position)
        for storage in mutated:
            self._writer[storage] = position
        if self._observe:
            self._observe(position, result, traced)

    def _sources(self, args: Any, kwargs: Any) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Which operations or inputs the arguments came from, and which parameters they are."""
        sources: dict[int, None] = {}
        parameters: dict[str, None] = {}
        for tensor in tensors_in((args, kwargs)):
            if id(tensor) in self._parameters:
                parameters[self._parameters[id(tensor)]] = None
                continue
            producer = self._producer.get(tensor._cdata)
            writer = self._writer.get(self._info(tensor).storage)
            if writer is not None and (producer is None or writer > producer >= 0):
                # changed in place through another view since, or handed on by an
                # autograd.Function, which returns a new object over the same memory
                producer = writer
            if producer is not None:
                sources[producer] = None
        return tuple(sources), tuple(parameters)

    def _produce(self, tensor: Tensor, position: int) -> None:
        """Note where ``tensor`` comes from, by its address. The tensor is not kept alive: its
        memory goes when the network lets go of it, though its address is not given to another."""
        if tensor._cdata not in self._producer:
            self._seen.append(torch._C._WeakTensorRef(tensor))  # type: ignore[attr-defined]
        self._producer[tensor._cdata] = position

    def _info(self, tensor: Tensor) -> TensorInfo:
        key = storage_of(tensor)
        number = self._number.setdefault(key, len(self._number) + 1) if key else 0
        if number not in self.trace.storage_bytes and key:
            self.trace.storage_bytes[number] = tensor.untyped_storage().nbytes()
            self._seen.append(StorageWeakRef(tensor.untyped_storage()))  # type: ignore[no-untyped-call]
        return TensorInfo(
            tuple(int(extent) for extent in tensor.shape),
            str(tensor.dtype).removeprefix("torch."),
            tensor.element_size(),
            number,
        )

    # -- ends -------------------------------------------------------------------------------

    def begin(self, named_inputs: Sequence[tuple[str, Tensor]]) -> None:
        for index, (name, tensor) in enumerate(named_inputs):
            self._produce(tensor, -1 - index)
            self.trace.inputs.append((name, self._info(tensor)))

    def finish(self, output: object) -> None:
        for tensor in tensors_in(output):
            position = self._producer.get(tensor._cdata)
            if position is not None and position not in self.trace.outputs:
                self.trace.outputs.append(position)

    def pack(self, tensor: Tensor) -> Tensor:
        """Saved-tensors hook: note which operation keeps which storage for the backward pass."""
        if storage_of(tensor) not in self._weights:
            info = self._info(tensor)
            size = self.trace.storage_bytes.get(info.storage, info.numel * info.itemsize)
            self.trace.saved.append((len(self.trace.operations), info.storage, size))
        return tensor


def trace_forward(
    model: nn.Module,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any] | None = None,
    *,
    grad: bool = False,
    observe: Observer | None = None,
) -> Trace:
    """Run ``model(*args, **kwargs)`` once and return its `Trace`.

    The model's own mode (training or evaluation) and devices are used as they are. With ``grad``
    the tensors that autograd keeps for the backward pass are noted in ``Trace.saved`` as
    (operation, storage, bytes). Whatever the model raises comes through, with all hooks removed.
    """
    kwargs = kwargs or {}
    meter = Meter()
    tracer = Tracer(model, meter, observe)
    tracer.begin(name_inputs(args, kwargs))
    with ExitStack() as stack:
        stack.enter_context(torch.set_grad_enabled(grad))
        if grad:
            hooks = torch.autograd.graph.saved_tensors_hooks(tracer.pack, lambda tensor: tensor)
            stack.enter_context(hooks)
        stack.enter_context(_module_hooks(tracer))
        stack.enter_context(meter)
        stack.enter_context(tracer)
        output = model(*args, **kwargs)
    tracer.finish(output)
    return tracer.trace


@contextmanager
def _module_hooks(tracer: Tracer) -> Iterator[None]:
    handles = [
        register_module_forward_pre_hook(tracer.enter),
        register_module_forward_hook(tracer.leave, always_call=True),
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def name_inputs(args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[tuple[str, Tensor]]:
    """Names for the model's input tensors: "input", "input_2", … and keyword names."""
    named: list[tuple[str, Tensor]] = []
    for tensor in tensors_in(tuple(args)):
        named.append(("input" if not named else f"input_{len(named) + 1}", tensor))
    for key, value in kwargs.items():
        for index, tensor in enumerate(tensors_in(value)):
            named.append((key if not index else f"{key}_{index + 1}", tensor))
    return named


def _source_line() -> str:
    """``file.py:line`` of the innermost frame outside PyTorch and this package's analysis."""
    frame = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        if not filename.startswith((_TORCH, _HERE)) and not filename.startswith("<"):
            return f"{Path(filename).name}:{frame.f_lineno}"
        if filename.startswith(_HERE) and frame.f_code.co_name == "trace_forward":
            return ""
        frame = frame.f_back  # type: ignore[assignment]
    return ""
