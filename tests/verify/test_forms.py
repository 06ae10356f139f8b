"""Every form that archreport gives away holds as it was given, and no changed digit passes."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from archreport.catalog.networks import CATALOG
from archreport.language.choice import LANGUAGES
from archreport.render.downloads.citation import FORMATS
from archreport.render.words.language import Language
from archreport.verify.documents import document
from archreport.verify.judge import Verdict
from archreport.verify.shelf import Shelf
from archreport.verify.verify import verify
from tests.shelf import report_of
from tests.verify import forms

SITES = ("", forms.SITE)
#: How many figures are changed for each network, a digit each.
CHANGES = 100


@pytest.fixture(scope="module")
def reports() -> Shelf:
    return Shelf(report_of)


def verdicts(text: str, shelf: Shelf, name: str = "thesis.txt") -> tuple[Verdict, ...]:
    return verify(document(name, text.encode()), shelf)


@pytest.mark.parametrize("key", CATALOG)
def test_what_is_given_away_holds(key: str, reports: Shelf, monkeypatch) -> None:
    report = report_of(key)
    chance = random.Random(key)
    for site in SITES:
        monkeypatch.setenv("ARCHREPORT_SITE_URL", site)
        for code in LANGUAGES:
            t = Language(code)
            for form, text in forms.report_forms(report, t, site).items():
                found = verdicts(text, reports, f"{key}.csv" if form == "CSV" else "x")
                assert found, (form, text)
                assert {one.state for one in found} == {"holds"}, (form, code, found)
                assert {one.cited.key for one in found} == {key}, (form, code)
                assert sum(one.checked for one in found) > 2, (form, code)
            for row in chance.sample([row.id for row in report.rows], 6):
                for form, text in forms.row_forms(report, row, t, site).items():
                    (only,) = verdicts(text, reports)
                    assert only.state == "holds", (form, only)
                    assert only.cited.key == key
                    printed = len(forms.figures_of(report, row))
                    assert only.checked >= printed, (form, row, text)
                    assert form == "piece" or only.checked == printed, (form, row, text)


def changes(count: int, chance: random.Random) -> Iterator[tuple[str, str, str, str]]:
    """Citations with one digit of a figure changed: the form, the network, and both texts."""
    while count:
        key, code = chance.choice(list(CATALOG)), chance.choice(LANGUAGES)
        form, site = chance.choice((*FORMATS, "piece")), chance.choice(SITES)
        report = report_of(key)
        row = chance.choice([row.id for row in report.rows])
        text = forms.row_forms(report, row, Language(code), site)[form]
        figures = [*forms.figures_of(report, row), report.content_hash[:8]]
        figure = chance.choice([one for one in figures if any(map(str.isdigit, one))])
        place = chance.choice(forms.places_of(figure, text))
        yield form, key, text, forms.mutated(text, *place, chance)
        count -= 1


@pytest.mark.parametrize("seed", range(5))
def test_a_changed_digit_of_a_row_is_caught(seed: int, reports: Shelf) -> None:
    for form, key, text, changed in changes(CHANGES, random.Random(seed)):
        states = {one.state for one in verdicts(changed, reports)}
        assert "differs" in states, (form, key, text, changed)


TABLES = ("CSV", "Markdown table", "LaTeX table", "slide", "embed/table.html", "embed/row.html",
          "piece table", "piece totals")  # fmt: skip


@pytest.mark.parametrize("form", [*TABLES, *(f"report {form}" for form in FORMATS)])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_changed_digit_of_a_report_is_caught(
    form: str, code: str, reports: Shelf, monkeypatch
) -> None:
    chance = random.Random(form + code)
    for _ in range(CHANGES // 10):
        key, site = chance.choice(list(CATALOG)), chance.choice(SITES)
        monkeypatch.setenv("ARCHREPORT_SITE_URL", site)
        report = report_of(key)
        text = forms.report_forms(report, Language(code), site)[form]
        row = chance.choice(["", *(row.id for row in report.rows)]) if form in TABLES[1:3] else ""
        printed = [*forms.figures_of(report, row), *forms.figures_of(report, "")]
        if form == "embed/row.html":
            printed = [f"{one.macs:,}" for one in report.rows if one.macs]
        if form in ("CSV", "LaTeX table"):
            printed = [one.replace(",", "") for one in printed]
        if form == "CSV":
            printed = [str(row.macs) for row in report.rows if row.macs]
        places = [place for one in printed for place in forms.places_of(one, text)]
        changed = forms.mutated(text, *chance.choice(places), chance)
        found = verdicts(changed, reports, f"{key}.csv" if form == "CSV" else "x")
        assert "differs" in {one.state for one in found}, (form, key, code)
