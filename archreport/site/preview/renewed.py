"""A copy of the pages and of the site that is renewed piece by piece."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path

from archreport.errors import BadInput, OutputFailed, phrase
from archreport.language.choice import LANGUAGES, current
from archreport.site.configs import CONFIGS, HTML, OVERRIDES, write_configs
from archreport.site.ends_with_parent import started
from archreport.site.mkdocs import complaints, mkdocs_environment
from archreport.site.preview.work import Work
from archreport.site.stylesheet import minified

_DOCS = "docs"


def copy_site(docs: Path, site: Path, folder: Path) -> None:
    """Copy the pages ``docs`` and the finished ``site`` into ``folder``.

    What the site has once for both languages is taken out of the second's, where MkDocs puts it
    again. Raises `BadInput` where one of them is not there.
    """
    if not (site / "index.html").is_file():
        raise BadInput("site.none", site=site)
    if not all((docs / language).is_dir() for language in LANGUAGES):
        raise BadInput("site.no_pages", docs=docs)
    shutil.copytree(docs, folder / _DOCS)
    shutil.copytree(site, folder / HTML)
    second = folder / _DOCS / LANGUAGES[1]
    for file in second.rglob("*"):
        place = folder / HTML / LANGUAGES[1] / file.relative_to(second)
        if file.is_file() and place.is_dir():  # a page that leads to the first language's
            shutil.rmtree(place)


def renew(folder: Path, root: Path, out: Path, work: Work) -> list[str]:
    """Make again in ``folder`` what ``work`` names; return the pages that look different, by their
    path below ``docs``. Raises `OutputFailed` with what is wrong with a page."""
    renew_assets(folder, root, work)
    pages: list[str] = []
    if work.lessons or work.code:
        there = {name for name in work.lessons if (root / "docs" / name).is_file()}
        for name in work.lessons - there:
            (folder / _DOCS / name).unlink(missing_ok=True)
        pages = _rendered(folder, root, out, () if work.code else sorted(there))
    everywhere = work.assets or work.whole
    languages = LANGUAGES if everywhere else {name[:2] for name in (*pages, *work.lessons)}
    if languages:
        _to_html(folder, root, languages, whole=work.whole)
    return pages


def renew_assets(folder: Path, root: Path, work: Work) -> None:
    """Copy scripts, fonts and pictures that changed, and make the one style sheet of each language
    anew where one of its parts did."""
    for language in LANGUAGES:
        assets = folder / _DOCS / language
        for name in work.assets:
            source, target = root / "docs" / name, assets / name
            if source.suffix == ".css":
                continue
            target.unlink(missing_ok=True)
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        if any(name.endswith(".css") for name in work.assets):
            (sheet,) = assets.glob("assets/**/archreport.*.min.css")
            sheet.write_text(_sheet(root, folder, language), encoding="utf-8", newline="\n")


def _sheet(root: Path, folder: Path, language: str) -> str:
    from mkdocs.utils.yaml import yaml_load

    with (root / CONFIGS[language]).open(encoding="utf-8") as file:
        names = yaml_load(file)["extra_css"]
    places = [root / "docs" / name for name in names]
    written = [folder / _DOCS / language / name for name in names]  # those that code writes
    texts = [
        place.read_text(encoding="utf-8")
        for pair in zip(places, written, strict=True)
        for place in pair
        if place.is_file()
    ]
    return minified("\n".join(texts))


def _rendered(folder: Path, root: Path, out: Path, pages: Sequence[str]) -> list[str]:
    command = [sys.executable, "-m", "archreport.site.preview.render_lessons",
               str(root.resolve()), str(out.resolve()), str(folder / _DOCS), *pages]  # fmt: skip
    environment = {**os.environ, "ARCHREPORT_LANG": current(), "PYTHONIOENCODING": "utf-8"}
    with started(command, root, environment) as process:
        said, _ = process.communicate()
    if process.returncode:
        raise OutputFailed("site.said", said=said.strip())
    return said.splitlines()


def _to_html(folder: Path, root: Path, languages: Collection[str], *, whole: bool) -> None:
    """MkDocs over the ``languages``, side by side; without ``whole`` over what is newer than its
    HTML."""
    how = [] if whole else ["--dirty"]
    with ExitStack() as running:
        processes = {}
        for language, config in write_configs(root, folder / _DOCS, root / OVERRIDES).items():
            if language in languages:
                command = [sys.executable, "-m", "mkdocs", "build", *how, "-f", str(config)]
                process = running.enter_context(started(command, root, mkdocs_environment()))
                processes[language] = process
        for language, process in processes.items():
            said, _ = process.communicate()
            if process.returncode:
                raise OutputFailed(
                    "site.mkdocs",
                    phrase("site.mend_page"),
                    language=language,
                    said=complaints(said),
                )


__all__ = ["copy_site", "renew", "renew_assets"]
