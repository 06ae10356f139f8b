"""The pages of the laboratories, built by MkDocs from a tiny one with the site's own settings."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from nbclient import NotebookClient
from nbformat import reads

from archreport.course.labs.page_html import tidied
from archreport.course.labs.pages import download_book, page_book, write_lab_pages
from archreport.course.labs.run import run_labs
from archreport.course.labs.source import read_lab
from archreport.render.words.language import Language
from archreport.site.check.faults import check_site
from archreport.site.check.html_page import read_page
from tests.course.labs.tiny import written
from tests.paths import ROOT

CONFIG = """\
INHERIT: {base}
docs_dir: {docs}
hooks: [{root}/archreport/course/labs/mkdocs_hook.py]
theme:
  custom_dir: {root}/overrides
not_in_nav: ''
nav:
  - Home: index.md
  - Laboratories:
      - All: labs/index.md
"""
PAGES = ("index.html", "labs/index.html", "labs/01-tiny/index.html")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    written(folder)
    return run_labs(folder / "docs" / "labs", folder / "out")


def build(folder, ran, language):
    """A site of a home page and the laboratories; returns the language's folder of HTML."""
    docs, name = folder / "docs" / language, {"en": "mkdocs.yml", "zh": "mkdocs.zh.yml"}[language]
    docs.mkdir(parents=True)
    (docs / "index.md").write_text("# Home {: #top }\n\nText.\n", encoding="utf-8")
    if ran:
        write_lab_pages(ran, docs, Language(language), lambda path: False)
    (docs / "assets").symlink_to(ROOT / "docs" / "assets")
    config = folder / f"mkdocs.{language}.yml"
    config.write_text(CONFIG.format(base=ROOT / name, docs=docs, root=ROOT), encoding="utf-8")
    out = folder / "site" / language
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", config, "-d", out],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    (out / "404.html").unlink()  # it leads to pages of the whole site
    return out


@pytest.fixture(scope="module")
def site(ran, tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    for language in ("en", "zh"):
        build(folder, ran, language)
    return folder / "site"


def html(site, path):
    return (site / path).read_text(encoding="utf-8")


def test_the_checker_finds_nothing(site):
    assert check_site(site) == []


def test_both_languages_have_the_same_ids(site):
    for page in PAGES:
        english, chinese = (
            read_page(page, html(site, f"{language}/{page}")).content_ids
            for language in ("en", "zh")
        )
        assert english == chinese
    assert "the-curve" in chinese or page == "index.html"


@pytest.mark.parametrize(
    ("language", "title", "heading", "axis", "other"),
    [
        ("en", "1 A tiny laboratory", "The curve", "epoch", "曲线"),
        ("zh", "1 一个小实验", "曲线", "轮次", "The curve"),
    ],
)
def test_a_page_speaks_its_language(site, language, title, heading, axis, other):
    page = html(site, f"{language}/labs/01-tiny/index.html")
    assert f"<title>{title} - archreport</title>" in page
    assert f'<h2 id="the-curve">{heading}<a class="headerlink"' in page
    assert other not in page
    figure = site / language / "labs" / "01-tiny" / "figure-1-dark.svg"
    assert f">{axis}</text>" in figure.read_text(encoding="utf-8")


def test_a_page_is_light_and_shows_what_ran(site):
    page = html(site, "en/labs/01-tiny/index.html")
    article = page[page.index("<article") : page.index("</article>")]
    assert "<style" not in article and "<script" not in article
    assert "In [" not in article and "Copied!" not in article
    assert '<span class="kn">import</span>' in article
    assert '<td class="num">1,224</td>' in article
    assert 'alt="A falling line."' in article
    assert "archreport labs 01-tiny" in article
    assert len(page) < 60_000


def test_the_navigation_lists_the_laboratories(site):
    assert 'href="01-tiny/"' in html(site, "en/labs/index.html")
    assert "1 一个小实验" in html(site, "zh/index.html") or "labs/" in html(site, "zh/index.html")


def test_the_search_finds_sections_but_not_code(site):
    index = json.loads(html(site, "zh/search/search_index.json"))
    found = {entry["location"]: entry for entry in index["docs"]}
    assert found["labs/01-tiny/#the-curve"]["title"] == "曲线"
    words = " ".join(entry["text"] for entry in index["docs"])
    assert "看一看" in re.sub(r"\u200b", "", words)
    assert "1,224" not in words


def test_without_laboratories_the_section_is_not_there(tmp_path):
    out = build(tmp_path, [], "en")
    page = html(out, "index.html")
    assert "Laboratories" not in page
    assert not (out / "labs").exists()


def test_what_is_downloaded_runs_and_has_one_language(ran, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for language in ("en", "zh"):
        book = reads(json.dumps(download_book(ran[0], Language(language))), as_version=4)
        text = "".join(cell["source"] for cell in book.cells if cell.cell_type == "markdown")
        assert ("曲线" in text) == (language == "zh")
        assert ("Look at it." in text) == (language == "en")
        assert all(cell.get("outputs") for cell in book.cells[-3::2])
        NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}).execute()
        table = book.cells[-1]["outputs"][1]["data"]["text/html"]
        assert {"en": "Weights", "zh": "权重"}[language] in table


def test_a_laboratory_of_the_course_runs_as_it_is_downloaded(ran, tmp_path, monkeypatch):
    """The shortest of them, in an empty folder; the others differ in length, not in form."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    lab = read_lab(ROOT / "docs" / "labs" / "05-alignment.py")
    nothing = replace(ran[0], lab=lab, outputs=[[] for _ in lab.code])
    book = reads(json.dumps(download_book(nothing, Language("zh"))), as_version=4)
    NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = json.dumps([cell.get("outputs") for cell in book.cells], ensure_ascii=False)
    assert "<caption>" in shown and "image/svg+xml" in shown
    assert list(tmp_path.iterdir()) == []


def test_links_of_a_download_lead_to_the_site(ran):
    lab = ran[0]
    assert "archreport.example" not in json.dumps(page_book(lab, Language("en"), bool)[0])
    text = "See [chapter 1](../../course/01-alexnet/)."
    from archreport.course.labs.pages import _absolute

    assert _absolute(text, Language("zh")) == (
        "See [chapter 1](https://archreport.example/zh/course/01-alexnet/)."
    )
    assert _absolute("[lab](../01-counting/)", Language("en")) == (
        "[lab](https://archreport.example/en/labs/01-counting/)"
    )


def test_the_header_links_to_a_chapter_that_is_there(ran):
    def header(built):
        book, _ = page_book(ran[0], Language("en"), built)
        return book["cells"][1]["source"]

    assert '<a href="../../course/01-alexnet/">chapter 1</a>' in header(lambda path: True)
    assert "<dd>chapter 1</dd>" in header(lambda path: False)


def test_another_number_of_headings_is_refused():
    page = '<div class="jp-Notebook"><div class="jp-Cell jp-MarkdownCell" id="a">'
    page += '<div class="jp-MarkdownOutput"><h1>One</h1></div></div></div>'
    assert tidied(page, ["one"], "here")[1][0].id == "one"
    with pytest.raises(ValueError, match="1 headings for 2 ids"):
        tidied(page, ["one", "two"], "here")
