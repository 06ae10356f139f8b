"""The network to take apart: with weights in the public layout, and without."""

from pathlib import Path

import numpy as np
import pytest
import torch

from archreport.catalog.networks import CATALOG
from archreport.course.kit import subject as module
from archreport.course.kit.nets import EmojiNet
from archreport.course.kit.subject import subject
from archreport.course.kit.trained import Trained
from archreport.errors import WeightsMismatch
from archreport.running.weights.public_names import KEY_MAPS


def public_layout(path: Path) -> dict[str, torch.Tensor]:
    """A state dict with the public names of VGG-16. Each tensor repeats one number."""
    with torch.device("meta"):
        shapes = CATALOG["vgg16"].build().state_dict()
    dice = torch.Generator().manual_seed(0)
    state = {}
    for name, tensor in shapes.items():
        layer, _, kind = name.rpartition(".")
        value = 0.01 * torch.randn(1, generator=dice)
        state[f"{KEY_MAPS['vgg16'][layer]}.{kind}"] = value.expand(tensor.shape)
    torch.save(state, path)
    return state


def test_vgg16_with_weights_in_the_public_layout(tmp_path: Path) -> None:
    path = tmp_path / "mine.pth"
    state = public_layout(path)
    said: list[str] = []
    one = subject(path, say=said.append)
    assert (one.name, one.weights, one.size) == ("VGG-16", "weights of mine.pth", 224)
    assert "mine.pth" in said[0]
    assert len(one.classes) == 1000
    assert (len(one.convolutions), one.convolutions[0]) == (13, "conv1_1")
    layers = dict(one.net.named_modules())
    assert torch.equal(layers["conv5_3"].weight, state["features.28.weight"])
    assert torch.equal(layers["fc8"].bias, state["classifier.6.bias"])
    assert {one.last_map, one.vector} <= set(layers)
    assert not any(getattr(layer, "inplace", False) for layer in layers.values())
    assert not one.net.training


def test_a_file_for_another_network(tmp_path: Path) -> None:
    torch.save(EmojiNet().state_dict(), tmp_path / "other.pth")
    with pytest.raises(WeightsMismatch):
        subject(tmp_path / "other.pth")


def test_without_weights_it_is_the_network_of_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    net = EmojiNet().eval()
    monkeypatch.setattr(module, "emoji_net", lambda seed, say: Trained(net, (), loaded=True))
    one = subject()
    assert one.net is net
    assert one.convolutions == ("conv1", "conv2", "conv3", "conv4")
    pictures = np.full((2, one.size, one.size, 3), 255, np.uint8)
    assert torch.allclose(one.input(pictures), torch.tensor(2.0))
    assert one.net(one.input(pictures)).shape == (2, len(one.classes))
    assert {one.last_map, one.vector} <= {name for name, _ in net.named_modules()}
