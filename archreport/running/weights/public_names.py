"""Public weights: where they lie, and how their names translate into ours.

A key map gives, for every module of ours that has weights, the module of the public state dict
that holds them: ``conv1_1.weight`` is read from ``features.0.weight``. The numbers count the
modules of torchvision's ``nn.Sequential``, ReLU, pooling and dropout included, which is why they
jump. Compare with the names and shapes in ``tests/data/public_state_dicts.json``. The maps of the
deep networks are made from their structure.

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
    `KEY_MAPS` (or "" where the names are our own). Tensors whose names begin with one of
    ``leftover`` need no place in our network: heads that only training used.
    """

    url: str
    sha256_prefix: str
    key_map: str
    note: str = ""
    leftover: tuple[str, ...] = ()


def _imagenet(name: str, sha256_prefix: str, leftover: tuple[str, ...] = ()) -> PublicWeights:
    """Published by torchvision, its file name ending in the start of its hash."""
    return PublicWeights(
        f"{BASE_URL}{name}-{sha256_prefix}.pth", sha256_prefix, name, leftover=leftover
    )


# Trained on ImageNet (ILSVRC 2012, 1,000 classes) by the authors of torchvision: "V1" weights.
PUBLIC_WEIGHTS: Mapping[str, PublicWeights] = {
    "alexnet-owt": _imagenet("alexnet-owt", "7be5be79"),
    "vgg11": _imagenet("vgg11", "8a719046"),
    "vgg13": _imagenet("vgg13", "19584684"),
    "vgg16": _imagenet("vgg16", "397923af"),
    "vgg19": _imagenet("vgg19", "dcbb9e9d"),
    "googlenet": _imagenet("googlenet", "1378be20", leftover=("aux1.", "aux2.")),
    "resnet18": _imagenet("resnet18", "f37072fd"),
    "resnet34": _imagenet("resnet34", "b627a593"),
    "resnet50": _imagenet("resnet50", "0676ba61"),
    "resnet101": _imagenet("resnet101", "63fe2227"),
    "resnet152": _imagenet("resnet152", "394f9c45"),
}


def _resnet(blocks: tuple[int, int, int, int], convolutions: int) -> dict[str, str]:
    """conv2_x … conv5_x are layer1 … layer4 there, and blocks are counted from 0.

    ``convolutions`` is how many a block has on its main path. The first block of a stage has a
    projection, but for conv2_1 where the number of channels does not change.
    """
    names = {"conv1": "conv1", "bn1": "bn1"}
    for stage, count in enumerate(blocks, start=2):
        for number in range(1, count + 1):
            ours, theirs = f"conv{stage}_{number}", f"layer{stage - 1}.{number - 1}"
            for layer in range(1, convolutions + 1):
                names[f"{ours}.conv{layer}"] = f"{theirs}.conv{layer}"
                names[f"{ours}.bn{layer}"] = f"{theirs}.bn{layer}"
            if number == 1 and (stage > 2 or convolutions == 3):
                names[f"{ours}.shortcut.conv"] = f"{theirs}.downsample.0"
                names[f"{ours}.shortcut.bn"] = f"{theirs}.downsample.1"
    return {**names, "fc": "fc"}


def _googlenet() -> dict[str, str]:
    """Branches are numbered there, and the layers of a branch counted from 0."""
    branches = {
        "conv_1x1": "branch1",
        "reduce_3x3": "branch2.0",
        "conv_3x3": "branch2.1",
        "reduce_5x5": "branch3.0",
        "conv_5x5": "branch3.1",
        "pool_proj": "branch4.1",  # 4.0 is the pooling
    }
    units = {"conv1": "conv1", "conv2": "conv2", "conv3": "conv3"}
    for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"):
        for ours, theirs in branches.items():
            units[f"inception_{module}.{ours}"] = f"inception{module}.{theirs}"
    names = {}
    for ours, theirs in units.items():
        names[f"{ours}.conv"], names[f"{ours}.bn"] = f"{theirs}.conv", f"{theirs}.bn"
    for head in (1, 2):
        names[f"head{head}.conv.conv"] = f"aux{head}.conv.conv"
        names[f"head{head}.conv.bn"] = f"aux{head}.conv.bn"
        names[f"head{head}.fc"] = f"aux{head}.fc1"
        names[f"head{head}.classifier"] = f"aux{head}.fc2"
    return {**names, "fc": "fc"}


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
    "googlenet": _googlenet(),
    "resnet18": _resnet((2, 2, 2, 2), convolutions=2),
    "resnet34": _resnet((3, 4, 6, 3), convolutions=2),
    "resnet50": _resnet((3, 4, 6, 3), convolutions=3),
    "resnet101": _resnet((3, 4, 23, 3), convolutions=3),
    "resnet152": _resnet((3, 8, 36, 3), convolutions=3),
}
