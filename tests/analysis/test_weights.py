import hashlib
import json
import math
import os
import sys
import types
import zipfile
from pathlib import Path
from urllib.error import HTTPError

import pytest
import torch
from torch import nn

from archreport.analysis import weights as module
from archreport.analysis.key_maps import PublicWeights
from archreport.analysis.run import RunOptions, load_network
from archreport.analysis.weights import load_public, load_state_dict_file, seeded_initialisation
from archreport.catalog import CATALOG
from archreport.errors import WeightsMismatch
from archreport.models.ideas.local import LocallyConnected2d

MAP = {"conv": "features.0", "norm": "features.1", "fc": "classifier.0"}


class Small(nn.Module):
    """One of each kind that the initialisation tells apart."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 6, 3, groups=2)
        self.norm = nn.BatchNorm2d(6)
        self.fc = nn.Linear(6, 3)


def _values(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def _equal(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]) -> bool:
    return one.keys() == two.keys() and all(torch.equal(one[name], two[name]) for name in one)


def _public(model: nn.Module) -> dict[str, torch.Tensor]:
    """The model's tensors under public names."""
    return {
        f"{MAP[name.split('.')[0]]}.{name.split('.')[1]}": value
        for name, value in _values(model).items()
    }


# Seeded initialisation


def test_the_seed_alone_decides() -> None:
    one, two, other = Small(), Small(), Small()
    torch.manual_seed(1)
    first = seeded_initialisation(one, 7)
    torch.manual_seed(2)
    second = seeded_initialisation(two, 7)
    assert first == second
    assert (first.name, first.trained, first.seed, len(first.sha256)) == ("seeded", False, 7, 64)
    assert _equal(_values(one), _values(two))
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


# Files


def test_a_state_dict_by_our_own_names(tmp_path: Path) -> None:
    source, model = Small(), Small()
    path = tmp_path / "mine.pth"
    torch.save(source.state_dict(), path)
    weights = load_state_dict_file(model, path)
    assert _equal(_values(model), _values(source))
    assert (weights.name, weights.trained, weights.seed) == ("mine.pth", None, None)
    assert weights.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("public", [True, False])
def test_forms_of_a_file(tmp_path: Path, zipped: bool, wrapped: bool, public: bool) -> None:
    source, model = Small(), Small()
    tensors = _public(source) if public else _values(source)
    content = {"epoch": 3, "state_dict": tensors} if wrapped else tensors
    path = tmp_path / "weights.pth"
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    load_state_dict_file(model, path, MAP)
    assert _equal(_values(model), _values(source))


def test_batch_counters_may_be_missing(tmp_path: Path) -> None:
    source, model = Small(), Small()
    tensors = _values(source)
    del tensors["norm.num_batches_tracked"]
    torch.save(tensors, tmp_path / "old.pth")
    assert model.norm.num_batches_tracked is not None
    model.norm.num_batches_tracked.fill_(9)
    load_state_dict_file(model, tmp_path / "old.pth")
    assert torch.equal(model.conv.weight, source.conv.weight)
    assert model.norm.num_batches_tracked.item() == 0


def test_another_precision_is_converted(tmp_path: Path) -> None:
    source, model = Small(), Small()
    tensors = {
        name: value.half() if value.is_floating_point() else value
        for name, value in _values(source).items()
    }
    torch.save(tensors, tmp_path / "half.pth")
    load_state_dict_file(model, tmp_path / "half.pth")
    assert model.conv.weight.dtype == torch.float32
    assert torch.equal(model.conv.weight, source.conv.weight.half().float())


def test_the_message_lists_what_does_not_fit(tmp_path: Path) -> None:
    model = Small()
    before = _values(model)
    tensors = _values(Small())
    tensors["fc.weight"] = torch.ones(10, 6)
    tensors["norm.weight"] = torch.ones(6, dtype=torch.int64)
    del tensors["conv.bias"]
    for index in range(6):
        tensors[f"extra.{index}"] = torch.ones(1)
    torch.save(tensors, tmp_path / "other.pth")
    with pytest.raises(WeightsMismatch) as caught:
        load_state_dict_file(model, tmp_path / "other.pth")
    assert caught.value.message == (
        "other.pth does not fit this network. "
        "1 missing: conv.bias. "
        "6 unexpected: extra.0, extra.1, extra.2, extra.3, and 2 more. "
        "2 of another shape: norm.weight is 6 of int64, but norm.weight needs 6, "
        "fc.weight is 10 × 6, but fc.weight needs 3 × 6."
    )
    assert "Nothing was loaded." in caught.value.hint
    assert _equal(_values(model), before)


def test_public_names_are_given_with_ours(tmp_path: Path) -> None:
    model = Small()
    tensors = _public(model)
    del tensors["features.0.bias"]
    torch.save(tensors, tmp_path / "other.pth")
    with pytest.raises(WeightsMismatch, match=r"1 missing: features.0.bias \(our conv.bias\)\."):
        load_state_dict_file(model, tmp_path / "other.pth", MAP)


class _RunsCode:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("exit 1",)


def _half_of(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _bad_file(kind: str, path: Path) -> None:
    if kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("these are not weights\n" * 20)
    elif kind == "folder":
        path.mkdir()
    elif kind in ("cut", "cut legacy"):
        torch.save({"a": torch.ones(999)}, path, _use_new_zipfile_serialization=kind == "cut")
        _half_of(path)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a.txt", "1")
    elif kind == "module":
        torch.save(nn.Linear(2, 2), path)
    elif kind == "code":
        torch.save({"a": _RunsCode()}, path)
    elif kind == "list":
        torch.save([1, 2], path)
    elif kind == "no tensors":
        torch.save({"epoch": 3}, path)
    elif kind == "sparse":
        torch.save({"a": torch.eye(3).to_sparse()}, path)
    elif kind == "meta":
        torch.save({"a": torch.ones(3, device="meta")}, path)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "does not exist"),
        ("folder", "is a folder"),
        ("empty", "cut short or damaged"),
        ("text", "cut short or damaged"),
        ("cut", "cut short or damaged"),
        ("cut legacy", "cut short or damaged"),
        ("zip", "cut short or damaged"),
        ("module", r"Python objects \(torch.nn.modules.linear.Linear\)"),
        ("code", r"Python objects \((posix|nt)\.system\).* so it is refused"),
        ("list", "holds a list, not a state dict"),
        ("no tensors", "holds no tensors by name"),
        ("sparse", "sparse, quantised or empty"),
        ("meta", "sparse, quantised or empty"),
    ],
)
def test_bad_files(tmp_path: Path, kind: str, words: str) -> None:
    path = tmp_path / "bad.pth"
    _bad_file(kind, path)
    model = Small()
    before = _values(model)
    with pytest.raises(WeightsMismatch, match=words) as caught:
        load_state_dict_file(model, path)
    assert "bad.pth" in caught.value.message and caught.value.hint
    assert caught.value.exit_code == 2
    assert _equal(_values(model), before)


def test_safetensors_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(b"x")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(WeightsMismatch, match="needs the package safetensors"):
        load_state_dict_file(Small(), path)


def test_safetensors_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, model = Small(), Small()
    path = tmp_path / "w.safetensors"
    path.write_bytes(b"x")
    reader = types.SimpleNamespace(load_file=lambda file: _values(source))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "safetensors.torch", reader)
    assert load_state_dict_file(model, path).name == "w.safetensors"
    assert _equal(_values(model), _values(source))


# Public weights


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Small, PublicWeights]:
    """A file as if on the net, and torch's cache in an empty folder."""
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "cache"))
    source = Small()
    path = tmp_path / "small.pth"
    torch.save(_public(source), path)
    prefix = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    path = path.rename(tmp_path / f"small-{prefix}.pth")
    return source, PublicWeights(path.as_uri(), prefix, "")


def test_public_weights(published: tuple[Small, PublicWeights], tmp_path: Path) -> None:
    source, public = published
    model = Small()
    weights = load_public(model, public, MAP)
    assert _equal(_values(model), _values(source))
    assert (weights.name, weights.trained, weights.source) == ("imagenet", True, public.url)
    assert weights.sha256.startswith(public.sha256_prefix)
    Path(public.url.removeprefix("file://")).unlink()
    assert load_public(Small(), public, MAP) == weights  # from the cache


def test_the_map_is_found_by_its_name(
    published: tuple[Small, PublicWeights], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, public = published
    monkeypatch.setattr(module, "KEY_MAPS", {"small": MAP})
    model = Small()
    load_public(model, PublicWeights(public.url, public.sha256_prefix, "small"))
    assert _equal(_values(model), _values(source))


def test_a_known_public_file_given_by_hand_is_known_as_trained(
    published: tuple[Small, PublicWeights], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, public = published
    monkeypatch.setattr(module, "PUBLIC_WEIGHTS", {"small": public})
    path = Path(public.url.removeprefix("file://"))
    weights = load_state_dict_file(Small(), path, MAP)
    assert (weights.name, weights.trained, weights.source) == (path.name, True, public.url)


def test_a_wrong_hash(published: tuple[Small, PublicWeights], tmp_path: Path) -> None:
    _, public = published
    model = Small()
    before = _values(model)
    with pytest.raises(WeightsMismatch, match="does not begin with 00000000") as caught:
        load_public(model, PublicWeights(public.url, "00000000", ""), MAP)
    assert "--weights PATH" in caught.value.hint
    assert _equal(_values(model), before)
    assert not list((tmp_path / "cache" / "checkpoints").iterdir())


def test_a_spoilt_cache(published: tuple[Small, PublicWeights]) -> None:
    _, public = published
    load_public(Small(), public, MAP)
    cached = next((Path(torch.hub.get_dir()) / "checkpoints").iterdir())
    cached.write_bytes(b"spoilt")
    with pytest.raises(WeightsMismatch, match="is not the published file") as caught:
        load_public(Small(), public, MAP)
    assert "Delete it" in caught.value.hint


def test_a_missing_file_on_the_net(published: tuple[Small, PublicWeights]) -> None:
    _, public = published
    gone = PublicWeights(public.url.replace("small", "gone"), public.sha256_prefix, "")
    with pytest.raises(WeightsMismatch, match="could not be reached") as caught:
        load_public(Small(), gone, MAP)
    assert "--weights PATH" in caught.value.hint


def test_an_answer_of_404(
    published: tuple[Small, PublicWeights], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str, *_: object, **__: object) -> None:
        raise HTTPError(url, 404, "Not Found", None, None)  # type: ignore[arg-type]

    monkeypatch.setattr(torch.hub, "download_url_to_file", refuse)
    with pytest.raises(WeightsMismatch, match="the server answered 404 Not Found"):
        load_public(Small(), published[1], MAP)


def test_a_cache_that_cannot_be_written(
    published: tuple[Small, PublicWeights], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").touch()
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "a-file"))
    with pytest.raises(WeightsMismatch, match="could not be stored") as caught:
        load_public(Small(), published[1], MAP)
    assert "TORCH_HOME" in caught.value.hint


def test_public_weights_of_another_network(published: tuple[Small, PublicWeights]) -> None:
    with pytest.raises(WeightsMismatch, match="does not fit this network"):
        load_public(nn.Linear(2, 2), published[1], MAP)


def test_the_data_of_the_key_map_tests_is_whole() -> None:
    file = Path(__file__).parents[1] / "data" / "public_state_dicts.json"
    shapes = json.loads(file.read_text(encoding="utf-8"))["vgg16"]
    assert sum(math.prod(shape) for shape in shapes.values()) == 138_357_544


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
    digest = module.state_digest(model)
    assert digest != first.sha256 == seeded_initialisation(model, 7).sha256


def test_a_stated_name_that_does_not_exist_is_a_mistake() -> None:
    class Wrong(nn.Linear):
        def initial_values(self) -> dict[str, torch.Tensor]:
            return {"wieght": torch.zeros(1)}

    with pytest.raises(ValueError, match="names 'wieght'"):
        seeded_initialisation(Wrong(2, 2), 0)


def test_fcns_kernels_are_bilinear_however_the_network_was_made() -> None:
    entry = CATALOG["fcn8s"]
    network, weights = load_network(entry, RunOptions())
    stated = module.stated_values(network)
    parameters = dict(network.named_parameters())
    assert set(stated) == {"upscore2.weight", "upscore_pool4.weight", "upscore8.weight"}
    assert all(torch.equal(parameters[name], stated[name]) for name in stated)
    assert parameters["score_fr.weight"].std() > 0
    built = entry.build()  # PyTorch's own initialisation, on a real device
    fresh = dict(built.named_parameters())
    assert all(torch.equal(fresh[name], stated[name]) for name in stated)
    assert seeded_initialisation(built, entry.seed) == weights
    assert module.state_digest(network) == weights.sha256


@pytest.mark.parametrize(("key", "names"), [
    ("fcn32s", {"upscore.weight"}), ("fcn16s", {"upscore2.weight", "upscore16.weight"}),
])  # fmt: skip
def test_every_fcn_states_its_kernels(key: str, names: set[str]) -> None:
    with torch.device("meta"):
        network = CATALOG[key].build()
    shapes = {name: p.shape for name, p in network.named_parameters()}
    stated = module.stated_values(network)
    assert set(stated) == names
    assert all(values.shape == shapes[name] and values.any() for name, values in stated.items())


def test_a_locally_connected_layer_is_drawn_by_its_fan_in() -> None:
    layer = LocallyConnected2d(8, 16, 5, (12, 12))
    seeded_initialisation(layer, 3)
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / (8 * 25)), rel=0.05)
    assert not layer.bias.any()


def test_tensors_may_be_left_over_by_their_prefix_only(tmp_path: Path) -> None:
    model = Small()
    tensors = {**_values(model), "aux.fc.weight": torch.zeros(2, 2)}
    file = tmp_path / "with-head.pth"
    torch.save(tensors, file)
    with pytest.raises(WeightsMismatch, match=r"1 unexpected: aux\.fc\.weight"):
        load_state_dict_file(Small(), file)
    other = Small()
    load_state_dict_file(other, file, leftover=("aux.",))
    assert _equal(_values(other), _values(model))
