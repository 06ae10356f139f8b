"""What one forward pass did, as plain data: calls, tensors, modules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import prod
from typing import Any

from torch import Tensor, nn

from archreport.analysis.tracing.storages import Stored
from archreport.operations.axes.call import Given


@dataclass(frozen=True)
class TensorInfo:
    """A tensor without its values. ``storage`` numbers the memory it lies in; ``sparse`` says what
    it stores where that is not every value of its shape."""

    shape: tuple[int, ...]
    dtype: str
    itemsize: int
    storage: int
    sparse: Stored | None = None

    @property
    def numel(self) -> int:
        """How many values are stored."""
        return prod(self.shape) if self.sparse is None else self.sparse.values

    @property
    def nbytes(self) -> int:
        """What they take, with the indices of a sparse tensor."""
        return self.numel * self.itemsize + (self.sparse.index_bytes if self.sparse else 0)


@dataclass(frozen=True)
class Origin:
    """Where a tensor that a call read comes from: the ``output``-th result of the call at a
    position, or an input of the model, -1 - i. ``overwritten`` where part of its memory has been
    written since through another view of it."""

    position: int
    output: int = 0
    overwritten: bool = False


@dataclass(frozen=True)
class Touched:
    """Which memory a call read and wrote: of `TracedCall` what the liveness of memory needs."""

    name: str
    reads: tuple[TensorInfo, ...]
    writes: tuple[TensorInfo, ...]
    new_storages: tuple[int, ...]


@dataclass(frozen=True)
class TracedCall:
    """One traced function call.

    ``inputs`` are positions of the calls whose results it read; ``-1 - i`` stands for the i-th
    input of the model. ``parameters`` are names as in ``model.named_parameters()``.
    ``arguments`` are those that hold no tensor, by name; ``tensors`` the shapes of those that are
    one, and ``given`` all of them as they stood, for following axes. ``origins`` tell for each of
    ``reads`` where it comes from, None for a parameter or a constant. ``path`` is the innermost
    module that was running, ``call`` its how-manieth call, ``around`` the modules that were
    running and their calls, outermost first, without the network itself.

    ``macs`` are those of its kernels, ``pytorchs_macs`` what PyTorch's own counter has formulas
    for, ``products`` the kernels' products as (extents, how often). ``batched`` is True inside of
    ``torch.vmap``, where shapes lack the extent that is mapped over. ``uncounted`` names kernels
    that multiply by no formula of ours, ``unknown`` those of which nothing is known.
    """

    name: str
    path: str
    call: int
    around: tuple[tuple[str, int], ...]
    module_type: str
    arguments: dict[str, Any]
    tensors: dict[str, tuple[int, ...]]
    given: Given
    inputs: tuple[int, ...]
    reads: tuple[TensorInfo, ...]
    origins: tuple[Origin | None, ...]
    writes: tuple[TensorInfo, ...]
    parameters: tuple[str, ...]
    in_place: bool
    new_storages: tuple[int, ...]
    macs: int
    pytorchs_macs: int
    products: tuple[tuple[tuple[int, ...], int], ...]
    batched: bool
    uncounted: tuple[str, ...]
    unknown: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class ModuleTree:
    """The modules and parameters of a model as they were before the pass, which may change them."""

    modules: dict[str, nn.Module]
    types: dict[str, str]
    composites: frozenset[str]  # with submodules
    parameters: dict[str, Tensor]
    counts: dict[str, int]  # parameters of each subtree, shared ones once
    buffers: int  # values

    @staticmethod
    def of(model: nn.Module) -> ModuleTree:
        modules = dict(model.named_modules())
        return ModuleTree(
            modules=modules,
            types={path: type_name(module) for path, module in modules.items()},
            composites=frozenset(p for p, m in modules.items() if any(True for _ in m.children())),
            parameters=dict(model.named_parameters()),
            counts={
                path: sum(parameter.numel() for parameter in module.parameters())
                for path, module in modules.items()
            },
            buffers=sum(buffer.numel() for buffer in model.buffers()),
        )


def type_name(module: nn.Module) -> str:
    """The class of a module; of a scripted or traced one, the class that it was made from."""
    return str(getattr(module, "original_name", "") or type(module).__name__)


@dataclass
class Trace:
    """What one forward pass did. Filled by `trace_forward`, read-only afterwards.

    ``by_value`` are functions whose result depends on the values of the input (``item``,
    ``nonzero``): another input may take another path. ``unregistered`` counts values of parameters
    that were read and belong to no module. ``unwatched`` is True where the network did something
    that could not be seen: in another thread, or outside of PyTorch. ``unseen`` names kernels that
    a TorchScript program runs by itself.
    """

    tree: ModuleTree
    operations: list[TracedCall] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    inputs: list[tuple[str, TensorInfo]] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    saved: list[tuple[int, int, int]] = field(default_factory=list)
    storage_bytes: dict[int, int] = field(default_factory=dict)
    by_value: dict[str, None] = field(default_factory=dict)
    unregistered: int = 0
    unwatched: bool = False
    unseen: tuple[str, ...] = ()
