"""The paper for the journal: its sections, its numbers, its references, and what people fill in."""

from __future__ import annotations

import re

import pytest
import yaml

from archreport.audit import load_claims
from archreport.catalog.networks import CATALOG
from archreport.course.labs.names import LABORATORIES
from tests.paths import DOCS

JOSE = DOCS / "jose"
TEXT = (JOSE / "paper.md").read_text(encoding="utf-8")
_, HEAD, BODY = TEXT.split("---\n", 2)
BIBLIOGRAPHY = (JOSE / "paper.bib").read_text(encoding="utf-8")
CHAPTERS = [path for path in (DOCS / "en/course").iterdir() if path.name[0].isdigit()]
NUMBERS = {1: "one", 2: "two", 3: "three", 10: "ten", 11: "eleven", 12: "twelve"}


def test_the_sections_are_those_of_the_journal() -> None:
    assert re.findall(r"^# (.*)$", BODY, re.MULTILINE) == [
        "Summary", "Statement of Need", "Learning Objectives", "Content", "Instructional Design",
        "Experience of Use", "Story", "Acknowledgements", "References",
    ]  # fmt: skip
    assert 250 <= len(BODY.split()) <= 1750


def test_its_numbers_are_those_of_the_project() -> None:
    claims = load_claims()
    exercises = sum(
        len(re.findall(r"call exercise\(", path.read_text(encoding="utf-8")))
        for path in (DOCS / "en/course").rglob("index.md")
    )
    lowered = BODY.lower()
    assert f"its {NUMBERS[len(CHAPTERS)]} chapters" in lowered
    assert f"{NUMBERS[len(LABORATORIES)]} laboratories are notebooks" in lowered
    assert f"reports of {len(CATALOG)} networks" in lowered
    assert f"{exercises} exercises" in lowered
    sources = {claim.source for claim in claims}
    assert f"{len(claims)} printed figures from {len(sources)} sources" in lowered


def test_every_reference_is_cited_and_has_a_doi() -> None:
    entries = re.findall(r"^@\w+\{(\w+),\n(.*?)^\}", BIBLIOGRAPHY, re.MULTILINE | re.DOTALL)
    cited = re.findall(r"@(\w+)", " ".join(re.findall(r"\[(@[^\]]*)\]", BODY)))
    assert {key for key, _ in entries} == set(cited)
    for key, fields in entries:
        assert re.search(r"doi\s+= \{10\.\d{4,5}/\S+\}", fields), key
        assert re.search(r"year\s+= \{\d{4}\}", fields), key


def test_nobody_is_invented() -> None:
    head = yaml.safe_load(HEAD)
    assert head["authors"] == [] and head["date"] is None
    assert HEAD.count("FOR PEOPLE") == 2
    assert "FOR PEOPLE" in BODY.partition("# Experience of Use")[2].partition("\n# ")[0]


@pytest.mark.parametrize("name", ["checklist.md"])
def test_the_checklist_leads_to_what_there_is(name: str) -> None:
    text = (JOSE / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", text)
    assert links
    for link in links:
        assert (JOSE / link).exists(), link
    open_points = [line for line in text.splitlines() if line.startswith("- [ ]")]
    assert open_points and all("FOR PEOPLE" in line for line in open_points)
