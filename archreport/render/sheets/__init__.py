"""The style sheets of a network's page, for the site and for a page that is one file.

They are written for the site, where they come on top of its theme; the rest of the site's sheets
are in ``docs/assets/css``. For one file `frame.css` says what the theme says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources

#: In the order in which their rules count, which is that of ``mkdocs.yml``.
SHEETS = (
    "type", "tokens", "prose", "facts", "categories", "figures", "tables", "verdicts", "gallery",
    "compare", "phone", "print",
)  # fmt: skip
_FRAME = "frame"
_DARK = '@media screen {\n  [data-md-color-scheme="slate"] {'


def page_sheets(folder: str = "") -> Mapping[str, str]:
    """The text of each sheet of the site by its name below ``folder``."""
    return {f"{folder}{name}.css": _text(name) for name in SHEETS}


def file_sheet() -> str:
    """All of them as one text for a page of its own, dark where the reader's system is."""
    texts = {name: _text(name) for name in (_FRAME, *SHEETS)}
    by_wish = "@media screen and (prefers-color-scheme: dark) {\n  :root {"
    texts["tokens"] = texts["tokens"].replace(_DARK, by_wish)
    ordered = ("type", "tokens", _FRAME, *SHEETS[2:])
    return _small("\n".join(texts[name] for name in ordered))


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.css").read_text("utf-8")


def _small(css: str) -> str:
    """Without comments, and with one blank where there are several."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", bare)).strip()
