"""Reading weights files safely, and fitting them to a network before anything is changed."""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from archreport.errors import WeightsMismatch

Tensors = Mapping[str, Tensor]

_SHOWN = 4  # how many names of each kind a message lists
_USABLE = "Give a state dict of this network (.pth or .safetensors), or leave --weights out."


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The named tensors of a ``.pth``, ``.pt`` or ``.safetensors`` file, on the CPU.

    The file holds a state dict, or a dictionary with one under "state_dict". Nothing in it is
    executed: anything but tensors and plain containers is refused. Raises `WeightsMismatch`.
    """
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise WeightsMismatch(f"The weights file {path} {what}.", "Check the path after --weights.")
    try:
        content = _read_safetensors(path) if path.suffix == ".safetensors" else _read_torch(path)
    except WeightsMismatch:
        raise
    except Exception as error:  # readers raise almost anything on damaged files
        raise _unreadable(path, error) from error
    if isinstance(content, Mapping) and isinstance(content.get("state_dict"), Mapping):
        content = content["state_dict"]
    return _only_tensors(path, content)


def _read_torch(path: Path) -> object:
    # Only the zip format (torch 1.6 and later) can be mapped; older public files are not in it.
    mapped = zipfile.is_zipfile(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters of them is said by `_unreadable`
        return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)


def _read_safetensors(path: Path) -> object:
    if importlib.util.find_spec("safetensors") is None:
        raise WeightsMismatch(
            f"{path} needs the package safetensors, which is not installed.",
            "Install it with: pip install safetensors",
        )
    return importlib.import_module("safetensors.torch").load_file(path)


def _unreadable(path: Path, error: Exception) -> WeightsMismatch:
    if isinstance(error, OSError):
        return WeightsMismatch(f"Cannot read {path}: {error.strerror or error}.", _USABLE)
    text = str(error)
    if isinstance(error, pickle.UnpicklingError) and (found := re.search(r"GLOBAL (\S+)", text)):
        return WeightsMismatch(
            f"{path} holds Python objects ({found[1]}), not only tensors. "
            "Loading those could run any code, so it is refused.",
            "Save the numbers alone, torch.save(model.state_dict(), PATH), and give that file.",
        )
    if "TorchScript" in text:
        return WeightsMismatch(
            f"{path} is a TorchScript program, not a state dict.",
            "Save the numbers alone: torch.save(torch.jit.load(FILE).state_dict(), PATH)",
        )
    return WeightsMismatch(
        f"{path} is not a weights file that PyTorch can read; it may be cut short or damaged.",
        "Download or save it again, and compare its size and SHA-256 with the original's.",
    )


def _only_tensors(path: Path, content: object) -> dict[str, Tensor]:
    if not isinstance(content, Mapping):
        raise WeightsMismatch(
            f"{path} holds a {type(content).__name__}, not a state dict.", _USABLE
        )
    tensors = {str(name): value for name, value in content.items() if isinstance(value, Tensor)}
    if not tensors:
        raise WeightsMismatch(f"{path} holds no tensors by name, so it is no state dict.", _USABLE)
    for name, value in tensors.items():
        if value.layout != torch.strided or value.is_quantized or value.is_meta:
            raise WeightsMismatch(
                f"{path} holds {name} as a sparse, quantised or empty tensor.",
                "Save it from a model with ordinary (dense) weights.",
            )
    return tensors


@dataclass(frozen=True)
class Fit:
    """How the tensors of a file fit those of a network.

    ``names`` maps each of the network's names to the file's; ``other_shape`` holds sentences.
    """

    names: Mapping[str, str]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    other_shape: tuple[str, ...]

    @property
    def problems(self) -> int:
        return len(self.missing) + len(self.unexpected) + len(self.other_shape)


def fit(
    ours: Tensors, theirs: Tensors, key_map: Mapping[str, str], leftover: tuple[str, ...] = ()
) -> Fit:
    """Compare names, shapes and kinds of number; ``key_map`` turns our module paths into theirs.

    Names of theirs that begin with one of ``leftover`` (heads that are only for training) need no
    counterpart. Batch counters (``num_batches_tracked``), which older files do not have, may be
    missing.
    """
    names = {name: translate(name, key_map) for name in ours}
    missing, other_shape = [], []
    for name, public in names.items():
        if public not in theirs:
            if not name.endswith("num_batches_tracked"):
                missing.append(public if public == name else f"{public} (our {name})")
        elif (wanted := _form(ours[name])) != (found := _form(theirs[public])):
            other_shape.append(f"{public} is {found}, but {name} needs {wanted}")
    known = set(names.values())
    unexpected = tuple(
        name for name in theirs if name not in known and not name.startswith(leftover)
    )
    present = {name: public for name, public in names.items() if public in theirs}
    return Fit(present, tuple(missing), unexpected, tuple(other_shape))


def translate(name: str, key_map: Mapping[str, str]) -> str:
    """``conv1_1.weight`` by the map ``{"conv1_1": "features.0"}``: ``features.0.weight``."""
    module, dot, tensor = name.rpartition(".")
    return key_map.get(name) or f"{key_map.get(module, module)}{dot}{tensor}"


def misfit(path: Path, result: Fit) -> WeightsMismatch:
    """The error for a file that does not fit, naming the first few tensors of each kind."""
    parts = [
        _listed("missing", result.missing),
        _listed("unexpected", result.unexpected),
        _listed("of another shape", result.other_shape),
    ]
    return WeightsMismatch(
        f"{path.name} does not fit this network. " + " ".join(part for part in parts if part),
        "Nothing was loaded. " + _USABLE,
    )


def _listed(what: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)} {what}: {', '.join(names[:_SHOWN])}{more}."


def _form(tensor: Tensor) -> str:
    """The shape in words, with the kind of number where it is not a fraction."""
    shape = " × ".join(map(str, tensor.shape)) or "one number"
    return shape if tensor.is_floating_point() else f"{shape} of {str(tensor.dtype)[6:]}"
