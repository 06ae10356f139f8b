"""The statistics that an untrained network normalises by, estimated on photographs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from archreport.catalog.networks import CATALOG
from archreport.running.options import RunOptions
from archreport.running.photo import load_photo, photo_names, prepare_as
from archreport.running.run import load_network, scaling_of
from archreport.running.threads import threads
from archreport.running.weights.seeded import seeded_initialisation
from archreport.running.weights.statistics import PHOTOS, estimate_statistics, keeps_statistics


def small() -> nn.Sequential:
    network = nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(3, 5, 3), norm1=nn.BatchNorm2d(5), relu1=nn.ReLU(inplace=True),
            drop=nn.Dropout(0.5), conv2=nn.Conv2d(5, 4, 3), norm2=nn.BatchNorm2d(4, momentum=0.3),
        )
    )  # fmt: skip
    seeded_initialisation(network, 3)
    return network.eval()


def pictures(count: int = 4) -> Tensor:
    return 50 * torch.rand(count, 3, 12, 12, generator=torch.Generator().manual_seed(1))


def _moments(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and variance of each channel over a batch."""
    values = maps.transpose(0, 1).flatten(1)
    return values.mean(1), values.var(1)


def test_they_are_the_moments_of_what_the_layer_sees() -> None:
    """The second layer sees what the first one made of the batch by the batch's own moments."""
    network, batch = small(), pictures()
    estimate_statistics(network, batch)
    with torch.no_grad():
        before = network.conv1(batch)
        mean, variance = _moments(before)
        torch.testing.assert_close(network.norm1.running_mean, mean)
        torch.testing.assert_close(network.norm1.running_var, variance)
        size = before.numel() / 5
        own = (before - mean.view(-1, 1, 1)) / torch.sqrt(
            variance.view(-1, 1, 1) * (size - 1) / size + network.norm1.eps
        )
        mean, variance = _moments(network.conv2(own.relu()))
        torch.testing.assert_close(network.norm2.running_mean, mean)
        torch.testing.assert_close(network.norm2.running_var, variance)
        mean, variance = _moments(network(batch))
    torch.testing.assert_close(mean, torch.zeros(4), atol=0.02, rtol=0)
    torch.testing.assert_close(variance, torch.ones(4), atol=0.05, rtol=0)


def test_nothing_else_is_changed() -> None:
    network = small()
    untouched = {name: value.clone() for name, value in network.named_parameters()}
    network.norm1.train()
    state = torch.get_rng_state()
    estimate_statistics(network, pictures())
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, untouched[name]) for name, value in network.named_parameters())
    assert [layer.training for layer in network] == [False, True, False, False, False, False]
    assert [network.norm1.momentum, network.norm2.momentum] == [0.1, 0.3]


def test_a_pass_that_fails_leaves_the_layers_as_they_were() -> None:
    network = small()
    with pytest.raises(RuntimeError):
        estimate_statistics(network, torch.zeros(2, 7, 12, 12))
    assert not any(layer.training for layer in network)
    assert network.norm2.momentum == 0.3


def test_how_many_threads_there_are_does_not_matter() -> None:
    states = []
    for count in (1, 3):
        network = small()
        with threads(count):
            estimate_statistics(network, pictures())
        states.append(network.state_dict())
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_layers_that_keep_no_statistics_need_none() -> None:
    assert keeps_statistics(small())
    assert not keeps_statistics(nn.Sequential(nn.BatchNorm2d(3, track_running_stats=False)))
    assert not keeps_statistics(nn.Sequential(nn.InstanceNorm2d(3), nn.GroupNorm(1, 3)))


def test_the_photographs_ship() -> None:
    assert set(PHOTOS) <= set(photo_names())


@pytest.mark.parametrize("key", ["resnet152", "resnet152-v15", "plain34", "googlenet-tv"])
def test_values_stay_of_one_size_through_a_deep_network(key: str) -> None:
    """With the initial statistics, 0 and 1, ResNet-152 computes values in the thousand millions."""
    entry = replace(CATALOG[key], shape=(3, 64, 64))
    network, weights = load_network(entry, RunOptions())
    assert weights.statistics == PHOTOS and weights.trained is False
    spread = _spread(network, entry)
    assert min(spread.values()) > 0.01 and max(spread.values()) < 20, spread


def test_values_do_not_fade_behind_unpoolings() -> None:
    """Each unpooling leaves three quarters of a map empty; with the initial statistics the scores
    of DeconvNet are some thousandths."""
    entry = CATALOG["deconvnet"]
    network, loaded = load_network(entry, RunOptions(weights="oxford"))
    assert loaded.statistics == PHOTOS
    spread = _spread(network, entry, RunOptions(weights="oxford"))
    norms = {name: value for name, value in spread.items() if name.endswith(".bn")}
    assert len(norms) == 29 and all(0.2 < value < 3 for value in norms.values()), norms
    assert 0.2 < spread["seg_score"] < 5


def test_a_network_without_such_layers_has_no_statistics() -> None:
    _, weights = load_network(CATALOG["zfnet"], RunOptions())
    assert weights.statistics == ()


def _spread(network: nn.Module, entry, options: RunOptions | None = None) -> dict[str, float]:
    """The standard deviation of what each layer with weights gives on the network's photograph."""
    scaling = scaling_of(entry, options or RunOptions())
    picture = prepare_as(load_photo(entry.photo)[0], *entry.shape[1:], scaling)
    spread: dict[str, float] = {}
    for name, layer in network.named_modules():
        if list(layer.parameters(recurse=False)):
            layer.register_forward_hook(
                lambda _layer, _input, output, name=name: spread.update({name: float(output.std())})
            )
    with torch.no_grad():
        network(picture)
    return spread
