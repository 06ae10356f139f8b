"""The whole built site: every network and comparison, and every address that people may cite."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from archreport.catalog.networks import CATALOG
from archreport.course.labs.names import LABORATORIES
from archreport.render.compare_pages import pages_of
from archreport.report.report_file import from_json
from archreport.site.check.faults import check_site
from tests.paths import GOLDEN
from tests.site.weights_said import hold_weights_as_reported

pytestmark = pytest.mark.whole_site


def html(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def ids(text: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', text)


def test_the_checker_finds_nothing(site: Path) -> None:
    assert check_site(site) == []


@pytest.mark.parametrize("key", CATALOG)
def test_both_languages_have_the_same_anchors(site: Path, key: str) -> None:
    english, chinese = (ids(html(site, f"{lang}/models/{key}")) for lang in ("en", "zh"))
    assert english == chinese
    assert len(english) == len(set(english))


def test_row_anchors_are_frozen(site: Path) -> None:
    """Row ids are addresses people cite. One may be added, none may go or change."""
    frozen = json.loads((GOLDEN / "row_ids.json").read_text(encoding="utf-8"))
    for key, names in frozen.items():
        present = set(ids(html(site, f"en/models/{key}")))
        assert set(names) <= present, key
    assert set(frozen) == set(CATALOG)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", CATALOG)
def test_no_page_shows_learned_weights_as_untrained_or_the_reverse(
    site: Path, key: str, language: str
) -> None:
    hold_weights_as_reported(site, key, language)


def test_no_map_is_out_of_all_proportion(site: Path) -> None:
    """Nothing grows or fades through a network: untrained ones keep the size of their signal, and
    learned ones, that read values up to 255, stay in the thousands."""
    for key in CATALOG:
        run = from_json((site / "en" / "models" / key / f"{key}.json").read_bytes()).run
        assert run is not None
        most = 2e4 if run.weights.trained else 200
        for layer in run.layers:
            assert max(-layer.minimum, layer.maximum) < most, (key, layer)
            assert layer.std > 0.01 or layer.dead == layer.channels, (key, layer)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_navigation_leads_to_every_laboratory_in_order(site: Path, language: str) -> None:
    entries = re.findall(
        r'<a href="([\w-]+)/" class="md-nav__link"', html(site, f"{language}/labs")
    )
    assert entries == list(LABORATORIES)


@pytest.mark.parametrize("path", ["", *(f"/{page}" for page in pages_of(CATALOG))])
def test_comparisons_have_the_same_anchors_in_both_languages(site: Path, path: str) -> None:
    english, chinese = (ids(html(site, f"{lang}/compare{path}")) for lang in ("en", "zh"))
    assert english == chinese


def test_every_model_leads_to_its_line_among_all(site: Path) -> None:
    for key in CATALOG:
        assert f'href="../../compare/#v-{key}"' in html(site, f"en/models/{key}")
        assert f'id="v-{key}"' in html(site, "en/compare")
