"""Reading one forward pass: every operation, what it read and wrote, and what it cost.

Two of PyTorch's own extension points do the work. A `TorchFunctionMode` sees each function that a
model calls (``F.conv2d``, ``a + b``, ``torch.cat``): one `TracedCall` each. A `TorchDispatchMode`
below it sees the kernels those functions run and counts their multiply-accumulates, so that a
subclass, a functional call or an ``einsum`` is counted like a module. Kernels that come from no
such function (TorchScript, the autograd engine) get a record of their own. Nothing is patched, and
nothing stays behind.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch._C._functorch import is_batchedtensor, is_functorch_wrapped_tensor
from torch.multiprocessing.reductions import StorageWeakRef
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)
from torch.overrides import TorchFunctionMode

from archreport.analysis.isolation.reachable import tensors_of
from archreport.analysis.tracing.kernel_counter import KernelCounter
from archreport.analysis.tracing.kernel_formulas import kernel_name
from archreport.analysis.tracing.kernel_names import as_function
from archreport.analysis.tracing.nested import tensors_in
from archreport.analysis.tracing.places import Place, place_of, written_since
from archreport.analysis.tracing.records import (
    ModuleTree,
    Origin,
    TensorInfo,
    Touched,
    Trace,
    TracedCall,
    type_name,
)
from archreport.analysis.tracing.script_graphs import unseen_kernels
from archreport.analysis.tracing.storages import bytes_of, storage_of, stored_by
from archreport.errors import BadInput
from archreport.operations.axes.call import UNREADABLE, Given, Read
from archreport.operations.function_names import named_arguments, operation_name

_TORCH = str(Path(torch.__file__).parent)
_HERE = str(Path(__file__).parents[1])  # analysis/

#: Functions whose result has a shape, or leads to a path, that depends on values, by the names that
#: they call themselves: ``x.float()`` is none of them, ``float(x)`` is.
_BY_VALUE = frozenset(
    """item tolist numpy __array__ __bool__ __int__ __float__ __complex__ __index__ __contains__
    is_nonzero equal allclose nonzero argwhere masked_select unique unique_consecutive bincount nms
    _pack_padded_sequence _local_scalar_dense""".split()  # noqa: SIM905
)

#: Called after each operation with its position, its result, and the operation.
Observer = Callable[[int, Any, TracedCall], None]


def _has_tensors(value: object) -> bool:
    return any(True for _ in tensors_in(value))


class Tracer(TorchFunctionMode):
    """Turns function calls into `TracedCall` records. Used through `trace_forward`."""

    def __init__(
        self, model: nn.Module, observe: Observer | None, *, memory_only: bool = False
    ) -> None:
        super().__init__()
        self._memory_only = memory_only
        self.trace = Trace(ModuleTree.of(model), unseen=unseen_kernels(model))
        self.counter = KernelCounter(self._orphan, counts=not memory_only)
        self.stack: list[tuple[str, int, str]] = [("", 1, type_name(model))]
        self._thread = threading.get_ident()
        self._paths = {id(module): path for path, module in self.trace.tree.modules.items()}
        self._parameters = {id(p): name for name, p in self.trace.tree.parameters.items()}
        self._constants = {*self._parameters, *(id(buffer) for buffer in model.buffers())}
        self._weights = {storage_of(t) for t in (*model.parameters(), *model.buffers())}
        self._observe = observe
        self._origin: dict[int, Origin] = {}
        self._writer: dict[int, int] = {}
        self._writes: dict[int, list[tuple[int, Place]]] = {}  # of each storage, in order
        self._number: dict[int, int] = {}
        self._from_input: set[int] = set()
        self._left = False  # values went to NumPy
        self._transformed = False  # by torch.vmap, torch.func.grad and their like
        self._foreign: set[int] = set()
        self._seen: list[object] = []  # weak references, which keep addresses from being reused

    # -- module hooks -----------------------------------------------------------------------

    def enter(self, module: nn.Module, _inputs: object) -> None:
        if threading.get_ident() != self._thread:
            # somebody else's model, unless it is this copy, which nobody else has
            self.trace.unwatched = self.trace.unwatched or id(module) in self._paths
            return
        path = self._paths.get(id(module), self.stack[-1][0])
        self.trace.calls[path] += 1
        self.stack.append((path, self.trace.calls[path], type_name(module)))

    def leave(self, module: nn.Module, _inputs: object, _output: object) -> None:
        if threading.get_ident() == self._thread and len(self.stack) > 1:
            self.stack.pop()

    # -- functions --------------------------------------------------------------------------

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        given = list(tensors_in((args, kwargs)))
        reads = list(map(self._info, given))
        name = operation_name(func, args)
        self.counter.reset()
        # to the end: what watching costs is no step of the network; a backward pass has no result
        # of its own, its kernels are steps
        self.counter.open = name != "backward"
        try:
            result = func(*args, **kwargs)
            written = list(tensors_in(result))
            if name in ("setitem", "copy_") and not written:
                written = [args[0]]
            if not self._memory_only:
                if self._depends_on_values(getattr(func, "__name__", name), args, kwargs):
                    self.trace.by_value[name] = None
                self._note_arrays(name, args, kwargs)
            if self._is_bookkeeping(name, written, given):
                self._note_aliases(written, given)
            elif written:
                self._record(name, args, kwargs, given, reads, written, result)
        finally:
            self.counter.open = False
        return result

    def _orphan(self, operator: Any, args: Any, kwargs: Mapping[str, Any], result: Any) -> None:
        """A kernel that no traced function ran gets a record, by the name of the function that
        would have run it where that is known."""
        with torch._C.DisableTorchFunction():  # looking at a tensor is no step of the network
            written = list(tensors_in(result))
            kernel = kernel_name(operator)
            name, args, kwargs = as_function(kernel, args, kwargs)
            if self._depends_on_values(kernel.rpartition(".")[2], args, kwargs):
                self.trace.by_value["item" if name == "_local_scalar_dense" else name] = None
            if name in ("detach", "alias", "_local_scalar_dense") or not written:
                return
            if name == "lift_fresh":  # torch.from_numpy
                self.trace.unwatched = self.trace.unwatched or self._left
            given = list(tensors_in((args, kwargs)))
            reads = list(map(self._info, given))
            self._record(name, args, kwargs, given, reads, written, result)

    def _is_bookkeeping(
        self, name: str, written: Sequence[Tensor], given: Sequence[Tensor]
    ) -> bool:
        """Calls that are no step of the network: reading ``x.data``, ``requires_grad_`` …"""
        if name in ("requires_grad_", "data", "grad", "detach_", "retain_grad"):
            return True
        if self.counter.kernels or not written or not given:
            return False
        if not all(id(tensor) in self._constants for tensor in given):
            return False
        known = {id(tensor) for tensor in given}
        memory = {storage_of(tensor) for tensor in given}
        # a fake tensor that is cast to its own type is a new object over the same memory
        return all(id(tensor) in known or storage_of(tensor) in memory for tensor in written)

    def _note_arrays(self, name: str, args: Any, kwargs: Any) -> None:
        """Values that went to NumPy and come back have been worked on where nobody looks."""
        if name in ("numpy", "array"):
            self._left = self._left or self._is_from_input(args, kwargs)
        elif self._left and name in ("from_numpy", "as_tensor", "tensor", "asarray"):
            arrays = any(isinstance(value, np.ndarray) for value in (*args, *kwargs.values()))
            self.trace.unwatched = self.trace.unwatched or arrays

    def _note_aliases(self, written: Sequence[Tensor], given: Sequence[Tensor]) -> None:
        """``x.data`` is ``x``: a parameter by another object, or the result that it was."""
        for tensor in written if given else ():
            itself = given[0]
            if tensor is itself or storage_of(tensor) != storage_of(itself):
                continue
            if id(itself) in self._constants:
                self._seen.append(tensor)  # so that its address is not given to another
                self._constants.add(id(tensor))
                if id(itself) in self._parameters:
                    self._parameters[id(tensor)] = self._parameters[id(itself)]
            elif itself._cdata in self._origin:
                origin = self._origin[itself._cdata]
                self._produce(tensor, origin.position, origin.output)

    def _depends_on_values(self, name: str, args: Any, kwargs: Any) -> bool:
        """True for a function of `_BY_VALUE` on something that comes from the input, and for
        ``x[mask]``, ``torch.where(mask)`` and repetitions whose mask or numbers do."""
        if name in ("__getitem__", "index"):
            masks = [tensor for tensor in tensors_in(args[1:]) if tensor.dtype == torch.bool]
            return self._is_from_input(masks, {})
        if name == "repeat_interleave":
            return self._is_from_input(args[1:] or args, {"repeats": kwargs.get("repeats")})
        if name == "_pack_padded_sequence":
            return self._is_from_input(args[1:2], {})
        chosen = name in _BY_VALUE or (name == "where" and len(args) == 1 and not kwargs)
        return chosen and self._is_from_input(args, kwargs)

    def _is_from_input(self, args: Any, kwargs: Any) -> bool:
        given = list(tensors_in((args, kwargs)))
        sources, _, _ = self._sources(given, list(map(self._info, given)))
        return any(source < 0 or source in self._from_input for source in sources)

    def _record(
        self,
        name: str,
        args: Any,
        kwargs: Any,
        given: Sequence[Tensor],
        reads: Sequence[TensorInfo],
        written: Sequence[Tensor],
        result: Any,
    ) -> None:
        position = len(self.trace.touched)
        counter = self.counter
        infos = tuple(map(self._info, written))
        read_storages = {info.storage for info in reads}
        new = tuple(dict.fromkeys(i.storage for i in infos if i.storage not in read_storages))
        mutated = {self._number[key] for key in counter.mutated if key in self._number}
        touched = Touched(name, tuple(reads), infos, new)
        self.trace.touched.append(touched)
        if not self._memory_only:
            in_place = bool(mutated & read_storages)
            self._describe(touched, args, kwargs, given, written, in_place)
        for output, (tensor, info) in enumerate(zip(written, infos, strict=True)):
            self._produce(tensor, position, output)
            self._writer.setdefault(info.storage, position)
            if info.storage in new and info.storage not in self._writes:
                self._writes[info.storage] = [(position, place_of(tensor))]
        for storage in mutated:
            self._writer[storage] = position
            self._note_write(storage, position, (*given, *written))
        if self._observe:
            self._observe(position, result, self.trace.operations[-1])

    def _describe(
        self,
        touched: Touched,
        args: Any,
        kwargs: Any,
        given: Sequence[Tensor],
        written: Sequence[Tensor],
        in_place: bool,
    ) -> None:
        """Everything else about a call: what rows are made of."""
        name, reads, counter = touched.name, touched.reads, self.counter
        self._transformed = self._transformed or any(map(is_functorch_wrapped_tensor, written))
        if "conv" in name and any(info.dtype.startswith("complex") for info in reads):
            counter.count_complex_once()
        sources, parameters, origins = self._sources(given, reads)
        if any(source < 0 or source in self._from_input for source in sources):
            self._from_input.add(len(self.trace.operations))
        self._note_unregistered(given)
        arguments = named_arguments(name, args, kwargs)
        path, call, module_type = self.stack[-1]
        traced = TracedCall(
            name=name,
            path=path,
            call=call,
            around=tuple((around, number) for around, number, _ in self.stack[1:]),
            module_type=module_type,
            arguments={key: value for key, value in arguments.items() if not _has_tensors(value)},
            tensors={
                key: tuple(map(int, value.shape))
                for key, value in arguments.items()
                if isinstance(value, Tensor)
            },
            given=self._given(args, kwargs),
            inputs=sources,
            reads=reads,
            origins=origins,
            writes=touched.writes,
            parameters=parameters,
            in_place=in_place,
            new_storages=touched.new_storages,
            macs=counter.macs,
            pytorchs_macs=counter.pytorchs_macs,
            products=tuple(counter.products.items()),
            batched=any(map(is_batchedtensor, given)),
            uncounted=tuple(counter.uncounted),
            unknown=tuple(counter.unknown),
            source=_source_line(),
        )
        self.trace.operations.append(traced)

    def _note_unregistered(self, given: Sequence[Tensor]) -> None:
        """Parameters that no module of the tree owns: their values are counted apart, once."""
        for tensor in given:
            if id(tensor) in self._parameters or id(tensor) in self._foreign:
                continue
            if isinstance(tensor, nn.Parameter):
                self._foreign.add(id(tensor))
                self._seen.append(tensor)
                self.trace.unregistered += tensor.numel()

    def _note_write(self, storage: int, position: int, seen: Sequence[Tensor]) -> None:
        """What is changed in place is noted with the part of its memory that was given; a kernel's
        own intermediate results are nobody else's."""
        given = (t for t in seen if self._number.get(storage_of(t)) == storage)
        changed = next(given, None)
        if changed is None:
            return
        writes = self._writes.setdefault(storage, [])
        if not writes or writes[-1][0] != position:
            writes.append((position, place_of(changed)))

    def _sources(
        self, given: Sequence[Tensor], reads: Sequence[TensorInfo]
    ) -> tuple[tuple[int, ...], tuple[str, ...], tuple[Origin | None, ...]]:
        """Which operations or inputs the arguments came from, which parameters they are, and for
        each tensor where it came from."""
        sources: dict[int, None] = {}
        parameters: dict[str, None] = {}
        origins: list[Origin | None] = []
        for tensor, info in zip(given, reads, strict=True):
            if id(tensor) in self._parameters:
                parameters[self._parameters[id(tensor)]] = None
                origins.append(None)
                continue
            origin = self._origin.get(tensor._cdata)
            producer = None if origin is None else origin.position
            storage = info.storage
            writer = self._writer.get(storage)
            writes = self._writes.get(storage) if storage else None
            if writes and (origin is None or writes[-1][0] > origin.position):
                origin = written_since(origin, place_of(tensor), writes)
            origins.append(origin)
            if writer is not None and (producer is None or writer > producer >= 0):
                # changed in place through another view since, or handed on by an
                # autograd.Function, which returns a new object over the same memory
                producer = writer
            if producer is not None:
                sources[producer] = None
        return tuple(sources), tuple(parameters), tuple(origins)

    def _given(self, args: Any, kwargs: Any) -> Given:
        """The arguments as they stood, each tensor by its shape and the result that it is."""
        return Given(
            tuple(map(self._plain, args)), {key: self._plain(item) for key, item in kwargs.items()}
        )

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            shape = tuple(int(extent) for extent in value.shape)
            is_mask = value.dtype == torch.bool
            # its own maker, also where it was changed in place through another view since
            origin = self._origin.get(value._cdata)
            if origin is None:
                return Read(shape, self._writer.get(self._info(value).storage), 0, is_mask)
            return Read(shape, origin.position, origin.output, is_mask)
        if isinstance(value, (tuple, list)):
            return tuple(map(self._plain, value))
        if isinstance(value, Mapping):
            return {str(key): self._plain(item) for key, item in value.items()}
        known = isinstance(value, (bool, int, float, str)) or value is Ellipsis
        if isinstance(value, slice):
            bounds = (value.start, value.stop, value.step)
            known = all(bound is None or isinstance(bound, int) for bound in bounds)
        return value if known else None if value is None else UNREADABLE

    def _produce(self, tensor: Tensor, position: int, output: int = 0) -> None:
        """Note where ``tensor`` comes from, by its address. The tensor is not kept alive: its
        memory goes when the network lets go of it, though its address is not given to another."""
        if tensor._cdata not in self._origin:
            self._seen.append(torch._C._WeakTensorRef(tensor))  # type: ignore[attr-defined]
        self._origin[tensor._cdata] = Origin(position, output)

    def _info(self, tensor: Tensor) -> TensorInfo:
        if tensor.is_nested:
            raise BadInput(
                "A nested tensor has no shape, and cannot be read.",
                "Give a padded tensor, with a mask if the network takes one.",
            )
        storage = storage_of(tensor)
        key = storage or -tensor._cdata  # without a storage every tensor has memory of its own
        number = self._number.setdefault(key, len(self._number) + 1)
        if number not in self.trace.storage_bytes and storage:
            self.trace.storage_bytes[number] = bytes_of(tensor)
            if tensor.layout == torch.strided:
                self._seen.append(StorageWeakRef(tensor.untyped_storage()))  # type: ignore[no-untyped-call]
        return TensorInfo(
            tuple(int(extent) for extent in tensor.shape),
            str(tensor.dtype).removeprefix("torch."),
            tensor.element_size(),
            number,
            stored_by(tensor),
        )

    # -- ends -------------------------------------------------------------------------------

    def begin(self, named_inputs: Sequence[tuple[str, Tensor]]) -> None:
        for index, (name, tensor) in enumerate(named_inputs):
            self._produce(tensor, -1 - index)
            self.trace.inputs.append((name, self._info(tensor)))

    def finish(self, output: object) -> None:
        for tensor in tensors_of(output):
            origin = self._origin.get(tensor._cdata)
            if origin is not None:
                position: int | None = origin.position
            else:  # handed on by PyTorch as a new object over the same memory
                position = self._writer.get(self._number.get(storage_of(tensor), 0))
            if position is None:
                known = id(tensor) in self._constants or storage_of(tensor) in self._weights
                # what torch.vmap and its like unwrap is a new tensor that no function returned
                seen = known or self._transformed
                self.trace.unwatched = self.trace.unwatched or not seen
            elif position not in self.trace.outputs:
                self.trace.outputs.append(position)

    def keep(self, tensor: Tensor) -> None:
        """Note which operation keeps which storage for the backward pass."""
        if storage_of(tensor) not in self._weights:
            info = self._info(tensor)
            size = self.trace.storage_bytes.get(info.storage, info.nbytes)
            self.trace.saved.append((len(self.trace.touched), info.storage, size))


def trace_forward(
    model: nn.Module,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any] | None = None,
    *,
    grad: bool = False,
    observe: Observer | None = None,
    memory_only: bool = False,
) -> Trace:
    """Run ``model(*args, **kwargs)`` once and return its `Trace`.

    The model's own mode (training or evaluation) and devices are used as they are. With ``grad``
    the tensors that autograd keeps for the backward pass are noted in ``Trace.saved`` as
    (operation, storage, bytes). ``memory_only`` leaves ``Trace.operations`` empty: what touches
    which memory is in ``Trace.touched``. Whatever the model raises comes through, with all hooks
    removed.
    """
    kwargs = kwargs or {}
    tracer = Tracer(model, observe, memory_only=memory_only)
    tracer.begin(name_inputs(args, kwargs))
    with ExitStack() as stack:
        stack.enter_context(torch.set_grad_enabled(grad))
        if grad:
            stack.enter_context(_kept_tensors(tracer))
        stack.enter_context(_module_hooks(tracer))
        stack.callback(tracer.counter.forget)
        stack.enter_context(tracer.counter)
        stack.enter_context(tracer)
        output = model(*args, **kwargs)
    tracer.finish(output)
    return tracer.trace


@contextmanager
def _kept_tensors(tracer: Tracer) -> Iterator[None]:
    """Tell ``tracer`` of each tensor that autograd keeps.

    A graph holds its hooks and what they return. So that no graph holds itself, and with it the
    weights, a hook returns a tensor without history, and forgets the tracer afterwards: Python
    does not see cycles through a graph, and never breaks them.
    """
    told = [tracer]

    def pack(tensor: Tensor) -> Tensor:
        for listener in told:
            listener.keep(tensor)
        with torch._C.DisableTorchFunction():
            if type(tensor) in (Tensor, nn.Parameter):
                with torch._C._DisableTorchDispatch():
                    return tensor.detach()
            return tensor.detach()

    try:
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            yield
    finally:
        told.clear()


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
    for tensor in tensors_of(tuple(args)):
        named.append(("input" if not named else f"input_{len(named) + 1}", tensor))
    for key, value in kwargs.items():
        for index, tensor in enumerate(tensors_of(value)):
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
