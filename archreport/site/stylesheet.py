"""One small style sheet from the many that a person edits.

``mkdocs.yml`` lists the sheets in the order in which their rules count. A browser asks for each
before it shows anything, so the pages get one, without comments and blanks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import rcssmin

#: How many digits of its content's hash a sheet carries in its name, as those of the theme do.
_DIGITS = 8


def write_sheet(docs: Path, names: Sequence[str]) -> list[str]:
    """Put one sheet in the place of those called ``names`` below ``docs``; return its name, if any.

    They must share a folder, where it lies too: what they name by ``url(…)`` is found from there.
    Pages that are published once more have it already.
    """
    sources = [docs / name for name in names]
    if not sources:
        return []
    made = sorted(sources[0].parent.glob("archreport.*.min.css"))
    if made and not any(source.exists() for source in sources):
        return [made[0].relative_to(docs).as_posix()]
    whole = minified("\n".join(source.read_text(encoding="utf-8") for source in sources))
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
    sheet = sources[0].with_name(f"archreport.{digest}.min.css")
    for source in sources:
        source.unlink()
    sheet.write_text(whole, encoding="utf-8", newline="\n")
    return [sheet.relative_to(docs).as_posix()]


def minified(css: str) -> str:
    """The same rules without comments, and with no blank that does not count."""
    small: str = rcssmin.cssmin(css)
    return small
