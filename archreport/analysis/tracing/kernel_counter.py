"""Counting below one traced function: the kernels it runs, at the dispatcher.

FLOPs come from the formulas of ``torch.utils.flop_counter`` (2 per multiply-accumulate).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

#: Kernels that multiply nothing pairwise: they only move, compare, pool, reduce or create.
#: Elementwise kernels and views are recognised by their tags and need no entry.
NO_MACS = frozenset(
    """
    _adaptive_avg_pool2d _adaptive_avg_pool3d _batch_norm_with_update _fused_rms_norm
    _local_scalar_dense _log_softmax _native_batch_norm_legit _native_batch_norm_legit_no_training
    _prelu_kernel _reshape_alias _safe_softmax _softmax _to_copy _unsafe_view
    _upsample_bicubic2d_aa _upsample_bilinear2d_aa _weight_norm_interface adaptive_max_pool2d
    adaptive_max_pool3d alias all amax amin any arange argmax argmin as_strided avg_pool2d
    avg_pool3d bernoulli bernoulli_ cat channel_shuffle clone col2im constant_pad_nd copy_
    cudnn_batch_norm cumsum detach embedding empty empty_like empty_strided equal eye fill_ flip
    fractional_max_pool2d fractional_max_pool3d full full_like gather glu grid_sampler_2d im2col
    index index_add index_copy index_put index_put_ index_select lift_fresh lift_fresh_copy
    linalg_vector_norm linspace local_scalar_dense log_sigmoid_forward masked_fill masked_scatter
    masked_scatter_ max max_pool2d_with_indices max_pool3d_with_indices max_unpool2d max_unpool3d
    mean min miopen_batch_norm native_batch_norm native_channel_shuffle native_dropout
    native_group_norm native_layer_norm new_empty new_empty_strided new_full new_ones new_zeros
    nonzero norm normal_ ones ones_like pad pixel_shuffle pixel_unshuffle prod rand rand_like
    randint randn randn_like randperm reflection_pad1d reflection_pad2d repeat replication_pad2d
    resize_ roll rrelu_with_noise_functional scalar_tensor scatter scatter_add sort
    split_with_sizes stack std sum topk tril triu unbind uniform_ unsafe_split
    unsafe_chunk as_strided_ upsample_bicubic2d
    upsample_bilinear2d upsample_linear1d upsample_nearest1d upsample_nearest2d upsample_nearest3d
    upsample_trilinear3d var var_mean view zero_ zeros zeros_like
    """.split()  # noqa: SIM905 - a word list reads better than 150 quoted names
)


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
        or operator._schema.name.split("::")[-1] in NO_MACS
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
        if packet in flop_registry:
            self.flops += int(flop_registry[packet](*args, **kwargs, out_val=result))
        elif not counts_nothing(func):
            self.unknown.append(str(packet))
        if func._schema.is_mutable:
            for argument, value in zip(func._schema.arguments, args, strict=False):
                if argument.alias_info is not None and argument.alias_info.is_write:
                    self.mutated.update(storage_of(tensor) for tensor in tensors_in(value))
        return result
