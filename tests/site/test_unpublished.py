"""A site without an address names none."""

from lxml import etree

from archreport.site.unpublished import name_no_address

PAGE = """<html><head>
  <link rel="canonical" href="http://localhost/en/models/">
  <link rel="icon" href="favicon.svg">
</head></html>
"""


def test_canonical_links_and_the_entries_of_maps_are_taken_out(tmp_path):
    (tmp_path / "en").mkdir()
    page, other = tmp_path / "en" / "index.html", tmp_path / "en" / "other.html"
    page.write_text(PAGE)
    other.write_text("<p>localhost</p>")
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (tmp_path / "en" / name).touch()
    name_no_address(tmp_path)
    assert page.read_text() == (
        '<html><head>\n  <link rel="icon" href="favicon.svg">\n</head></html>\n'
    )
    assert other.read_text() == "<p>localhost</p>"
    names = sorted(path.name for path in (tmp_path / "en").iterdir())
    assert names == ["index.html", "other.html", "sitemap.xml"]
    assert len(etree.parse(tmp_path / "en" / "sitemap.xml").getroot()) == 0
