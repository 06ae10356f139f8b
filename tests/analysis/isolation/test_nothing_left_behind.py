"""A model, its arguments and the process are after an analysis what they were before."""

import gc
import random
import sys
import threading

import numpy as np
import pytest
import torch
import torchinfo
from torch import nn
from torch.nn.utils import prune

from archreport.errors import ForwardFailed
from tests.analysis.any_nets import (
    Calls,
    MakesParameter,
    MovingAverage,
    NotCopied,
    ReplacesItself,
    SpeechWithConstant,
    layer,
)
from tests.analysis.checked import analyze


def frozen_state(value):
    """A value so that it can be compared: tensors by identity, values, gradient and flag."""
    if isinstance(value, torch.Tensor):
        lazy = nn.parameter.is_lazy(value)
        values = None if lazy or value.is_meta else value.detach().clone().tolist()
        gradient = id(value.grad) if value.is_leaf else None
        return (id(value), type(value), values, gradient, value.requires_grad, value._version)
    if isinstance(value, nn.Module):
        return id(value)
    if isinstance(value, dict):
        return {key: frozen_state(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [frozen_state(item) for item in value]
    return value


def state_of(model):
    """Every attribute of every module: parameters, buffers, hooks and Python state."""
    return {path: frozen_state(vars(module)) for path, module in model.named_modules()}


def surroundings():
    return {
        "torch": torch.get_rng_state().tolist(),
        "python": random.getstate(),
        "numpy": np.random.get_state()[1].tolist(),
        "stdout": sys.stdout,
        "threads": threading.active_count(),
        "global hooks": [
            len(hooks)
            for name, hooks in vars(nn.modules.module).items()
            if name.startswith("_global_") and hasattr(hooks, "__len__")
        ],
        "modes": (
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            torch.overrides._get_current_function_mode(),
            torch.utils._python_dispatch._get_current_dispatch_mode(),
            torch.backends.mha.get_fastpath_enabled(),
            torch.backends.mkldnn.enabled,
        ),
    }


def pruned():
    net = nn.Sequential(nn.Linear(8, 8))
    prune.l1_unstructured(net[0], "weight", 0.5)
    return net


def old_weight_norm():
    with pytest.warns(FutureWarning):
        return nn.utils.weight_norm(nn.Linear(8, 8))


def with_gradients():
    net = nn.Sequential(layer(), nn.BatchNorm1d(8))
    net(torch.rand(4, 8)).sum().backward()
    net[0].weight.requires_grad_(False)
    net[1].eval()
    return net


def lazy():
    return nn.Sequential(nn.LazyLinear(8), nn.LazyBatchNorm1d())


MODELS = [
    ("re-assigned buffer", MovingAverage),
    ("reads values", lambda: MovingAverage(by_value=True)),
    ("makes a parameter", MakesParameter),
    ("replaces its submodule", ReplacesItself),
    ("cannot be copied", NotCopied),
    ("pruned", pruned),
    ("old weight norm", old_weight_norm),
    ("with gradients", with_gradients),
    ("lazy", lazy),
    ("on meta", lambda: MovingAverage().to("meta")),
    ("recurrent", lambda: SpeechWithConstant()),
]


@pytest.mark.parametrize("build", [case[1] for case in MODELS], ids=[case[0] for case in MODELS])
@pytest.mark.parametrize("method", [None, "meta", "fake", "real"])
def test_a_model_is_left_as_it_was(build, method):
    model = build()
    given = torch.zeros(1, 5, 10) if isinstance(model, SpeechWithConstant) else torch.zeros(2, 8)
    if isinstance(model, ReplacesItself):
        given = torch.zeros(2, 4)
    before, around = state_of(model), surroundings()
    values, version = given.clone(), given._version
    try:
        analyze(model, given, method=method)
    except ForwardFailed:
        assert method in ("meta", "fake", "real")  # left to itself a way is found
    assert state_of(model) == before
    assert surroundings() == around
    assert torch.equal(given, values)
    assert given._version == version


@pytest.mark.parametrize("failure", [ValueError("no"), KeyboardInterrupt(), SystemExit(3)])
@pytest.mark.parametrize("copied", [True, False])
def test_it_is_left_as_it_was_when_forward_raises(failure, copied):
    model = MovingAverage(fails=failure)
    if not copied:
        model.lock = threading.Lock()  # cannot be copied
    before, around = state_of(model), surroundings()
    given = torch.zeros(2, 8)
    with pytest.raises(
        KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else ForwardFailed
    ):
        analyze(model, given)
    assert state_of(model) == before
    assert surroundings() == around
    assert not given.any()


def test_random_numbers_in_forward_do_not_move_the_callers():
    model = Calls(
        lambda net, x: net.l(x) * torch.rand(1) * random.random() * np.random.rand(), l=layer()
    )
    around = surroundings()
    for method in ("fake", "real"):
        analyze(model, (1, 8), method=method)
    assert surroundings() == around


def test_a_model_still_trains_and_saves_after_it(tmp_path):
    model = MovingAverage()
    analyze(model, (2, 8))
    torch.save(model.state_dict(), tmp_path / "weights.pt")
    out = model(torch.zeros(2, 8))
    assert type(out) is torch.Tensor
    out.sum().backward()
    assert model.l.weight.grad.any()
    assert model.n == 1


def test_a_backward_pass_that_waits_is_not_spoilt():
    model = NotCopied()
    loss = model.l(torch.ones(1, 8, requires_grad=True)).sum()
    analyze(model, (1, 8))
    loss.backward()
    assert torch.equal(model.l.weight.grad, torch.ones(8, 8))


def test_a_sequence_kept_in_a_cache_does_not_grow():
    model = MovingAverage()
    model(torch.zeros(2, 8))
    kept = model.cache["keys"]
    analyze(model, (2, 8))
    assert model.cache["keys"] is kept
    assert len(kept) == 1


class Saves(nn.Module):
    """Operations whose own result is kept for the backward pass: each graph could hold itself."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(8, 8), nn.Linear(8, 8)
        self.register_buffer("last", torch.zeros(2, 8))

    def forward(self, x):
        self.last = self.second(torch.relu(torch.sigmoid(self.first(x)))).softmax(1).exp()
        return self.last


@pytest.mark.parametrize("method", ["meta", "fake", "real"])
def test_nobody_holds_the_weights_afterwards(method):
    """Shared weights are copied when the first of their holders writes: who goes on holding them
    costs memory, and moves the caller's weights to another place."""
    model = Saves()
    view = model.first.weight.detach().numpy()
    analyze(model, (2, 8), method=method)
    gc.collect()
    with torch.no_grad():
        model.first.weight.fill_(3)
    assert (view == 3).all()
    others = [x for x in gc.get_objects() if type(x) is Saves and x is not model]
    assert not others


def test_what_torchinfo_remembers_of_other_models_stays():
    torchinfo.torchinfo.clear_cached_forward_pass()  # it goes by the class: of another test's
    nets = [nn.Sequential(nn.Linear(8, 8)), nn.Sequential(nn.Linear(8, 4))]
    torchinfo.summary(nets[0], (2, 8), cache_forward_pass=True, verbose=0)
    analyze(nets[1], (2, 8))
    again = torchinfo.summary(nets[0], (2, 8), cache_forward_pass=True, verbose=0)
    torchinfo.torchinfo.clear_cached_forward_pass()
    assert again.total_params == 72
