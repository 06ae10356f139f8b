"""The same pages through Zensical, a second builder: same addresses, same ids.

Zensical reads MkDocs' configuration and passes over plug-ins that it does not know, so the
laboratories are written as Markdown beforehand.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from archreport.errors import BadInput, OutputFailed, phrase
from archreport.site.configs import HTML, OVERRIDES, write_configs
from archreport.site.ends_with_parent import started


def find_zensical() -> str | None:
    """The program, beside this Python or on the PATH."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return shutil.which("zensical", path=os.pathsep.join(places))


def refuse_without_zensical() -> str:
    """The program. Raises `BadInput` where it is not installed."""
    program = find_zensical()
    if program is None:
        raise BadInput("site.no_zensical")
    return program


def run_zensical(root: Path, docs: Path, site: Path) -> None:
    """Build ``docs/en`` and ``docs/zh`` into ``site``, strictly.

    The laboratories' notebooks among the pages become Markdown. Raises `BadInput` where Zensical is
    not installed, `OutputFailed` where it refuses a page.
    """
    from archreport.course.labs.plain_pages import write_plain_pages

    program = refuse_without_zensical()
    for folder in docs.iterdir():
        write_plain_pages(folder)
    overrides = _own_overrides(root, docs.parent / OVERRIDES)
    for language, config in write_configs(root, docs, overrides).items():
        # In that folder, since it refuses folders that are not below its configuration.
        command = [program, "build", "--strict", "--clean", "-f", config.name]
        with started(command, config.parent) as process:
            output, _ = process.communicate()
        if process.returncode:
            raise OutputFailed(
                "site.zensical",
                phrase("site.mend_page"),
                language=language,
                said=output.strip(),
            )
        shutil.move(config.parent / HTML / language, site / language)
        (site / language / "search.json").unlink(missing_ok=True)  # its index: nothing asks for it


def _own_overrides(root: Path, place: Path) -> Path:
    """Copy our templates to ``place``, but not the one that has Material's own markup: Zensical
    refuses folders not below its configuration."""
    shutil.rmtree(place, ignore_errors=True)
    materials = shutil.ignore_patterns("palette.html")
    return Path(shutil.copytree(root / OVERRIDES, place, ignore=materials))
