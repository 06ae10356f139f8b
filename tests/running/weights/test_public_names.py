"""The key maps against the names and shapes of torchvision's state dicts, and against our nets."""

import json
from collections.abc import Callable

import pytest
import torch
from torch import nn

from archreport.catalog.networks import CATALOG
from archreport.models.alexnet import AlexNetOneTower
from archreport.models.googlenet_tv import GoogLeNetTV
from archreport.models.resnet import ResNet
from archreport.models.vgg import VGG
from archreport.running.weights.checkpoint import fit, translate
from archreport.running.weights.public_names import BASE_URL, KEY_MAPS, PUBLIC_WEIGHTS
from tests.paths import DATA

PUBLIC: dict[str, dict[str, list[int]]] = json.loads(
    (DATA / "public_state_dicts.json").read_text(encoding="utf-8")
)
NETS: dict[str, Callable[[], nn.Module]] = {
    "alexnet-owt": AlexNetOneTower,
    "vgg11": lambda: VGG("A"),
    "vgg13": lambda: VGG("B"),
    "vgg16": lambda: VGG("D"),
    "vgg19": lambda: VGG("E"),
    "googlenet": GoogLeNetTV,
    "resnet18": lambda: ResNet(18),
    "resnet34": lambda: ResNet(34),
    "resnet50": lambda: ResNet(50, stride_in="3x3"),
    "resnet101": lambda: ResNet(101, stride_in="3x3"),
    "resnet152": lambda: ResNet(152, stride_in="3x3"),
}


def without_leftover(name: str, names: dict[str, list[int]]) -> dict[str, list[int]]:
    prefixes = PUBLIC_WEIGHTS[name].leftover
    return {key: shape for key, shape in names.items() if not key.startswith(prefixes)}


def test_every_public_file_has_a_map_and_a_list() -> None:
    assert set(KEY_MAPS) == set(PUBLIC_WEIGHTS) == set(PUBLIC) == set(NETS)


@pytest.mark.parametrize("name", NETS)
def test_a_map_covers_the_public_file_exactly(name: str) -> None:
    with torch.device("meta"):
        ours = NETS[name]().state_dict()
    names = {translate(key, KEY_MAPS[name]): list(value.shape) for key, value in ours.items()}
    assert names == without_leftover(name, PUBLIC[name])
    assert len(set(KEY_MAPS[name].values())) == len(KEY_MAPS[name])


@pytest.mark.parametrize("name", NETS)
def test_a_map_keeps_the_order_of_the_layers(name: str) -> None:
    modules = list(dict.fromkeys(key.rpartition(".")[0] for key in PUBLIC[name]))
    assert list(KEY_MAPS[name].values()) == modules


@pytest.mark.parametrize("name", NETS)
def test_the_file_of_another_network_does_not_fit(name: str) -> None:
    with torch.device("meta"):
        ours = NETS[name]().state_dict()
        for other, shapes in PUBLIC.items():
            theirs = {key: torch.empty(shape) for key, shape in shapes.items()}
            counters = [key for key in theirs if key.endswith("num_batches_tracked")]
            theirs |= {key: torch.empty((), dtype=torch.long) for key in counters}
            result = fit(ours, theirs, KEY_MAPS[name], PUBLIC_WEIGHTS[name].leftover)
            assert (result.problems == 0) == (other == name)


def test_only_the_heads_of_googlenet_may_be_left_over() -> None:
    assert {name for name in PUBLIC_WEIGHTS if PUBLIC_WEIGHTS[name].leftover} == {"googlenet"}
    with torch.device("meta"):
        with_heads = GoogLeNetTV(heads=True).state_dict()
        without = GoogLeNetTV().state_dict()
        theirs = {key: torch.empty(shape) for key, shape in PUBLIC["googlenet"].items()}
        counters = [name for name in theirs if name.endswith("num_batches_tracked")]
        theirs |= {name: torch.empty((), dtype=torch.long) for name in counters}
    assert fit(with_heads, theirs, KEY_MAPS["googlenet"]).problems == 0
    refused = fit(without, theirs, KEY_MAPS["googlenet"])
    assert refused.unexpected and all(name.startswith("aux") for name in refused.unexpected)
    theirs["stray"] = theirs["fc.bias"]
    leftover = PUBLIC_WEIGHTS["googlenet"].leftover
    assert fit(without, theirs, KEY_MAPS["googlenet"], leftover).unexpected == ("stray",)


def test_every_entry_with_public_weights_names_known_ones() -> None:
    public = {entry.key: entry.public for entry in CATALOG.values() if entry.public}
    assert set(public.values()) == set(PUBLIC_WEIGHTS)
    # the public weights of the deep ResNets were trained with the stride in the 3×3 convolution
    assert not {"resnet50", "resnet101", "resnet152", "googlenet"} & set(public)
    for key, name in public.items():
        with torch.device("meta"):
            ours = CATALOG[key].build().state_dict()
        shapes = {translate(n, KEY_MAPS[name]): list(value.shape) for n, value in ours.items()}
        assert shapes == without_leftover(name, PUBLIC[name])


@pytest.mark.parametrize("name", PUBLIC_WEIGHTS)
def test_the_address_ends_in_the_hash(name: str) -> None:
    source = PUBLIC_WEIGHTS[name]
    assert source.url == f"{BASE_URL}{name}-{source.sha256_prefix}.pth"
    assert source.key_map == name
    assert len(source.sha256_prefix) == 8 and int(source.sha256_prefix, 16) >= 0


def test_names_a_map_does_not_mention_are_kept() -> None:
    assert translate("conv1.weight", {"conv1": "features.0"}) == "features.0.weight"
    assert translate("conv1.weight", {"conv1.weight": "w"}) == "w"
    assert translate("a.b.bias", {"a": "x"}) == "a.b.bias"
    assert translate("scale", {}) == "scale"
