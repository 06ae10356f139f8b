"""A state dict in the layout of the public file of VGG-16, which is too large to ship."""

from __future__ import annotations

import torch
from torch import Tensor

#: Shapes of the public file's tensors: torchvision's vgg16, by its names.
CONVOLUTIONS = {0: (64, 3), 2: (64, 64), 5: (128, 64), 7: (128, 128), 10: (256, 128),
                12: (256, 256), 14: (256, 256), 17: (512, 256), 19: (512, 512), 21: (512, 512),
                24: (512, 512), 26: (512, 512), 28: (512, 512)}  # fmt: skip
MATRICES = {0: (4096, 25088), 3: (4096, 4096), 6: (1000, 4096)}


def public_layout() -> dict[str, Tensor]:
    """Random weights in the layout of the public file. One row of each large matrix is stored."""
    dice = torch.Generator().manual_seed(0)
    state: dict[str, Tensor] = {}
    for place, shape in CONVOLUTIONS.items():
        state[f"features.{place}.weight"] = (
            torch.randn(*shape, 3, 3, generator=dice) * (2 / (9 * shape[1])) ** 0.5
        )
        state[f"features.{place}.bias"] = torch.zeros(shape[0])
    for place, (rows, columns) in MATRICES.items():
        kinds = torch.randn(1, columns, generator=dice) * (2 / columns) ** 0.5
        state[f"classifier.{place}.weight"] = kinds.expand(rows, columns)
        state[f"classifier.{place}.bias"] = torch.linspace(0, 1, rows)
    return state
