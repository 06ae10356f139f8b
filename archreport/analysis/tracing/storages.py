"""The memory behind a tensor: which it is, how many values lie in it, how many bytes it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor
from torch.multiprocessing.reductions import StorageWeakRef

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


class StorageNumbers:
    """Storages numbered in the order in which they are seen.

    They are not kept alive; weak references see to it that their addresses are not given to others
    meanwhile. ``bytes`` has the size of each, where it can be seen. ``held`` are tensors that live
    as long as these numbers.
    """

    def __init__(self, held: Iterable[Tensor]) -> None:
        self.bytes: dict[int, int] = {}
        self._held = {id(tensor): tensor for tensor in held}
        self._numbers: dict[int, int] = {}
        self._seen: list[object] = []

    def leave_out_held(self) -> None:
        """Give what is held, and everything in its memory, the number 0."""
        self._numbers = dict.fromkeys(map(storage_of, self._held.values()), 0)

    def of(self, tensor: Tensor) -> int:
        """The number of a tensor's storage; a tensor without one is given a number of its own."""
        if tensor.layout is torch.strided:
            try:
                storage = tensor.untyped_storage()
            except (NotImplementedError, RuntimeError, ValueError):  # lazy
                return self._without_storage(tensor)
            key = storage._cdata
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self._numbers) + 1
                self.bytes[number] = storage.nbytes()
                if id(tensor) not in self._held:
                    self._seen.append(StorageWeakRef(storage))  # type: ignore[no-untyped-call]
            return number
        key = storage_of(tensor)
        if not key:
            return self._without_storage(tensor)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers) + 1
            self.bytes[number] = bytes_of(tensor)
        return number

    def _without_storage(self, tensor: Tensor) -> int:
        return self._numbers.setdefault(-tensor._cdata, len(self._numbers) + 1)

    def known(self, storages: Iterable[int]) -> set[int]:
        """The numbers of those storages that were seen."""
        return {self._numbers[key] for key in storages if key in self._numbers}


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
