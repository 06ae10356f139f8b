"""The front page's network that is not ours: made as a reader makes it, kept, and shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archreport.course.lessons.lesson import render_lesson
from archreport.render.page_file.links import dead_links
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.site.check.faults import HEAVIEST
from archreport.site.example import COMMAND, NAME, SOURCE, build_example, example_files
from tests.paths import ROOT


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Report:
    report = build_example(ROOT, tmp_path_factory.mktemp("example") / "kept")
    assert report is not None
    return report


def test_it_is_none_of_the_course(example: Report) -> None:
    assert example.identity.title == NAME and not example.identity.key
    assert example.coverage.complete and all(check.ok for check in example.checks)
    assert "archreport" not in (ROOT / SOURCE).read_text("utf-8").partition('"""\n\n')[2]


def test_its_page_is_one_light_file_in_each_language(example: Report, t: Language) -> None:
    files = example_files(example, ROOT, t)
    assert set(files) == {"example/index.html", "example/small_mobilenet.py"}
    page = files["example/index.html"]
    assert f'<html lang="{t.code}">' in page and COMMAND in page
    assert dead_links(page) == [] and len(page.encode()) < HEAVIEST


def test_it_is_kept_until_its_network_changes(tmp_path: Path) -> None:
    source = tmp_path / SOURCE
    source.parent.mkdir(parents=True)
    shutil.copy(ROOT / SOURCE, source)
    made: list[str] = []

    def build() -> Report:
        report = build_example(
            tmp_path, tmp_path / "kept", progress=lambda name, *_: made.append(name)
        )
        assert report is not None
        return report

    first = build()
    assert build() == first and made == [NAME]
    source.write_text(source.read_text("utf-8").replace("classes: int = 10", "classes: int = 12"))
    assert build().totals.params == first.totals.params + 2 * 81
    assert made == [NAME, NAME]


def test_a_project_without_one_has_none(tmp_path: Path) -> None:
    assert build_example(tmp_path, tmp_path / "kept") is None
    assert not (tmp_path / "kept").exists()


def test_the_front_page_shows_it_and_leads_to_it(example: Report, t: Language) -> None:
    def shown(there: bool) -> str:
        return render_lesson(
            "{{ example() }}", {}, t, depth=0, built=lambda path: there, example=example
        )

    assert NAME in shown(True) and 'href="example/#total"' in shown(True)
    assert "54,490" in shown(True)
    assert shown(False) == ""
    assert "{{ example() }}" in (ROOT / "docs" / t.code / "index.md").read_text("utf-8")
