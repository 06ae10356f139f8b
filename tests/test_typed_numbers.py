"""Numbers that others printed are quoted in the chapters, not typed: `printed("claim.id")`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archreport.audit.claims import load_claims

DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted(page.relative_to(DOCS) for page in DOCS.rglob("*.md"))

#: Every percentage that a claim prints, as it would be typed.
PERCENTAGES = frozenset(
    f"{claim.printed}%" for claim in load_claims() if claim.unit.startswith("percent")
)
#: (page, number): why it may be typed.
ALLOWED = {
    ("01-alexnet", "1%"): "the sentence of the paper that the exercise asks to check",
    ("05-deepface", "27%"): "the quotation beside it, which is English, said in Chinese",
}

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_NOT_PROSE = re.compile(r"(?s)\{%.*?%\}|\{\{.*?\}\}|^```.*?^```|`[^`\n]*`|<[^>]*>", re.MULTILINE)


def typed(text: str) -> list[str]:
    """The percentages typed in the prose of a page that a claim prints too."""
    prose = _NOT_PROSE.sub(" ", _FRONT.sub("", text))
    return [one for one in re.findall(r"(?<![\d.])\d+(?:\.\d+)?%", prose) if one in PERCENTAGES]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_printed_percentage_is_typed(page: Path) -> None:
    found = typed((DOCS / page).read_text(encoding="utf-8"))
    assert [one for one in found if (page.parent.name, one) not in ALLOWED] == []


def test_a_typed_percentage_is_found() -> None:
    some = min(one for one in PERCENTAGES if "." in one)
    assert typed(f"It made {some} errors.") == [some]
    assert typed(f'{{{{ printed("x") }}}} and `{some}` are none.') == []
