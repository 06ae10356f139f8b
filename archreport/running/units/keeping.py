"""What a sweep has found so far, kept in a file, so that it can be stopped and taken up again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from archreport.errors import BadInput
from archreport.files import write_atomically
from archreport.report.unit_rows import UnitRow
from archreport.report.units import Picture
from archreport.running.units.strongest import Strongest
from archreport.running.units.sweep import Found, pixels_sha256
from archreport.running.units.views import Source


def save_found(found: Found, key: str, path: Path) -> None:
    """Write what was found; ``key`` says of what network, weights and rows.

    Raises `OutputFailed`.
    """
    arrays: dict[str, Any] = {
        "key": np.array(key),
        "pictures": np.frombuffer(msgspec.json.encode(found.pictures), np.uint8),
    }
    for number, one in enumerate(found.layers.values()):
        arrays[f"{number}.values"], arrays[f"{number}.where"] = one.values, one.where
        arrays[f"{number}.above"] = one.above
        arrays[f"{number}.positions"] = np.array(one.positions)
    file = io.BytesIO()
    np.savez(file, **arrays)
    write_atomically(path, file.getvalue())


def load_found(path: Path, key: str, rows: Sequence[UnitRow]) -> Found | None:
    """What a sweep of the same ``key`` found; None where there is nothing that can be used."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["key"]) != key:
                return None
            pictures = msgspec.json.decode(file["pictures"].tobytes(), type=tuple[Picture, ...])
            layers = {one.row.id: _strongest(file, number) for number, one in enumerate(rows)}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, msgspec.DecodeError, EOFError):
        return None
    return Found(pictures, layers)


def still_there(found: Found, sources: Mapping[str, Source]) -> bool:
    """Whether all pictures that were seen are there with the pixels they had."""
    try:
        return all(
            picture.name in sources
            and pixels_sha256(sources[picture.name].read()) == picture.sha256
            for picture in found.pictures
        )
    except BadInput:  # one that can no longer be read
        return False


def _strongest(file: Mapping[str, Any], number: int) -> Strongest:
    return Strongest(
        file[f"{number}.values"],
        file[f"{number}.where"],
        file[f"{number}.above"],
        int(file[f"{number}.positions"]),
    )
