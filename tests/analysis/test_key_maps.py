"""The key maps against the names and shapes of torchvision's state dicts, and against our nets."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from archreport.analysis.checkpoint import fit, translate
from archreport.analysis.key_maps import BASE_URL, KEY_MAPS, PUBLIC_WEIGHTS
from archreport.models.alexnet import AlexNetOneTower
from archreport.models.vgg import VGG

PUBLIC: dict[str, dict[str, list[int]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "public_state_dicts.json").read_text(encoding="utf-8")
)
NETS: dict[str, Callable[[], nn.Module]] = {
    "alexnet-owt": AlexNetOneTower,
    "vgg11": lambda: VGG("A"),
    "vgg13": lambda: VGG("B"),
    "vgg16": lambda: VGG("D"),
    "vgg19": lambda: VGG("E"),
}


def test_every_public_file_has_a_map_and_a_list() -> None:
    assert set(KEY_MAPS) == set(PUBLIC_WEIGHTS) == set(PUBLIC) == set(NETS)


@pytest.mark.parametrize("name", NETS)
def test_a_map_covers_the_public_file_exactly(name: str) -> None:
    with torch.device("meta"):
        ours = NETS[name]().state_dict()
    names = {translate(key, KEY_MAPS[name]): list(value.shape) for key, value in ours.items()}
    assert names == PUBLIC[name]
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
            assert (fit(ours, theirs, KEY_MAPS[name]).problems == 0) == (other == name)


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
