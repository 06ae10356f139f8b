"""From a page's notebook to its article, by hand-made notebooks: what each kind of cell becomes."""

import nbformat
import pytest

from archreport.course.labs.cells import code_cell, notebook, text_cell
from archreport.course.labs.page_html import Headline, article_of
from archreport.course.labs.plain_pages import plain_page, write_plain_pages


def book(*cells, ids=()):
    page = {"ids": list(ids), "title": "1 Title", "description": 'Says "it".', "permalink": "Link"}
    return nbformat.from_dict(notebook(cells, {"archreport": page}))


def displayed(**data):
    return {"output_type": "display_data", "metadata": {}, "data": data}


def printed(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(*outputs):
    """What the article has below the code."""
    html = article_of(book(code_cell("x", list(outputs)))).html
    return html.partition("</code></pre></div>")[2].strip()


def test_text_is_markdown():
    assert article_of(book(text_cell("*One*\n\n- two"))).html.strip() == (
        "<p><em>One</em></p>\n<ul>\n<li>two</li>\n</ul>"
    )


def test_headings_get_their_ids_in_order_and_a_sign():
    article = article_of(book(text_cell("# 一"), text_cell("## `b` & c"), ids=["one", "two"]))
    assert article.headlines == (Headline(1, "one", "一"), Headline(2, "two", "b & c"))
    assert article.html.split("\n")[0] == (
        '<h1 id="one">一<a class="headerlink" href="#one" title="Link">¶</a></h1>'
    )
    assert '<h2 id="two"><code>b</code> &amp; c<a class="headerlink"' in article.html


@pytest.mark.parametrize(("ids", "message"), [([], "'One'"), (["one", "two"], "two")])
def test_another_number_of_headings_is_refused(ids, message):
    with pytest.raises(ValueError, match=message):
        article_of(book(text_cell("# One"), ids=ids))


def test_code_has_colours():
    assert article_of(book(code_cell("import os", []))).html.strip() == (
        '<div class="highlight"><pre><span></span><code><span class="kn">import</span>'
        '<span class="w"> </span><span class="nn">os</span>\n</code></pre></div>'
    )


def test_what_is_printed_is_escaped():
    assert shown(printed("\na < b\n")) == (
        '<div class="lab-out" data-not-searched><pre tabindex="0">a &lt; b</pre></div>'
    )


def test_what_a_cell_ends_with_is_shown():
    result = {**displayed(**{"text/plain": "(1, 2)"}), "output_type": "execute_result"}
    assert '<pre tabindex="0">(1, 2)</pre>' in shown({**result, "execution_count": None})


def test_html_is_preferred_and_a_table_can_be_scrolled():
    assert shown(displayed(**{"text/html": "<p>a</p>", "text/plain": "a"})) == (
        '<div class="lab-out" data-not-searched><p>a</p></div>'
    )
    assert '<div class="lab-wide" tabindex="0"><table><tr></tr></table></div>' in shown(
        displayed(**{"text/html": "<table><tr></tr></table>"})
    )


def test_code_that_displays_nothing_has_no_empty_box():
    assert shown() == ""


def test_a_plain_page_has_markdown_headings_and_html_below():
    page = plain_page(book(text_cell("## A `b*` [c]\n\nText."), ids=["a-b-c"]))
    front, heading, text = page.partition("\n## ")
    assert front.strip().split("\n") == [
        "---", 'title: "1 Title"', 'description: "Says \\"it\\"."', 'hide: ["toc"]', "---",
    ]  # fmt: skip
    assert heading and text.split("\n")[0] == "A <code>b&#42;</code> &#91;c&#93; {: #a-b-c }"
    assert text.split("\n")[2] == "<p>Text.</p>"


def test_plain_pages_take_the_place_of_the_notebooks(tmp_path):
    labs = tmp_path / "labs"
    (labs / "01-a").mkdir(parents=True)
    (labs / "01-a" / "01-a.ipynb").write_text("downloaded")
    nbformat.write(book(text_cell("Text.")), labs / "01-a.ipynb")
    write_plain_pages(tmp_path)
    assert not (labs / "01-a.ipynb").exists()
    assert "<p>Text.</p>" in (labs / "01-a" / "index.md").read_text(encoding="utf-8")
    assert (labs / "01-a" / "01-a.ipynb").read_text() == "downloaded"
