"""One hash for all values of a network, printed on its page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def _whole(tensor: Tensor) -> Iterable[Tensor]:
    return (tensor,)


def state_digest(model: nn.Module, parts: Callable[[Tensor], Iterable[Tensor]] = _whole) -> str:
    """SHA-256 over the state dict: every tensor's name, type, shape and bytes, in its order.

    ``parts`` gives the values of a parameter or buffer in pieces, in their order in memory.
    """
    digest = hashlib.sha256()
    for name, tensor in model.state_dict(keep_vars=True).items():
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        for part in parts(tensor):
            values = part.detach().cpu().contiguous().reshape(-1)
            digest.update(values.view(torch.uint8).numpy().data)
    return digest.hexdigest()
