"""Seeded initialisation: what is drawn, what is stated, and the hash."""

import hashlib
import math

import pytest
import torch
from torch import nn

from archreport.catalog.networks import CATALOG
from archreport.models.layers.locally_connected import LocallyConnected2d
from archreport.running.options import RunOptions
from archreport.running.run import load_network
from archreport.running.speed.parallel_draws import BLOCK
from archreport.running.weights.digest import state_digest
from archreport.running.weights.seeded import seeded_initialisation, stated_values
from tests.running.small import Small, equal, values_of_state


def test_the_seed_alone_decides() -> None:
    one, two, other = Small(), Small(), Small()
    torch.manual_seed(1)
    first = seeded_initialisation(one, 7)
    torch.manual_seed(2)
    second = seeded_initialisation(two, 7)
    assert first == second
    assert (first.name, first.trained, first.seed, len(first.sha256)) == ("seeded", False, 7, 64)
    assert equal(values_of_state(one), values_of_state(two))
    third = seeded_initialisation(other, 8)
    assert third.sha256 != first.sha256
    assert not torch.equal(one.conv.weight, other.conv.weight)


def test_what_was_there_before_does_not_matter() -> None:
    model = Small()
    first = seeded_initialisation(model, 7)
    model.norm(torch.randn(8, 6, 2, 2))  # changes the running statistics
    assert model.norm.running_mean is not None and model.norm.running_mean.any()
    assert seeded_initialisation(model, 7) == first


def test_the_global_random_state_is_left_alone() -> None:
    model = Small()
    before = torch.random.get_rng_state()
    seeded_initialisation(model, 7)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_hash_is_over_names_types_shapes_and_bytes() -> None:
    model = nn.Linear(2, 1)
    weights = seeded_initialisation(model, 0)
    digest = hashlib.sha256()
    digest.update(b"weight torch.float32 (1, 2)\n" + model.weight.detach().numpy().tobytes())
    digest.update(b"bias torch.float32 (1,)\n" + model.bias.detach().numpy().tobytes())
    assert weights.sha256 == digest.hexdigest()


@pytest.mark.parametrize(
    ("layer", "fan_in"),
    [
        (nn.Conv2d(32, 64, 3), 32 * 9),
        (nn.Conv2d(32, 64, 3, groups=4), 8 * 9),
        (nn.Conv1d(32, 512, 5), 32 * 5),
        (nn.Linear(300, 100), 300),
        (nn.ConvTranspose2d(64, 32, 2, stride=2), 64),
        (nn.ConvTranspose2d(64, 32, 4, stride=2), 64 * 4),
        (nn.ConvTranspose2d(64, 128, 3, groups=2), 32 * 9),
    ],
)
def test_he_initialisation(layer: nn.Module, fan_in: int) -> None:
    seeded_initialisation(layer, 3)
    weight, bias = layer.weight, layer.bias
    assert isinstance(weight, torch.Tensor) and isinstance(bias, torch.Tensor)
    assert weight.std().item() == pytest.approx(math.sqrt(2 / fan_in), rel=0.05)
    assert abs(weight.mean().item()) < 0.05 * math.sqrt(2 / fan_in)
    assert not bias.any()


def test_relu_layers_keep_the_size_of_the_signal() -> None:
    layers: list[nn.Module] = []
    for _ in range(10):
        layers += [nn.Linear(256, 256), nn.ReLU()]
    model = nn.Sequential(*layers)
    seeded_initialisation(model, 0)
    signal = torch.randn(64, 256, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert 0.5 < (model(signal) ** 2).mean().item() < 2


@pytest.mark.parametrize(
    "norm",
    [
        nn.BatchNorm2d(4),
        nn.InstanceNorm2d(4, affine=True, track_running_stats=True),
        nn.GroupNorm(2, 4),
        nn.LayerNorm([4, 5, 5]),
        nn.RMSNorm([4, 5]),
        nn.BatchNorm2d(4, affine=False),
    ],
)
def test_normalisation_layers_do_nothing(norm: nn.Module) -> None:
    for tensor in norm.state_dict().values():
        tensor.fill_(5)
    seeded_initialisation(norm, 0)
    for name, tensor in norm.state_dict().items():
        identity = 1 if name in ("weight", "running_var") else 0
        assert torch.equal(tensor, torch.full_like(tensor, identity)), name


def test_a_layer_may_state_its_own_fan_in() -> None:
    class Local(nn.Module):
        fan_in = 25

        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.empty(8, 10, 10, 25))
            self.bias = nn.Parameter(torch.empty(8, 10, 10))
            self.gain = nn.Parameter(torch.empty(8))

    layer = Local()
    seeded_initialisation(layer, 0)
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / 25), rel=0.05)
    assert not layer.bias.any() and bool((layer.gain == 1).all())


def test_other_tensors() -> None:
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.short = nn.Linear(64, 64).half()
            self.slope = nn.PReLU()
            self.count = nn.Parameter(torch.tensor([3, 4]), requires_grad=False)
            self.tied = self.short.weight

    model = Odd()
    seeded_initialisation(model, 0)
    assert model.short.weight.dtype == torch.float16
    assert model.short.weight.std().item() == pytest.approx(math.sqrt(2 / 64), rel=0.1)
    assert model.slope.weight.item() == 0.25
    assert model.count.tolist() == [3, 4]
    assert model.tied is model.short.weight and model.short.weight.requires_grad


@pytest.mark.parametrize("lazy", [True, False])
def test_a_model_without_values(lazy: bool) -> None:
    with torch.device("meta"):
        model = nn.LazyLinear(3) if lazy else nn.Linear(2, 3)
    with pytest.raises(ValueError, match="has no values"):
        seeded_initialisation(model, 0)


# -- stated values -----------------------------------------------------------------------------


class Stated(nn.Module):
    """A kernel and a buffer that are no matter of chance, inside another module."""

    class Inner(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.up = nn.ConvTranspose2d(2, 2, 4, stride=2, bias=False)
            self.up.weight.requires_grad_(False)
            self.register_buffer("grid", torch.zeros(3))

        def initial_values(self) -> dict[str, torch.Tensor]:
            return {"up.weight": torch.full((2, 2, 4, 4), 0.25), "grid": torch.arange(3.0)}

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 2, 3)
        self.inner = Stated.Inner()


def test_values_that_a_module_states_are_kept() -> None:
    model = Stated()
    nn.init.zeros_(model.inner.up.weight)
    first = seeded_initialisation(model, 7)
    assert torch.equal(model.inner.up.weight, torch.full((2, 2, 4, 4), 0.25))
    assert model.inner.grid.tolist() == [0.0, 1.0, 2.0]  # type: ignore[operator, union-attr]
    assert model.conv.weight.any()
    assert not model.inner.up.weight.requires_grad
    with torch.no_grad():  # the hash is over them too
        model.inner.up.weight.zero_()
    digest = state_digest(model)
    assert digest != first.sha256 == seeded_initialisation(model, 7).sha256


def test_a_stated_name_that_does_not_exist_is_a_mistake() -> None:
    class Wrong(nn.Linear):
        def initial_values(self) -> dict[str, torch.Tensor]:
            return {"wieght": torch.zeros(1)}

    with pytest.raises(ValueError, match="names 'wieght'"):
        seeded_initialisation(Wrong(2, 2), 0)


def test_fcns_kernels_are_bilinear_however_the_network_was_made() -> None:
    entry = CATALOG["fcn8s"]
    network, weights = load_network(entry, RunOptions(weights="seeded"))
    stated = stated_values(network)
    parameters = dict(network.named_parameters())
    assert set(stated) == {"upscore2.weight", "upscore_pool4.weight", "upscore8.weight"}
    assert all(torch.equal(parameters[name], stated[name]) for name in stated)
    assert parameters["score_fr.weight"].std() > 0
    built = entry.build()  # PyTorch's own initialisation, on a real device
    fresh = dict(built.named_parameters())
    assert all(torch.equal(fresh[name], stated[name]) for name in stated)
    assert seeded_initialisation(built, entry.seed) == weights
    assert state_digest(network) == weights.sha256


@pytest.mark.parametrize(("key", "names"), [
    ("fcn32s", {"upscore.weight"}), ("fcn16s", {"upscore2.weight", "upscore16.weight"}),
])  # fmt: skip
def test_every_fcn_states_its_kernels(key: str, names: set[str]) -> None:
    with torch.device("meta"):
        network = CATALOG[key].build()
    shapes = {name: p.shape for name, p in network.named_parameters()}
    stated = stated_values(network)
    assert set(stated) == names
    assert all(values.shape == shapes[name] and values.any() for name, values in stated.items())


def test_a_locally_connected_layer_is_drawn_by_its_fan_in() -> None:
    layer = LocallyConnected2d(8, 16, 5, (12, 12))
    seeded_initialisation(layer, 3)
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / (8 * 25)), rel=0.05)
    assert not layer.bias.any()


def test_the_hash_taken_while_drawing_is_that_of_the_state() -> None:
    model = nn.Sequential(nn.Linear(700, 800), nn.Linear(8, 8))  # the first is of several blocks
    assert model[0].weight.numel() > 2 * BLOCK
    assert seeded_initialisation(model, 7).sha256 == state_digest(model)
