"""Reading one page: what is collected from a line of HTML."""

from __future__ import annotations

from archreport.site.check.html_page import Heading, Page, Reference, Table, read_page


def read(content: str, head: str = "") -> Page:
    return read_page("p.html", f"<html><head>{head}</head><body>{content}</body></html>")


def test_links_are_told_from_requests() -> None:
    page = read(
        '<a href="a/">a</a><area href="b/"><svg><a xlink:href="c/">c</a></svg>'
        '<img src="d.png"><video poster="e.png"></video><svg><use href="#f"/></svg>',
        '<link rel="stylesheet" href="g.css"><link rel="canonical" href="h/">',
    )
    assert page.links == ("h/", "a/", "b/", "c/")
    assert page.requests == (
        Reference("link", "g.css"),
        Reference("img", "d.png"),
        Reference("video", "e.png"),
    )


def test_every_candidate_of_a_srcset_is_a_request() -> None:
    page = read('<img alt="" srcset="a.png, b.png 2x,c.png 400w">')
    assert [reference.url for reference in page.requests] == ["a.png", "b.png", "c.png"]


def test_content_is_the_article_where_there_is_one() -> None:
    page = read('<nav id="n"><h2>Menu</h2></nav><article id="a"><h1 id="t">T</h1></article>')
    assert page.ids == ("n", "a", "t")
    assert page.content_ids == ("t",)
    assert page.headings == (Heading(1, "T"),)


def test_headings_keep_their_text_with_single_spaces() -> None:
    assert read("<h2>Where the\n <em>memory</em> is</h2>").headings == (
        Heading(2, "Where the memory is"),
    )


def test_nested_tables_do_not_mix() -> None:
    page = read(
        '<table id="outer"><caption>O</caption><tr><td>'
        '<table id="inner"><caption>I</caption><tr><th>x</th></tr></table>'
        "</td><th>y</th></tr></table>"
    )
    assert page.tables == (
        Table("<table> outer", "O", ("y",)),
        Table("<table> inner", "I", ("x",)),
    )


def test_a_head_cell_without_a_scope_is_named_by_its_own_text() -> None:
    page = read(
        '<table><tr><th>a <b>b</b><svg><text>x</text></svg></th><th scope="col">c</th></tr>'
    )
    assert [table.unscoped for table in page.tables] == [("a b",)]


def test_nothing_escapes_behind_the_end_of_the_page() -> None:
    page = read_page("p.html", '<html lang="en"><body id="a"></body></html><img src="b"><p id="c">')
    assert page.language == "en"
    assert page.ids == ("a", "c")
    assert page.requests == (Reference("img", "b"),)


def test_a_file_without_an_element_is_an_empty_page() -> None:
    assert read_page("p.html", "") == read_page("p.html", "<!-- nothing -->\n")
    assert read_page("p.html", "").anchors == frozenset()


def test_a_drawing_inside_a_named_link_or_hidden_part_needs_no_name() -> None:
    page = read(
        '<a href="#x" aria-label="x"><svg></svg></a><div aria-hidden="true"><svg></svg></div>'
        '<svg role="presentation"></svg><img role="none" src="a">'
    )
    assert page.pictures == ()


def test_a_title_deep_inside_a_drawing_names_it() -> None:
    page = read("<svg><g><a><title>node</title></a></g></svg>")
    assert [picture.named for picture in page.pictures] == [True]


def test_text_of_scripts_styles_and_drawings_is_no_text() -> None:
    page = read("<style>a{}</style><script>1</script><svg><text>x</text></svg><h1>T</h1>")
    assert page.styles == ("a{}",)
    assert not page.has_text
    assert read("<p>x</p>").has_text
