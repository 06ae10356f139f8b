"""The plug-in in sites of MkDocs that are really built."""

from __future__ import annotations

from pathlib import Path

import pytest

from archreport.report.model import Report
from archreport.report.report_file import save
from tests.embed.sites import FENCES, MODEL, built, mkdocs_site

BUILD = ("mkdocs", "build", "--strict")


@pytest.fixture
def site(tmp_path: Path, report: Report) -> Path:
    save(report, tmp_path / "mine.json")
    return mkdocs_site(tmp_path, FENCES)


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_fences_become_pieces(theme: str, site: Path) -> None:
    mkdocs_site(site, FENCES, theme)
    done = built(site, *BUILD)
    assert done.returncode == 0, done.stderr
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count('<figure class="archreport-embed') == 3
    assert "= 295,168" in html
    assert '<figure class="archreport-embed ar-totals" lang="zh"' in html.partition("<li>")[2]
    assert "vgg16\n```" in html  # a fence inside another is text
    assert "archreport-piece" not in html
    assert 'href="assets/archreport-embed.css"' in html
    assert ".archreport-embed" in (site / "site/assets/archreport-embed.css").read_text()


def test_the_same_site_is_the_same_again_and_reports_are_kept(site: Path) -> None:
    assert built(site, *BUILD).returncode == 0
    first = (site / "site" / "index.html").read_bytes()
    kept = {file: file.stat().st_mtime_ns for file in (site / ".cache/archreport").iterdir()}
    assert len(kept) == 2
    assert built(site, *BUILD).returncode == 0
    assert (site / "site" / "index.html").read_bytes() == first
    assert {
        file: file.stat().st_mtime_ns for file in (site / ".cache/archreport").iterdir()
    } == kept
    (site / "net.py").write_text(MODEL.replace("8 * 30 * 30, 10", "8 * 30 * 30, 11"))
    assert built(site, *BUILD).returncode == 0
    assert (site / "site" / "index.html").read_bytes() != first


@pytest.mark.parametrize(
    ("fence", "said"),
    [
        ("vgg61", "vgg61"),
        ("vgg16#conv9_9", "conv9_9"),
        ("gone.json", "gone.json"),
        ("net.py:net", "needs the shape of its input"),
        ("net.py:nothing\ninput: 1x3x32x32", "nothing"),
        ("vgg16\nshown: row", "no option 'shown'"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(fence: str, said: str, tmp_path: Path) -> None:
    page = f"---\ntitle: Notes\n---\n# Notes\n\n```archreport\n{fence}\n```\n"
    site = mkdocs_site(tmp_path, page)
    done = built(site, *BUILD)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "index.md" in line]
    assert "index.md:6: " in line and said in line
    lenient = built(site, "mkdocs", "build")
    assert lenient.returncode == 0
    assert 'role="alert"' in (site / "site" / "index.html").read_text(encoding="utf-8")
