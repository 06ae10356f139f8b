"""Local response normalisation: neighbouring channels compete at every position.

A. Krizhevsky, I. Sutskever, G. E. Hinton, "ImageNet Classification with Deep Convolutional
Neural Networks", NIPS 2012, section 3.3.
"""

import torch.nn.functional as F
from torch import Tensor, nn


class LocalResponseNorm(nn.Module):
    """Divide each value by a power of the energy in the ``n`` channels around it.

        b[c] = a[c] / (k + alpha/n · Σ a[j]²)^beta      j from c - n/2 to c + n/2

    The sum runs over channels at one and the same position; channels outside count as zero.
    Nothing is learned. The paper's formula prints alpha without the division by n; the authors'
    own code, Caffe and PyTorch divide.

    This is the formula written out. The networks use ``nn.LocalResponseNorm``, which is equal.
    Input and output ``(N, C, H, W)``.
    """

    def __init__(self, n: int = 5, alpha: float = 1e-4, beta: float = 0.75, k: float = 2.0) -> None:
        super().__init__()
        self.n, self.alpha, self.beta, self.k = n, alpha, beta, k

    def forward(self, a: Tensor) -> Tensor:
        channels = a.shape[1]
        # n // 2 channels of zeros in front, the rest behind: (W, W, H, H, C in front, C behind)
        squares = F.pad(a * a, (0, 0, 0, 0, self.n // 2, (self.n - 1) // 2))
        energy = squares[:, :channels]
        for shift in range(1, self.n):
            energy = energy + squares[:, shift : shift + channels]
        return a / (self.k + self.alpha / self.n * energy) ** self.beta
