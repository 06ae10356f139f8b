"""The copy follows what is saved; what is published does not change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archreport.errors import BadInput, OutputFailed
from archreport.site.preview.renewed import copy_site, renew
from archreport.site.preview.work import Work
from tests.paths import ROOT

LESSON = "zh/course/01-alexnet/index.md"


@pytest.fixture
def project(tiny_project: Path, tmp_path: Path) -> Path:
    """The tiny project with pages and site of its own, to be changed."""
    folder = tmp_path / "project"
    shutil.copytree(tiny_project, folder, symlinks=True)
    (folder / "docs/assets").unlink()
    shutil.copytree(ROOT / "docs/assets", folder / "docs/assets")
    return folder


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    copy_site(project / "build/docs", project / "site", folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def save(project: Path, name: str, more: str) -> None:
    page = project / "docs" / name
    page.write_text(page.read_text(encoding="utf-8") + more, encoding="utf-8")


def test_a_lesson_a_style_sheet_and_a_mistake(project: Path, copy: Path) -> None:
    published = {**contents(project / "site"), **contents(project / "build")}
    html = copy / "html/zh/course/01-alexnet/index.html"

    save(project, LESSON, '\n新的一句：{{ r["alexnet"].totals.params | number }}。\n')
    work = Work(lessons=frozenset([LESSON]))
    assert renew(copy, project, project / "build", work) == [LESSON]
    assert "新的一句：60,965,224。" in html.read_text(encoding="utf-8")
    assert renew(copy, project, project / "build", work) == []

    save(project, LESSON, '{{ model("nope") }}')
    with pytest.raises(OutputFailed, match=r"line 1.*There is no report 'nope'"):
        renew(copy, project, project / "build", work)
    assert "新的一句：60,965,224。" in html.read_text(encoding="utf-8")

    save(project, "assets/css/lesson.css", "\n.new-rule{color:red}\n")
    renew(copy, project, project / "build", Work(assets=frozenset(["assets/css/lesson.css"])))
    for language in ("en", "zh"):
        (sheet,) = (copy / "html" / language).glob("assets/css/archreport.*.min.css")
        assert ".new-rule{color:red}" in sheet.read_text(encoding="utf-8")

    assert {**contents(project / "site"), **contents(project / "build")} == published


def test_without_a_site_or_pages_it_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no site"):
        copy_site(tmp_path / "docs", tmp_path / "site", tmp_path / "copy")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").touch()
    with pytest.raises(BadInput, match="no pages"):
        copy_site(tmp_path / "docs", tmp_path / "site", tmp_path / "copy")
