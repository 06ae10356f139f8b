"""Chinese pages use one word for one thing: the site's terms, not their variants."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
TERMS: dict[str, str] = yaml.safe_load((ROOT / "tests/data/terms.yaml").read_text(encoding="utf-8"))
PAGES = sorted((ROOT / "docs" / "zh").rglob("*.md")) + sorted((ROOT / "docs" / "labs").glob("*.py"))


def variants(text: str) -> list[str]:
    """The terms in ``text`` that have a better word, with it."""
    return [f"{wrong}: write {right}" for wrong, right in TERMS.items() if wrong in text]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_use_the_terms_of_the_glossary(page: Path) -> None:
    assert variants(page.read_text(encoding="utf-8")) == []


def test_phrases_use_the_terms_of_the_glossary() -> None:
    for file in sorted((ROOT / "archreport/render/messages").glob("*.yaml")):
        for key, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            assert variants(str(texts["zh"])) == [], f"{file.name}: {key}"


def test_a_variant_is_found() -> None:
    assert variants("每个身份映射") == ["身份映射: write 恒等映射"]
