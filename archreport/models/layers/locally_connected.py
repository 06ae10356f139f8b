"""The locally connected layer: a convolution that does not share its weights.

Y. Taigman, M. Yang, M. Ranzato, L. Wolf, "DeepFace: Closing the Gap to Human-Level Performance in
Face Verification", CVPR 2014, section 3: an aligned face has its eyes and its mouth in the same
place every time, so that each place may learn filters of its own.
"""

import torch
from torch import Tensor, nn
from torch.overrides import handle_torch_function, has_torch_function


class LocallyConnected2d(nn.Module):
    """A k×k filter bank of its own, and a bias of its own, at every output position.

    ``weight`` has the shape ``(H, W, out_channels, in_channels, k, k)``: ``weight[y, x]`` is what
    an ordinary convolution would have as its only weight. So there are
    ``H·W·(k·k·in_channels)·out_channels + H·W·out_channels`` parameters, H·W times those of a
    convolution, for exactly the same number of multiplications. No padding.

    Input ``(N, in_channels, *in_size)``, output ``(N, out_channels, H, W)`` with
    ``H = ⌊(in_size - k) / stride⌋ + 1``: unlike a convolution, it works for one input size only.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        in_size: tuple[int, int],
        stride: int = 1,
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = kernel_size, stride
        height, width = ((n - kernel_size) // stride + 1 for n in in_size)
        kernels = torch.empty(height, width, out_channels, in_channels, kernel_size, kernel_size)
        self.weight = nn.Parameter(kernels)
        self.bias = nn.Parameter(torch.zeros(height, width, out_channels))
        #: How many products make one output value: what an initialisation scales by.
        self.fan_in = in_channels * kernel_size * kernel_size
        nn.init.normal_(self.weight, std=(2 / self.fan_in) ** 0.5)  # He et al., for ReLU

    def forward(self, x: Tensor) -> Tensor:
        return locally_connected2d(x, self.weight, self.bias, self.stride)

    def extra_repr(self) -> str:
        grid = " × ".join(str(n) for n in self.weight.shape[:2])
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, positions={grid}"
        )


def locally_connected2d(input: Tensor, weight: Tensor, bias: Tensor, stride: int = 1) -> Tensor:
    """Apply ``weight[y, x]`` to the window of ``input`` that lies under output position (y, x).

    ``input`` ``(N, C, H_in, W_in)``, ``weight`` ``(H, W, D, C, k, k)``, ``bias`` ``(H, W, D)``;
    returns ``(N, D, H, W)``. Raises `ValueError` where the input has no H × W windows.

    It is one matrix product per position, so that counters which look at the kernels count
    ``H·W·(k·k·C)·D`` multiplications. Like the functions of ``torch.nn.functional`` it offers
    itself to ``__torch_function__``, so that a trace sees one layer and not its steps.
    """
    if has_torch_function((input, weight, bias)):
        return handle_torch_function(
            locally_connected2d, (input, weight, bias), input, weight, bias, stride
        )
    kernel = weight.shape[-1]
    # (N, C, H, W, k, k): the window under every output position, as a view
    windows = input.unfold(2, kernel, stride).unfold(3, kernel, stride)
    if windows.shape[2:4] != weight.shape[:2]:
        found, wanted = (" × ".join(map(str, s[:2])) for s in (windows.shape[2:], weight.shape))
        raise ValueError(f"the input has {found} windows, but there are weights for {wanted}")
    products = windows.permute(2, 3, 0, 1, 4, 5).flatten(3)  # (H, W, N, C·k·k)
    kernels = weight.flatten(3).transpose(2, 3)  # (H, W, C·k·k, D)
    output = products @ kernels + bias[:, :, None]  # (H, W, N, D)
    return output.permute(2, 3, 0, 1).contiguous()
