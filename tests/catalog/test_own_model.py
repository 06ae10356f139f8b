"""A reader's own model by a name."""

import sys
import types

import pytest
import torch
from torch import nn

from archreport.catalog.own_model import load_target
from archreport.errors import BadInput

FILE = """
import torch
from torch import nn
import beside_it

class Net(nn.Sequential):
    def __init__(self, width=4, bias=True):
        super().__init__(nn.Linear(width, beside_it.OUT, bias=bias))

class Reads(nn.Module):
    def __init__(self):
        super().__init__()
        self.rates = [r.item() for r in torch.linspace(0, 1, 3)]
        self.l = nn.Linear(2, 2)

class Holder:
    Inner = Net

def needs(width): return Net(width)
def stops(): raise SystemExit(2)
def fails(): raise ValueError("out of luck.")
def a_number(): return 3
ready = Net(7)
number = 3
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "a_net.py").write_text(FILE)
    (tmp_path / "beside_it.py").write_text("OUT = 5")
    (tmp_path / "broken_net.py").write_text("import nothing_of_this_name")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    for name in ("a_net", "beside_it", "broken_net"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("target", ["a_net:Net", "a_net.py:Net", "a_net:Holder.Inner"])
def test_a_class_in_the_folder(folder, target):
    model = load_target(target)
    assert (model[0].in_features, model[0].out_features) == (4, 5)
    assert model[0].weight.is_meta


def test_a_file_anywhere_finds_what_lies_beside_it(folder, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load_target(f"{folder}/a_net.py:Net")[0].out_features == 5


def test_arguments_are_handed_on(folder):
    model = load_target("a_net:Net", {"width": 9, "bias": False})
    assert model[0].in_features == 9
    assert model[0].bias is None


def test_with_weights_where_that_is_asked_for(folder):
    assert not load_target("a_net:Net", meta=False)[0].weight.is_meta


def test_what_cannot_be_built_without_values_is_built_with_them(folder):
    model = load_target("a_net:Reads")
    assert model.rates == [0.0, 0.5, 1.0]
    assert not model.l.weight.is_meta


def test_a_module_is_taken_as_it_is(folder):
    assert load_target("a_net:ready")[0].in_features == 7


@pytest.mark.parametrize(
    ("target", "build", "says"),
    [
        ("nothing", {}, "names no model"),
        (":Net", {}, "names no model"),
        ("a_net:", {}, "names no model"),
        ("a_net:Nat", {}, "a_net has no 'Nat'"),
        ("a_net:Net.lost", {}, "has no 'lost'"),
        ("no_such_file.py:Net", {}, "There is no file no_such_file.py"),
        ("no_such_module_here:Net", {}, "could not be imported"),
        ("broken_net:Net", {}, "nothing_of_this_name"),
        ("broken_net.py:Net", {}, "nothing_of_this_name"),
        ("a_net:needs", {}, "width"),
        ("a_net:Net", {"height": 3}, "height"),
        ("a_net:stops", {}, "SystemExit: 2"),
        ("a_net:fails", {}, "ValueError: out of luck"),
        ("a_net:a_number", {}, "returned a int"),
        ("a_net:number", {}, "is a int"),
        ("a_net:ready", {"width": 3}, "a model already"),
    ],
)
def test_what_is_no_model_is_explained(folder, target, build, says):
    with pytest.raises(BadInput, match=says) as caught:
        load_target(target, build)
    assert caught.value.hint
    assert "broken_net" not in sys.modules


def test_the_advice_for_a_missing_argument_is_to_give_it(folder):
    with pytest.raises(BadInput) as caught:
        load_target("a_net:needs")
    assert "--build" in caught.value.hint


# -- networks of libraries, as far as their functions are used ------------------------------------


class Configuration:
    architectures = ("Net",)

    def __init__(self, width=3):
        self.width = width


class Configured(nn.Linear):
    config_class = Configuration

    def __init__(self, configuration):
        super().__init__(configuration.width, 2)


def library(name, monkeypatch, **members):
    module = types.ModuleType(name)
    vars(module).update(members)
    monkeypatch.setitem(sys.modules, name, module)
    return module


@pytest.fixture
def libraries(monkeypatch):
    def builder(weights=None, weights_backbone=None, width=3):
        assert (weights, weights_backbone) == (None, None), "something would be fetched"
        return nn.Linear(width, 1)

    models = library(
        "torchvision.models", monkeypatch,
        list_models=lambda: ["linear18", "linear50"],
        get_model=lambda name, **given: builder(**given),
        get_model_builder=lambda name: builder,
    )  # fmt: skip
    library("torchvision", monkeypatch, models=models)

    def create_model(name, pretrained, **given):
        assert not pretrained
        return nn.Linear(given.get("width", 4), 1)

    library(
        "timm", monkeypatch,
        is_model=lambda name: name == "vit_small", list_models=lambda: ["vit_small"],
        create_model=create_model,
    )  # fmt: skip

    def fetched(name, **given):
        if name != "known/name" and not name.endswith(".json"):
            raise OSError("no such configuration")
        return Configuration(6)

    library(
        "transformers", monkeypatch,
        CONFIG_MAPPING={"kind": Configuration}, Net=Configured,
        AutoConfig=types.SimpleNamespace(
            for_model=lambda name, **given: Configuration(**given), from_pretrained=fetched
        ),
        AutoModel=types.SimpleNamespace(from_config=Configured),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "build", "width"),
    [
        ("torchvision:linear18", {}, 3),
        ("torchvision:linear18", {"width": 5}, 5),
        ("timm:vit_small", {}, 4),
        ("timm:vit_small", {"width": 5}, 5),
        ("transformers:Net", {}, 3),
        ("transformers:Net", {"width": 5}, 5),
        ("transformers:kind", {"width": 5}, 5),
    ],
)
def test_a_network_of_a_library_without_weights(libraries, target, build, width):
    model = load_target(target, build)
    assert model.in_features == width
    assert model.weight.is_meta


def test_a_configuration_in_a_file(libraries, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert load_target(f"transformers:{tmp_path}/config.json").in_features == 6


def test_nothing_is_fetched_unless_asked_for(libraries):
    with pytest.raises(BadInput, match="known/name") as caught:
        load_target("transformers:known/name")
    assert "--download" in caught.value.hint
    assert load_target("transformers:known/name", download=True).in_features == 6


@pytest.mark.parametrize(
    ("target", "says"),
    [("torchvision:linear19", "linear18"), ("timm:vit_smal", "vit_small")],
)
def test_a_name_that_is_almost_right(libraries, target, says):
    with pytest.raises(BadInput) as caught:
        load_target(target)
    assert says in caught.value.hint


@pytest.mark.parametrize("name", ["torchvision", "timm", "transformers"])
def test_a_library_that_is_not_installed(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BadInput, match=f"{name} is not installed"):
        load_target(f"{name}:anything")


def test_a_library_that_does_not_fit_is_named_with_what_it_says(monkeypatch, tmp_path):
    (tmp_path / "timm.py").write_text("raise RuntimeError('operator nms does not exist')")
    monkeypatch.delitem(sys.modules, "timm", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(BadInput, match="could not be imported: operator nms does not exist"):
        load_target("timm:anything")


def test_the_default_device_is_not_changed(folder):
    load_target("a_net:Net")
    assert torch.zeros(1).device.type == "cpu"
