"""What rows are made of: each call with its module, its arguments and where these come from."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch._C._functorch import (
    is_batchedtensor,
    is_functorch_wrapped_tensor,
    peek_interpreter_stack,
)

from archreport.analysis.isolation.reachable import tensors_of
from archreport.analysis.kept import MOST
from archreport.analysis.tracing.forms import form_of
from archreport.analysis.tracing.kernel_counter import Tally
from archreport.analysis.tracing.ledger import Ledger
from archreport.analysis.tracing.nested import tensors_given
from archreport.analysis.tracing.records import (
    Origin,
    TensorInfo,
    Trace,
    TracedCall,
    type_name,
)
from archreport.analysis.tracing.storages import StorageNumbers, storage_of

_TORCH = str(Path(torch.__file__).parent)
_HERE = str(Path(__file__).parents[1])  # analysis/

#: Functions whose result has a shape, or leads to a path, that depends on values, by the names that
#: they call themselves: ``x.float()`` is none of them, ``float(x)`` is.
_BY_VALUE = frozenset(
    """item tolist numpy __array__ __bool__ __int__ __float__ __complex__ __index__ __contains__
    is_nonzero equal allclose nonzero argwhere masked_select unique unique_consecutive bincount nms
    _pack_padded_sequence _local_scalar_dense""".split()  # noqa: SIM905
)
_PERHAPS_BY_VALUE = frozenset({"__getitem__", "index", "repeat_interleave", "where"})
_TO_NUMPY = frozenset({"numpy", "array"})
_FROM_NUMPY = frozenset({"from_numpy", "as_tensor", "tensor", "asarray"})
_WATCHED = _BY_VALUE | _PERHAPS_BY_VALUE | _TO_NUMPY | {"__array__"}


#: Called after each operation with its position, its result, and the operation.
Observer = Callable[[int, Any, TracedCall], None]


class Describer:
    """Fills a `Trace`: every call, and what a reader must be told of the pass."""

    counts = True

    def __init__(
        self,
        trace: Trace,
        weights: Sequence[Tensor],
        type_of_model: str,
        observe: Observer | None = None,
    ) -> None:
        self.trace = trace
        self._observe = observe
        self._storages = StorageNumbers(weights)
        trace.storage_bytes = self._storages.bytes
        self._ledger = Ledger(weights, self._storages)
        self._weights = weights
        self._stack: list[tuple[str, int, str]] = [("", 1, type_of_model)]
        self._around: tuple[tuple[str, int], ...] = ()
        self._thread = threading.get_ident()
        types = trace.tree.types
        self._known = {
            id(module): (path, types[path]) for path, module in trace.tree.modules.items()
        }
        self._parameters = {id(p): name for name, p in trace.tree.parameters.items()}
        self._from_input: set[int] = set()
        self._foreign: dict[int, Tensor] = {}
        self._left = False  # values went to NumPy
        self._transformed = False  # by torch.vmap, torch.func.grad and their like

    # -- module hooks -----------------------------------------------------------------------

    def enter(self, module: nn.Module, _inputs: object) -> None:
        if threading.get_ident() != self._thread:
            # somebody else's model, unless it is this copy, which nobody else has
            self.trace.unwatched = self.trace.unwatched or id(module) in self._known
            return
        known = self._known.get(id(module))
        # one that is made while the network runs has no path
        path, kind = known or (self._stack[-1][0], type_name(module))
        call = self.trace.calls[path] = self.trace.calls[path] + 1
        self._stack.append((path, call, kind))
        self._around = (*self._around, (path, call))

    def leave(self, module: nn.Module, _inputs: object, _output: object) -> None:
        if threading.get_ident() == self._thread and len(self._stack) > 1:
            self._stack.pop()
            self._around = self._around[:-1]

    # -- calls ------------------------------------------------------------------------------

    def look(self, tensors: Sequence[Tensor]) -> tuple[TensorInfo, ...]:
        """What tensors are now."""
        return tuple(map(self._ledger.info, tensors))

    def record(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        given: Sequence[Tensor],
        before: tuple[TensorInfo, ...],
        written: Sequence[Tensor],
        result: object,
        tally: Tally,
    ) -> None:
        """A call was a step of the network; ``before`` is what `look` said of what it was given."""
        ledger = self._ledger
        position = len(self.trace.operations)
        writes = self.look(written)
        read = {info.storage for info in before}
        new = tuple(dict.fromkeys(i.storage for i in writes if i.storage not in read))
        mutated = self._storages.known(tally.mutated) if tally.mutated else frozenset()
        in_place = not read.isdisjoint(mutated)
        traced = self._described(
            name, args, kwargs, given, before, written, writes, new, in_place, tally
        )
        self.trace.operations.append(traced)
        ledger.written(position, written, writes, new)
        for storage in mutated:
            ledger.changed(position, storage, (*given, *written))
        if self._observe:
            self._observe(position, result, traced)

    def _described(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        given: Sequence[Tensor],
        reads: tuple[TensorInfo, ...],
        written: Sequence[Tensor],
        writes: tuple[TensorInfo, ...],
        new: tuple[int, ...],
        in_place: bool,
        tally: Tally,
    ) -> TracedCall:
        in_transform = peek_interpreter_stack() is not None
        if in_transform and not self._transformed:
            self._transformed = any(map(is_functorch_wrapped_tensor, written))
        if "conv" in name and any(info.dtype.startswith("complex") for info in reads):
            tally.count_complex_once()
        sources: dict[int, None] = {}
        parameters: dict[str, None] = {}
        weights: list[int] = []
        origins: list[Origin | None] = []
        makers: list[Origin | None] = []
        for number, (tensor, info) in enumerate(zip(given, reads, strict=True)):
            source = self._ledger.source(tensor, info.storage)
            makers.append(source.maker)
            parameter = self._parameters.get(id(tensor))
            if parameter is not None:
                parameters[parameter] = None
                weights.append(number)
                origins.append(None)
                continue
            origins.append(source.origin)
            if source.waited_for is not None:
                sources[source.waited_for] = None
            if type(tensor) is not Tensor and isinstance(tensor, nn.Parameter):
                self._note_unregistered(tensor)
        if any(position < 0 or position in self._from_input for position in sources):
            self._from_input.add(len(self.trace.operations))
        path, call, module_type = self._stack[-1]
        if tally.form is None:
            tally.form = form_of(name, args, kwargs)
        return TracedCall(
            form=tally.form,
            path=path,
            call=call,
            around=self._around,
            module_type=module_type,
            inputs=tuple(sources),
            reads=reads,
            origins=tuple(origins),
            makers=tuple(makers),
            weights=tuple(weights),
            writes=writes,
            parameters=tuple(parameters),
            in_place=in_place,
            new_storages=new,
            macs=tally.macs,
            pytorchs_macs=tally.pytorchs_macs,
            products=tuple(tally.products.items()),
            batched=in_transform and any(map(is_batchedtensor, given)),
            uncounted=tuple(tally.uncounted),
            unknown=tuple(tally.unknown),
            source=_source_line(),
        )

    def _note_unregistered(self, tensor: Tensor) -> None:
        """A parameter that no module of the tree owns: its values are counted apart, once."""
        if id(tensor) not in self._foreign:
            self._foreign[id(tensor)] = tensor  # so that its address is not given to another
            self.trace.unregistered += tensor.numel()

    def note_alias(self, tensor: Tensor, itself: Tensor) -> None:
        """``tensor`` is ``itself`` by another object."""
        self._ledger.alias(tensor, itself)
        if id(itself) in self._parameters:
            self._parameters[id(tensor)] = self._parameters[id(itself)]

    def forget_infos(self) -> None:
        """Something else was put into a tensor."""
        self._ledger.forget_infos()

    # -- values -----------------------------------------------------------------------------

    def note_values(self, name: str, own_name: str, args: Any, kwargs: Any) -> None:
        """Note a path that depends on values of the input, and values that leave PyTorch.

        ``own_name`` is what the called function calls itself.
        """
        if own_name not in _WATCHED and not self._left:
            return
        if self._depends_on_values(own_name, args, kwargs):
            self.trace.by_value["item" if name == "_local_scalar_dense" else name] = None
        if name in _TO_NUMPY:
            self._left = self._left or self._is_from_input(args, kwargs)
        elif self._left and name in _FROM_NUMPY:
            arrays = any(isinstance(value, np.ndarray) for value in (*args, *kwargs.values()))
            self.trace.unwatched = self.trace.unwatched or arrays

    def note_lifted(self) -> None:
        """A kernel made a tensor of an array, unseen."""
        self.trace.unwatched = self.trace.unwatched or self._left

    def _depends_on_values(self, name: str, args: Any, kwargs: Any) -> bool:
        """True for a function of `_BY_VALUE` on something that comes from the input, and for
        ``x[mask]``, ``torch.where(mask)`` and repetitions whose mask or numbers do."""
        if name in _BY_VALUE:
            if name == "_pack_padded_sequence":
                return self._is_from_input(args[1:2], {})
            return self._is_from_input(args, kwargs)
        if name in ("__getitem__", "index"):
            masks = [t for t in tensors_given(args[1:], {}) if t.dtype == torch.bool]
            return self._is_from_input(masks, {})
        if name == "repeat_interleave":
            return self._is_from_input(args[1:] or args, {"repeats": kwargs.get("repeats")})
        chosen = name == "where" and len(args) == 1 and not kwargs
        return chosen and self._is_from_input(args, kwargs)

    def _is_from_input(self, args: Any, kwargs: Any) -> bool:
        for tensor in tensors_given(args, kwargs):
            if id(tensor) not in self._parameters:
                storage = self._storages.of(tensor)
                position = self._ledger.source(tensor, storage).waited_for
                if position is not None and (position < 0 or position in self._from_input):
                    return True
        return False

    # -- ends -------------------------------------------------------------------------------

    def begin(self, named_inputs: Sequence[tuple[str, Tensor]]) -> None:
        for index, (name, tensor) in enumerate(named_inputs):
            self._ledger.produce(tensor, -1 - index)
            self.trace.inputs.append((name, self._ledger.info(tensor)))

    def finish(self, output: object) -> None:
        results = list(tensors_of(output))
        self.trace.kept = tuple(map(self._storages.of, results))
        for tensor in results:
            # one handed on by PyTorch is a new object over the same memory
            position = self._ledger.position_of(tensor)
            if position is None:
                # what torch.vmap and its like unwrap is a new tensor that no function returned
                seen = self._transformed or self._is_weight(tensor)
                self.trace.unwatched = self.trace.unwatched or not seen
            elif position not in self.trace.outputs:
                self.trace.outputs.append(position)

    def _is_weight(self, tensor: Tensor) -> bool:
        return storage_of(tensor) in set(map(storage_of, self._weights))


#: By the name of a source file: what a model's own is called, "" for PyTorch's, None for one of
#: this package's analysis.
_files: dict[str, str | None] = {}


def _source_line() -> str:
    """``file.py:line`` of the innermost frame outside PyTorch and this package's analysis."""
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        name = code.co_filename
        file = _files[name] if name in _files else _file(name)
        if file:
            return f"{file}:{frame.f_lineno}"
        if file is None and code.co_name == "trace_forward":
            return ""
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def _file(name: str) -> str | None:
    if len(_files) >= MOST:
        _files.clear()
    foreign = name.startswith((_TORCH, "<"))
    _files[name] = None if name.startswith(_HERE) else "" if foreign else Path(name).name
    return _files[name]
