"""Weights from a file, or public ones known by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlparse

import torch
from torch import Tensor, nn

from archreport.errors import WeightsMismatch, phrase
from archreport.report.run import Weights
from archreport.running.weights.checkpoint import fit, misfit, read_checkpoint, unwrapped
from archreport.running.weights.finite import first_not_finite
from archreport.running.weights.public_names import KEY_MAPS, PUBLIC_WEIGHTS, PublicWeights
from archreport.running.weights.seeded import must_have_values


def load_state_dict_file(
    model: nn.Module,
    path: str | Path,
    key_map: Mapping[str, str] | None = None,
    leftover: tuple[str, ...] = (),
) -> Weights:
    """Load a state dict from ``path`` into ``model``, all of it or nothing.

    The file may use the network's own names or, where ``key_map`` (our module path to the public
    one) is given, the public names, and either behind the name of a wrapper. Tensors whose names
    begin with one of ``leftover`` may be in the file without a place in the network. ``trained`` is
    None, since a file does not say, unless its SHA-256 is that of known public weights. Raises
    `WeightsMismatch` for a file that is missing, unreadable, not a state dict, made for another
    network, or not of finite numbers.
    """
    must_have_values(model)
    path = Path(path)
    theirs: Mapping[str, Tensor] = read_checkpoint(path)
    ours = model.state_dict()
    attempts = [
        (fit(ours, named, names, leftover), named)
        for named in (theirs, unwrapped(theirs))
        for names in ({}, key_map or {})
    ]
    best, theirs = min(attempts, key=lambda attempt: attempt[0].problems)
    if best.problems:
        raise misfit(path, best)
    given = ((name, theirs[best.names[name]]) for name, _ in model.named_parameters())
    if bad := first_not_finite(given):
        raise WeightsMismatch(
            "weights.not_finite", path=path, name=bad.name, count=bad.count, total=bad.total
        )
    with torch.no_grad():
        for name, tensor in ours.items():
            if name in best.names:
                tensor.copy_(theirs[best.names[name]])
            else:  # a batch counter that the file does not have
                tensor.zero_()
    sha256 = _file_digest(path)
    known = [file for file in PUBLIC_WEIGHTS.values() if sha256.startswith(file.sha256_prefix)]
    return Weights(
        path.name,
        trained=True if known else None,
        sha256=sha256,
        source=known[0].url if known else "",
    )


def load_public(
    model: nn.Module, source: PublicWeights, key_map: Mapping[str, str] | None = None
) -> Weights:
    """Load public weights, from torch's cache or the net, checked by hash, into ``model``.

    They are kept where ``torch.hub`` keeps its files (``TORCH_HOME``). ``key_map`` is by default
    the one that ``source`` names. Raises `WeightsMismatch` when they cannot be had or do not fit.
    """
    path = Path(torch.hub.get_dir()) / "checkpoints" / Path(urlparse(source.url).path).name
    if not path.is_file():
        _download(source, path)
    sha256 = _file_digest(path)
    if not sha256.startswith(source.sha256_prefix):
        raise WeightsMismatch(
            "weights.not_published", path=path, found=sha256[:8], wanted=source.sha256_prefix
        )
    names = KEY_MAPS.get(source.key_map, {}) if key_map is None else key_map
    load_state_dict_file(model, path, names, source.leftover)
    return Weights("imagenet", trained=True, sha256=sha256, source=source.url)


def _download(source: PublicWeights, path: Path) -> None:
    """Fetch ``source`` to ``path``, whole and with the right hash, or leave nothing there."""
    by_file = phrase("weights.by_file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(source.url, str(path), source.sha256_prefix, progress=True)
    except HTTPError as error:
        raise WeightsMismatch(
            "weights.refused", by_file, url=source.url, code=error.code, reason=error.reason
        ) from error
    except URLError as error:
        raise WeightsMismatch(
            "weights.unreachable", by_file, url=source.url, reason=error.reason
        ) from error
    except RuntimeError as error:  # what torch.hub raises for a wrong hash
        raise WeightsMismatch(
            "weights.changed", url=source.url, wanted=source.sha256_prefix
        ) from error
    except OSError as error:
        raise WeightsMismatch(
            "weights.not_stored", url=source.url, path=path, reason=error.strerror or error
        ) from error


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
