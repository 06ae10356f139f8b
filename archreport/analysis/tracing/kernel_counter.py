"""Counting below one traced function: the kernels it runs, at the dispatcher.

FLOPs come from the formulas of ``torch.utils.flop_counter`` (2 per multiply-accumulate), and from
`MORE_FORMULAS` for kernels that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry, shape_wrapper

from archreport.operations.table import TABLE
from archreport.report.model import Shape

#: Kernels of no single operation that multiply nothing pairwise: they create, copy, look up or
#: reduce. Those of the operations are in their entries of the table; elementwise kernels and views
#: are recognised by their tags.
_WITHOUT_PRODUCTS = frozenset(
    """
    _local_scalar_dense _weight_norm_interface all amin any arange argmax argmin cumsum
    embedding empty empty_like empty_strided equal eye fill_ full full_like grid_sampler_2d
    index index_add index_copy index_put index_put_ lift_fresh lift_fresh_copy linspace
    local_scalar_dense masked_scatter masked_scatter_ max min new_empty new_empty_strided
    new_full new_ones new_zeros nonzero normal_ ones ones_like prod rand rand_like randint
    randn randn_like randperm resize_ scalar_tensor scatter scatter_add sort std topk tril triu
    uniform_ var var_mean zero_ zeros zeros_like
    """.split()  # noqa: SIM905 - a word list reads better than quoted names
) | {kernel for entry in TABLE for kernel in entry.kernels}


def _bilinear_flops(
    input1: Shape, weight: Shape, input2: Shape, *_args: object, **_kwargs: object
) -> int:
    """FLOPs of ``x1ᵀ W x2``, as PyTorch's kernel multiplies: first x1 with W, then with x2.

    Shapes ``(N, n1)``, ``(n_out, n1, n2)`` and ``(N, n2)``.
    """
    outputs, n1, n2 = weight
    return 2 * input1[0] * outputs * (n1 + 1) * n2


#: Formulas for kernels that PyTorch's counter has none for; as its own, they take shapes.
MORE_FORMULAS: Mapping[Any, Callable[..., int]] = {torch.ops.aten._trilinear: _bilinear_flops}

_FORMULAS = {
    **flop_registry,
    **{
        kernel: shape_wrapper(formula)  # type: ignore[no-untyped-call]
        for kernel, formula in MORE_FORMULAS.items()
    },
}


def tensors_in(value: object) -> Iterator[Tensor]:
    """The tensors inside nested tuples, lists, dictionaries and dataclasses, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from tensors_in(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from tensors_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from tensors_in(vars(value))


def counts_nothing(operator: Any) -> bool:
    """True for a kernel known to hold no multiply-accumulates."""
    return (
        torch.Tag.pointwise in operator.tags
        or operator.is_view
        or operator._schema.name.split("::")[-1] in _WITHOUT_PRODUCTS
    )


def storage_of(tensor: Tensor) -> int:
    """A number for the memory a tensor lies in; views share it. 0 where there is none."""
    try:
        return int(tensor.untyped_storage()._cdata)
    except (NotImplementedError, RuntimeError):  # sparse and other exotic layouts
        return 0


class Meter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts FLOPs below one traced function, and notes what it could not count."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.reset()

    def reset(self) -> None:
        self.flops = 0
        self.unknown: list[str] = []
        self.mutated: set[int] = set()
        self.kernels = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        self.kernels += 1
        packet = func._overloadpacket
        if packet in _FORMULAS:
            self.flops += int(_FORMULAS[packet](*args, **kwargs, out_val=result))
        elif not counts_nothing(func):
            self.unknown.append(str(packet))
        if func._schema.is_mutable:
            for argument, value in zip(func._schema.arguments, args, strict=False):
                if argument.alias_info is not None and argument.alias_info.is_write:
                    self.mutated.update(storage_of(tensor) for tensor in tensors_in(value))
        return result
