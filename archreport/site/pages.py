"""Writing the pages: every network, comparison, audit page, laboratory and lesson, as Markdown."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from archreport.audit import Finding, audit, load_claims, within
from archreport.course.labs.pages import write_lab_pages
from archreport.course.labs.results import Ran
from archreport.course.lessons.lesson import render_lesson
from archreport.files import folder_atomically, link_or_copy
from archreport.render.audit_pages.pages import audit_pages
from archreport.render.compare_pages import Link, compare_pages, comparisons_of
from archreport.render.downloads.embed import SHEET, embed_files, embed_sheet
from archreport.render.downloads.report_files import report_files
from archreport.render.model_page.page import model_files, models_index
from archreport.render.sheets import page_sheets
from archreport.render.words.language import LANGUAGES, Language
from archreport.report.model import Report
from archreport.site.example import example_files
from archreport.site.reference.command_help import Programs
from archreport.site.reference.pages import reference_pages
from archreport.site.reports import Built
from archreport.site.units import BuiltUnits, write_unit_pages

#: Pages of times, which are others in each run.
_TIMED = ("times/index.md",)


def write_model_page(
    built: Built,
    folder: Path,
    t: Language,
    findings: Sequence[Finding],
    comparisons: Sequence[Link] = (),
    *,
    units: bool = False,
) -> None:
    """Write one network's page with its downloads and pictures into ``folder``; ``units`` where
    there is an atlas of its units to lead to."""
    report = built.report
    texts = {
        **model_files(report, t, findings=findings, comparisons=comparisons, units=units),
        **embed_files(report, t),
    }
    _write_texts(folder, texts)
    for name, content in report_files(report, t).items():
        (folder / name).write_bytes(content)
    for picture in sorted(built.folder.rglob("*.*")):
        if picture.suffix in (".png", ".webp"):
            link_or_copy(picture, folder / picture.relative_to(built.folder))


def write_docs(
    root: Path,
    built: Sequence[Built],
    out: Path,
    labs: Sequence[Ran] = (),
    units: Mapping[str, BuiltUnits] | None = None,
    example: Report | None = None,
    *,
    programs: Programs,
) -> None:
    """Write everything MkDocs reads: ``out/en`` and ``out/zh``, replacing both.

    Where not the whole shelf is built, the comparison is of what is there, and the audit of the
    claims about it and about no network. ``units`` are atlases of units by network, ``example`` is
    the front page's, ``programs`` what the reference says of the command line, by language.
    """
    reports = _by_key(built)
    findings = audit(reports, within(load_claims(), reports))
    atlases = units or {}
    with folder_atomically(out) as new:
        for language in LANGUAGES:
            t = Language(language)
            folder = new / language
            for one in built:
                key = one.report.identity.key
                links = comparisons_of(key, reports, t)
                page = folder / "models" / key
                write_model_page(one, page, t, findings, links, units=key in atlases)
                if key in atlases:
                    write_unit_pages(atlases[key], page / "units", t)
            index = models_index(list(reports.values()), t)
            (folder / "models" / "index.md").write_text(index, encoding="utf-8", newline="\n")
            _write_texts(folder / "compare", compare_pages(reports, load_claims(), t))
            _write_texts(folder / "audit", audit_pages(findings, reports, t))
            _write_texts(folder / "reference", reference_pages(programs[language], t))
            lessons = root / "docs" / language
            _write_labs(labs, folder, lessons, t)
            if example:
                _write_texts(folder, example_files(example, root, t))
            _write_lessons(lessons, folder, reports, t, example)  # last: they lead to all others
            shutil.copytree(root / "docs" / "assets", folder / "assets")
            _write_texts(folder, {SHEET: embed_sheet(), **page_sheets("assets/css/")})


def renew_lab_pages(root: Path, out: Path, labs: Sequence[Ran]) -> None:
    """Write the pages of laboratories that have run into what `write_docs` wrote before they had.

    No other page shows what they found.
    """
    for language in LANGUAGES:
        _write_labs(labs, out / language, root / "docs" / language, Language(language))


def _write_labs(labs: Sequence[Ran], folder: Path, lessons: Path, t: Language) -> None:
    if labs:
        write_lab_pages(labs, folder, t, functools.partial(_is_page, lessons))


def _by_key(built: Sequence[Built]) -> dict[str, Report]:
    return {one.report.identity.key: one.report for one in built}


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write each text to its path below ``folder``."""
    for name, text in texts.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def _is_page(folder: Path, path: str) -> bool:
    return (folder / path).is_dir()


def _write_lessons(
    source: Path,
    folder: Path,
    reports: Mapping[str, Report],
    t: Language,
    example: Report | None,
) -> None:
    """Fill the hand-written pages with numbers and figures from the reports."""
    _write_texts(folder, rendered_lessons(source, folder, reports, t, example=example))


def rendered_lessons(
    source: Path,
    folder: Path,
    reports: Mapping[str, Report],
    t: Language,
    names: Sequence[str] = (),
    *,
    example: Report | None = None,
) -> dict[str, str]:
    """The hand-written pages below ``source`` by their path there, those of ``names`` or all, as
    they go into ``folder``, where the other pages are; ``example`` is the front page's. Raises what
    `render_lesson` does."""
    rendered = {}
    for page in [source / name for name in names] or sorted(source.rglob("*.md")):
        name = page.relative_to(source)
        rendered[name.as_posix()] = render_lesson(
            page.read_text(encoding="utf-8"),
            reports,
            t,
            depth=len(name.parts) - 1,
            page=f"docs/{t.code}/{name.as_posix()}",
            built=lambda path: _is_page(source, path) or _is_page(folder, path),
            example=example,
        )
    return rendered
