"""What both languages share stands once, and every address of it leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from archreport.site.check.html_page import read_page
from archreport.site.one_copy import copies, keep_one_copy, links, redirected

PAGE = """<html lang="zh"><head><link rel="stylesheet" href="../../assets/a.css">
<script id="__config" type="application/json">{"search": "../../assets/w.js"}</script>
</head><body><p>data "net.csv" <code>&lt;a href="net.csv"&gt;</code></p>
<img src="maps/conv 1.webp#only-dark" alt="a &gt; b > c"><a href="maps/conv%201.webp">all</a>
<a class="get" href="net.csv" download>CSV</a><a href="net.tex">TeX</a><a href="../">up</a>
<a href="#net.csv">row</a><a href="https://x.example/net.csv">far</a>
<img alt="" src="/zh/assets/a.css">
<script>const text = "net.csv"</script></body></html>"""
SHARED = ["assets/a.css", "assets/w.js", "models/net/maps/conv 1.webp", "models/net/net.csv"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for language in ("en", "zh"):
        folder = tmp_path / language / "models" / "net"
        for name in SHARED:
            path = tmp_path / language / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
        (folder / "index.html").write_text(PAGE, encoding="utf-8")
        (folder / "net.tex").write_text(language, encoding="utf-8")
        (tmp_path / language / "search").mkdir()
        (tmp_path / language / "search" / "index.js").write_text("same", encoding="utf-8")
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_equal_files_are_found_but_for_pages_and_the_search(site: Path) -> None:
    assert copies(site) == {f"zh/{name}": f"en/{name}" for name in SHARED}


def test_the_first_language_keeps_everything(site: Path) -> None:
    before = files(site / "en")
    keep_one_copy(site)
    assert files(site / "en") == before
    assert (site / "en/models/net/index.html").read_text(encoding="utf-8") == PAGE
    assert copies(site) == {}


def test_the_second_leads_to_it_and_keeps_what_is_its_own(site: Path) -> None:
    keep_one_copy(site)
    assert files(site / "zh") == {
        "models/net/index.html", "models/net/net.tex", "search/index.js",
        "models/net/net.csv/index.html",
    }  # fmt: skip
    assert not (site / "zh" / "assets").exists()
    html = (site / "zh/models/net/index.html").read_text(encoding="utf-8")
    there = "../../../en"
    for old, new in (
        ('href="../../assets/a.css"', f'href="{there}/assets/a.css"'),
        ('"search": "../../assets/w.js"', f'"search": "{there}/assets/w.js"'),
        ('src="maps/conv 1.webp#', f'src="{there}/models/net/maps/conv%201.webp#'),
        ('href="maps/conv%201.webp"', f'href="{there}/models/net/maps/conv%201.webp"'),
        ('class="get" href="net.csv"', f'class="get" href="{there}/models/net/net.csv"'),
        ('src="/zh/assets/a.css"', 'src="/en/assets/a.css"'),
    ):
        assert PAGE.count(old) == 1
        assert new in html
        html = html.replace(new, old)
    assert html == PAGE, "nothing else has changed"


def test_the_address_of_a_download_leads_on(site: Path) -> None:
    """From a folder of the file's name, as any server gives it, and relative as everything here."""
    keep_one_copy(site)
    way = site / "zh/models/net/net.csv/index.html"
    page = read_page("way", way.read_text(encoding="utf-8"))
    assert page.leads_on == "../../../../en/models/net/net.csv"
    assert (way.parent / page.leads_on).resolve().is_file()
    assert page.leads_on in page.links
    assert page.language == "zh-CN"


def test_addresses_are_found_in_tags_alone() -> None:
    page, moved = "zh/index.html", {"zh/a.csv": "en/a.csv"}
    for html in (
        '<p>href="a.csv" < b', '<a data-href="a.csv">', "<a href=''>", '<a href="b/a.csv">'
    ):  # fmt: skip
        assert redirected(page, html, moved) == html
        assert "zh/a.csv" not in links(page, html)
    link = '<a title="x > y" href="a.csv?v=1#r">'
    assert redirected(page, link, moved) == '<a title="x > y" href="../en/a.csv?v=1#r">'
    assert links(page, link) == {"zh/a.csv"}
    assert links(page, '<img src="a.csv"><link href="a.csv">') == set()
