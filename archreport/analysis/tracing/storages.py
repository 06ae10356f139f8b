"""The memory behind a tensor: which it is, how many values lie in it, how many bytes it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor

_Part = Callable[[Tensor], Tensor]

#: By layout: how the values and the indices of a sparse tensor are reached.
_SPARSE: dict[torch.layout, tuple[_Part, ...]] = {
    torch.sparse_coo: (Tensor._values, Tensor._indices),
    torch.sparse_csr: (Tensor.values, Tensor.crow_indices, Tensor.col_indices),
    torch.sparse_bsr: (Tensor.values, Tensor.crow_indices, Tensor.col_indices),
    torch.sparse_csc: (Tensor.values, Tensor.ccol_indices, Tensor.row_indices),
    torch.sparse_bsc: (Tensor.values, Tensor.ccol_indices, Tensor.row_indices),
}


@dataclass(frozen=True)
class Stored:
    """What a sparse tensor stores: values, and the bytes of the indices that say where they lie."""

    values: int
    index_bytes: int


def storage_of(tensor: Tensor) -> int:
    """A number for the memory a tensor lies in; views share it. 0 where there is none."""
    held = _parts(tensor)[0] if tensor.layout in _SPARSE else tensor
    try:
        return int(held.untyped_storage()._cdata)
    except (NotImplementedError, RuntimeError, ValueError):  # lazy and other layouts
        return 0


def bytes_of(tensor: Tensor) -> int:
    """The bytes of that memory, indices included; 0 where it cannot be seen."""
    if tensor.layout in _SPARSE:
        return sum(part.numel() * part.element_size() for part in _parts(tensor))
    try:
        return int(tensor.untyped_storage().nbytes())
    except (NotImplementedError, RuntimeError, ValueError):
        return 0


def stored_by(tensor: Tensor) -> Stored | None:
    """What a sparse tensor stores; None for a dense one, which stores all of its extents.

    Raises RuntimeError where there are no values: how many are stored is not part of the shape.
    """
    if tensor.layout not in _SPARSE:
        return None
    values, *indices = _parts(tensor)
    return Stored(values.numel(), sum(part.numel() * part.element_size() for part in indices))


def _parts(tensor: Tensor) -> tuple[Tensor, ...]:
    if tensor.is_meta or isinstance(tensor, FakeTensor):
        raise RuntimeError("How many values a sparse tensor stores is seen in its values alone.")
    # looking at a tensor is no step of the network
    with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch():
        return tuple(part(tensor) for part in _SPARSE[tensor.layout])
