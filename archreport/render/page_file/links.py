"""What becomes of a page's links and pictures where nothing lies beside it.

* a file that is taken along is inside of the page (``data:``), or keeps its name in a folder;
* a part that the site keeps on a page of its own is a section here: ``times/`` leads to ``#times``;
* another page of the site has its address where the site is published; else the words stay and the
  link goes, rather than one that leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import normpath
from urllib.parse import urlsplit

from markupsafe import escape

from archreport.render.page_file.attachments import Attachment

_LINK = re.compile(
    r'<a\b(?P<before>[^>]*?)\shref="(?P<to>[^"]*)"(?P<after>[^>]*)>(?P<text>.*?)</a>', re.DOTALL
)
_PICTURE = re.compile(r'(?P<before><img\b[^>]*?\ssrc=")(?P<from>[^"]*)"(?P<after>[^>]*>)')
_ID = re.compile(r'\sid="([^"]+)"')


def settled(html: str, attached: Mapping[str, Attachment], address: str) -> str:
    """``html`` with each link and picture as it has to be in a page by itself.

    ``attached`` are the files that are taken along by their names in the page; ``address`` is that
    of the page on the site, "" where it has none.
    """
    ids = set(_ID.findall(html))

    def link(match: re.Match[str]) -> str:
        before, to, after, text = match.group("before", "to", "after", "text")
        if to in attached:
            return attached[to].link(before + after, text)
        there = _target(to, ids, address)
        if not there:
            return text
        return f'<a{before} href="{escape(there)}"{after}>{text}</a>'

    def picture(match: re.Match[str]) -> str:
        file = attached.get(match["from"])
        if not file:
            return match[0]
        rest = match["after"]
        if file.address.startswith("data:"):  # there is nothing to wait for
            rest = rest.replace(' loading="lazy"', "")
        return f'{match["before"]}{file.address}"{rest}'

    return _PICTURE.sub(picture, _LINK.sub(link, html))


def _target(to: str, ids: set[str], address: str) -> str:
    """Where a link leads from here; "" where it cannot."""
    parts = urlsplit(to)
    if parts.scheme or parts.netloc:
        return to
    if not parts.path:
        return to if parts.fragment in ids else ""
    own = parts.fragment or parts.path.rstrip("/")
    if not parts.path.startswith("..") and own in ids:
        return f"#{own}"
    return _absolute(to, address) if address else ""


def _absolute(to: str, address: str) -> str:
    """``../../audit/#x`` seen from the page at ``address``."""
    parts, there = urlsplit(to), urlsplit(address)
    path = normpath(f"{there.path}/{parts.path}")
    slash = "/" if parts.path.endswith("/") else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{there.scheme}://{there.netloc}{path}{slash}{fragment}"


def dead_links(html: str, there: Callable[[str], bool] = lambda _file: False) -> list[str]:
    """Links and pictures of a page by itself that lead nowhere; ``there`` knows files beside it."""
    ids = set(_ID.findall(html))
    links = [match["to"] for match in _LINK.finditer(html)]
    links += [match["from"] for match in _PICTURE.finditer(html)]
    dead = []
    for to in links:
        parts = urlsplit(to)
        inside = not parts.path and parts.fragment in ids
        if not (parts.scheme or inside or (parts.path and there(parts.path))):
            dead.append(to)
    return dead
