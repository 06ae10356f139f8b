"""The whole site in one file, to be unpacked anywhere and read without a server or a net.

A browser that opens a page from a disk knows no front page of a folder, so each link to a folder
becomes one to its ``index.html``. Nothing else is changed: pages ask no other host for anything,
and the search's index is scripts, which a page may load from a disk.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from archreport.errors import BadInput
from archreport.files import write_atomically
from archreport.render.downloads.published import site_address
from archreport.render.page_heads import project
from archreport.render.words.language import LANGUAGES, Language

READ_ME = "READ-ME.txt"
#: Small as they are: packing them again gains nothing.
_PACKED = frozenset((".jpg", ".png", ".webp", ".woff2", ".zip"))
#: The first day that an archive can name, so that the same site gives the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)

_TAG = re.compile(r"""<(?:a|iframe|link)\s(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(r'(\s(?:href|src)=")([^"]+)(?=")')
#: What a page on a disk may not fetch, with a complaint for each: fonts ahead of the style sheet,
#: which asks for them again, and the map of each language, which the theme looks for.
_NOT_FETCHED = re.compile(r"<link rel=\"(?:preload|alternate)\"[^>]*>\s*")


def write_offline(site: Path, file: Path) -> None:
    """Pack the built ``site`` into the archive ``file``, in a folder of the file's name.

    The same site gives the same bytes. Raises `BadInput` where there is no site, `OutputFailed` for
    what the file system refuses.
    """
    if not (site / "index.html").is_file():
        raise BadInput("site.none", site=site)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _add(archive, f"{file.stem}/{READ_ME}", read_me().encode())
        for path in sorted(site.rglob("*"), key=lambda path: path.relative_to(site).as_posix()):
            if path.is_file():
                name = f"{file.stem}/{path.relative_to(site).as_posix()}"
                _add(archive, name, _content(path))
    write_atomically(file, packed.getvalue())


def read_me() -> str:
    """What the archive says of itself, in both languages, with lines that every editor breaks."""
    texts = [_read_me(Language(code)) for code in LANGUAGES]
    return "\r\n".join("\n".join(texts).splitlines()) + "\r\n"


def _read_me(t: Language) -> str:
    address = site_address()
    place = t("offline.published", address=f"{address}/{t.code}/") if address else ""
    return t("offline.read_me", version=project.version()) + place


def opened_from_disk(html: str) -> str:
    """``html`` with the name of a file in each relative link that leads to a folder."""

    def named(found: re.Match[str]) -> str:
        before, url = found.groups()
        parts = urlsplit(url)
        folder = parts.path.endswith("/") or parts.path.rpartition("/")[2] in (".", "..")
        if parts.scheme or parts.netloc or not folder:
            return found[0]
        path = "index.html" if parts.path == "." else f"{parts.path.rstrip('/')}/index.html"
        return before + path + url[len(parts.path) :]

    html = _NOT_FETCHED.sub("", html)
    return _TAG.sub(lambda tag: _ADDRESS.sub(named, tag[0]), html)


def _content(path: Path) -> bytes:
    if path.suffix != ".html":
        return path.read_bytes()
    return opened_from_disk(path.read_bytes().decode("utf-8")).encode()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.create_system = 3  # everywhere the same: Unix, a file that all may read
    entry.external_attr = 0o100644 << 16
    packed = Path(name).suffix in _PACKED
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content, compresslevel=9)
