"""A site, built from a project into files: what is on the pages, and what a failure leaves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from archreport.catalog.networks import CATALOG
from archreport.cli import cli
from archreport.cli.described import described
from archreport.errors import BadInput, OutputFailed, phrase
from archreport.render.words.language import Language
from archreport.report.report_file import from_json, load
from archreport.site.build_site import BUILDERS, build_site, refuse_faults
from archreport.site.check.faults import Fault, check_site
from archreport.site.check.html_page import read_page
from archreport.site.reports import REPORT, BuildOptions
from tests.commands import LONG, start
from tests.course.labs.tiny import TINY, written
from tests.site.weights_said import hold_weights_as_reported, weights_misstated
from tests.tiny_site import MODELS

PROGRAMS = described(cli)


def html(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def content_ids(site: Path, path: str) -> tuple[str, ...]:
    return read_page(path, html(site, path)).content_ids


def test_the_checker_finds_nothing(site: Path) -> None:
    assert check_site(site) == []


def test_there_is_a_page_for_everything_in_both_languages(site: Path) -> None:
    for language in ("en", "zh"):
        there = {
            path.parent.relative_to(site / language).as_posix()
            for path in (site / language).rglob("index.html")
            if not read_page(path.name, path.read_text(encoding="utf-8")).leads_on
        }
        models = {f"models/{key}{part}" for key in MODELS for part in ("", "/times")}
        convolutions = [
            row.id for row in load(site / "en/models/vgg16/vgg16.json").rows if row.kind == "conv"
        ]
        units = {"models/vgg16/units", *(f"models/vgg16/units/{layer}" for layer in convolutions)}
        assert {path for path in there if path.startswith("models/")} == models | units
        assert {
            ".", "course", "course/01-alexnet", "labs/01-tiny", "models", "compare",
            "compare/alexnet-vgg16", "audit", "audit/all", "audit/vgg", "audit/lecture",
        } <= there  # fmt: skip
        assert not there & {"compare/vgg16-resnet34", "compare/convolution-local"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_vgg16_page_has_the_numbers(site: Path, language: str) -> None:
    page = html(site, f"{language}/models/vgg16")
    for number in ("138,357,544", "15,470,264,320", "15,237,608", "102,764,544"):
        assert number in page
    report = from_json((site / "en" / "models" / "vgg16" / "vgg16.json").read_bytes())
    assert {row.id for row in report.rows} <= set(content_ids(site, f"{language}/models/vgg16"))
    assert page.count('<details class="lvl"') == 3
    assert 'class="gal' in page
    assert "(3·3·128)·256 + 256 = 295,168" in page


@pytest.mark.parametrize("path", [*(f"models/{key}" for key in MODELS), "compare/alexnet-vgg16"])
def test_both_languages_have_the_same_anchors_in_the_same_order(site: Path, path: str) -> None:
    english, chinese = (content_ids(site, f"{language}/{path}") for language in ("en", "zh"))
    assert english == chinese
    assert len(english) == len(set(english))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", MODELS)
def test_no_page_shows_learned_weights_as_untrained_or_the_reverse(
    site: Path, key: str, language: str
) -> None:
    hold_weights_as_reported(site, key, language)


@pytest.mark.parametrize("key", MODELS)
def test_a_page_that_said_the_reverse_would_be_found(site: Path, key: str) -> None:
    report = from_json((site / "en" / "models" / key / f"{key}.json").read_bytes())
    assert report.run is not None
    learned = bool(CATALOG[key].oxford)
    reverse = replace(report.run.weights, trained=not learned, modules=())
    other = replace(report, run=replace(report.run, weights=reverse))
    assert list(weights_misstated(site, key, other, Language("en")))


def test_times_are_on_a_page_of_their_own(site: Path, tiny_project: Path) -> None:
    for key in MODELS:
        report = load(tiny_project / "build" / "reports" / key / REPORT)
        assert report.run and report.run.timings
        for language in ("en", "zh"):
            assert 'href="times/"' in html(site, f"{language}/models/{key}")
            page = html(site, f"{language}/models/{key}/times")
            assert report.run.timings.device_name in page
            assert 'href="../#conv' in page


def test_a_model_leads_to_its_comparisons(site: Path) -> None:
    page = html(site, "en/models/vgg16")
    assert 'href="../../compare/alexnet-vgg16/"' in page
    assert 'href="../../compare/#v-vgg16"' in page
    assert 'id="v-vgg16"' in html(site, "en/compare")


def test_the_audit_of_two_networks_says_what_it_leaves_out(site: Path) -> None:
    for language, absent in (
        ("en", "networks that have no page on this site: fcn8s."),
        ("zh", "取自本站没有页面的网络：fcn8s。"),
    ):
        page = html(site, f"{language}/audit")
        assert 'id="why-vgg-memory"' in page, "numbers of VGG-16"
        assert 'id="why-fcn-field"' not in page, "no figure of it can be judged"
        fewer = page.partition('id="why-fcn-fewer"')[2].partition("<h3")[0]
        assert absent in fewer, "a figure that is, in a text with numbers of FCN-8s"
        assert page.count(absent.rpartition("fcn8s")[0]) < page.count('id="why-')


def test_lessons_have_numbers_and_figures_of_the_reports(site: Path) -> None:
    for language in ("en", "zh"):
        assert "60,965,224" in html(site, f"{language}/course/01-alexnet")
        assert "<svg" in html(site, f"{language}/course/01-alexnet")


def test_faults_are_one_message(tmp_path: Path) -> None:
    refuse_faults([])
    with pytest.raises(
        OutputFailed, match=r"has 1 fault:\n  en/a: dead link: x leads to nothing in the site\n"
    ):
        refuse_faults([Fault("en/a", "dead link", phrase("site.found.leads_nowhere", url="x"))])
    with pytest.raises(OutputFailed, match=r"has 23 faults:\n(  .*\n){20}  … and 3 more\n"):
        refuse_faults(
            [
                Fault(f"en/{number}", "dead link", phrase("site.found.leads_nowhere", url="x"))
                for number in range(23)
            ]
        )


def test_a_lesson_that_cannot_be_filled_leaves_the_last_site(
    tiny_site: Path, tiny_project: Path, tmp_path: Path
) -> None:
    """Asked for as a command: one message, no traceback, and reports are not made again."""
    project = tmp_path / "project"
    shutil.copytree(tiny_project, project, symlinks=True, ignore=shutil.ignore_patterns("site"))
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("the last good site")
    with (project / "docs/en/index.md").open("a", encoding="utf-8") as page:
        page.write("\n{{ r['vgg16'].totals.nonsense }}\n")
    building = start(
        "site", *MODELS, "--root", project, "--out", project / "build", "--passes", "1",
        "--site", project / "site",
    )  # fmt: skip
    _, said = building.communicate(timeout=LONG)
    assert building.returncode == 1
    assert "docs/en/index.md, line " in said
    assert "nonsense" in said
    assert "Traceback" not in said
    assert "timing" not in said
    assert (project / "site" / "index.html").read_text() == "the last good site"


@pytest.fixture
def project(tiny_site: Path, tiny_project: Path, tmp_path: Path) -> Path:
    """The tiny project with its reports, with a last site and without a laboratory that has run."""
    apart = shutil.ignore_patterns("site", "labs")
    folder = shutil.copytree(tiny_project, tmp_path / "project", symlinks=True, ignore=apart)
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("the last good site")
    return folder


def one_cell(folder: Path, code: str) -> None:
    """Give the project the tiny laboratory with one code cell."""
    written(folder, TINY.partition("# %%\nimport archreport")[0] + f"# %%\n{code}\n")


NOT_YET = {"en": "was being run when this page was made", "zh": "生成本页时，这个实验正在运行"}


def test_a_laboratory_that_fails_leaves_a_site_to_be_read(project: Path) -> None:
    one_cell(project, "print('begun')\nraise ValueError('too hot')")
    building = start(
        "site", *MODELS, "--root", project, "--out", project / "build", "--passes", "1",
        "--site", project / "site",
    )  # fmt: skip
    _, said = building.communicate(timeout=LONG)
    assert building.returncode == 1, said
    assert "code cell 1 of 1 (print('begun')): ValueError: too hot" in said
    assert f"The site in {project / 'site'} can be read, but without the results of 01-tiny" in said
    assert "build_site.py" not in said, "no traceback but that of the cell"
    site = project / "site"
    assert check_site(site) == []
    assert "15,470,264,320" in html(site, "en/models/vgg16")
    for language, told in NOT_YET.items():
        page = html(site, f"{language}/labs/01-tiny")
        assert told in page
        assert 'href="01-tiny.ipynb"' in page
        assert "too hot" in page, "its code is there"
        assert '"begun"' not in page and "lab-out" not in page, "nothing that it displays"
        assert (site / language / "labs" / "01-tiny" / "01-tiny.ipynb").is_file()
    one_cell(project, "print('begun')\nprint(6 * 7000)")
    building = start(
        "site", *MODELS, "--root", project, "--out", project / "build", "--passes", "1",
        "--site", project / "site",
    )  # fmt: skip
    _, said = building.communicate(timeout=LONG)
    assert building.returncode == 0, said
    assert check_site(site) == []
    for language, told in NOT_YET.items():
        page = html(site, f"{language}/labs/01-tiny")
        assert told not in page and "42000" in page


def test_a_site_is_made_before_the_laboratories_run_and_after(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages as they are written stand for the site: how HTML is made of them is the same."""
    one_cell(project, "print('what it displays')")
    site, seen = project / "site", list[str]()
    monkeypatch.setitem(BUILDERS, "mkdocs", lambda root, docs, new: shutil.copytree(
        docs / "en" / "labs", new / "labs"))  # fmt: skip
    monkeypatch.setattr("archreport.site.build_site.check_site", lambda folder: [])

    def say(step: str) -> None:
        page = site / "labs" / "01-tiny.ipynb"
        text = page.read_text(encoding="utf-8") if page.exists() else "no page"
        told = ("no page", NOT_YET["en"], "what it displays\\n")
        seen.append(f"{step}: {next(one for one in told if one in text)}")

    folders = (project, project / "build", site)
    build_site(*folders, BuildOptions(passes=1), models=MODELS, say=say, programs=PROGRAMS)
    say("end")
    assert seen == [
        "pages: no page",
        "html: no page",
        "check: no page",
        f"labs: {NOT_YET['en']}",
        f"pages: {NOT_YET['en']}",
        f"html: {NOT_YET['en']}",
        f"check: {NOT_YET['en']}",
        "end: what it displays\\n",
    ]
    seen.clear()
    build_site(*folders, BuildOptions(passes=1), models=MODELS, say=say, programs=PROGRAMS)
    assert [one.partition(":")[0] for one in seen] == ["pages", "html", "check"]


def test_ctrl_c_while_laboratories_run_says_that_the_site_can_be_read(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    one_cell(project, "1")
    monkeypatch.setattr("archreport.site.build_site._publish", lambda *_: None)
    monkeypatch.setattr("archreport.site.build_site.run_labs", interrupted)
    with pytest.raises(KeyboardInterrupt, match="can be read, but without the results of 01-tiny"):
        build_site(project, project / "build", project / "site", BuildOptions(passes=1),
                   models=MODELS, programs=PROGRAMS)  # fmt: skip


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no mkdocs\.yml"):
        build_site(tmp_path, tmp_path / "build", tmp_path / "site", programs=PROGRAMS)
    assert list(tmp_path.iterdir()) == []


def test_reports_are_enough_to_make_the_pages_again(tiny_site: Path, tiny_project: Path) -> None:
    """No torch is needed to the right of the report."""
    report = tiny_project / "build" / "reports" / "vgg16" / REPORT
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from archreport.report.report_file import load\n"
        "from archreport.render.model_page.page import model_page\n"
        "from archreport.render.words.language import Language\n"
        f"print(len(model_page(load({str(report)!r}), Language('zh'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10_000
