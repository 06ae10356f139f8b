"""How a link to a page is shown elsewhere: the Open Graph protocol, https://ogp.me"""

from __future__ import annotations

from archreport.render.page_heads import project
from archreport.render.page_heads.built_page import BuiltPage

_LOCALES = {"en": "en_US", "zh": "zh_CN"}


def sharing_tags(page: BuiltPage) -> dict[str, str]:
    """The properties by name. ``og:url`` needs a whole address, so it may be empty."""
    return {
        "og:title": page.title,
        "og:description": page.description,
        "og:type": "website" if page.kind == "home" else "article",
        "og:site_name": project.NAME,
        "og:locale": _LOCALES[page.t.code],
        "og:url": page.url,
    }
