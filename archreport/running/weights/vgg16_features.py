"""The convolutional part of VGG-16 as a network of its own: learned, or as PyTorch initialises it.

Apart from `oxford`, so that a change of VGG's own file makes no other network's report stale.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import takewhile

import torch
from torch import nn

from archreport.models.vgg import VGG
from archreport.running.weights.oxford import oxford_state_dict


def oxford_features() -> nn.Sequential:
    """The convolutional part of VGG-16 with its learned weights, in evaluation mode.

    Input ``(N, 3, H, W)``, scaled as `archreport.running.weights.oxford.OXFORD_SCALING` says;
    output of its last layer, pool5, ``(N, 512, H / 32, W / 32)``. Its layers are found by their
    names, ``conv1_1``, ``relu1_1`` … ``pool5``; no layer works in place, so that what any of them
    computes can be kept. Raises `WeightsMismatch`.
    """
    network = vgg16_features()
    network.load_state_dict(oxford_state_dict())
    return network.eval()


def vgg16_features() -> nn.Sequential:
    """The convolutional part of VGG-16, as PyTorch initialises it, with no layer in place."""
    with torch.device("meta"):  # the fully connected layers are never made
        whole = VGG("D")
    layers = takewhile(lambda layer: layer[0] != "flatten", whole.named_children())
    base = nn.Sequential(OrderedDict(layers)).to_empty(device="cpu")
    for layer in base:
        if isinstance(layer, nn.Conv2d):
            layer.reset_parameters()
        elif isinstance(layer, nn.ReLU):
            layer.inplace = False
    return base
