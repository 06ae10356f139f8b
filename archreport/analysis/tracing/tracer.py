"""Reading one forward pass: every operation, what it read and wrote, and what it cost.

Two of PyTorch's own extension points do the work. A `TorchFunctionMode` sees each function that a
model calls (``F.conv2d``, ``a + b``, ``torch.cat``): one `TracedCall` each. A `TorchDispatchMode`
below it sees the kernels those functions run and counts their multiply-accumulates, so that a
subclass, a functional call or an ``einsum`` is counted like a module. Kernels that come from no
such function (TorchScript, the autograd engine) get a record of their own. Nothing is patched, and
nothing stays behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)
from torch.overrides import TorchFunctionMode

from archreport.analysis.isolation.reachable import tensors_of
from archreport.analysis.tracing.describer import Describer
from archreport.analysis.tracing.kernel_counter import KernelCounter
from archreport.analysis.tracing.kernel_formulas import kernel_name
from archreport.analysis.tracing.kernel_names import as_function
from archreport.analysis.tracing.ledger import Ledger
from archreport.analysis.tracing.nested import tensors_given, tensors_in
from archreport.analysis.tracing.records import (
    NO_MODULES,
    ModuleTree,
    TensorInfo,
    Touched,
    Trace,
    TracedCall,
    type_name,
)
from archreport.analysis.tracing.script_graphs import unseen_kernels
from archreport.analysis.tracing.storages import storage_of
from archreport.operations.function_names import operation_name

#: Called after each operation with its position, its result, and the operation.
Observer = Callable[[int, Any, TracedCall], None]

#: Calls that are no step of the network.
_BOOKKEEPING = frozenset({"requires_grad_", "data", "grad", "detach_", "retain_grad"})
#: Calls that put something else into a tensor, which keeps its address.
_REPLACING = frozenset({"set", "set_", "resize_", "resize_as_"})


class Tracer(TorchFunctionMode):
    """Sees every function call of a pass. Used through `trace_forward`.

    Which memory a call touches is noted always; everything else by ``describer``, unless
    ``memory_only``.
    """

    def __init__(
        self, model: nn.Module, observe: Observer | None, *, memory_only: bool = False
    ) -> None:
        super().__init__()
        if memory_only:
            self.trace = Trace(NO_MODULES)
        else:
            self.trace = Trace(ModuleTree.of(model), unseen=unseen_kernels(model))
        self._weights = (*model.parameters(), *model.buffers())
        self.ledger = Ledger(self._weights, self.trace.storage_bytes)
        self.describer = (
            None if memory_only else Describer(self.trace, self.ledger, type_name(model))
        )
        self.counter = KernelCounter(self._orphan, counts=not memory_only)
        self._observe = observe

    # -- functions --------------------------------------------------------------------------

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        given = tensors_given(args, kwargs)
        reads = tuple(map(self.ledger.info, given))
        name = operation_name(func, args)
        counter = self.counter
        counter.reset()
        # to the end: what watching costs is no step of the network; a backward pass has no result
        # of its own, its kernels are steps
        counter.open = name != "backward"
        try:
            result = func(*args, **kwargs)
            if type(result) is Tensor:
                written = [result]
            else:
                written = list(tensors_in(result))
                if not written and name in ("setitem", "copy_"):
                    written = [args[0]]
            if name in _REPLACING:
                self.ledger.forget_shapes()
            if self.describer:
                own_name = getattr(func, "__name__", name)
                self.describer.note_values(name, own_name, args, kwargs)
            if self._is_bookkeeping(name, written, given):
                self._note_aliases(written, given)
            elif written:
                self._record(name, args, kwargs, given, reads, written, result)
        finally:
            counter.open = False
        return result

    def _orphan(self, operator: Any, args: Any, kwargs: Mapping[str, Any], result: Any) -> None:
        """A kernel that no traced function ran gets a record, by the name of the function that
        would have run it where that is known."""
        with torch._C.DisableTorchFunction():  # looking at a tensor is no step of the network
            written = list(tensors_in(result))
            kernel = kernel_name(operator)
            name, args, kwargs = as_function(kernel, args, kwargs)
            if self.describer:
                self.describer.note_values(name, kernel.rpartition(".")[2], args, kwargs)
            if name in ("detach", "alias", "_local_scalar_dense") or not written:
                return
            if name == "lift_fresh" and self.describer:  # torch.from_numpy
                self.describer.note_lifted()
            given = tensors_given(args, kwargs)
            reads = tuple(map(self.ledger.info, given))
            self._record(name, args, kwargs, given, reads, written, result)

    def _is_bookkeeping(
        self, name: str, written: Sequence[Tensor], given: Sequence[Tensor]
    ) -> bool:
        """Calls that are no step of the network: reading ``x.data``, ``requires_grad_`` …"""
        if name in _BOOKKEEPING:
            return True
        if self.counter.kernels or not written or not given:
            return False
        if not all(map(self.ledger.is_constant, given)):
            return False
        known = {id(tensor) for tensor in given}
        memory = {storage_of(tensor) for tensor in given}
        # a fake tensor that is cast to its own type is a new object over the same memory
        return all(id(tensor) in known or storage_of(tensor) in memory for tensor in written)

    def _note_aliases(self, written: Sequence[Tensor], given: Sequence[Tensor]) -> None:
        """``x.data`` is ``x``: a parameter by another object, or the result that it was."""
        for tensor in written if given else ():
            itself = given[0]
            if tensor is itself or storage_of(tensor) != storage_of(itself):
                continue
            if self.ledger.alias(tensor, itself) and self.describer:
                self.describer.note_alias(tensor, itself)

    def _record(
        self,
        name: str,
        args: Any,
        kwargs: Any,
        given: Sequence[Tensor],
        reads: tuple[TensorInfo, ...],
        written: Sequence[Tensor],
        result: Any,
    ) -> None:
        ledger, counter = self.ledger, self.counter
        position = len(self.trace.touched)
        infos = tuple(map(ledger.info, written))
        read_storages = {info.storage for info in reads}
        new = tuple(dict.fromkeys(i.storage for i in infos if i.storage not in read_storages))
        mutated = ledger.storage_numbers(counter.mutated) if counter.mutated else set()
        touched = Touched(name, reads, infos, new)
        self.trace.touched.append(touched)
        traced = None
        if self.describer:
            in_place = bool(mutated & read_storages)
            traced = self.describer.describe(
                touched, args, kwargs, given, written, in_place, counter
            )
        ledger.written(position, written, infos, new)
        for storage in mutated:
            ledger.changed(position, storage, (*given, *written))
        if self._observe and traced:
            self._observe(position, result, traced)

    # -- ends -------------------------------------------------------------------------------

    def begin(self, named_inputs: Sequence[tuple[str, Tensor]]) -> None:
        for index, (name, tensor) in enumerate(named_inputs):
            self.ledger.produce(tensor, -1 - index)
            self.trace.inputs.append((name, self.ledger.info(tensor)))

    def finish(self, output: object) -> None:
        for tensor in tensors_of(output):
            # one handed on by PyTorch is a new object over the same memory
            position = self.ledger.position_of(tensor)
            if position is None:
                known = self.ledger.is_constant(tensor) or self._is_weight(tensor)
                # what torch.vmap and its like unwrap is a new tensor that no function returned
                seen = known or (self.describer is not None and self.describer.transformed)
                self.trace.unwatched = self.trace.unwatched or not seen
            elif position not in self.trace.outputs:
                self.trace.outputs.append(position)

    def keep(self, tensor: Tensor) -> None:
        """Note which operation keeps which storage for the backward pass."""
        if not self._is_weight(tensor):
            number = self.ledger.storage_number(tensor)
            size = self.trace.storage_bytes.get(number)
            if size is None:
                size = self.ledger.info(tensor).nbytes
            self.trace.saved.append((len(self.trace.touched), number, size))

    def _is_weight(self, tensor: Tensor) -> bool:
        return storage_of(tensor) in self._weight_storages

    @cached_property
    def _weight_storages(self) -> set[int]:
        return {storage_of(tensor) for tensor in self._weights}


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
        if tracer.describer:
            stack.enter_context(_module_hooks(tracer.describer))
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
def _module_hooks(describer: Describer) -> Iterator[None]:
    handles = [
        register_module_forward_pre_hook(describer.enter),
        register_module_forward_hook(describer.leave, always_call=True),
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
