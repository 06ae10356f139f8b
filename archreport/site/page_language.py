"""The language that built pages say they are in, with its region.

A theme knows "zh", and so do the names of folders. Browsers, screen readers and spelling checkers
take fonts and voices by "zh-CN".
"""

from __future__ import annotations

import re
from pathlib import Path

from archreport.render.words.language import LANGUAGE_TAGS


def name_regions(site: Path) -> None:
    """Rewrite ``<html lang>`` of every page below ``site`` that is in a language's folder."""
    for code, tag in LANGUAGE_TAGS.items():
        says = re.compile(rf'(<html\b[^>]*\blang="){code}(?=")')
        for page in sorted((site / code).rglob("*.html")) if tag != code else ():
            text = page.read_text(encoding="utf-8")
            named = says.sub(rf"\g<1>{tag}", text, count=1)
            if named != text:
                page.write_text(named, encoding="utf-8", newline="\n")
