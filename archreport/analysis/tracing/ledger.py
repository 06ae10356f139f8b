"""Where each tensor of a pass comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from archreport.analysis.tracing.places import Place, place_of, written_since
from archreport.analysis.tracing.records import Origin, TensorInfo
from archreport.analysis.tracing.storages import StorageNumbers, storage_of, stored_by
from archreport.errors import BadInput


class Source(NamedTuple):
    """Where a tensor comes from.

    ``maker`` is the call whose result it is, also where it was changed in place since; of one that
    PyTorch handed on as a new object, the last that wrote to its memory. ``origin`` tells where its
    values come from. ``waited_for`` is the call that they waited for: another one where the memory
    was changed in place through another view, or handed on by an ``autograd.Function``.
    """

    maker: Origin | None
    origin: Origin | None
    waited_for: int | None


#: Of a constant, or of what was made where nobody looked.
NOWHERE = Source(None, None, None)


class Ledger:
    """Every tensor that was seen, by its address.

    Tensors are not kept alive: their memory goes when the network lets go of them. Their addresses
    are not given to others meanwhile, which weak references see to. ``weights`` live as long as the
    ledger.
    """

    def __init__(self, weights: Iterable[Tensor], storages: StorageNumbers) -> None:
        self.storages = storages
        self._lasting = {tensor._cdata for tensor in weights}
        self._infos: dict[int, TensorInfo] = {}
        self._origins: dict[int, Origin] = {}
        self._writers: dict[int, int] = {}
        self._writes: dict[int, list[tuple[int, Place]]] = {}  # of each storage, in order
        self._seen: list[object] = []

    # -- what a tensor is -------------------------------------------------------------------

    def info(self, tensor: Tensor) -> TensorInfo:
        """A tensor without its values. Raises `BadInput` for a nested one."""
        address = tensor._cdata
        known = self._infos.get(address)
        if known is not None and known.shape == tensor.shape:
            return known
        if tensor.is_nested:
            raise BadInput("input.nested")
        dtype = tensor.dtype
        info = TensorInfo(
            tuple(map(int, tensor.shape)),
            _dtype_name(dtype),
            dtype.itemsize,
            self.storages.of(tensor),
            None if tensor.layout is torch.strided else stored_by(tensor),
        )
        if (address in self._lasting or address in self._origins) and info.sparse is None:
            self._infos[address] = info
        return info

    def forget_infos(self) -> None:
        """After a call that puts something else into a tensor: ``x.data = y``, ``x.set_(y)``."""
        self._infos.clear()

    # -- where it comes from ----------------------------------------------------------------

    def produce(self, tensor: Tensor, position: int, output: int = 0) -> None:
        """Note that ``tensor`` is a result of the call at ``position``."""
        address = tensor._cdata
        if address not in self._origins:
            self._seen.append(torch._C._WeakTensorRef(tensor))  # type: ignore[attr-defined]
        self._origins[address] = Origin(position, output)

    def alias(self, tensor: Tensor, of: Tensor) -> None:
        """Note that ``tensor`` is ``of`` by another object."""
        origin = self._origins.get(of._cdata)
        if origin is not None:
            self.produce(tensor, origin.position, origin.output)

    def written(
        self,
        position: int,
        tensors: Sequence[Tensor],
        infos: Sequence[TensorInfo],
        new: Sequence[int],
    ) -> None:
        """Note the results of the call at ``position``, and which storages are ``new``."""
        for output, (tensor, info) in enumerate(zip(tensors, infos, strict=True)):
            self.produce(tensor, position, output)
            storage = info.storage
            if info.sparse is None:
                self._infos[tensor._cdata] = info
            if storage not in self._writers:
                self._writers[storage] = position
            if storage in new and storage not in self._writes:
                self._writes[storage] = [(position, place_of(tensor))]

    def changed(self, position: int, storage: int, seen: Sequence[Tensor]) -> None:
        """Note that the call at ``position`` wrote to a storage in place, with the part of it that
        was given; a kernel's own intermediate results are nobody else's."""
        self._writers[storage] = position
        given = (tensor for tensor in seen if self.storages.of(tensor) == storage)
        changed = next(given, None)
        if changed is None:
            return
        writes = self._writes.setdefault(storage, [])
        if not writes or writes[-1][0] != position:
            writes.append((position, place_of(changed)))

    def source(self, tensor: Tensor, storage: int) -> Source:
        """Where a tensor that lies in ``storage`` comes from."""
        maker = self._origins.get(tensor._cdata)
        writer = self._writers.get(storage)
        if maker is None:
            if writer is None:
                return NOWHERE
            writes = self._writes.get(storage)
            origin = written_since(None, place_of(tensor), writes) if writes else None
            return Source(Origin(writer), origin, writer)
        if writer is None or writer <= maker.position:
            return Source(maker, maker, maker.position)
        writes = self._writes.get(storage)
        origin = maker
        if writes and writes[-1][0] > maker.position:
            origin = written_since(maker, place_of(tensor), writes) or maker
        return Source(maker, origin, writer if maker.position >= 0 else maker.position)

    def position_of(self, tensor: Tensor) -> int | None:
        """The call that ``tensor`` is a result of, or that its memory was written by; else None."""
        origin = self._origins.get(tensor._cdata)
        if origin is not None:
            return origin.position
        number = next(iter(self.storages.known([storage_of(tensor)])), None)
        return None if number is None else self._writers.get(number)


@cache
def _dtype_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
