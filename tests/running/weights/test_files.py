"""Weights from files and public weights."""

import hashlib
import json
import math
import os
import sys
import zipfile
from pathlib import Path
from urllib.error import HTTPError

import pytest
import torch
from torch import nn

from archreport.errors import WeightsMismatch
from archreport.running.weights import files as module
from archreport.running.weights.files import load_public, load_state_dict_file
from archreport.running.weights.public_names import PublicWeights
from tests.paths import DATA
from tests.running.small import Small, equal, values_of_state

MAP = {"conv": "features.0", "norm": "features.1", "fc": "classifier.0"}


def _public(model: nn.Module) -> dict[str, torch.Tensor]:
    """The model's tensors under public names."""
    return {
        f"{MAP[name.split('.')[0]]}.{name.split('.')[1]}": value
        for name, value in values_of_state(model).items()
    }


# Files


def test_a_state_dict_by_our_own_names(tmp_path: Path) -> None:
    source, model = Small(), Small()
    path = tmp_path / "mine.pth"
    torch.save(source.state_dict(), path)
    weights = load_state_dict_file(model, path)
    assert equal(values_of_state(model), values_of_state(source))
    assert (weights.name, weights.trained, weights.seed) == ("mine.pth", None, None)
    assert weights.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("public", [True, False])
def test_forms_of_a_file(tmp_path: Path, zipped: bool, wrapped: bool, public: bool) -> None:
    source, model = Small(), Small()
    tensors = _public(source) if public else values_of_state(source)
    content = {"epoch": 3, "state_dict": tensors} if wrapped else tensors
    path = tmp_path / "weights.pth"
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    load_state_dict_file(model, path, MAP)
    assert equal(values_of_state(model), values_of_state(source))


@pytest.mark.parametrize("wrapper", ["module.", "_orig_mod."])
@pytest.mark.parametrize("public", [True, False])
def test_names_behind_that_of_a_wrapper(tmp_path: Path, wrapper: str, public: bool) -> None:
    source, model = Small(), Small()
    tensors = _public(source) if public else values_of_state(source)
    path = tmp_path / "weights.pth"
    torch.save({f"{wrapper}{name}": value for name, value in tensors.items()}, path)
    load_state_dict_file(model, path, MAP)
    assert equal(values_of_state(model), values_of_state(source))


def test_a_network_that_has_such_a_name_itself(tmp_path: Path) -> None:
    source, model = (nn.ModuleDict({"module": nn.Linear(2, 3)}) for _ in range(2))
    torch.save(source.state_dict(), tmp_path / "weights.pth")
    load_state_dict_file(model, tmp_path / "weights.pth")
    assert equal(values_of_state(model), values_of_state(source))


def test_batch_counters_may_be_missing(tmp_path: Path) -> None:
    source, model = Small(), Small()
    tensors = values_of_state(source)
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
        for name, value in values_of_state(source).items()
    }
    torch.save(tensors, tmp_path / "half.pth")
    load_state_dict_file(model, tmp_path / "half.pth")
    assert model.conv.weight.dtype == torch.float32
    assert torch.equal(model.conv.weight, source.conv.weight.half().float())


def test_the_message_lists_what_does_not_fit(tmp_path: Path) -> None:
    model = Small()
    before = values_of_state(model)
    tensors = values_of_state(Small())
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
    assert equal(values_of_state(model), before)


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
    before = values_of_state(model)
    with pytest.raises(WeightsMismatch, match=words) as caught:
        load_state_dict_file(model, path)
    assert "bad.pth" in caught.value.message and caught.value.hint
    assert caught.value.exit_code == 2
    assert equal(values_of_state(model), before)


def test_safetensors_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "safetensors.torch", None)
    with pytest.raises(WeightsMismatch, match="needs the package safetensors"):
        load_state_dict_file(Small(), path)


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
    assert equal(values_of_state(model), values_of_state(source))
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
    assert equal(values_of_state(model), values_of_state(source))


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
    before = values_of_state(model)
    with pytest.raises(WeightsMismatch, match="does not begin with 00000000") as caught:
        load_public(model, PublicWeights(public.url, "00000000", ""), MAP)
    assert "--weights PATH" in caught.value.hint
    assert equal(values_of_state(model), before)
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
    file = DATA / "public_state_dicts.json"
    shapes = json.loads(file.read_text(encoding="utf-8"))["vgg16"]
    assert sum(math.prod(shape) for shape in shapes.values()) == 138_357_544


def test_tensors_may_be_left_over_by_their_prefix_only(tmp_path: Path) -> None:
    model = Small()
    tensors = {**values_of_state(model), "aux.fc.weight": torch.zeros(2, 2)}
    file = tmp_path / "with-head.pth"
    torch.save(tensors, file)
    with pytest.raises(WeightsMismatch, match=r"1 unexpected: aux\.fc\.weight"):
        load_state_dict_file(Small(), file)
    other = Small()
    load_state_dict_file(other, file, leftover=("aux.",))
    assert equal(values_of_state(other), values_of_state(model))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("zipped", [True, False])
def test_weights_that_are_no_numbers_are_refused(
    tmp_path: Path, value: float, zipped: bool
) -> None:
    source, model = Small(), Small()
    before = values_of_state(model)
    with torch.no_grad():
        source.fc.weight[0, 1] = value
    path = tmp_path / "weights.pth"
    torch.save(source.state_dict(), path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(WeightsMismatch, match=r"fc\.weight, in which 1 of") as caught:
        load_state_dict_file(model, path)
    assert "diverged" in caught.value.hint
    assert equal(values_of_state(model), before)


@pytest.mark.parametrize("part", ["data.pkl", "data/0"])
def test_what_unpacks_to_much_more_is_refused_unread(tmp_path: Path, part: str) -> None:
    path = tmp_path / "weights.pth"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(f"archive/{part}", "w", force_zip64=True) as file,
    ):
        for _ in range(65):
            file.write(bytes(2**20))
    assert path.stat().st_size < 2**18
    with pytest.raises(WeightsMismatch, match="unpacks to"):
        load_state_dict_file(Small(), path)


def test_safetensors(tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors.torch")
    source, model = Small(), Small()
    path = tmp_path / "weights.safetensors"
    safetensors.save_file(source.state_dict(), path)
    load_state_dict_file(model, path)
    assert equal(values_of_state(model), values_of_state(source))
    whole = path.read_bytes()
    hostile = {
        "cut": whole[:-1],
        "longer header than file": (2**40).to_bytes(8, "little") + whole[8:],
        "no header": whole[8:],
        "empty": b"",
        "no JSON": whole[:8] + b"[" * (len(whole) - 8),
    }
    for what, content in hostile.items():
        path.write_bytes(content)
        with pytest.raises(WeightsMismatch):
            load_state_dict_file(model, path)
        assert equal(values_of_state(model), values_of_state(source)), what
