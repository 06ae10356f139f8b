"""A site that has no address of its own yet: nothing in it names one."""

from __future__ import annotations

import re
from pathlib import Path

#: What the builder is told in its place. It derives from it where the files of the 404 page lie,
#: which is right for a site that is served at the root of any host.
STAND_IN = "http://localhost"
#: The theme asks for a map of each language, so there is one; it has no addresses in it.
_EMPTY_MAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xml:lang="{language}"></urlset>
"""
_CANONICAL = re.compile(r'\s*<link rel="?canonical"? href="?http://localhost/[^">]*"?\s*/?>')


def name_no_address(site: Path) -> None:
    """Take what only an address could fill out of ``site``: canonical links, and the entries of the
    maps for search engines."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if STAND_IN in text:
            page.write_text(_CANONICAL.sub("", text), encoding="utf-8", newline="\n")
    for sitemap in site.glob("*/sitemap.xml"):
        language = sitemap.parent.name
        sitemap.write_text(_EMPTY_MAP.format(language=language), encoding="utf-8", newline="\n")
        sitemap.with_name("sitemap.xml.gz").unlink(missing_ok=True)
