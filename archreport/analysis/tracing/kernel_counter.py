"""Counting below one traced function: the kernels it runs, at the dispatcher.

MACs come from the formulas of `archreport.analysis.tracing.kernel_formulas`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from archreport.analysis.tracing.kernel_formulas import (
    kernel_name,
    products_of,
    pytorchs_macs,
    verdict_of,
)
from archreport.analysis.tracing.nested import tensors_in
from archreport.analysis.tracing.remembered import run
from archreport.analysis.tracing.storages import storage_of

#: Told of a kernel that ran outside of every traced function: operator, arguments, result.
Orphan = Callable[[Any, tuple[Any, ...], Mapping[str, Any], Any], None]


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
        self._orphan = orphan
        self._counts = counts
        self.reset()

    def forget(self) -> None:
        """Let go of whoever is told of orphans: the two hold each other, and with them a model that
        would stay in memory until garbage is collected."""
        self._orphan = None

    def reset(self) -> None:
        self.macs = 0
        self.pytorchs_macs = 0
        self.products: Counter[tuple[int, ...]] = Counter()
        self.uncounted: list[str] = []
        self.unknown: list[str] = []
        self.mutated: set[int] = set()
        self.kernels = 0

    def count_complex_once(self) -> None:
        """A convolution of complex numbers is made of three of real ones, of the same extents: as
        everywhere, one complex multiplication with its addition is one MAC."""
        if all(times % 3 == 0 for times in self.products.values()):
            self.products = Counter({one: times // 3 for one, times in self.products.items()})
            self.macs //= 3

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        # what a kernel does inside, and looking at its tensors, are no steps of the network
        with torch._C.DisableTorchFunction():
            return self._counted(func, args, kwargs or {})

    def _counted(self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        result = run(func, args, kwargs)
        is_orphan = not self.open and self._orphan is not None
        if is_orphan:
            self.reset()
        self.kernels += getattr(func, "namespace", "") != "prim"  # no questions
        if self._counts:
            self._count(func, args, kwargs, result)
        self._note_mutated(func, args)
        if is_orphan and self._orphan is not None:
            self.open = True
            try:
                self._orphan(func, args, kwargs, result)
            finally:
                self.open = False
        return result

    def _count(
        self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], result: Any
    ) -> None:
        products = products_of(func, args, kwargs, result)
        if products is not None:
            self.macs += sum(map(prod, products))
            self.products.update(products)
            self.pytorchs_macs += pytorchs_macs(func, args, kwargs, result, products)
            return
        verdict = verdict_of(func)
        if verdict == "unknown":
            self.unknown.append(kernel_name(func))
        elif verdict == "not counted":
            self.uncounted.append(kernel_name(func))

    def _note_mutated(self, func: Any, args: tuple[Any, ...]) -> None:
        schema = getattr(func, "_schema", None)
        if schema is None or not schema.is_mutable:
            return
        for argument, value in zip(schema.arguments, args, strict=False):
            if argument.alias_info is not None and argument.alias_info.is_write:
                self.mutated.update(storage_of(tensor) for tensor in tensors_in(value))
