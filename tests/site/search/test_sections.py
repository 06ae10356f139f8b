"""What is read of a page, and what is not."""

import pytest

from archreport.site.search.sections import (
    Name,
    SearchedPage,
    Section,
    read_sections,
    without_repeated_rows,
)
from tests.paths import DOCS


def read(article: str, url: str = "course/x/", head: str = "") -> SearchedPage | None:
    return read_sections(url, f"<head>{head}</head><body><article>{article}</article></body>")


def sections(article: str, url: str = "course/x/") -> tuple[Section, ...]:
    page = read(article, url)
    assert page
    return page.sections


def test_each_heading_has_the_text_below_it() -> None:
    page = read(
        '<h1 id="top">A page<a class="headerlink" href="#top">¶</a></h1><p>One <b>text</b>.</p>'
        '<div><h2 id="next">Next</h2></div><ul><li>two</li><li>three</li></ul>after'
    )
    assert page == SearchedPage(
        "course/x/",
        "A page",
        (
            Section("top", "A page", "One text."),
            Section("next", "Next", "two\nthree\nafter"),
        ),
    )


def test_what_is_marked_and_what_is_no_text_is_left_out() -> None:
    (section,) = sections(
        '<h1 id="top">A</h1><table data-not-searched><tr><td>1</td></tr></table>'
        "<svg><text>drawn</text></svg><script>code()</script><p>seen</p>"
    )
    assert section.text == "seen"


def test_a_marked_heading_s_section_is_left_out() -> None:
    page = '<h1 id="top">A</h1>a<h2 id="b" data-not-searched>B</h2>b<h2 id="c">C</h2>c'
    assert [one.anchor for one in sections(page)] == ["top", "c"]


@pytest.mark.parametrize(("url", "found"), [("labs/x/", ""), ("course/x/", "print(1)")])
def test_code_is_found_but_for_that_of_laboratories(url: str, found: str) -> None:
    (section,) = sections('<h1 id="top">A</h1><pre><code>print(1)</code></pre>', url)
    assert section.text == found


def test_a_page_that_is_for_no_index_is_not_found() -> None:
    assert read('<h1 id="top">A</h1>', head='<meta name="robots" content="noindex">') is None
    assert read("no heading") is None


_TABLE = (
    '<table class="ar-table layers" data-not-searched>'
    '<tr class="row" id="conv1"><td>1</td></tr><tr class="row minor" id="relu1"></tr>'
    '<tr class="calc" id="no"></tr></table>'
)


def test_the_rows_of_a_network_are_known_by_name() -> None:
    page = read(f'<h1 id="top">A</h1>{_TABLE}', "models/x/")
    assert page and page.rows == ("conv1", "relu1")
    page = read(f'<h1 id="top">A</h1>{_TABLE}', "course/x/")
    assert page and page.rows == ()


def test_of_a_part_of_a_report_only_rows_are_known() -> None:
    page = read(f'<h1 id="top" data-not-searched>A</h1>text{_TABLE}', "models/x/layers/")
    assert page == SearchedPage("models/x/layers/", "A", rows=("conv1", "relu1"))


def test_a_row_is_known_from_the_page_of_its_network_and_else_from_a_part() -> None:
    pages = [
        SearchedPage("models/x/layers/", "X: all", rows=("a", "b")),
        SearchedPage("models/x/", "X", rows=("a",)),
        SearchedPage("models/y/", "Y", rows=("a",)),
    ]
    rows = {page.url: page.rows for page in without_repeated_rows(pages)}
    assert rows == {"models/x/": ("a",), "models/y/": ("a",), "models/x/layers/": ("b",)}


def names(title: str, *lines: str) -> tuple[Name, ...]:
    paragraphs = "".join(f'<p class="also">{line}</p>' for line in lines)
    (section,) = sections(f'<h3 id="a">{title}</h3>{paragraphs}<p>text</p>')
    assert section.text == "text"
    return section.names


@pytest.mark.parametrize(
    ("title", "line", "expected"),
    [
        ("步幅", "stride", [("stride", "步幅")]),
        ("步幅", "又称步长", [("步长", "步幅")]),
        ("残差块，捷径连接", "residual block, shortcut",
         [("residual block", "残差块"), ("shortcut", "捷径连接")]),
        ("权重，偏置", "weight", [("weight", "权重")]),
        ("残差块，捷径连接", "残差块又称残差单元；捷径连接又称残差连接、跳连",
         [("残差单元", "残差块"), ("残差连接", "捷径连接"), ("跳连", "捷径连接")]),
        ("转置卷积（旧称反卷积）", "transposed convolution (deconvolution)",
         [("transposed convolution", "转置卷积"), ("deconvolution", "反卷积")]),
        ("stride", "also called step", [("step", "stride")]),
        ("block, shortcut", "shortcut: also called skip connection, jump",
         [("skip connection", "shortcut"), ("jump", "shortcut")]),
    ],
)  # fmt: skip
def test_other_words_stand_for_the_site_s_own(
    title: str, line: str, expected: list[tuple[str, str]]
) -> None:
    assert names(title, line) == tuple(Name(*one) for one in expected)


def test_other_words_of_what_the_entry_does_not_explain_are_refused() -> None:
    with pytest.raises(ValueError, match="步长又称"):
        names("步幅", "步长又称别的")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_entry_of_the_glossary_says_other_words_in_a_way_that_is_read(language: str) -> None:
    import markdown

    text = (DOCS / language / "glossary" / "index.md").read_text(encoding="utf-8")
    body = text.partition("\n---\n")[2]
    html = markdown.markdown(body, extensions=["attr_list", "md_in_html"])
    lines = body.count("{: .also }")
    page = read(html, "glossary/")
    assert page and lines > 20
    assert sum(len(one.names) for one in page.sections) > lines
