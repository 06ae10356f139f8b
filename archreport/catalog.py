"""The course's shelf: which networks there are, how to build one, and what went into it.

Nothing here imports torch until a network is built.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archreport.errors import UnknownModel
from archreport.report import Identity, Paper

if TYPE_CHECKING:
    from torch import nn

_ALEXNET = Paper(
    "A. Krizhevsky, I. Sutskever, G. E. Hinton",
    "ImageNet Classification with Deep Convolutional Neural Networks",
    "NIPS",
    2012,
    "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks",
)
_ONE_WEIRD_TRICK = Paper(
    "A. Krizhevsky",
    "One weird trick for parallelizing convolutional neural networks",
    "arXiv:1404.5997",
    2014,
    "https://arxiv.org/abs/1404.5997",
)
_VGG = Paper(
    "K. Simonyan, A. Zisserman",
    "Very Deep Convolutional Networks for Large-Scale Image Recognition",
    "ICLR 2015, arXiv:1409.1556",
    2014,
    "https://arxiv.org/abs/1409.1556",
)


@dataclass(frozen=True)
class Entry:
    """One network of the shelf.

    ``builder`` is ``"module:callable"``, called with ``arguments``. ``shape`` is the input
    ``(C, H, W)``. ``photo`` and ``seed`` are what the published page uses. ``public`` names an
    entry of `archreport.analysis.key_maps.PUBLIC_WEIGHTS`, or is "" where no public weights fit.
    """

    identity: Identity
    builder: str
    arguments: Mapping[str, Any]
    shape: tuple[int, int, int]
    photo: str
    seed: int
    public: str = ""

    @property
    def key(self) -> str:
        return self.identity.key

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """The input with batch 1."""
        return (1, *self.shape)

    def build(self) -> nn.Module:
        """The network with PyTorch's own initialisation. Imports torch."""
        module, _, name = self.builder.partition(":")
        network: nn.Module = getattr(importlib.import_module(module), name)(**self.arguments)
        return network


def _alexnet(key: str, title: str, variant: str, paper: Paper, builder: str, size: int) -> Entry:
    return Entry(
        identity=Identity(
            key, title, variant, "alexnet", "classification", paper, "archreport/models/alexnet.py"
        ),
        builder=f"archreport.models.alexnet:{builder}",
        arguments={},
        shape=(3, size, size),
        photo="chelsea",
        seed=2012,
        public="alexnet-owt" if key == "alexnet-owt" else "",
    )


def _vgg(key: str, title: str, configuration: str, public: str = "") -> Entry:
    return Entry(
        identity=Identity(
            key, title, configuration, "vgg", "classification", _VGG, "archreport/models/vgg.py"
        ),
        builder="archreport.models.vgg:VGG",
        arguments={"configuration": configuration},
        shape=(3, 224, 224),
        photo="chelsea",
        seed=2014,
        public=public,
    )


_ENTRIES = (
    _alexnet("alexnet", "AlexNet", "two towers", _ALEXNET, "AlexNet", 227),
    _alexnet("alexnet-owt", "AlexNet (2014)", "one tower", _ONE_WEIRD_TRICK,
             "AlexNetOneTower", 224),
    _vgg("vgg11", "VGG-11", "A", "vgg11"),
    _vgg("vgg11-lrn", "VGG-11 LRN", "A-LRN"),
    _vgg("vgg13", "VGG-13", "B", "vgg13"),
    _vgg("vgg16c", "VGG-16 C", "C"),
    _vgg("vgg16", "VGG-16", "D", "vgg16"),
    _vgg("vgg19", "VGG-19", "E", "vgg19"),
)  # fmt: skip

#: Every network by its key, in the order of the course.
CATALOG: Mapping[str, Entry] = {entry.key: entry for entry in _ENTRIES}


def entry(key: str) -> Entry:
    """The shelf's entry for ``key``. Raises `UnknownModel`, naming the nearest keys."""
    if key in CATALOG:
        return CATALOG[key]
    near = difflib.get_close_matches(key.lower(), CATALOG, 3, 0.4)
    suggestion = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UnknownModel(
        f"There is no network called {key!r}.", f"{suggestion}See them all with: archreport list"
    )
