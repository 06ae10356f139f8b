"""Files inside a page, as ``data:`` addresses: a click saves them, without script or network."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from markupsafe import escape

#: A file of more bytes is packed inside of a page, which weighs a tenth then.
PACKED = 60_000
_TYPES = {
    ".csv": "text/csv", ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain",
    ".tex": "text/x-tex", ".dot": "text/vnd.graphviz", ".bib": "text/x-bibtex",
    ".png": "image/png", ".webp": "image/webp",
}  # fmt: skip
_PICTURES = (".png", ".webp")


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: where a link finds it, the name that it is saved by ("" for a
    picture, which is looked at), and a note on how it is packed."""

    address: str
    saved_as: str = ""
    note: str = ""

    def link(self, attributes: str, text: str) -> str:
        """The link to it, with the ``attributes`` of the one on the site."""
        rest = re.sub(r'\s+download(="[^"]*")?', "", attributes)
        save = f' download="{escape(self.saved_as)}"' if self.saved_as else ""
        note = f"<small> {escape(self.note)}</small>" if self.note else ""
        return f'<a{rest} href="{self.address}"{save}>{text}{note}</a>'


def inside(files: Mapping[str, bytes], name: str, new_name: str) -> Mapping[str, Attachment]:
    """``files`` by their names in the page, for a page that holds them itself.

    What is called after ``name`` is saved as ``new_name``.
    """
    return {file: _inside(file, data, name, new_name) for file, data in files.items()}


def beside(files: Mapping[str, bytes], name: str, new_name: str) -> Mapping[str, Attachment]:
    """``files`` by their names in the page, for one that they lie beside."""
    return {
        file: Attachment(
            _renamed(file, name, new_name),
            "" if _is_picture(file) else _saved(_renamed(file, name, new_name)),
        )
        for file in files
    }


def stored_as(file: str, name: str, new_name: str) -> str:
    """The name of a file beside its page."""
    return _renamed(file, name, new_name)


def _inside(file: str, data: bytes, name: str, new_name: str) -> Attachment:
    kind = _TYPES.get(PurePosixPath(file).suffix, "application/octet-stream")
    if _is_picture(file):
        return Attachment(_data(kind, data))
    saved = _saved(_renamed(file, name, new_name))
    if len(data) <= PACKED:
        return Attachment(_data(kind, data), saved)
    packed = gzip.compress(data, mtime=0)
    return Attachment(
        _data("application/gzip", packed), f"{saved}.gz", f"gzip, {_kib(len(packed))}"
    )


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _kib(size: int) -> str:
    return f"{-(-size // 1024)} KiB"


def _is_picture(file: str) -> bool:
    return file.endswith(_PICTURES)


def _renamed(file: str, name: str, new_name: str) -> str:
    return new_name + file.removeprefix(name) if file.startswith((f"{name}.", f"{name}-")) else file


def _saved(file: str) -> str:
    """A table in Markdown is called ``.md.txt`` beside a page, so that a browser shows it."""
    return file.removesuffix(".txt") if file.endswith(".md.txt") else file
