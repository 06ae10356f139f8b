"""The hash over all values of a network."""

import hashlib

import torch
from torch import nn

from archreport.running.weights.digest import state_digest


def test_it_is_over_names_types_shapes_and_bytes() -> None:
    model = nn.Linear(2, 1)
    digest = hashlib.sha256()
    digest.update(b"weight torch.float32 (1, 2)\n" + model.weight.detach().numpy().tobytes())
    digest.update(b"bias torch.float32 (1,)\n" + model.bias.detach().numpy().tobytes())
    assert state_digest(model) == digest.hexdigest()


def test_buffers_count_and_pieces_do_not_matter() -> None:
    model = nn.BatchNorm1d(6)
    whole = state_digest(model)
    assert state_digest(model, lambda tensor: tensor.reshape(-1).split(4)) == whole
    assert model.running_mean is not None
    model.running_mean[5] = 1
    assert state_digest(model) != whole


def test_the_layout_in_memory_does_not_matter() -> None:
    model = nn.Conv2d(3, 4, 3)
    before = state_digest(model)
    assert state_digest(model.to(memory_format=torch.channels_last)) == before
