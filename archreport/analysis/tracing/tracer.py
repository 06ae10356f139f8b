"""Reading one forward pass: every operation, what it read and wrote, and what it cost.

Two of PyTorch's own extension points do the work. A `TorchFunctionMode` sees each function that a
model calls (``F.conv2d``, ``a + b``, ``torch.cat``): one `TracedCall` each. A `TorchDispatchMode`
below it sees the kernels those functions run and counts their multiply-accumulates, so that a
subclass, a functional call or an ``einsum`` is counted like a module. Kernels that come from no
such function (TorchScript, the autograd engine) get a record of their own. Nothing is patched, and
nothing stays behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)
from torch.overrides import TorchFunctionMode

from archreport.analysis.isolation.members import buffers_of, modules_of, parameters_of
from archreport.analysis.isolation.reachable import tensors_of
from archreport.analysis.tracing.describer import Describer, Observer
from archreport.analysis.tracing.kernel_counter import KernelCounter, Tally
from archreport.analysis.tracing.kernel_formulas import kernel_name
from archreport.analysis.tracing.kernel_names import as_function
from archreport.analysis.tracing.memory_watcher import MemoryWatcher
from archreport.analysis.tracing.nested import tensors_given, tensors_in
from archreport.analysis.tracing.records import MemoryTrace, ModuleTree, Trace, type_name
from archreport.analysis.tracing.remembered_calls import call_key, recalled, remember
from archreport.analysis.tracing.script_graphs import unseen_kernels
from archreport.analysis.tracing.storages import storage_of
from archreport.operations.function_names import operation_name

#: Calls that are no step of the network.
_BOOKKEEPING = frozenset({"requires_grad_", "data", "grad", "detach_", "retain_grad"})
#: Calls that put something else into a tensor, which keeps its address.
_REPLACING = frozenset({"set", "set_", "resize_", "resize_as_"})


class Tracer(TorchFunctionMode):
    """Sees every function call of a pass, and tells its watcher of those that are steps of it.

    ``weights`` are the parameters and buffers of the model.
    """

    def __init__(self, watcher: Describer | MemoryWatcher, weights: Sequence[Tensor]) -> None:
        super().__init__()
        self.counter = KernelCounter(self._orphan, counts=watcher.counts)
        self._watcher: Any = watcher  # what it looks at it is given back: the two are not mixed
        self._constants = {id(tensor): tensor for tensor in weights}

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        given = tensors_given(args, kwargs)
        before = self._watcher.look(given)
        name = operation_name(func, args)
        counter = self.counter
        counter.tally = Tally()
        # to the end: what watching costs is no step of the network; a backward pass has no result
        # of its own, its kernels are steps
        counter.open = name != "backward"
        try:
            result = self._called(func, args, kwargs)
            if type(result) is Tensor:
                written = [result]
            else:
                written = list(tensors_in(result))
                if not written and name in ("setitem", "copy_"):
                    written = [args[0]]
            if name in _REPLACING:
                self._watcher.forget_infos()
            self._watcher.note_values(name, getattr(func, "__name__", name), args, kwargs)
            if self._is_bookkeeping(name, written, given):
                self._note_aliases(written, given)
            elif written:
                self._watcher.record(
                    name, args, kwargs, given, before, written, result, counter.tally
                )
        finally:
            counter.open = False
        return result

    def _called(self, func: Any, args: Any, kwargs: Any) -> Any:
        """What the function gives: made from memory, where it gave it before."""
        key = call_key(func, args, kwargs)
        if key is None:
            return func(*args, **kwargs)
        known = recalled(key)
        if known is not None:
            self.counter.tally = known.tally
            return known.result()
        result = func(*args, **kwargs)
        remember(key, func, args, kwargs, result, self.counter.tally)
        return result

    def _orphan(self, operator: Any, args: Any, kwargs: Mapping[str, Any], result: Any) -> None:
        """A kernel that no traced function ran gets a record, by the name of the function that
        would have run it where that is known."""
        with torch._C.DisableTorchFunction():  # looking at a tensor is no step of the network
            written = list(tensors_in(result))
            kernel = kernel_name(operator)
            name, args, kwargs = as_function(kernel, args, kwargs)
            self._watcher.note_values(name, kernel.rpartition(".")[2], args, kwargs)
            if name in ("detach", "alias", "_local_scalar_dense") or not written:
                return
            if name == "lift_fresh":  # torch.from_numpy
                self._watcher.note_lifted()
            given = tensors_given(args, kwargs)
            before = self._watcher.look(given)
            self._watcher.record(
                name, args, kwargs, given, before, written, result, self.counter.tally
            )

    def _is_bookkeeping(
        self, name: str, written: Sequence[Tensor], given: Sequence[Tensor]
    ) -> bool:
        """Calls that are no step of the network: reading ``x.data``, ``requires_grad_`` …"""
        if name in _BOOKKEEPING:
            return True
        if self.counter.tally.kernels or not written or not given:
            return False
        if not all(id(tensor) in self._constants for tensor in given):
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
            if id(itself) in self._constants:
                self._constants[id(tensor)] = tensor  # so that its address is not given to another
            self._watcher.note_alias(tensor, itself)


def trace_forward(
    model: nn.Module,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any] | None = None,
    *,
    grad: bool = False,
    observe: Observer | None = None,
) -> Trace:
    """Run ``model(*args, **kwargs)`` once and return its `Trace`.

    The model's own mode (training or evaluation) and devices are used as they are; gradients are
    off unless ``grad``. Whatever the model raises comes through, with all hooks removed.
    """
    modules = modules_of(model)
    weights = (*parameters_of(modules).values(), *buffers_of(modules).values())
    trace = Trace(ModuleTree.of(modules), unseen=unseen_kernels(modules.values()))
    describer = Describer(trace, weights, type_name(model), observe)
    tracer = Tracer(describer, weights)
    with _module_hooks(describer):
        _run(model, args, kwargs or {}, tracer, describer, torch.set_grad_enabled(grad))
    return trace


def trace_memory(
    model: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any] | None = None
) -> MemoryTrace:
    """Run ``model(*args, **kwargs)`` once with gradients and return which memory it touched, and
    what autograd keeps of it for the backward pass.

    Modes, devices and errors as in `trace_forward`.
    """
    modules = modules_of(model)
    weights = (*parameters_of(modules).values(), *buffers_of(modules).values())
    watcher = MemoryWatcher(weights)
    tracer = Tracer(watcher, weights)
    with torch.set_grad_enabled(True):
        _run(model, args, kwargs or {}, tracer, watcher, _kept_tensors(watcher))
    return watcher.trace


def _run(
    model: nn.Module,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    tracer: Tracer,
    watcher: Describer | MemoryWatcher,
    around: AbstractContextManager[object],
) -> None:
    watcher.begin(name_inputs(args, kwargs))
    with ExitStack() as stack:
        stack.enter_context(around)
        stack.callback(tracer.counter.forget)
        stack.enter_context(tracer.counter)
        stack.enter_context(tracer)
        output = model(*args, **kwargs)
    watcher.finish(output)


@contextmanager
def _kept_tensors(watcher: MemoryWatcher) -> Iterator[None]:
    """Tell ``watcher`` of each tensor that autograd keeps.

    A graph holds its hooks and what they return. So that no graph holds itself, and with it the
    weights, a hook returns a tensor without history, and forgets the watcher afterwards: Python
    does not see cycles through a graph, and never breaks them. (A weight has no history.)
    """
    told = [watcher]

    def pack(tensor: Tensor) -> Tensor:
        for listener in told:
            listener.keep(tensor)
        if tensor.grad_fn is None:
            return tensor
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
