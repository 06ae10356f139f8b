"""The pages of the laboratories, built by MkDocs from a tiny one with the site's own settings."""

import re
import shutil

import pytest

from archreport.course.labs.list_page import list_page
from archreport.course.labs.pages import page_book
from archreport.course.labs.results import kept_result
from archreport.render.words.language import Language
from archreport.site.check.faults import check_site
from archreport.site.check.html_page import read_page
from archreport.site.configs import CONFIGS
from archreport.site.mkdocs import run_mkdocs
from archreport.site.one_copy import keep_one_copy
from archreport.site.page_language import name_regions
from archreport.site.search.index import searched_pages, write_search
from tests.site.small import small_project

PAGES = ("index.html", "labs/index.html", "labs/01-tiny/index.html")


@pytest.fixture(scope="module")
def ran(tiny_lab):
    return [tiny_lab.ran]


def build(root, ran):
    """The HTML of a home page and the laboratories, each language in its folder."""
    site = root / "site"
    run_mkdocs(root, small_project(root, ran), site)
    for page in site.glob("*/404.html"):
        page.unlink()  # it leads to pages of the whole site
    name_regions(site)
    write_search(site, CONFIGS)
    return site


@pytest.fixture(scope="module")
def site(ran, tmp_path_factory):
    return build(tmp_path_factory.mktemp("small"), ran)


def html(site, path):
    return (site / path).read_text(encoding="utf-8")


def test_the_checker_finds_nothing(site, tmp_path):
    whole = shutil.copytree(site, tmp_path / "site")
    keep_one_copy(whole)
    assert check_site(whole) == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_ids(site, page):
    english, chinese = (
        read_page(page, html(site, f"{language}/{page}")).content_ids for language in ("en", "zh")
    )
    assert english == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ids_and_signs_are_those_of_the_headings_in_the_source(ran, site, language):
    page = html(site, f"{language}/labs/01-tiny/index.html")
    headings = [(heading.level, heading.id) for heading in ran[0].lab.headings]
    assert headings == [(1, "a-tiny-laboratory"), (2, "the-curve")]
    shown = re.findall(r'<h(\d) id="([^"]+)">[^<]+<a class="headerlink" href="#([^"]+)"', page)
    assert shown == [(str(level), name, name) for level, name in headings]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_contents_leads_to_the_sections(site, language):
    page = html(site, f"{language}/labs/01-tiny/index.html")
    assert re.findall(r'<a href="#([\w-]+)" class="md-nav__link"', page) == ["the-curve"] * 2


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


def test_a_page_says_what_it_is_about(site):
    page = html(site, "en/labs/01-tiny/index.html")
    assert '<meta name="description" content="Counts one layer.">' in page


def test_a_page_is_light_and_shows_what_ran(site):
    page = html(site, "en/labs/01-tiny/index.html")
    article = page[page.index("<article") : page.index("</article>")]
    assert "<style" not in article and "<script" not in article
    assert "jp-" not in article and article.count("import archreport") == 0  # it has colours
    assert '<span class="kn">import</span>' in article
    assert '<td class="num">1,224</td>' in article
    assert 'alt="A falling line."' in article
    assert "archreport labs 01-tiny" in article
    assert len(page) < 60_000


def test_a_gap_is_open_and_its_solution_folded(site):
    page = html(site, "en/labs/01-tiny/index.html")
    turn, _, solution = page.partition('<details class="lab-solution">')
    assert '<p class="lab-turn">Your turn: put your own code' in turn
    assert "Your prediction: write it in place of None" in solution
    code, _, below = solution.partition("</details>")
    assert "<summary>A solution. It was run to make this page" in code
    assert re.match(r'\s*<div class="lab-out".*?Right\.', below, re.DOTALL)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "1 A tiny laboratory"), ("zh", "1 一个小实验")]
)
def test_the_navigation_lists_the_laboratories(site, language, title):
    page = html(site, f"{language}/labs/index.html")
    entries = re.findall(r'<a href="01-tiny/" class="md-nav__link">(.*?)</a>', page, re.DOTALL)
    assert [re.sub(r"<[^>]+>", "", entry).strip() for entry in entries] == [title]


def test_the_search_finds_sections_but_not_code_or_what_it_printed(site):
    pages = {page.url: page for page in searched_pages(site / "zh")}
    sections = {section.anchor: section for section in pages["labs/01-tiny/"].sections}
    assert sections["the-curve"].title == "曲线"
    words = " ".join(section.text for section in sections.values())
    assert "看一看" in words
    assert "1,224" not in words
    assert "import" not in words


def test_without_laboratories_the_section_is_not_there(tmp_path):
    site = build(tmp_path, [])
    for language in ("en", "zh"):
        assert "Laboratories" not in html(site, f"{language}/index.html")
        assert not (site / language / "labs").exists()


@pytest.fixture
def not_run(ran, tmp_path):
    return kept_result(ran[0].lab, tmp_path)


@pytest.mark.parametrize(
    ("language", "told", "on_the_list"),
    [
        ("en", "was being run when this page was made", "being run"),
        ("zh", "生成本页时，这个实验正在运行", "正在运行"),
    ],
)
def test_a_laboratory_that_has_not_run_says_so(ran, not_run, language, told, on_the_list):
    """Its text and code are there, with the same addresses; the list has no time for it."""
    t = Language(language)
    book, figures = page_book(not_run, t, lambda path: False)
    whole, _ = page_book(ran[0], t, lambda path: False)
    sources = [cell["source"] for cell in book["cells"]]
    assert told in sources[1]
    assert 'href="01-tiny-solutions.ipynb"' in sources[1] and 'href="01-tiny.ipynb"' in sources[1]
    others = [cell["source"] for cell in whole["cells"]]
    assert sources[:1] + sources[2:] == others[:1] + others[2:]
    assert book["metadata"] == whole["metadata"]
    assert figures == {} and not any(cell.get("outputs") for cell in book["cells"])
    assert told not in whole["cells"][1]["source"]
    took = f'<td class="num">{on_the_list}</td>'
    listed, before = (list_page(labs, t, lambda path: False) for labs in (ran, [not_run]))
    assert took in before and took not in listed
    really_ran = {"en": "was run when this site was built", "zh": "实际运行过"}[language]
    assert really_ran in listed and really_ran not in before


def test_the_header_links_to_a_chapter_that_is_there(ran):
    def header(built):
        book, _ = page_book(ran[0], Language("en"), built)
        return book["cells"][1]["source"]

    assert '<a href="../../course/01-alexnet/">chapter 1</a>' in header(lambda path: True)
    assert "<dd>chapter 1</dd>" in header(lambda path: False)
