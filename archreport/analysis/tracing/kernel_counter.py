"""Counting below one traced function: the kernels it runs, at the dispatcher.

MACs come from the formulas of `archreport.analysis.tracing.kernel_formulas`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from archreport.analysis.tracing.forms import Form
from archreport.analysis.tracing.kernel_formulas import NOTHING, Count, count_of
from archreport.analysis.tracing.nested import tensors_in
from archreport.analysis.tracing.remembered import run_with_notes
from archreport.analysis.tracing.storages import storage_of

#: Told of a kernel that ran outside of every traced function: operator, arguments, result.
Orphan = Callable[[Any, tuple[Any, ...], Mapping[str, Any], Any], None]


class Tally:
    """What the kernels of one call add up to.

    ``products`` are extents and how often each product was made, ``mutated`` the storages that were
    written to, ``kernels`` how many ran; ``is_pure`` says that all their results are remembered.
    ``form`` is that of the call, where it was made out: a call that is remembered keeps it.
    """

    __slots__ = (
        "form", "is_pure", "kernels", "macs", "mutated", "products", "pytorchs_macs", "uncounted",
        "unknown",
    )  # fmt: skip

    def __init__(self) -> None:
        self.macs = 0
        self.pytorchs_macs = 0
        self.products: dict[tuple[int, ...], int] = {}
        self.uncounted: list[str] = []
        self.unknown: list[str] = []
        self.mutated: set[int] = set()
        self.kernels = 0
        self.is_pure = True
        self.form: Form | None = None

    def add(self, count: Count) -> None:
        """One kernel more."""
        if count is NOTHING:
            return
        self.macs += count.macs
        self.pytorchs_macs += count.pytorchs_macs
        for extents in count.products:
            self.products[extents] = self.products.get(extents, 0) + 1
        if count.unknown:
            self.unknown.append(count.unknown)
        if count.uncounted:
            self.uncounted.append(count.uncounted)

    def count_complex_once(self) -> None:
        """A convolution of complex numbers is made of three of real ones, of the same extents: as
        everywhere, one complex multiplication with its addition is one MAC."""
        if all(times % 3 == 0 for times in self.products.values()):
            self.products = {one: times // 3 for one, times in self.products.items()}
            self.macs //= 3


class KernelCounter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts MACs below one traced function, and notes what it could not count.

    Without ``counts`` it only notes what is written to. ``open`` is True while a traced function
    runs; a kernel that comes at another time (from TorchScript, or from the autograd engine) is an
    orphan and is handed to ``orphan``.
    """

    supports_higher_order_operators = True

    def __init__(self, orphan: Orphan | None = None, *, counts: bool = True) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.open = False
        self.tally = Tally()
        self._orphan = orphan
        self._counts = counts

    def forget(self) -> None:
        """Let go of whoever is told of orphans: the two hold each other, and with them a model that
        would stay in memory until garbage is collected."""
        self._orphan = None

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        # what a kernel does inside, and looking at its tensors, are no steps of the network
        with torch._C.DisableTorchFunction():
            return self._counted(func, args, kwargs or {})

    def _counted(self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        result, remembered = run_with_notes(func, args, kwargs)
        is_orphan = not self.open and self._orphan is not None
        if is_orphan:
            self.tally = Tally()
        tally = self.tally
        known = _kernels.get(id(func)) or _looked_at(func)
        tally.kernels += not known.is_question
        if remembered is None:
            tally.is_pure = False
            if self._counts:
                tally.add(count_of(func, args, kwargs, result))
        elif self._counts:
            if remembered.count is None:
                remembered.count = count_of(func, args, kwargs, result)
            tally.add(remembered.count)
        for place in known.written:
            if place < len(args):
                tally.mutated.update(storage_of(tensor) for tensor in tensors_in(args[place]))
        if is_orphan and self._orphan is not None:
            self.open = True
            try:
                self._orphan(func, args, kwargs, result)
            finally:
                self.open = False
        return result


@dataclass(frozen=True)
class _Kernel:
    """Whether a kernel only asks a question, and the places of the arguments that it writes to.

    Kernels are found by their address, which nobody else is given while they are held here: to hash
    one takes longer than to look it up.
    """

    function: Any
    is_question: bool
    written: tuple[int, ...]


_kernels: dict[int, _Kernel] = {}


def _looked_at(func: Any) -> _Kernel:
    schema = getattr(func, "_schema", None)
    arguments = schema.arguments if schema is not None and schema.is_mutable else ()
    written = tuple(
        place
        for place, argument in enumerate(arguments)
        if argument.alias_info is not None and argument.alias_info.is_write
    )
    kernel = _Kernel(func, getattr(func, "namespace", "") == "prim", written)
    _kernels[id(func)] = kernel
    return kernel
