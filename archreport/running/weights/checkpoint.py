"""Reading weights files safely, and fitting them to a network before anything is changed."""

from __future__ import annotations

import pickle
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from archreport.errors import Phrase, WeightsMismatch, phrase
from archreport.running.asked import refuse_missing_file

Tensors = Mapping[str, Tensor]

#: Bytes that a packed part of a file may unpack to. What PyTorch saves is not packed at all but for
#: its table of contents, which has some hundred bytes a tensor.
_LARGEST_PACKED = 2**26
#: What stands before every name where ``DataParallel`` or ``torch.compile`` held the network.
_WRAPPERS = ("module.", "_orig_mod.")
_SHOWN = 4  # how many names of each kind a message lists
_USABLE = phrase("weights.usable")


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The named tensors of a ``.pth``, ``.pt`` or ``.safetensors`` file, on the CPU.

    The file holds a state dict, or a dictionary with one under "state_dict". Nothing in it is
    executed: anything but tensors and plain containers is refused. Raises `WeightsMismatch`.
    """
    refuse_missing_file(path)
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
    if mapped:
        _refuse_bombs(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters of them is said by `_unreadable`
        return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            table = part.filename.endswith(".pkl")
            packed = part.compress_type != zipfile.ZIP_STORED
            if part.file_size > _LARGEST_PACKED and (table or packed):
                raise WeightsMismatch(
                    "weights.bomb",
                    path=path,
                    name=part.filename,
                    size=part.file_size,
                    packed=part.compress_size,
                )


def _read_safetensors(path: Path) -> object:
    try:
        from safetensors.torch import load_file
    except ImportError:
        raise WeightsMismatch("weights.safetensors", path=path) from None
    return load_file(path)


def _unreadable(path: Path, error: Exception) -> WeightsMismatch:
    if isinstance(error, OSError):
        return WeightsMismatch(
            "weights.unreadable", _USABLE, path=path, reason=error.strerror or error
        )
    text = str(error)
    if isinstance(error, pickle.UnpicklingError) and (found := re.search(r"GLOBAL (\S+)", text)):
        return WeightsMismatch("weights.objects", path=path, found=found[1])
    if "TorchScript" in text:
        return WeightsMismatch("weights.script", path=path)
    return WeightsMismatch("weights.no_torch", path=path)


def _only_tensors(path: Path, content: object) -> dict[str, Tensor]:
    if not isinstance(content, Mapping):
        raise WeightsMismatch("weights.kind", _USABLE, path=path, kind=type(content).__name__)
    tensors = {str(name): value for name, value in content.items() if isinstance(value, Tensor)}
    if not tensors:
        raise WeightsMismatch("weights.no_tensors", _USABLE, path=path)
    for name, value in tensors.items():
        if value.layout != torch.strided or value.is_quantized or value.is_meta:
            raise WeightsMismatch("weights.not_dense", path=path, name=name)
    return tensors


def unwrapped(tensors: Tensors) -> Tensors:
    """The same tensors by the names that they have without the wrapper that was saved with them,
    where there was one."""
    for wrapper in _WRAPPERS:
        if all(name.startswith(wrapper) for name in tensors):
            return {name.removeprefix(wrapper): value for name, value in tensors.items()}
    return tensors


@dataclass(frozen=True)
class Fit:
    """How the tensors of a file fit those of a network.

    ``names`` maps each of the network's names to the file's; ``other_shape`` says how.
    """

    names: Mapping[str, str]
    missing: tuple[Phrase | str, ...]
    unexpected: tuple[str, ...]
    other_shape: tuple[Phrase, ...]

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
    missing: list[Phrase | str] = []
    other_shape: list[Phrase] = []
    for name, public in names.items():
        if public not in theirs:
            if not name.endswith("num_batches_tracked"):
                missing.append(
                    public if public == name else phrase("weights.ours", public=public, name=name)
                )
        elif (wanted := _form(ours[name])) != (found := _form(theirs[public])):
            shapes = {"public": public, "found": found, "name": name, "wanted": wanted}
            other_shape.append(phrase("weights.shapes", **shapes))
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
    kinds = (
        ("weights.absent", result.missing),
        ("weights.unexpected", result.unexpected),
        ("weights.other_shape", result.other_shape),
    )
    parts = [_listed(key, names) for key, names in kinds if names]
    told = phrase(f"weights.parts.{len(parts)}", **dict(zip("abc", parts, strict=False)))
    return WeightsMismatch("weights.misfit", name=path.name, parts=told)


def _listed(key: str, names: Sequence[Phrase | str]) -> Phrase:
    more = phrase("weights.more", n=len(names) - _SHOWN) if len(names) > _SHOWN else ""
    return phrase(key, count=len(names), names=list(names[:_SHOWN]), more=more)


def _form(tensor: Tensor) -> Phrase | str:
    """The shape in words, with the kind of number where it is not a fraction."""
    shape = " × ".join(map(str, tensor.shape)) or phrase("weights.one_number")
    if tensor.is_floating_point():
        return shape
    return phrase("weights.of_type", shape=shape, dtype=str(tensor.dtype)[6:])
