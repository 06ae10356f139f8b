"""Parameters and MACs of a network by other means than archreport's: the truth of the comparison.

PyTorch's own `FlopCounterMode` counts the kernels of a plain pass with every fused kernel switched
off, so that attention and recurrent layers fall apart into products that it knows. What it has no
formula for stands here, written apart from archreport's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils._pytree import tree_map
from torch.utils.flop_counter import FlopCounterMode

from tests.zoo.registries import Call


def parameters(net: nn.Module) -> int:
    """Values of all parameters, shared ones once."""
    return sum(p.numel() for p in {id(p): p for p in net.parameters()}.values())


def macs(net: nn.Module, call: Call, *, on_processor: bool = False) -> int:
    """Multiply–accumulates of one pass in evaluation mode: on the meta device where that works
    (a plain convolution of 224 × 224 pixels is slow), else, or if asked, on the processor."""
    on_meta = any(p.is_meta for p in net.parameters())
    if on_meta or not on_processor:
        try:
            twin = net if on_meta else deepcopy(net).to("meta")
            moved = tree_map(lambda x: x.to("meta") if isinstance(x, Tensor) else x, vars(call))
            return _counted(twin, Call(**moved))
        except Exception:
            if on_meta:
                raise
    return _counted(net, call)


def _counted(net: nn.Module, call: Call) -> int:
    counter = FlopCounterMode(display=False, custom_mapping=_mapping())
    counter.mod_tracker = _NoModules()  # type: ignore[assignment]
    with _fused_kernels_off(), torch.no_grad(), counter:
        net(*call.args, **(call.kwargs or {}))
    return int(counter.get_total_flops()) // 2


@contextmanager
def _fused_kernels_off() -> Iterator[None]:
    fast = torch.backends.mha.get_fastpath_enabled()
    with ExitStack() as stack:
        stack.enter_context(sdpa_kernel(SDPBackend.MATH))
        stack.enter_context(torch.backends.mkldnn.flags(enabled=False))
        torch.backends.mha.set_fastpath_enabled(False)
        try:
            yield
        finally:
            torch.backends.mha.set_fastpath_enabled(fast)


class _NoModules:
    """Instead of `FlopCounterMode`'s own tracker, which gradients inside forward() break."""

    parents = frozenset({"Global"})

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _twice(macs: Callable[..., int]) -> Callable[..., int]:
    """A formula in multiply–accumulates as one in FLOPs, over tensors instead of shapes."""

    def flops(*args: Any, out_val: Any = None, **kwargs: Any) -> int:
        return 2 * macs(out_val, *args)

    flops._get_raw = True  # type: ignore[attr-defined]
    return flops


def _mapping() -> dict[Any, Callable[..., int]]:
    aten = torch.ops.aten
    found: dict[Any, Callable[..., int]] = {
        aten.mv: _twice(lambda out, matrix, vector: matrix.numel()),
        aten.addmv: _twice(lambda out, added, matrix, vector, *_: matrix.numel()),
        aten.dot: _twice(lambda out, one, other: one.numel()),
        aten.vdot: _twice(lambda out, one, other: one.numel()),
        aten.addbmm: _twice(lambda out, added, one, other, *_: one.numel() * other.shape[-1]),
    }
    if hasattr(aten, "_grouped_mm"):
        found[aten._grouped_mm] = _twice(lambda out, one, two, *_: one.numel() * two.shape[-1])
    if hasattr(torch.ops.torchvision, "deform_conv2d"):
        found[torch.ops.torchvision.deform_conv2d] = _twice(
            lambda out, data, weight, *_: out.numel() * weight[0].numel()
        )
    return found
