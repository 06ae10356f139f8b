"""State put back where nothing can be copied, and copies that share no tensor."""

from collections import deque
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from archreport.analysis.isolation.reachable import reachable, tensors_of
from archreport.analysis.isolation.snapshot import put_back
from archreport.analysis.isolation.twin import on_meta, shared, twin_of
from tests.analysis.any_nets import layer


def test_everything_reachable_is_put_back():
    thing = SimpleNamespace(
        tensor=torch.zeros(2), list=[1], dict={"a": 1}, set={1}, deque=deque([1]), inner=[{"b": 2}]
    )
    tensor = thing.tensor
    with pytest.raises(RuntimeError), put_back(thing):
        thing.tensor.add_(1)
        thing.tensor = None
        thing.list.append(2)
        thing.dict.clear()
        thing.set.add(2)
        thing.deque.append(2)
        thing.inner[0]["b"] = 3
        thing.new = 1
        raise RuntimeError
    assert thing.tensor is tensor
    assert not tensor.any()
    assert (thing.list, thing.dict, thing.set) == ([1], {"a": 1}, {1})
    assert thing.deque == deque([1])
    assert thing.inner == [{"b": 2}]
    assert not hasattr(thing, "new")


def test_gradients_and_flags_are_put_back():
    parameter = nn.Parameter(torch.ones(2))
    with put_back(parameter):
        (parameter * 2).sum().backward()
        parameter.requires_grad_(False)
    assert parameter.grad is None
    assert parameter.requires_grad


def test_tensors_are_found_wherever_they_are_held():
    one = torch.zeros(1)
    cyclic = [one]
    cyclic.append(cyclic)
    model = layer()
    model.extra = {"a": (cyclic, SimpleNamespace(t=one), model.forward)}
    assert [t for t in tensors_of(model) if t is one] == [one]
    assert sum(value is model for value in reachable(model)) == 1


@pytest.mark.parametrize("stand_in", [on_meta, shared])
def test_a_twin_shares_nothing_that_can_be_written(stand_in):
    model = nn.Sequential(layer(), layer())
    model[1].weight = model[0].weight
    twin = twin_of(model, stand_in)
    assert twin[0].weight is twin[1].weight
    assert not {id(t) for t in tensors_of(model)} & {id(t) for t in tensors_of(twin)}
    kept = model[0].weight.detach().clone()
    with torch.no_grad():
        twin[0].weight.add_(1)
    assert torch.equal(model[0].weight, kept)
