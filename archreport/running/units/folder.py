"""A reader's own pictures: the files of a folder, read when it is their turn."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PIL import Image

from archreport.errors import BadInput
from archreport.running.photo import load_photo
from archreport.running.units.views import Source

#: Files of other kinds are passed over.
SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".jp2")
)


def pictures_in(folder: Path) -> tuple[Source, ...]:
    """The pictures of ``folder`` in the order of their names, not those of folders below it.

    Raises `BadInput` where it is no folder, cannot be read or holds no picture; `Source.read`
    raises it for a file that is broken.
    """
    try:
        files = sorted(
            file
            for file in folder.iterdir()
            if file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and file.is_file()
        )
    except OSError as error:
        raise BadInput("atlas.no_folder", folder=folder, reason=error.strerror or error) from error
    if not files:
        raise BadInput("atlas.no_pictures", folder=folder)
    return tuple(Source(file.name, partial(_read, file)) for file in files)


def _read(file: Path) -> Image.Image:
    return load_photo(file)[0]
