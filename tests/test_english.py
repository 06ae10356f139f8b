"""English pages are written as a native would write them: what a translator leaves behind is found.

Each pattern in ``tests/data/english.yaml`` stands with what to write instead.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from archreport.course.labs.source import Text, read_lab
from tests.paths import ROOT
from tests.texts import both_languages

PATTERNS = {
    re.compile(pattern): better
    for pattern, better in yaml.safe_load(
        (ROOT / "tests/data/english.yaml").read_text(encoding="utf-8")
    ).items()
}


def oddities(text: str) -> list[str]:
    """The odd phrases in ``text``, with what to write instead."""
    return [
        f"{found[0]!r}: {better}"
        for pattern, better in PATTERNS.items()
        for found in pattern.finditer(text)
    ]


@pytest.mark.parametrize(
    "page",
    sorted((ROOT / "docs" / "en").rglob("*.md")),
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_pages_are_idiomatic(page: Path) -> None:
    assert oddities(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lab", sorted((ROOT / "docs" / "labs").glob("*.py")), ids=str)
def test_laboratories_are_idiomatic(lab: Path) -> None:
    for cell in read_lab(lab).cells:
        if isinstance(cell, Text):
            assert oddities(cell.en) == []


def test_phrases_are_idiomatic() -> None:
    for key, english, _ in both_languages():
        assert oddities(english) == [], key


@pytest.mark.parametrize(
    "odd",
    [
        "How many parameters has conv3?",
        "How many MACs has each of the two convolutions?",
        "It is the same on the average.",
        "Which share of the parameters is it?",
        "the values from 0 to 255, less the mean of the training pictures",
        "It has two parameters a channel.",
    ],
)
def test_an_odd_phrase_is_found(odd: str) -> None:
    assert len(oddities(odd)) == 1


def test_plain_english_is_left_alone() -> None:
    assert oddities("How many parameters does it have? A layer has a share of 5%.") == []
