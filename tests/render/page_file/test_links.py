"""What becomes of links and pictures in a page by itself."""

from __future__ import annotations

import pytest

from archreport.render.page_file.attachments import PACKED, beside, inside
from archreport.render.page_file.links import dead_links, settled

HERE = "https://course.example/en/models/vgg16/"


@pytest.mark.parametrize(
    ("html", "alone", "published"),
    [
        ('<a href="#x">a</a>', "a", "a"),  # no such id
        ('<p id="x"><a href="#x">a</a>', '<p id="x"><a href="#x">a</a>', None),
        ('<a href="https://a.example/b">a</a>', '<a href="https://a.example/b">a</a>', None),
        ('<a href="../../audit/#w">why</a>', "why",
         '<a href="https://course.example/en/audit/#w">why</a>'),
        ('<a class="c" href="units/">u</a>', "u",
         '<a class="c" href="https://course.example/en/models/vgg16/units/">u</a>'),
        ('<p id="times"><a href="times/">t</a>', '<p id="times"><a href="#times">t</a>', None),
        ('<p id="times"><a href="../times/">t</a>', '<p id="times">t',
         '<p id="times"><a href="https://course.example/en/models/times/">t</a>'),
    ],
)  # fmt: skip
def test_where_links_lead(html: str, alone: str, published: str | None) -> None:
    assert settled(html, {}, "") == alone
    assert settled(html, {}, HERE) == (alone if published is None else published)


def test_files_and_pictures_are_taken_along() -> None:
    files = {"model.csv": b"a,b\n", "maps/a.webp": b"picture"}
    html = '<a href="model.csv" download>CSV</a><img src="maps/a.webp" loading="lazy" alt="">'
    one = settled(html, inside(files, "model", "Net"), "")
    assert one == (
        '<a href="data:text/csv;base64,YSxiCg==" download="Net.csv">CSV</a>'
        '<img src="data:image/webp;base64,cGljdHVyZQ==" alt="">'
    )
    other = settled(html, beside(files, "model", "Net"), "")
    assert other == (
        '<a href="Net.csv" download="Net.csv">CSV</a><img src="maps/a.webp" loading="lazy" alt="">'
    )
    assert dead_links(one) == []
    assert dead_links(other) == ["Net.csv", "maps/a.webp"]


def test_a_large_file_is_packed_and_says_so() -> None:
    (file,) = inside({"m.json": b"0" * (PACKED + 1)}, "m", "Net").values()
    assert file.saved_as == "Net.json.gz"
    assert "gzip" in file.link("", "JSON") and "KiB" in file.note
