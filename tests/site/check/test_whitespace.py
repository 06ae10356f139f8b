"""Built pages lose their indentation and nothing else."""

from html.parser import HTMLParser

import pytest

from archreport.site.check.whitespace import slim, slim_pages

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


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.kept: list[str] = []
        self.words: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        if tag in ("pre", "script", "style", "textarea"):
            self._inside = tag

    def handle_endtag(self, tag) -> None:
        self.tags.append("/" + tag)
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data) -> None:
        if self._inside:
            self.kept.append(data)
        else:
            self.words.append(" ".join(f"|{data}|".split()))


def read(html: str) -> _Read:
    reader = _Read()
    reader.feed(html)
    return reader


def test_what_is_seen_stays() -> None:
    before, after = read(PAGE), read(slim(PAGE))
    assert after.tags == before.tags
    assert after.kept == before.kept
    assert after.words == before.words


def test_no_line_is_empty_or_indented_where_blanks_do_not_count() -> None:
    assert slim("<p>\n\n   a  b\n  </p>") == "<p>\na  b\n</p>"
    assert len(slim(PAGE)) < len(PAGE) - 40


@pytest.mark.parametrize("tag", ["pre", "textarea", "script", "style"])
def test_where_they_count_nothing_changes(tag: str) -> None:
    text = f"<{tag} class='x'>\n\n  a\n\n\tb\n</{tag}>"
    assert slim(text) == text


def test_twice_is_once() -> None:
    assert slim(slim(PAGE)) == slim(PAGE)


def test_all_pages_of_a_site(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p>\n   é\n</p>", encoding="utf-8")
    (tmp_path / "a" / "x.txt").write_text("  kept\n", encoding="utf-8")
    slim_pages(tmp_path)
    assert (tmp_path / "a" / "index.html").read_text(encoding="utf-8") == "<p>\né\n</p>"
    assert (tmp_path / "a" / "x.txt").read_text(encoding="utf-8") == "  kept\n"
