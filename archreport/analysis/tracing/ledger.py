"""Where each tensor of a pass comes from, and which memory it lies in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import torch
from torch import Tensor
from torch.multiprocessing.reductions import StorageWeakRef

from archreport.analysis.tracing.places import Place, place_of, written_since
from archreport.analysis.tracing.records import Origin, TensorInfo
from archreport.analysis.tracing.storages import bytes_of, storage_of, stored_by
from archreport.errors import BadInput


class Ledger:
    """Every tensor that was seen, by its address.

    Tensors are not kept alive: their memory goes when the network lets go of them. Their addresses
    are not given to others meanwhile, which weak references see to. ``constants`` are parameters
    and buffers by ``id``, which live as long as the ledger.
    """

    def __init__(self, constants: Iterable[Tensor], storage_bytes: dict[int, int]) -> None:
        self._constants = {id(tensor): tensor for tensor in constants}
        self._storage_bytes = storage_bytes
        self._numbers: dict[int, int] = {}
        self._infos: dict[int, TensorInfo] = {}
        self._origins: dict[int, Origin] = {}
        self._writers: dict[int, int] = {}
        self._writes: dict[int, list[tuple[int, Place]]] = {}  # of each storage, in order
        self._seen: list[object] = []

    # -- what a tensor is -------------------------------------------------------------------

    def info(self, tensor: Tensor) -> TensorInfo:
        """A tensor without its values. Raises `BadInput` for a nested one."""
        known = self._infos.get(tensor._cdata)
        if known is not None and known.shape == tensor.shape:
            return known
        if tensor.is_nested:
            raise BadInput(
                "A nested tensor has no shape, and cannot be read.",
                "Give a padded tensor, with a mask if the network takes one.",
            )
        info = TensorInfo(
            tuple(map(int, tensor.shape)),
            _dtype_name(tensor.dtype),
            tensor.element_size(),
            self.storage_number(tensor),
            stored_by(tensor),
        )
        lives = tensor._cdata in self._origins or id(tensor) in self._constants
        if lives and info.sparse is None:
            self._infos[tensor._cdata] = info
        return info

    def storage_number(self, tensor: Tensor) -> int:
        """The number of the memory that a tensor lies in; one without memory is given its own."""
        storage = storage_of(tensor)
        key = storage or -tensor._cdata
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers) + 1
            if storage:
                self._storage_bytes[number] = bytes_of(tensor)
                if tensor.layout == torch.strided:
                    self._seen.append(StorageWeakRef(tensor.untyped_storage()))  # type: ignore[no-untyped-call]
        return number

    def storage_numbers(self, storages: Iterable[int]) -> set[int]:
        """The numbers of those memories that were seen."""
        return {self._numbers[key] for key in storages if key in self._numbers}

    def forget_shapes(self) -> None:
        """After a call that puts something else into a tensor: ``x.data = y``, ``x.set_(y)``."""
        self._infos.clear()

    # -- where it comes from ----------------------------------------------------------------

    def produce(self, tensor: Tensor, position: int, output: int = 0) -> None:
        """Note that ``tensor`` is a result of the call at ``position``."""
        if tensor._cdata not in self._origins:
            self._seen.append(torch._C._WeakTensorRef(tensor))  # type: ignore[attr-defined]
        self._origins[tensor._cdata] = Origin(position, output)

    def alias(self, tensor: Tensor, of: Tensor) -> bool:
        """``tensor`` is ``of`` by another object: True where that is a result, or a constant."""
        if id(of) in self._constants:
            self._constants[id(tensor)] = tensor
            return True
        origin = self._origins.get(of._cdata)
        if origin is not None:
            self.produce(tensor, origin.position, origin.output)
        return origin is not None

    def written(
        self,
        position: int,
        tensors: Sequence[Tensor],
        infos: Sequence[TensorInfo],
        new: Sequence[int],
    ) -> None:
        """Note the results of the call at ``position``, and which memories are ``new``."""
        for output, (tensor, info) in enumerate(zip(tensors, infos, strict=True)):
            self.produce(tensor, position, output)
            if info.sparse is None:
                self._infos[tensor._cdata] = info
            self._writers.setdefault(info.storage, position)
            if info.storage in new and info.storage not in self._writes:
                self._writes[info.storage] = [(position, place_of(tensor))]

    def changed(self, position: int, storage: int, seen: Sequence[Tensor]) -> None:
        """Note that the call at ``position`` wrote to a memory in place, with the part of it that
        was given; a kernel's own intermediate results are nobody else's."""
        self._writers[storage] = position
        given = (t for t in seen if self._numbers.get(storage_of(t)) == storage)
        changed = next(given, None)
        if changed is None:
            return
        writes = self._writes.setdefault(storage, [])
        if not writes or writes[-1][0] != position:
            writes.append((position, place_of(changed)))

    def maker(self, tensor: Tensor, info: TensorInfo) -> Origin | None:
        """The call whose result ``tensor`` is, also where it was changed in place since; of one
        that PyTorch handed on as a new object, the last that wrote to its memory."""
        origin = self._origins.get(tensor._cdata)
        if origin is None:
            writer = self._writers.get(info.storage)
            return None if writer is None else Origin(writer)
        return origin

    def origin(self, tensor: Tensor, info: TensorInfo) -> tuple[Origin | None, int | None]:
        """Where the values of ``tensor`` come from, and the call that its values waited for.

        The second is another call than the first where its memory was changed in place through
        another view, or handed on by an ``autograd.Function``, which returns a new object.
        """
        origin = self._origins.get(tensor._cdata)
        position = None if origin is None else origin.position
        writer = self._writers.get(info.storage)
        if writer is None or writer == position:
            return origin, position
        writes = self._writes.get(info.storage)
        if writes and (origin is None or writes[-1][0] > origin.position):
            origin = written_since(origin, place_of(tensor), writes)
        if position is None or writer > position >= 0:
            position = writer
        return origin, position

    def position_of(self, tensor: Tensor) -> int | None:
        """The call that ``tensor`` is a result of, or that its memory was written by; else None."""
        origin = self._origins.get(tensor._cdata)
        if origin is not None:
            return origin.position
        return self._writers.get(self._numbers.get(storage_of(tensor), 0))

    def is_constant(self, tensor: Tensor) -> bool:
        return id(tensor) in self._constants


@cache
def _dtype_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
