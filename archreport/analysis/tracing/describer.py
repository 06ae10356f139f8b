"""What rows are made of: each call with the module it belongs to, its arguments and their sources."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch._C._functorch import is_batchedtensor, is_functorch_wrapped_tensor

from archreport.analysis.tracing.forms import form_of
from archreport.analysis.tracing.kernel_counter import KernelCounter
from archreport.analysis.tracing.ledger import Ledger
from archreport.analysis.tracing.nested import tensors_given
from archreport.analysis.tracing.records import (
    Origin,
    Touched,
    Trace,
    TracedCall,
    type_name,
)

_TORCH = str(Path(torch.__file__).parent)
_HERE = str(Path(__file__).parents[1])  # analysis/

#: Functions whose result has a shape, or leads to a path, that depends on values, by the names that
#: they call themselves: ``x.float()`` is none of them, ``float(x)`` is.
_BY_VALUE = frozenset(
    """item tolist numpy __array__ __bool__ __int__ __float__ __complex__ __index__ __contains__
    is_nonzero equal allclose nonzero argwhere masked_select unique unique_consecutive bincount nms
    _pack_padded_sequence _local_scalar_dense""".split()  # noqa: SIM905
)
_TO_NUMPY = frozenset({"numpy", "array"})
_FROM_NUMPY = frozenset({"from_numpy", "as_tensor", "tensor", "asarray"})


class Describer:
    """Fills ``Trace.operations``, and notes what a reader must be told of a pass."""

    def __init__(self, trace: Trace, ledger: Ledger, type_of_model: str) -> None:
        self._trace = trace
        self._ledger = ledger
        self._stack: list[tuple[str, int, str]] = [("", 1, type_of_model)]
        self._around: tuple[tuple[str, int], ...] = ()
        self._thread = threading.get_ident()
        self._paths = {id(module): path for path, module in trace.tree.modules.items()}
        self._types = trace.tree.types
        self._parameters = {id(p): name for name, p in trace.tree.parameters.items()}
        self._from_input: set[int] = set()
        self._foreign: dict[int, Tensor] = {}
        self._left = False  # values went to NumPy
        self.transformed = False  # by torch.vmap, torch.func.grad and their like

    # -- module hooks -----------------------------------------------------------------------

    def enter(self, module: nn.Module, _inputs: object) -> None:
        if threading.get_ident() != self._thread:
            # somebody else's model, unless it is this copy, which nobody else has
            self._trace.unwatched = self._trace.unwatched or id(module) in self._paths
            return
        path = self._paths.get(id(module))
        if path is None:  # made while the network runs
            path = self._stack[-1][0]
        calls = self._trace.calls
        calls[path] += 1
        self._stack.append((path, calls[path], self._type_of(module)))
        self._around = (*self._around, (path, calls[path]))

    def leave(self, module: nn.Module, _inputs: object, _output: object) -> None:
        if threading.get_ident() == self._thread and len(self._stack) > 1:
            self._stack.pop()
            self._around = self._around[:-1]

    def _type_of(self, module: nn.Module) -> str:
        path = self._paths.get(id(module))
        return type_name(module) if path is None else self._types[path]

    # -- calls ------------------------------------------------------------------------------

    def describe(
        self,
        touched: Touched,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        given: Sequence[Tensor],
        written: Sequence[Tensor],
        in_place: bool,
        counter: KernelCounter,
    ) -> TracedCall:
        """Everything else about a call that touched memory."""
        name, reads = touched.name, touched.reads
        self.transformed = self.transformed or any(map(is_functorch_wrapped_tensor, written))
        if "conv" in name and any(info.dtype.startswith("complex") for info in reads):
            counter.count_complex_once()
        sources: dict[int, None] = {}
        parameters: dict[str, None] = {}
        weights: list[int] = []
        origins: list[Origin | None] = []
        makers: list[Origin | None] = []
        for number, (tensor, info) in enumerate(zip(given, reads, strict=True)):
            makers.append(self._ledger.maker(tensor, info))
            parameter = self._parameters.get(id(tensor))
            if parameter is not None:
                parameters[parameter] = None
                weights.append(number)
                origins.append(None)
                continue
            origin, position = self._ledger.origin(tensor, info)
            origins.append(origin)
            if position is not None:
                sources[position] = None
            if isinstance(tensor, nn.Parameter):
                self._note_unregistered(tensor)
        if any(source < 0 or source in self._from_input for source in sources):
            self._from_input.add(len(self._trace.operations))
        path, call, module_type = self._stack[-1]
        traced = TracedCall(
            form=form_of(name, args, kwargs),
            path=path,
            call=call,
            around=self._around,
            module_type=module_type,
            inputs=tuple(sources),
            reads=reads,
            origins=tuple(origins),
            makers=tuple(makers),
            weights=tuple(weights),
            writes=touched.writes,
            parameters=tuple(parameters),
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
        self._trace.operations.append(traced)
        return traced

    def _note_unregistered(self, tensor: Tensor) -> None:
        """A parameter that no module of the tree owns: its values are counted apart, once."""
        if id(tensor) not in self._foreign:
            self._foreign[id(tensor)] = tensor  # so that its address is not given to another
            self._trace.unregistered += tensor.numel()

    def note_alias(self, tensor: Tensor, itself: Tensor) -> None:
        """``tensor`` is ``itself`` by another object."""
        if id(itself) in self._parameters:
            self._parameters[id(tensor)] = self._parameters[id(itself)]

    # -- values -----------------------------------------------------------------------------

    def note_values(self, name: str, own_name: str, args: Any, kwargs: Any) -> None:
        """Note a path that depends on values of the input, and values that leave PyTorch.

        ``own_name`` is what the called function calls itself.
        """
        if self._depends_on_values(own_name, args, kwargs):
            self._trace.by_value["item" if name == "_local_scalar_dense" else name] = None
        if name in _TO_NUMPY:
            self._left = self._left or self._is_from_input(args, kwargs)
        elif self._left and name in _FROM_NUMPY:
            arrays = any(isinstance(value, np.ndarray) for value in (*args, *kwargs.values()))
            self._trace.unwatched = self._trace.unwatched or arrays

    def note_lifted(self) -> None:
        """A kernel made a tensor of an array, unseen."""
        self._trace.unwatched = self._trace.unwatched or self._left

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
                _, position = self._ledger.origin(tensor, self._ledger.info(tensor))
                if position is not None and (position < 0 or position in self._from_input):
                    return True
        return False


def _source_line() -> str:
    """``file.py:line`` of the innermost frame outside PyTorch and this package's analysis."""
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        is_ours, file = _file(code.co_filename)
        if file:
            return f"{file}:{frame.f_lineno}"
        if is_ours and code.co_name == "trace_forward":
            return ""
        frame = frame.f_back  # type: ignore[assignment]
    return ""


@lru_cache(maxsize=4096)
def _file(name: str) -> tuple[bool, str]:
    """Whether a file is of this package's analysis, and what a model's own is called, else ""."""
    foreign = name.startswith((_TORCH, _HERE)) or name.startswith("<")
    return name.startswith(_HERE), "" if foreign else Path(name).name
