"""Two builders, one site: MkDocs and Zensical give the same addresses and the same ids.

What Zensical itself adds to an article is its target for readers who skip the navigation.
"""

import re
import shutil

import pytest

from archreport.errors import BadInput
from archreport.site.check.faults import check_site
from archreport.site.check.html_page import read_page
from archreport.site.configs import CONFIGS
from archreport.site.heads import write_heads
from archreport.site.mkdocs import run_mkdocs
from archreport.site.one_copy import keep_one_copy
from archreport.site.search.index import searched_pages, write_search
from archreport.site.zensical import find_zensical, run_zensical
from tests.site.small import small_project

SKIP_LINK = "__skip"
MACHINE = re.compile(r'<meta (?:property="og:|name="citation_)|<script type="application/ld')


@pytest.fixture(scope="module")
def sites(tmp_path_factory, tiny_lab):
    """The HTML of both builders, each language in its folder."""
    if find_zensical() is None:
        pytest.skip("Zensical is not installed")
    made = []
    for run in (run_mkdocs, run_zensical):
        root = tmp_path_factory.mktemp(run.__name__)
        docs, site = small_project(root, [tiny_lab.ran]), root / "site"
        site.mkdir()
        run(root, docs, site)
        for page in site.glob("*/404.html"):
            page.unlink()  # it leads to pages of the whole site
        write_search(site, CONFIGS)
        made.append(site)
    return made


def pages(site):
    return {
        path.relative_to(site).as_posix(): read_page(path.name, path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def test_the_addresses_are_the_same(sites):
    mkdocs, zensical = map(pages, sites)
    assert set(mkdocs) == set(zensical)
    assert "zh/labs/01-tiny/index.html" in mkdocs


def test_the_ids_are_the_same(sites):
    mkdocs, zensical = map(pages, sites)
    for name, page in mkdocs.items():
        other = [one for one in zensical[name].content_ids if one != SKIP_LINK]
        assert other == list(page.content_ids), name
    assert "the-curve" in mkdocs["zh/labs/01-tiny/index.html"].content_ids


def test_figures_and_downloads_are_there(sites):
    def files(site):
        return {path.name for path in (site / "zh" / "labs" / "01-tiny").iterdir()}

    mkdocs, zensical = sites
    assert files(mkdocs) == files(zensical) >= {
        "figure-1-dark.svg", "01-tiny.ipynb", "01-tiny-solutions.ipynb"
    }  # fmt: skip


def test_the_search_finds_the_same(sites):
    def found(site):
        return [
            (f"{page.url}#{section.anchor}", section.title, "看一看" in section.text)
            for page in searched_pages(site / "zh")
            for section in page.sections
        ]

    mkdocs, zensical = map(found, sites)
    assert mkdocs == zensical
    assert ("labs/01-tiny/#the-curve", "曲线", True) in mkdocs


def test_the_checker_finds_nothing_and_files_stand_once(sites, tmp_path):
    site = shutil.copytree(sites[1], tmp_path / "site")
    keep_one_copy(site)
    assert check_site(site) == []
    assert not (site / "zh" / "assets" / "css").exists()


def test_a_missing_program_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="Zensical is not installed"):
        run_zensical(tmp_path, small_project(tmp_path, []), tmp_path / "site")


def test_heads_say_the_same(sites, tmp_path):
    """Whatever builder made the page: descriptions, tags of reference managers, Open Graph."""
    said = []
    for number, site in enumerate(sites):
        copy = tmp_path / str(number)
        shutil.copytree(site, copy)
        write_heads(copy, {})
        heads = {}
        for page in sorted(copy.glob("*/**/index.html")):
            head = page.read_text(encoding="utf-8").partition("</head>")[0]
            lines = [line for line in head.splitlines() if MACHINE.match(line)]
            heads[page.relative_to(copy).as_posix()] = lines
        said.append(heads)
    assert said[0] == said[1]
    assert any("LearningResource" in line for line in said[0]["en/labs/01-tiny/index.html"])
