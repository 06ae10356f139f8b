"""Results of laboratories in one file, so that they need not be run again where nothing differs.

A zip file: ``archive.json`` says of each laboratory the key of what its results depend on, the
versions of the libraries, and each file's SHA-256; the files lie in ``<name>/`` as they are kept.
The same results give the same bytes.

Whoever takes results puts what others ran into pages of their own. Nothing is taken from an archive
but these files, of no more than a stated size, whose sums are right, and which depend on just the
code, data and versions that are here. The SHA-256 of the archive can be asked for by what is added
to its name or address: ``#sha256=…``.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import msgspec

from archreport.course.labs.results import EXECUTED, MADE, Ran, kept_result
from archreport.course.labs.source import Lab
from archreport.errors import ArchreportError
from archreport.files import folder_atomically
from archreport.freshness.kept_folder import RECORD

_INDEX = "archive.json"
_FILES = (*EXECUTED.values(), MADE, RECORD)
#: Bytes that an archive may have, and each of its files when it is unpacked.
LARGEST_ARCHIVE, LARGEST_FILE = 200 * 2**20, 50 * 2**20
_SECONDS = 30  # without an answer
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # that a zip file can tell of


class Unusable(ArchreportError):
    """An archive that cannot be had, or is none."""


@dataclass(frozen=True)
class Taken:
    """What became of the laboratories that were not fresh: the names of those whose results were
    taken, and for each of the others, by name, why not, as a clause."""

    names: tuple[str, ...]
    refused: Mapping[str, str]


@dataclass(frozen=True)
class _Entry:
    """What an archive says of one laboratory; ``files`` are SHA-256 by name."""

    key: str
    libraries: Mapping[str, str]
    files: Mapping[str, str]


def pack(ran: Sequence[Ran], out: Path) -> bytes:
    """The archive of the results of ``ran``, which are kept under ``out``. None may be not run."""
    index: dict[str, _Entry] = {}
    contents: dict[str, bytes] = {}
    for one in sorted(ran, key=lambda one: one.lab.name):
        if one.made is None:
            raise ValueError(f"{one.lab.name} has not been run")
        files = {name: (out / one.lab.name / name).read_bytes() for name in _FILES}
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        index[one.lab.name] = _Entry(one.made.key, one.made.libraries, sums)
        contents |= {f"{one.lab.name}/{name}": content for name, content in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in {_INDEX: _indented(index), **contents}.items():
            archive.writestr(_as_ever(name), content)
    return buffer.getvalue()


def take(place: str, labs: Sequence[Lab], out: Path) -> Taken:
    """Take what is not fresh under ``out`` from the archive at ``place``, a file or an address.

    Where all is fresh nothing is fetched. Raises `Unusable` and `OutputFailed`.
    """
    wanted = {lab.name: lab for lab in labs if kept_result(lab, out).made is None}
    if not wanted:
        return Taken((), {})
    refused: dict[str, str] = {}
    with _opened(place) as (archive, index):
        for name, lab in wanted.items():
            entry = index.get(name)
            because = _taken(archive, entry, lab, out) if entry else "it is not in the archive"
            if because:
                refused[name] = because
    return Taken(tuple(name for name in wanted if name not in refused), refused)


def _taken(archive: zipfile.ZipFile, entry: _Entry, lab: Lab, out: Path) -> str:
    """Put the results of ``lab`` in their place; else say why not, as a clause."""
    with TemporaryDirectory(prefix="archreport-") as temporary:
        folder = Path(temporary) / lab.name
        folder.mkdir()
        for name in _FILES:
            content = _member(archive, f"{lab.name}/{name}")
            if content is None or hashlib.sha256(content).hexdigest() != entry.files.get(name):
                return f"{name} is missing or damaged"
            (folder / name).write_bytes(content)
        try:
            result = kept_result(lab, folder.parent)
        except Exception:  # nbformat and others raise what they like
            return "its files cannot be read"
        if result.made is None:
            return result.because[0]
        if any(len(outputs) != len(lab.code) for outputs in result.outputs.values()):
            return "its files cannot be read"
        with folder_atomically(out / lab.name) as new:
            for name in _FILES:
                shutil.copy(folder / name, new / name)
    return ""


@contextmanager
def _opened(place: str) -> Iterator[tuple[zipfile.ZipFile, Mapping[str, _Entry]]]:
    where, _, fragment = place.partition("#")
    content = _content(where)
    expected = fragment.removeprefix("sha256=").lower()
    if fragment and hashlib.sha256(content).hexdigest() != expected:
        raise Unusable("lab.archive.sum", place=where, sum=expected)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        index = msgspec.json.decode(_member(archive, _INDEX) or b"", type=dict[str, _Entry])
    except (zipfile.BadZipFile, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unusable("lab.archive.none", place=where) from error
    with archive:
        yield archive, index


def _content(where: str) -> bytes:
    """What is in the file, or at the address, ``where``."""
    try:
        if where.startswith(("https://", "http://")):
            with urlopen(where, timeout=_SECONDS) as answer:
                content: bytes = answer.read(LARGEST_ARCHIVE + 1)
        else:
            with Path(where).open("rb") as file:
                content = file.read(LARGEST_ARCHIVE + 1)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise Unusable("lab.archive.unread", place=where, reason=reason) from error
    if len(content) > LARGEST_ARCHIVE:
        raise Unusable("lab.archive.large", place=where, most=LARGEST_ARCHIVE // 2**20)
    return content


def _member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A file of the archive; None where it is not there, too large or cannot be unpacked."""
    try:
        with archive.open(name) as file:
            content = file.read(LARGEST_FILE + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return None
    return content if len(content) <= LARGEST_FILE else None


def _as_ever(name: str) -> zipfile.ZipInfo:
    """A file that is the same whenever and wherever it is packed."""
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


def _indented(index: Mapping[str, _Entry]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(index, order="sorted"), indent=1) + b"\n"
