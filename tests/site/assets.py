"""The style sheets and scripts that pages of a test ask for."""

from __future__ import annotations

import shutil
from pathlib import Path

from archreport.render.sheets import page_sheets
from tests.paths import ROOT


def copy_assets(folder: Path) -> None:
    """What `archreport.site.pages.write_docs` puts into ``assets`` below ``folder``."""
    shutil.copytree(ROOT / "docs" / "assets", folder / "assets")
    for name, text in page_sheets("assets/css/").items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
