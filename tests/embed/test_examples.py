"""What the site says of embedding and of checking is what happens: its examples are built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archreport.cli import main
from archreport.language.choice import LANGUAGES
from tests.embed.sites import built, mkdocs_site, sphinx_site
from tests.paths import ROOT


def examples(language: str, kind: str) -> list[str]:
    """The code blocks of the page for teachers in a language such as "yaml"."""
    page = (ROOT / "docs" / language / "course/teachers/index.md").read_text(encoding="utf-8")
    return re.findall(rf"^(`{{3,4}}){kind}\n(.*?)^\1$", page, re.DOTALL | re.MULTILINE)


def only(language: str, kind: str, of: str) -> str:
    (found,) = [text for _, text in examples(language, kind) if of in text]
    return str(found)


def test_both_languages_show_the_same() -> None:
    for kind in ("yaml", "markdown", "python", "rst"):
        english, chinese = (examples(code, kind) for code in LANGUAGES)
        assert english == chinese and english


def test_the_fences_are_built(tmp_path: Path) -> None:
    site = mkdocs_site(tmp_path, only("en", "markdown", "archreport"))
    (site / "mkdocs.yml").write_text("site_name: Notes\n" + only("en", "yaml", "archreport"))
    done = built(site, "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count('<figure class="archreport-embed') == 2
    assert "ar-row" in html and "ar-table" in html


def test_the_directives_are_built(tmp_path: Path) -> None:
    site = sphinx_site(tmp_path, "Notes\n=====\n\n" + only("en", "rst", "archreport"))
    (site / "conf.py").write_text(only("en", "python", "archreport"))
    done = built(site, "sphinx", "-q", "-W", ".", "_build")
    assert done.returncode == 0, done.stderr
    html = (site / "_build" / "index.html").read_text(encoding="utf-8")
    assert html.count('<figure class="archreport-embed') == 2


@pytest.mark.parametrize(
    ("language", "figure"), [("en", "139 million parameters"), ("zh", "1.39 亿个参数")]
)
def test_what_verify_prints_is_shown(
    language: str, figure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["verify", f"VGG-16: {figure} [@archreport-vgg16]", "--lang", language])
    first, second, _ = capsys.readouterr().out.splitlines()
    shown = only(language, "text", "thesis.tex").replace(
        "{{ vgg.totals.params | number }}", "138,357,544"
    )
    assert f"thesis.tex:57: {first}" in shown.splitlines()
    assert second in shown.splitlines()
