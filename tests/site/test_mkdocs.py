"""MkDocs builds both languages, strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from archreport.errors import OutputFailed
from archreport.site.mkdocs import run_mkdocs

CONFIG = """\
site_name: a page
docs_dir: !ENV [ARCHREPORT_DOCS_{code}, docs]
theme: {{name: mkdocs, custom_dir: overrides, locale: {language}}}
nav: [{{Home: index.md}}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for language, name in (("en", "mkdocs.yml"), ("zh", "mkdocs.zh.yml")):
        config = CONFIG.format(code=language.upper(), language=language)
        (tmp_path / name).write_text(config, encoding="utf-8")
        page = tmp_path / "docs" / language / "index.md"
        page.parent.mkdir(parents=True)
        page.write_text(f"# The page in {language}\n", encoding="utf-8")
    (tmp_path / "overrides").mkdir()
    return tmp_path


def test_each_language_has_its_folder(project: Path) -> None:
    run_mkdocs(project, project / "docs", project / "site")
    for language in ("en", "zh"):
        page = (project / "site" / language / "index.html").read_text(encoding="utf-8")
        assert f"The page in {language}</h1>" in page


def test_a_page_that_is_refused_is_named(project: Path) -> None:
    (project / "docs/zh/index.md").write_text("[nowhere](nowhere.md)\n", encoding="utf-8")
    with pytest.raises(OutputFailed) as refused:
        run_mkdocs(project, project / "docs", project / "site")
    assert refused.value.message.startswith("MkDocs refused the zh pages:\n")
    assert "nowhere.md" in refused.value.message
    assert "Traceback" not in refused.value.message
