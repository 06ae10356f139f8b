"""Modules, parameters and buffers are found as PyTorch finds them."""

import pytest
import torch
from torch import nn

from archreport.analysis.isolation.members import buffers_of, modules_of, parameters_of


class Shares(nn.Module):
    """A block at two places, a weight under two names, an entry that is empty."""

    def __init__(self):
        super().__init__()
        block = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3))
        self.first, self.again, self.nothing = block, block, None
        self.tied = nn.Linear(3, 3, bias=False)
        self.tied.weight = block[0].weight
        self.register_parameter("empty", None)
        self.register_buffer("scale", torch.ones(1))
        self.register_buffer("alias", self.scale, persistent=False)


MODELS = {
    "shared": Shares,
    "attention": lambda: nn.TransformerEncoderLayer(8, 2),
    "script": lambda: torch.jit.script(nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))),
    "alone": nn.ReLU,
}


@pytest.mark.parametrize("name", MODELS)
def test_as_pytorch_names_them(name):
    model = MODELS[name]()
    modules = modules_of(model)
    assert list(modules) == [path for path, _ in model.named_modules()]
    for found, theirs in (
        (parameters_of(modules), model.named_parameters()),
        (buffers_of(modules), model.named_buffers()),
    ):
        expected = dict(theirs)
        assert list(found) == list(expected)
        assert all(found[path].data_ptr() == one.data_ptr() for path, one in expected.items())
