"""Watching a pass for nothing but the memory that it touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from archreport.analysis.isolation.reachable import tensors_of
from archreport.analysis.tracing.kernel_counter import Tally
from archreport.analysis.tracing.records import MemoryTrace, Touched
from archreport.analysis.tracing.storages import StorageNumbers, stored_by


class MemoryWatcher:
    """Fills a `MemoryTrace`. The memory of ``weights`` is nobody's to follow: it has the number 0,
    as has everything that lies in it."""

    counts = False

    def __init__(self, weights: Sequence[Tensor]) -> None:
        self.trace = MemoryTrace()
        self._storages = StorageNumbers(weights)
        self._storages.leave_out_held()
        self.trace.bytes = self._storages.bytes

    def begin(self, named_inputs: Sequence[tuple[str, Tensor]]) -> None:
        self.trace.inputs = self.look([tensor for _, tensor in named_inputs])

    def look(self, tensors: Sequence[Tensor]) -> tuple[int, ...]:
        """The storages of tensors."""
        return tuple(map(self._storages.of, tensors))

    def record(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        given: Sequence[Tensor],
        before: tuple[int, ...],
        written: Sequence[Tensor],
        result: object,
        tally: Tally,
    ) -> None:
        """A call has written to memory; ``before`` is what `look` said of what was given."""
        writes = self.look(written)
        new = tuple(dict.fromkeys(one for one in writes if one and one not in before))
        self.trace.touched.append(Touched(name, before, writes, new))

    def keep(self, tensor: Tensor) -> None:
        """Autograd keeps a tensor for the backward pass."""
        number = self._storages.of(tensor)
        if number:
            size = self._storages.bytes.get(number)
            if size is None:  # a layout whose memory cannot be seen
                stored = stored_by(tensor)
                count = tensor.numel() if stored is None else stored.values
                size = count * tensor.element_size() + (stored.index_bytes if stored else 0)
            self.trace.saved.append((len(self.trace.touched), number, size))

    def finish(self, output: object) -> None:
        self.trace.outputs = self.look(list(tensors_of(output)))

    # -- what only a description needs -----------------------------------------------------------

    def note_values(self, name: str, own_name: str, args: Any, kwargs: Any) -> None:
        """Values are not followed."""

    def note_alias(self, tensor: Tensor, itself: Tensor) -> None:
        """Two objects over one memory are one already."""

    def note_lifted(self) -> None:
        """Arrays are not followed."""

    def forget_infos(self) -> None:
        """Nothing but storages is noted."""
