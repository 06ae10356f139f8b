"""What one forward pass did, as plain data: calls, tensors, modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

import msgspec
from torch import Tensor, nn

from archreport.analysis.isolation.members import buffers_of, modules_of, parameters_of
from archreport.analysis.tracing.forms import Form
from archreport.analysis.tracing.storages import Stored


class TensorInfo(msgspec.Struct, frozen=True, gc=False):
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


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a tensor that a call read comes from: the ``output``-th result of the call at a
    position, or an input of the model, -1 - i. ``overwritten`` where part of its memory has been
    written since through another view of it."""

    position: int
    output: int = 0
    overwritten: bool = False


class Touched(msgspec.Struct, frozen=True, gc=False):
    """Which memory a call read and wrote, by the numbers of storages; ``new`` is what it took."""

    name: str
    reads: tuple[int, ...]
    writes: tuple[int, ...]
    new: tuple[int, ...]


@dataclass
class MemoryTrace:
    """Which memory a pass touched, call by call, by the numbers of storages.

    ``bytes`` are the sizes of storages. ``saved`` is what autograd keeps for the backward pass:
    the call that was the first to ask for it, the storage, and bytes.
    """

    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    touched: list[Touched] = field(default_factory=list)
    saved: list[tuple[int, int, int]] = field(default_factory=list)
    bytes: dict[int, int] = field(default_factory=dict)


class TracedCall(msgspec.Struct, frozen=True, eq=False):
    """One traced function call.

    ``form`` is what it was given. ``inputs`` are positions of the calls whose results it read;
    ``-1 - i`` stands for the i-th input of the model. ``parameters`` are names as in
    ``model.named_parameters()``, and ``weights`` the places of these among ``reads``. ``origins``
    tell for each of ``reads`` where its values come from, None for a parameter or a constant;
    ``makers`` whose result it is, also where it was changed in place through another view since.
    ``path`` is the innermost module that was running, ``call`` its how-manieth call, ``around`` the
    modules that were running and their calls, outermost first, without the network itself.

    ``macs`` are those of its kernels, ``pytorchs_macs`` what PyTorch's own counter has formulas
    for, ``products`` the kernels' products as (extents, how often). ``batched`` is True inside of
    ``torch.vmap``, where shapes lack the extent that is mapped over. ``uncounted`` names kernels
    that multiply by no formula of ours, ``unknown`` those of which nothing is known.
    """

    form: Form
    path: str
    call: int
    around: tuple[tuple[str, int], ...]
    module_type: str
    inputs: tuple[int, ...]
    reads: tuple[TensorInfo, ...]
    origins: tuple[Origin | None, ...]
    makers: tuple[Origin | None, ...]
    weights: tuple[int, ...]
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

    @property
    def name(self) -> str:
        """The operation, as the table names it."""
        return self.form.arguments.op


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
    def of(modules: dict[str, nn.Module]) -> ModuleTree:
        """Of all modules of a model by path."""
        parameters = parameters_of(modules)
        return ModuleTree(
            modules=modules,
            types={path: type_name(module) for path, module in modules.items()},
            composites=frozenset(path for path, module in modules.items() if _has_children(module)),
            parameters=parameters,
            counts=_counts(modules, parameters),
            buffers=sum(buffer.numel() for buffer in buffers_of(modules).values()),
        )


def _has_children(module: nn.Module) -> bool:
    return any(child is not None for child in module._modules.values())


def _counts(modules: Mapping[str, nn.Module], parameters: Mapping[str, Tensor]) -> dict[str, int]:
    """How many parameters the subtree of each module holds, shared ones once."""
    tables = [module._parameters.values() for module in modules.values()]
    held = sum(tensor is not None for table in tables for tensor in table)
    listed = [module._modules.values() for module in modules.values()]
    children = sum(child is not None for table in listed for child in table)
    if held > len(parameters) or children >= len(modules):  # some are shared
        return {
            path: sum(p.numel() for p in parameters_of(modules_of(module)).values())
            for path, module in modules.items()
        }
    counts = dict.fromkeys(modules, 0)
    for name, parameter in parameters.items():
        path = name
        while path:
            path = path.rpartition(".")[0]
            counts[path] += parameter.numel()
    return counts


def type_name(module: nn.Module) -> str:
    """The class of a module; of a scripted or traced one, the class that it was made from."""
    return str(getattr(module, "original_name", "") or type(module).__name__)


@dataclass
class Trace:
    """What one forward pass did. Filled by `trace_forward`, read-only afterwards.

    ``outputs`` are the calls that the model's results come from, ``kept`` the storages that these
    lie in. ``by_value`` are functions whose result depends on the values of the input (``item``,
    ``nonzero``): another input may take another path. ``unregistered`` counts values of parameters
    that were read and belong to no module. ``unwatched`` is True where the network did something
    that could not be seen: in another thread, or outside of PyTorch. ``unseen`` names kernels that
    a TorchScript program runs by itself.
    """

    tree: ModuleTree
    operations: list[TracedCall] = field(default_factory=list)
    inputs: list[tuple[str, TensorInfo]] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    kept: tuple[int, ...] = ()
    calls: Counter[str] = field(default_factory=Counter)
    storage_bytes: dict[int, int] = field(default_factory=dict)
    by_value: dict[str, None] = field(default_factory=dict)
    unregistered: int = 0
    unwatched: bool = False
    unseen: tuple[str, ...] = ()

    def memory(self) -> MemoryTrace:
        """Which memory it touched."""
        return MemoryTrace(
            inputs=tuple(info.storage for _, info in self.inputs),
            outputs=self.kept,
            touched=[
                Touched(
                    traced.name,
                    tuple([info.storage for info in traced.reads]),
                    tuple([info.storage for info in traced.writes]),
                    traced.new_storages,
                )
                for traced in self.operations
            ],
            bytes=self.storage_bytes,
        )
