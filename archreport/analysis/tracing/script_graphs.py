"""What a TorchScript program runs without the dispatcher, where nobody can count it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import nn


def unseen_kernels(modules: Iterable[nn.Module]) -> tuple[str, ...]:
    """Kernels that TorchScript runs by itself, by name: what ``optimize_for_inference`` puts in the
    place of convolutions, and groups of operations that are compiled as one."""
    names: dict[str, None] = {}
    for module in modules:
        if isinstance(module, torch.jit.ScriptModule):
            graph = getattr(module, "graph", None)
            if graph is not None:
                names.update(dict.fromkeys(filter(_is_unseen, _kinds(graph))))
    return tuple(name.replace("::", ".") for name in names)


def _kinds(block: Any) -> Iterator[str]:
    for node in block.nodes():
        yield node.kind()
        for inner in node.blocks():
            yield from _kinds(inner)


def _is_unseen(kind: str) -> bool:
    if not kind.startswith("prim::"):
        return False
    return kind.startswith("prim::mkldnn") or kind.endswith(("Group", "Fusion", "FusionGuard"))
