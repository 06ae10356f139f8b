"""The configuration of the site's builder: that of the project's root, completed for the pages.

``mkdocs.yml`` and ``mkdocs.zh.yml`` are where a person edits. Which laboratories there are is known
only once they have run, and the style sheets are read as one, so what the builder reads is written
beside the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from archreport.render.downloads.published import site_address
from archreport.site.stylesheet import write_sheet
from archreport.site.unpublished import STAND_IN

CONFIGS = {"en": "mkdocs.yml", "zh": "mkdocs.zh.yml"}
OVERRIDES = "overrides"
#: The folder beside the pages that holds each language's HTML, unless a builder is given another.
HTML = "html"
_LIST_OF_LABS = "labs/index.md"


def navigation(hand_written: Sequence[Any], labs: Sequence[str]) -> list[Any]:
    """The navigation of ``mkdocs.yml``, with the pages ``labs`` at the end of their section.

    It is the section that holds the list of laboratories. Without ``labs`` it is left out.
    """
    entries = (_with_labs(entry, labs) for entry in hand_written)
    return [entry for entry in entries if entry is not None]


def _with_labs(entry: Any, labs: Sequence[str]) -> Any:
    if not isinstance(entry, dict):
        return entry
    ((title, pages),) = entry.items()
    if not isinstance(pages, list) or not any(_LIST_OF_LABS in _targets(page) for page in pages):
        return entry
    return {title: [*pages, *labs]} if labs else None


def _targets(page: Any) -> Sequence[Any]:
    return list(page.values()) if isinstance(page, dict) else [page]


def lab_pages(docs: Path) -> list[str]:
    """The laboratories' pages in ``docs``, a language's folder, in the order of the course."""
    notebooks, plain = docs.glob("labs/*.ipynb"), docs.glob("labs/*/index.md")
    return sorted(path.relative_to(docs).as_posix() for path in (*notebooks, *plain))


def write_configs(root: Path, docs: Path, overrides: Path) -> dict[str, Path]:
    """Write the complete configuration of each language beside ``docs``; return the files.

    Everything is as in the files of `CONFIGS` in ``root``, where it is edited, and inherits
    nothing. The address is that of `site_address`. The navigation has the laboratories that are in
    ``docs``, the theme's templates are overridden by those in ``overrides``, and the style sheets
    of each language have become one.
    """
    return {language: _write_config(root, docs, overrides, language) for language in CONFIGS}


def _in_words(setting: Any, words: Mapping[str, str]) -> Any:
    """``setting`` with the words that the builder prints replaced by those of ``words``.

    A configuration that inherits another one could only give whole lists again.
    """
    if isinstance(setting, dict):
        return {name: _in_words(value, words) for name, value in setting.items()}
    if isinstance(setting, list):
        return [_in_words(one, words) for one in setting]
    return words.get(setting, setting) if isinstance(setting, str) else setting


def _write_config(root: Path, docs: Path, overrides: Path, language: str) -> Path:
    from mkdocs.utils.yaml import yaml_load

    with (root / CONFIGS[language]).open(encoding="utf-8") as file:
        config = yaml_load(file)  # with what it inherits
    config = _in_words(config, config.get("extra", {}).pop("words", {}))
    config["site_url"] = f"{site_address() or STAND_IN}/{language}/"
    config["docs_dir"] = f"{docs.name}/{language}"
    config["site_dir"] = f"{HTML}/{language}"
    config["theme"]["custom_dir"] = str(overrides.resolve())
    config["nav"] = navigation(config["nav"], lab_pages(docs / language))
    config["extra_css"] = write_sheet(docs / language, config.get("extra_css", []))
    path = docs.parent / f"mkdocs.{language}.yml"
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    path.write_text(
        f"# Written from {CONFIGS[language]}: edit that one.\n{text}",
        encoding="utf-8",
        newline="\n",
    )
    return path
