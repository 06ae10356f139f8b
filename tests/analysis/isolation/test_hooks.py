"""Hooks that a user hung on a model do not run; those that are a part of it do."""

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
