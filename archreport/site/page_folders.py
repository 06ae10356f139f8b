"""The pages of single networks as HTML that a browser opens: no site is needed around them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archreport.freshness.dependencies import dependencies
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.render.page_file.page import page_files
from archreport.render.words.language import LANGUAGES, Language
from archreport.site.reports import REPORT, Built


def write_pages(built: Sequence[Built], out: Path) -> list[Path]:
    """Write each network's page with its files to ``out/<language>/<key>/``; return these folders.

    A page is left as it is where its report was not made anew, the code that draws it is the same,
    and all its files are whole. Raises `OutputFailed`; a folder is replaced whole or not at all.
    """
    folders = []
    for one in built:
        depends_on = dependencies(
            [__name__], settings={}, files={"report": one.folder / REPORT}, without=()
        )
        for language in LANGUAGES:
            folder = page_folder(out, language, one.report.identity.key)
            folders.append(folder)
            if one.fresh and not why_stale(folder, depends_on):
                continue
            files = page_files(one.report, Language(language), pictures=_pictures(one))
            with kept_folder(folder, depends_on) as new:
                for name, content in files.items():
                    (new / name).parent.mkdir(parents=True, exist_ok=True)
                    (new / name).write_bytes(content)
    return folders


def _pictures(one: Built) -> dict[str, bytes]:
    """The pictures of a run, by their names in the report."""
    return {
        file.relative_to(one.folder).as_posix(): file.read_bytes()
        for file in sorted(one.folder.rglob("*.*"))
        if file.suffix in (".png", ".webp")
    }


def page_folder(out: Path, language: str, key: str) -> Path:
    """Where the page of a network lies."""
    return out / language / key
