"""What is the same in both languages stands once in the site: pictures, downloads, fonts, scripts.

Each language is built whole, so that a builder can check every link. Afterwards a file of the
second language that the first has byte for byte, at the same place, is taken out, and the pages
lead to the other one. It is the first language's that stays, so each of its addresses does. Where
a page of the second led readers to the file, its old address leads on: a folder of the file's name
holds a page that does, which needs nothing of the server.
"""

from __future__ import annotations

import filecmp
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from archreport.render.template import render_html
from archreport.render.words.language import LANGUAGES, Language

#: What is looked for below each language's own root, where no page names it: by the search's
#: script, and by the builders of others' pages.
OWN = ("search/", "objects.inv", "myst.xref.json")
#: Drawn on a page. Nobody was given their addresses, so these lead nowhere any more.
PICTURES = frozenset((".png", ".svg", ".webp"))

_INSIDE = r"""(?:[^<>"']|"[^"]*"|'[^']*')*>"""
_TAG = re.compile(f"<[a-zA-Z]{_INSIDE}")
_LINK = re.compile(f"<a {_INSIDE}")
_ADDRESS = re.compile(r'(\s(?:href|src)=")([^"]+)')
_SETTINGS = re.compile(r"(?<=<script id=\"__config\" type=\"application/json\">).*?(?=</script>)")
_STRING = re.compile(r'(")([^"\\]+)(?=")')


def copies(site: Path) -> dict[str, str]:
    """Files below ``site`` that are in both languages, as the path of the second's to the first's.

    Pages are not among them: each language has its own.
    """
    first, second = LANGUAGES
    there = {}
    for path in sorted((site / second).rglob("*")):
        name = path.relative_to(site / second).as_posix()
        if path.suffix == ".html" or name.startswith(OWN) or not path.is_file():
            continue
        other = site / first / name
        if other.is_file() and filecmp.cmp(path, other, shallow=False):
            there[f"{second}/{name}"] = f"{first}/{name}"
    return there


def keep_one_copy(site: Path) -> None:
    """Take the second language's `copies` out of ``site`` and mend what led to them."""
    moved = copies(site)
    offered: set[str] = set()
    for path in sorted((site / LANGUAGES[1]).rglob("*.html")):
        page, html = path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")
        offered |= moved.keys() & links(page, html)
        path.write_text(redirected(page, html, moved), encoding="utf-8", newline="\n")
    for name in moved:
        (site / name).unlink()
    for name in sorted(offered):
        if posixpath.splitext(name)[1] not in PICTURES:
            _write_way_on(site, name, moved[name])
    _remove_empty_folders(site / LANGUAGES[1])


def links(page: str, html: str) -> set[str]:
    """The paths of the site that links of ``html`` lead to, the page at the path ``page``."""
    tags = _LINK.findall(html)
    return {_place(page, url) for tag in tags for _, url in _ADDRESS.findall(tag)}


def redirected(page: str, html: str, moved: Mapping[str, str]) -> str:
    """``html``, the page at the path ``page`` of the site, with the addresses of what ``moved``."""

    def address(found: re.Match[str]) -> str:
        before, url = found.groups()
        name = _place(page, url)
        return before + _from(page, url, moved[name]) if name in moved else found[0]

    html = _SETTINGS.sub(lambda found: _STRING.sub(address, found[0]), html)
    return _TAG.sub(lambda found: _ADDRESS.sub(address, found[0]), html)


def _place(page: str, url: str) -> str:
    """The path of the site that ``url`` on ``page`` leads to; "" for one that cannot be a file."""
    if url.startswith("#") or url.endswith("/"):
        return ""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    path = unquote(parts.path)
    base = "" if path.startswith("/") else posixpath.dirname(page)
    return posixpath.normpath(posixpath.join(base, path.lstrip("/")))


def _from(page: str, url: str, target: str) -> str:
    """The address of ``target`` in the form of ``url``, with its fragment."""
    path = urlsplit(url).path
    beside = posixpath.relpath(target, posixpath.dirname(page))
    return quote(f"/{target}" if path.startswith("/") else beside) + url[len(path) :]


def _write_way_on(site: Path, name: str, target: str) -> None:
    """Make the path ``name`` of ``site`` a folder with a page that leads to its ``target``."""
    folder, address = site / name, quote(posixpath.relpath(target, name))
    t = Language(LANGUAGES[1])
    page = render_html("moved.html.j2", t, name=folder.name, address=address)
    folder.mkdir()
    (folder / "index.html").write_text(f"{page}\n", encoding="utf-8", newline="\n")


def _remove_empty_folders(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
