"""The running statistics of batch normalisation, for weights that were never trained.

A layer that normalises by a batch's mean and variance while it is trained uses estimates of them
afterwards. Before any training these are 0 and 1, which normalise nothing: behind fifty blocks
with shortcuts the values are in the hundred millions, behind unpoolings they are almost 0, and
neither is what the network as described computes. So they are estimated on photographs, as after a
training (S. Ioffe, C. Szegedy, "Batch Normalization", ICML 2015, algorithm 2, steps 7 to 12).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from archreport.running.threads import FIXED, threads

#: The photographs that they are estimated on, by name.
PHOTOS = ("astronaut", "chelsea", "coffee", "rocket")


def keeps_statistics(network: nn.Module) -> bool:
    """Whether a layer of ``network`` normalises by running statistics."""
    return bool(_layers(network))


def estimate_statistics(network: nn.Module, batch: Tensor) -> None:
    """Set the running means and variances of ``network``, in place, to those of ``batch``.

    One pass, in which each layer normalises by the batch itself, so that the layers behind it see
    what they would see in training. Everything else is as in evaluation: nothing is dropped out.
    The same batch gives the same bits on any number of threads.
    """
    layers = _layers(network)
    before = [(layer.momentum, layer.training) for layer in layers]
    try:
        for layer in layers:
            layer.reset_running_stats()
            layer.momentum = None  # the average of all batches, of which there is one
            layer.train()
        with threads(FIXED), torch.no_grad():
            network(batch)
    finally:
        for layer, (momentum, training) in zip(layers, before, strict=True):
            layer.momentum = momentum
            layer.train(training)


def _layers(network: nn.Module) -> list[nn.modules.batchnorm._NormBase]:
    return [
        layer
        for layer in network.modules()
        if isinstance(layer, nn.modules.batchnorm._NormBase) and layer.running_mean is not None
    ]
