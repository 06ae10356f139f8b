"""Hooks that a user hung on a model do not run; those that are a part of it do."""

import importlib
from functools import partial

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.analysis.isolation.hooks import users_hooks
from tests.analysis.any_nets import layer


class Watches(nn.Module):
    """Hooks of its own: a method, and a function written inside of the class."""

    def __init__(self):
        super().__init__()
        self.l = layer()
        self.l.register_forward_hook(self.double)

        def add_one(module, inputs, output):
            return output + 1

        self.l.register_forward_hook(add_one)

    def double(self, module, inputs, output):
        return output * 2

    def forward(self, x):
        return self.l(x)


def test_the_users_hooks_are_left_out_and_counted():
    seen = []
    model = nn.Sequential(layer())
    model[0].register_forward_hook(lambda *_: seen.append(1))
    model.register_forward_pre_hook(partial(lambda note, *_: note.append(2), seen))
    report = analyze(model, (1, 8))
    assert seen == []
    assert report.coverage.hooks == 2
    model(torch.zeros(1, 8))
    assert sorted(seen) == [1, 2]


def test_they_run_where_that_is_asked_for():
    seen = []
    model = nn.Sequential(layer())
    model[0].register_forward_hook(lambda *_: seen.append(1))
    report = analyze(model, (1, 8), hooks=True)
    assert seen
    assert report.coverage.hooks == 0


def test_a_models_own_hooks_are_a_part_of_it():
    report = analyze(Watches(), (1, 8))
    assert [row.op for row in report.rows] == ["input", "linear", "mul", "add"]
    assert report.coverage.hooks == 0


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "norm", [nn.utils.weight_norm, nn.utils.spectral_norm], ids=["weight", "spectral"]
)
def test_pytorchs_hooks_are_a_part_of_the_model(norm):
    assert users_hooks(nn.Sequential(norm(layer()))) == {}


def test_hooks_of_the_library_that_the_model_comes_from_are_a_part_of_it(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "shelf_of_nets"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "watching.py").write_text(
        "def watch(module):\n    module.register_forward_hook(lambda m, given, out: out * 2)\n"
    )
    (package / "nets.py").write_text(
        "from torch import nn\nfrom shelf_of_nets.watching import watch\n"
        "class Net(nn.Linear):\n"
        "    def __init__(self):\n        super().__init__(8, 8)\n        watch(self)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    report = analyze(importlib.import_module("shelf_of_nets.nets").Net(), (1, 8))
    assert [row.op for row in report.rows] == ["input", "linear", "mul"]
    assert report.coverage.hooks == 0
