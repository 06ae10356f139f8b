"""A fully connected layer is a convolution whose kernel covers its whole input map.

Written as one, it slides: a classifier trained on 224 × 224 pixels reads a larger picture and
gives one set of scores for every place its window can stand (P. Sermanet et al., "OverFeat", 2014;
K. Simonyan, A. Zisserman, 2015, section 3.2; J. Long et al., 2015, Fig. 2).
"""

import copy

import torch
from torch import Tensor, nn


def linear_to_conv(linear: nn.Linear, channels: int, height: int, width: int) -> nn.Conv2d:
    """The convolution that does what ``linear`` does to a flattened ``(channels, height, width)``.

    Same weights in another shape: output feature d of the linear layer becomes channel d, and its
    row of ``channels · height · width`` weights a kernel. Raises `ValueError` for another length.
    """
    if linear.in_features != channels * height * width:
        raise ValueError(
            f"{linear.in_features} inputs are not {channels} × {height} × {width} values"
        )
    conv = nn.Conv2d(
        channels,
        linear.out_features,
        (height, width),
        bias=linear.bias is not None,
        device=linear.weight.device,
        dtype=linear.weight.dtype,
    )
    with torch.no_grad():
        conv.weight.copy_(linear.weight.view_as(conv.weight))
        if conv.bias is not None:
            conv.bias.copy_(linear.bias)
    return conv


def fully_convolutional(network: nn.Module, input_shape: tuple[int, int, int]) -> nn.Module:
    """A copy of a classifier that takes pictures of any size, at least as large as ``input_shape``.

    ``network`` flattens its feature map once, with ``nn.Flatten``, before ``nn.Linear`` layers:
    AlexNet, VGG, GoogLeNet and ResNet do. The first linear layer becomes a convolution as large as
    that map, the others 1×1 convolutions, and nothing is flattened any more. ``input_shape`` is the
    ``(C, H, W)`` the network was made for: there the output is the same numbers, shaped
    ``(N, classes, 1, 1)``. A larger picture gives a larger map, ``(N, classes, h, w)``.

    A pooling to a fixed size just before (AlexNet of 2014) is taken out: it stood for this. A
    *global* average pooling stays, and with it one answer for a picture of any size.
    Raises `ValueError` where there is not exactly one ``nn.Flatten``.
    """
    names = [name for name, module in network.named_modules() if isinstance(module, nn.Flatten)]
    if len(names) != 1:
        raise ValueError(f"the network flattens {len(names)} times, not once")
    channels, height, width = _flattened_shape(network, names[0], input_shape)
    converted = copy.deepcopy(network)
    converted.set_submodule(names[0], nn.Identity())
    extents = (channels, height, width)
    for name, module in network.named_modules():
        if isinstance(module, nn.AdaptiveAvgPool2d) and module.output_size == (height, width):
            converted.set_submodule(name, nn.Identity())
        if isinstance(module, nn.Linear):
            converted.set_submodule(name, linear_to_conv(module, *extents))
            extents = (module.out_features, 1, 1)
    return converted


def _flattened_shape(
    network: nn.Module, name: str, input_shape: tuple[int, int, int]
) -> tuple[int, int, int]:
    """The ``(C, H, W)`` of the map that arrives at the flattening, from a pass without numbers."""
    twin = copy.deepcopy(network).to("meta").eval()
    shapes: list[tuple[int, int, int]] = []

    def note(flatten: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        channels, height, width = inputs[0].shape[1:]
        shapes.append((channels, height, width))

    twin.get_submodule(name).register_forward_pre_hook(note)
    twin(torch.empty(1, *input_shape, device="meta"))
    return shapes[0]
