"""Built pages lose their indentation and nothing else."""

import pytest
from lxml import etree

from archreport.site.check.html_page import parse
from archreport.site.check.whitespace import strip_indentation, without_indentation

PAGE = """<!doctype html>
<html>
    <head>

      <style>
        p { color: red }

      </style>
    </head>
    <body>
      <p>One
         two <b>three</b>
         <i>four</i>
      </p>
      <pre><code>def f():

    return 1
</code></pre>
      <script>
        let text = `a

  b`;
      </script>
      <TEXTAREA>
  x
</TEXTAREA>
    </body>
</html>
"""


KEPT = ("pre", "script", "style", "textarea")


def seen(html: str) -> tuple[list[str], list[str], list[str]]:
    """Elements as they open and close, texts where blanks count, and words elsewhere."""
    root = parse(html)
    walk = [f"{event} {element.tag}" for event, element in etree.iterwalk(root, ("start", "end"))]
    kept, words = [], []
    for text in root.xpath("//text()"):
        place = text.getparent() if text.is_text else text.getparent().getparent()
        if any(element.tag in KEPT for element in (place, *place.iterancestors())):
            kept.append(str(text))
        else:
            words.append(" ".join(f"|{text}|".split()))
    return walk, kept, words


def test_what_is_seen_stays() -> None:
    walk, kept, words = seen(PAGE)
    assert len(walk) == 2 * 11
    assert len(kept) == 4
    assert "|One two |" in words
    assert seen(without_indentation(PAGE)) == (walk, kept, words)


def test_no_line_is_empty_or_indented_where_blanks_do_not_count() -> None:
    assert without_indentation("<p>\n\n   a  b\n  </p>") == "<p>\na  b\n</p>"
    assert len(without_indentation(PAGE)) < len(PAGE) - 40


@pytest.mark.parametrize("tag", ["pre", "textarea", "script", "style"])
def test_where_they_count_nothing_changes(tag: str) -> None:
    text = f"<{tag} class='x'>\n\n  a\n\n\tb\n</{tag}>"
    assert without_indentation(text) == text


def test_twice_is_once() -> None:
    assert without_indentation(without_indentation(PAGE)) == without_indentation(PAGE)


def test_all_pages_of_a_site(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p>\n   é\n</p>", encoding="utf-8")
    (tmp_path / "a" / "x.txt").write_text("  kept\n", encoding="utf-8")
    strip_indentation(tmp_path)
    assert (tmp_path / "a" / "index.html").read_text(encoding="utf-8") == "<p>\né\n</p>"
    assert (tmp_path / "a" / "x.txt").read_text(encoding="utf-8") == "  kept\n"
