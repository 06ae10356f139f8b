"""The site checker, on tiny sites: a clean one, and one for each kind of fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from archreport.language.choice import choose
from archreport.site.check.faults import HEAVIEST, Fault, check_site

TABLE = """<table><caption>Layers</caption>
<thead><tr><th scope="col">Layer</th></tr></thead>
<tbody><tr id="conv1"><th scope="row"><a href="#conv1">conv1</a></th></tr></tbody></table>"""


def page(content: str, head: str = "", title: str = "<h1>Title</h1>", lang: str = "en") -> str:
    """A page as the theme makes it: navigation outside, content in an article."""
    return f"""<!doctype html><html lang="{lang}"><head><title>t</title>{head}</head><body>
<nav><svg><path d="M0 0"/></svg></nav>
<article>{title}<p>Some text.</p>{content}</article></body></html>"""


def check(folder: Path, files: Mapping[str, str | bytes]) -> list[Fault]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check_site(folder)


def lines(faults: list[Fault]) -> list[str]:
    return [str(fault) for fault in faults]


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


CLEAN: dict[str, str | bytes] = {
    "index.html": '<html><head><meta http-equiv="refresh" content="0; url=en/"></head><body>'
    '<h1>archreport</h1><p><a href="en/">English</a> <a href="zh/#layers">中文</a></p></body>',
    "en/index.html": page(
        '<h2 id="layers">Layers</h2><p><a href="models/net/#conv1">a row</a> '
        '<a href="../zh/models/net/" lang="zh">中文</a> '
        '<a href="https://example.org/paper">paper</a> '
        '<a href="mailto:a@example.org">mail</a> <a href="#top">top</a> <a href="/en/">home</a>',
        '<link rel="stylesheet" href="assets/site.css">'
        '<link rel="canonical" href="https://x.example/">',
    ),
    "zh/index.html": page('<h2 id="layers">层</h2>', lang="zh-CN"),
    "en/models/net/index.html": page(
        TABLE
        + '<p><a href="net.csv" download>CSV</a> <a href="./?q=1#conv1">row</a></p>'
        + '<img src="maps.webp" alt="Feature maps" srcset="maps.webp 2x">'
        + '<svg aria-labelledby="a"><title id="a">Diagram</title><a href="#conv1">x</a></svg>'
        + '<a href="#conv1" aria-label="node"><svg><path d="M0"/></svg></a>'
        + '<svg aria-hidden="true"><rect/></svg><h2>Two</h2><h3>Three</h3><h2>Two again</h2>',
        '<script src="../../assets/site.js"></script><style>p{background:url(maps.webp)}</style>',
    ),
    "zh/models/net/index.html": page(TABLE + '<p id="a">图</p>', lang="zh-CN"),
    "en/models/net/net.csv": "layer\n",
    "en/models/net/maps.webp": b"RIFF",
    "en/assets/site.css": '@import "more.css"; a{background:url("data:image/svg+xml,<svg '
    "xmlns='http://www.w3.org/2000/svg'/>\")} b{src:url(font.woff2)} /* url(//x.example/no) */",
    "en/assets/more.css": "i{mask:url(#m)}",
    "en/assets/font.woff2": b"wOF2",
    "en/assets/site.js": "fetch('https://not.looked.at/')",
    "zh/models/net/net.csv/index.html": '<html lang="zh-CN"><head><meta http-equiv="refresh" '
    'content="0; url=../../../../en/models/net/net.csv"></head><body><h1>net.csv</h1>'
    "在英文版</body>",
}


def test_a_clean_site_has_no_faults(tmp_path: Path) -> None:
    assert check(tmp_path, CLEAN) == []


@pytest.mark.parametrize(
    ("content", "kind", "detail"),
    [
        ('<a href="nowhere/">x</a>', "dead link", "nowhere/ leads to nothing in the site"),
        ('<a href="../../outside/">x</a>', "dead link", "../../outside/ leads"),
        ('<a href="data.csv" download>x</a>', "dead link", "data.csv"),
        ('<a href="http://[">x</a>', "dead link", "http://["),
        ('<svg><title>t</title><a href="gone.html">x</a></svg>', "dead link", "gone.html"),
        ('<a href="#gone">x</a>', "dead anchor", "#gone: this page has no id 'gone'"),
        ('<a href="../en/#gone">x</a>', "dead anchor", "'gone'"),
        ('<img src="gone.webp" alt="maps">', "missing file", "<img> needs gone.webp"),
        ('<img src="a.webp" alt="x" srcset="gone.webp 2x">', "missing file", "gone.webp"),
        ('<script src="gone.js"></script>', "missing file", "<script> needs gone.js"),
        ('<p style="background:url(gone.png)">x</p>', "missing file", "gone.png"),
        ('<i id="twice"></i><i id="twice"></i>', "duplicate id", "'twice' stands 2 times"),
        ('<img src="a.webp">', "no name", "<img> a.webp has no alternative text"),
        ('<img src="a.webp" alt=" ">', "no name", "a.webp"),
        ('<svg class="ribbon"><rect/></svg>', "no name", "<svg> ribbon has no title"),
        ("<svg><title> </title></svg>", "no name", "<svg> number 1"),
        ('<svg aria-labelledby="gone"><title>t</title></svg>', "no name", "'gone'"),
        ("<table><tr><td>1</td></tr></table>", "bad table", "has no caption"),
        (
            '<table id="t"><caption>c</caption><tr><th>MACs<th scope="col">x</th></tr></table>',
            "bad table",
            "<table> t has 1 head cells without scope, first: MACs",
        ),
        ('<script src="https://cdn.example/x.js"></script>', "external", "cdn.example"),
        ('<img src="//cdn.example/a.png" alt="a">', "external", "<img> asks another host"),
        ('<img src="a.webp" alt="a" srcset="https://cdn.example/b.png 2x">', "external", "b.png"),
        ("<style>@font-face{src:url(https://fonts.example/f.woff2)}</style>", "external", "fonts"),
        ('<iframe src="https://video.example/" title="t"></iframe>', "external", "<iframe>"),
        ('<iframe src="gone.html" title="t"></iframe>', "missing file", "<iframe> needs gone.html"),
        ('<iframe src="a.webp"></iframe>', "no name", "<iframe> a.webp has no title"),
        (
            '<svg><title>t</title><image href="https://cdn.example/a.png"/></svg>',
            "external",
            "a.png",
        ),
        ("<h3>Deep</h3>", "bad heading", "h1 is followed by h3 'Deep'"),
        ("<h1>Second</h1>", "bad heading", "2 headings h1"),
        (f"<p>{'x' * HEAVIEST}</p>", "too heavy", "at most 250"),
        ("<p>See <b>卷积</b></p>", "language", "no lang=zh around '卷积'"),
        ('<p lang="zh">卷积 <i lang="en">or 层</i></p>', "language", "'or 层'"),
    ],
)
def test_each_fault_of_a_page_is_found_once(
    tmp_path: Path, content: str, kind: str, detail: str
) -> None:
    faults = check(tmp_path, {"en/index.html": page(content), "en/a.webp": b"RIFF"})
    assert kinds(faults) == [kind]
    assert faults[0].page == "en/index.html"
    assert detail in faults[0].detail


def test_a_page_that_leads_on_must_lead_somewhere(tmp_path: Path) -> None:
    way = "zh/models/net/net.csv/index.html"
    gone = str(CLEAN[way]).replace('net.csv"', 'gone.csv"')
    (fault,) = check(tmp_path, {**CLEAN, way: gone})
    assert (fault.page, fault.kind) == (way, "dead link")


def test_a_file_that_is_the_same_in_both_languages_stands_once(tmp_path: Path) -> None:
    (fault,) = check(tmp_path, {**CLEAN, "zh/models/net/maps.webp": b"RIFF"})
    assert (fault.page, fault.kind) == ("zh/models/net/maps.webp", "stands twice")
    own = {f"{language}/search/all.js": "" for language in ("en", "zh")}
    assert check(tmp_path, {**CLEAN, **own, "zh/models/net/maps.webp": b"RIFE"}) == []


def test_a_page_without_text_is_empty(tmp_path: Path) -> None:
    html = "<html lang='en'><body><nav>Menu</nav><article><h1>Title</h1></article></body></html>"
    assert kinds(check(tmp_path, {"en/index.html": html})) == ["empty page"]


def test_a_page_without_a_title_is_told(tmp_path: Path) -> None:
    faults = check(tmp_path, {"en/index.html": page("<h2>Two</h2>", title="")})
    assert kinds(faults) == ["bad heading"]
    assert "0 headings h1" in faults[0].detail


def test_head_links_that_browsers_follow_are_requests(tmp_path: Path) -> None:
    head = (
        '<link rel="preconnect" href="https://fonts.example"><link rel="icon" href="gone.svg">'
        '<link rel="alternate" hreflang="zh" href="../zh/">'
    )
    faults = check(tmp_path, {"en/index.html": page("", head)})
    assert sorted(kinds(faults)) == ["dead link", "external", "missing file"]


def test_style_sheets_are_read_too(tmp_path: Path) -> None:
    css = "@import 'https://fonts.example/css';\na{background:url('gone.png')}"
    faults = check(tmp_path, {"en/index.html": page(""), "en/assets/a.css": css})
    assert [(fault.page, fault.kind) for fault in faults] == [
        ("en/assets/a.css", "external"),
        ("en/assets/a.css", "missing file"),
    ]


def test_the_redirect_of_the_root_must_lead_somewhere(tmp_path: Path) -> None:
    html = (
        '<html><head><meta http-equiv="refresh" content="0; url=fr/"></head>'
        "<body><h1>archreport</h1><p>text</p></body></html>"
    )
    assert kinds(check(tmp_path, {"index.html": html})) == ["dead link"]


def test_a_page_that_one_language_lacks_is_told(tmp_path: Path) -> None:
    site = {name: page("") for name in ("en/index.html", "en/method/index.html")}
    site["zh/index.html"] = page("", lang="zh-CN")
    assert lines(check(tmp_path, site)) == [
        "en/method/index.html: language: zh/method/index.html is missing"
    ]


def test_ids_that_one_language_lacks_are_told(tmp_path: Path) -> None:
    english = page('<h2 id="layers">Layers</h2><p id="only-en">x</p>')
    chinese = page('<h2 id="层">层</h2><p id="layers"></p>', lang="zh-CN")
    faults = check(tmp_path, {"en/index.html": english, "zh/index.html": chinese})
    assert lines(faults) == [
        "en/index.html: language: zh/index.html lacks only-en",
        "zh/index.html: language: en/index.html lacks 层",
    ]


def test_faults_are_said_in_the_language_of_the_process(tmp_path: Path) -> None:
    english = page('<h2 id="layers">Layers</h2><a href="#gone">x</a>', title="")
    faults = check(tmp_path, {"en/index.html": english, "zh/index.html": page("", lang="zh")})
    choose("zh")
    assert lines(faults) == [
        "en/index.html：失效的锚点：#gone：本页没有 id“gone”",
        "en/index.html：标题有误：有 0 个 h1 标题；每页只应有一个",
        "zh/index.html：语言：页面的 lang 为“zh”，而文件夹是 zh",
        "en/index.html：语言：zh/index.html 缺少 layers",
    ]


def test_code_is_of_no_language(tmp_path: Path) -> None:
    content = '<pre>show(zh="层")</pre><p><code>zh="层"</code> <span lang="zh">层</span></p>'
    assert check(tmp_path, {"en/index.html": page(content)}) == []


def test_a_page_says_its_language(tmp_path: Path) -> None:
    site = {"zh/index.html": page(""), "en/index.html": page("").replace(' lang="en"', "")}
    assert [(fault.page, fault.detail) for fault in check(tmp_path, site)] == [
        ("en/index.html", "the page says lang '', in the folder en"),
        ("zh/index.html", "the page says lang 'en', in the folder zh"),
    ]


def test_ids_of_the_theme_may_differ(tmp_path: Path) -> None:
    english = page("").replace("<nav>", '<nav id="__nav">')
    assert (
        check(tmp_path, {"en/index.html": english, "zh/index.html": page("", lang="zh-CN")}) == []
    )


def test_one_language_alone_is_no_fault(tmp_path: Path) -> None:
    assert check(tmp_path, {"en/index.html": page("")}) == []


def test_percent_encoded_addresses_are_understood(tmp_path: Path) -> None:
    content = '<a href="%E5%B1%82/#%E5%B1%82">x</a>'
    site = {
        "zh/index.html": page(content, lang="zh-CN"),
        "zh/层/index.html": page('<h2 id="层">层</h2>', lang="zh-CN"),
    }
    assert check(tmp_path, site) == []


def test_text_in_an_open_paragraph_belongs_to_its_table(tmp_path: Path) -> None:
    """Elements that are left open close with what is around them."""
    content = "<table><caption><p>Layers</caption><tr><td><p>1</table><h2>After</h2>"
    assert check(tmp_path, {"en/index.html": page(content)}) == []
