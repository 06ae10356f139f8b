"""A small project: a home page and laboratories, with the settings of the real site."""

from pathlib import Path

from archreport.course.labs.pages import write_lab_pages
from archreport.render.words.language import Language
from archreport.site.configs import CONFIGS
from tests.paths import ROOT
from tests.site.assets import copy_assets

CONFIG = """\
INHERIT: {base}
not_in_nav: ''
nav:
  - Home: index.md
  - Laboratories:
      - All: labs/index.md
"""


def small_project(root: Path, ran) -> Path:
    """Write configurations and pages with the laboratories ``ran`` into ``root``.

    Returns the folder of the pages, as `archreport.site.pages.write_docs` does it.
    """
    docs = root / "build" / "docs"
    for language, name in CONFIGS.items():
        folder = docs / language
        folder.mkdir(parents=True)
        (folder / "index.md").write_text("# Home {: #top }\n\nText.\n", encoding="utf-8")
        if ran:
            write_lab_pages(ran, folder, Language(language), lambda path: False)
        copy_assets(folder)
        (root / name).write_text(CONFIG.format(base=ROOT / name), encoding="utf-8")
    (root / "overrides").symlink_to(ROOT / "overrides")
    return docs
