"""Public weights: where they lie, and how their names translate into ours.

A key map gives, for every module of ours that has weights, the module of the public state dict
that holds them: ``conv1_1.weight`` is read from ``features.0.weight``. The numbers count the
modules of torchvision's ``nn.Sequential``, ReLU, pooling and dropout included, which is why they
jump. Compare with the names and shapes in ``tests/data/public_state_dicts.json``.

Nothing here imports torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASE_URL = "https://download.pytorch.org/models/"


@dataclass(frozen=True)
class PublicWeights:
    """A weights file on the net.

    ``sha256_prefix`` is the start of the file's SHA-256 in hexadecimal, ``key_map`` a name in
    `KEY_MAPS` (or "" where the names are our own).
    """

    url: str
    sha256_prefix: str
    key_map: str
    note: str = ""


def _imagenet(name: str, sha256_prefix: str) -> PublicWeights:
    """Published by torchvision, its file name ending in the start of its hash."""
    return PublicWeights(f"{BASE_URL}{name}-{sha256_prefix}.pth", sha256_prefix, name)


# Trained on ImageNet (ILSVRC 2012, 1,000 classes) by the authors of torchvision: "V1" weights.
PUBLIC_WEIGHTS: Mapping[str, PublicWeights] = {
    "alexnet-owt": _imagenet("alexnet-owt", "7be5be79"),
    "vgg11": _imagenet("vgg11", "8a719046"),
    "vgg13": _imagenet("vgg13", "19584684"),
    "vgg16": _imagenet("vgg16", "397923af"),
    "vgg19": _imagenet("vgg19", "dcbb9e9d"),
}

# What every file above was trained with: RGB values in 0..1, the mean taken off, then divided.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

KEY_MAPS: Mapping[str, Mapping[str, str]] = {
    "alexnet-owt": {
        "conv1": "features.0",
        "conv2": "features.3",
        "conv3": "features.6",
        "conv4": "features.8",
        "conv5": "features.10",
        "fc6": "classifier.1",
        "fc7": "classifier.4",
        "fc8": "classifier.6",
    },
    "vgg11": {
        "conv1_1": "features.0",
        "conv2_1": "features.3",
        "conv3_1": "features.6",
        "conv3_2": "features.8",
        "conv4_1": "features.11",
        "conv4_2": "features.13",
        "conv5_1": "features.16",
        "conv5_2": "features.18",
        "fc6": "classifier.0",
        "fc7": "classifier.3",
        "fc8": "classifier.6",
    },
    "vgg13": {
        "conv1_1": "features.0",
        "conv1_2": "features.2",
        "conv2_1": "features.5",
        "conv2_2": "features.7",
        "conv3_1": "features.10",
        "conv3_2": "features.12",
        "conv4_1": "features.15",
        "conv4_2": "features.17",
        "conv5_1": "features.20",
        "conv5_2": "features.22",
        "fc6": "classifier.0",
        "fc7": "classifier.3",
        "fc8": "classifier.6",
    },
    "vgg16": {
        "conv1_1": "features.0",
        "conv1_2": "features.2",
        "conv2_1": "features.5",
        "conv2_2": "features.7",
        "conv3_1": "features.10",
        "conv3_2": "features.12",
        "conv3_3": "features.14",
        "conv4_1": "features.17",
        "conv4_2": "features.19",
        "conv4_3": "features.21",
        "conv5_1": "features.24",
        "conv5_2": "features.26",
        "conv5_3": "features.28",
        "fc6": "classifier.0",
        "fc7": "classifier.3",
        "fc8": "classifier.6",
    },
    "vgg19": {
        "conv1_1": "features.0",
        "conv1_2": "features.2",
        "conv2_1": "features.5",
        "conv2_2": "features.7",
        "conv3_1": "features.10",
        "conv3_2": "features.12",
        "conv3_3": "features.14",
        "conv3_4": "features.16",
        "conv4_1": "features.19",
        "conv4_2": "features.21",
        "conv4_3": "features.23",
        "conv4_4": "features.25",
        "conv5_1": "features.28",
        "conv5_2": "features.30",
        "conv5_3": "features.32",
        "conv5_4": "features.34",
        "fc6": "classifier.0",
        "fc7": "classifier.3",
        "fc8": "classifier.6",
    },
}
