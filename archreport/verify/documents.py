"""What is read for `archreport verify`: files, folders, patterns, addresses, stdin, a text itself.

Files are read as UTF-8, else as GB 18030. JSON (CSL, notebooks) is read entry by entry.
"""

from __future__ import annotations

import glob
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archreport.errors import BadInput, OutputFailed

#: What is read of a folder.
SUFFIXES = frozenset((
    ".tex", ".ltx", ".bib", ".bbl", ".md", ".markdown", ".qmd", ".rmd", ".rst", ".txt", ".html",
    ".htm", ".csv", ".tsv", ".json", ".ipynb", ".typ",
))  # fmt: skip
#: The most that is read of one document, in bytes.
MOST = 20_000_000
#: How long an address may take to answer, in seconds.
PATIENCE = 20
_PIECE = 65_536


@dataclass(frozen=True)
class Part:
    """A stretch of a document that begins at ``line``; with ``one_line`` all of it counts as that
    line, since its text was put together from an entry."""

    text: str
    line: int = 1
    one_line: bool = False


@dataclass(frozen=True)
class Document:
    """``name`` is a path, an address, "-" for stdin, or "" for a text that was given itself."""

    name: str
    parts: tuple[Part, ...]


def documents(source: str) -> Iterator[Document]:
    """What ``source`` names. Raises `BadInput` where nothing can be read there, `OutputFailed`
    where an address does not answer."""
    if source == "-":
        yield document("-", sys.stdin.buffer.read(MOST + 1))
    elif source.startswith(("http://", "https://")) and not any(map(str.isspace, source)):
        yield document(source, fetched(source))
    else:
        yield from _from_disk(source)


def document(name: str, content: bytes) -> Document:
    """The document with this content. Raises `BadInput` for what is no text, or too large."""
    if len(content) > MOST:
        raise BadInput("verify.large", name=name, most=MOST // 10**6)
    if content.startswith((b"%PDF", b"PK\x03\x04")) or b"\0" in content[:4096]:
        raise BadInput("verify.no_text", name=name)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Document(name, _parts(text))
    raise BadInput("verify.no_text", name=name)


def fetched(address: str, patience: float = PATIENCE) -> bytes:
    """What an address answers. Raises `OutputFailed` where it does not."""
    content = bytearray()
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "archreport"})
        with urllib.request.urlopen(request, timeout=patience) as answer:
            while len(content) <= MOST and (piece := answer.read(_PIECE)):
                content += piece
    except urllib.error.HTTPError as error:
        raise OutputFailed("verify.answer", address=address, code=error.code) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise OutputFailed("verify.no_answer", address=address, reason=reason) from error
    return bytes(content)


def _from_disk(source: str) -> Iterator[Document]:
    path = Path(source)
    try:
        there = path.exists()
    except (OSError, ValueError):  # longer than a name may be, or with a character no name has
        there = False
    if there and path.is_dir():
        files = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
            and file.is_file()
        )
        if not files:
            raise BadInput("verify.empty_folder", folder=source)
        yield from map(_file, files)
    elif there:
        yield _file(path)
    elif any(map(str.isspace, source.strip())) or "archreport" in source or "#" in source:
        yield Document("", _parts(source))
    elif found := sorted(glob.glob(source, recursive=True)):  # noqa: PTH207 - absolute ones too
        yield from (_file(Path(name)) for name in found if Path(name).is_file())
    else:
        raise BadInput("verify.nothing", source=source)


def _file(path: Path) -> Document:
    try:
        with path.open("rb") as opened:
            return document(str(path), opened.read(MOST + 1))
    except OSError as error:
        raise BadInput(
            "verify.unreadable", name=path, reason=error.strerror or str(error)
        ) from error


def _parts(text: str) -> tuple[Part, ...]:
    """The text, or the entries of JSON."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return tuple(_entries(json.loads(text), text))
        except (ValueError, RecursionError):
            pass
    return (Part(text),)


def _entries(value: object, text: str) -> Iterator[Part]:
    """Each entry of a list, or of the lists in an object, as one text."""
    if isinstance(value, list):
        items: list[object] = value
    elif isinstance(value, dict) and any(isinstance(one, list) for one in value.values()):
        items = [item for one in value.values() if isinstance(one, list) for item in one]
    else:
        items = [value]
    for item in items:
        said = "; ".join(_said(item))
        if "archreport" in said or "/models/" in said:
            yield Part(said.replace("\n", " \n "), _line_of(item, text), one_line=True)


def _said(value: object, name: str = "") -> Iterator[str]:
    """All that an entry says: "version: 0.1.0", one for each of its values."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _said(one, str(key))
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield f"{name}: {''.join(value)}"
    elif isinstance(value, list):
        for one in value:
            yield from _said(one, name)
    elif value is not None:
        yield f"{name}: {value}"


def _line_of(item: object, text: str) -> int:
    """Where an entry begins, by its id."""
    if isinstance(item, dict) and "id" in item:
        place = text.find(json.dumps(item["id"], ensure_ascii=False))
        return text.count("\n", 0, max(place, 0)) + 1
    return 1
