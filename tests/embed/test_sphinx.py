"""The directive in a site of Sphinx that is really built."""

from __future__ import annotations

from pathlib import Path

from archreport.report.model import Report
from archreport.report.report_file import save
from tests.embed.sites import DIRECTIVES, built, sphinx_site

BUILD = ("sphinx", "-q", "-W", ".", "_build/html")


def test_directives_become_pieces(tmp_path: Path, report: Report) -> None:
    save(report, tmp_path / "mine.json")
    site = sphinx_site(tmp_path, DIRECTIVES)
    done = built(site, *BUILD)
    assert done.returncode == 0, done.stderr
    html = (site / "_build/html/index.html").read_text(encoding="utf-8")
    assert html.count('<figure class="archreport-embed') == 3
    assert "= 295,168" in html
    assert "archreport-embed.css" in html
    assert (site / "_build/html/_static/archreport-embed.css").is_file()
    text = built(site, "sphinx", "-q", "-W", "-b", "text", ".", "_build/text")
    assert text.returncode == 0, text.stderr
    said = (site / "_build/text/index.txt").read_text(encoding="utf-8")
    assert "295,168 parameters" in said.replace("\n", " ")


def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path) -> None:
    site = sphinx_site(tmp_path, "Notes\n=====\n\n.. archreport:: vgg16#conv9_9\n")
    done = built(site, *BUILD)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "index.rst:4: WARNING" in done.stderr and "conv9_9" in done.stderr
