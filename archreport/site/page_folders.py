"""The pages of single networks as HTML that a browser opens: no site is needed around them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archreport.files import folder_atomically
from archreport.render.page_file.page import page_files
from archreport.render.words.language import LANGUAGES, Language
from archreport.site.reports import Built


def write_pages(built: Sequence[Built], out: Path) -> list[Path]:
    """Write each network's page with its files to ``out/<language>/<key>/``; return these folders.

    Raises `OutputFailed`; a folder is replaced whole or not at all.
    """
    folders = []
    for one in built:
        pictures = {
            file.relative_to(one.folder).as_posix(): file.read_bytes()
            for file in sorted(one.folder.rglob("*.*"))
            if file.suffix in (".png", ".webp")
        }
        for language in LANGUAGES:
            files = page_files(one.report, Language(language), pictures=pictures)
            folder = page_folder(out, language, one.report.identity.key)
            with folder_atomically(folder) as new:
                for name, content in files.items():
                    (new / name).parent.mkdir(parents=True, exist_ok=True)
                    (new / name).write_bytes(content)
            folders.append(folder)
    return folders


def page_folder(out: Path, language: str, key: str) -> Path:
    """Where the page of a network lies."""
    return out / language / key
