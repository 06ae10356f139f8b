"""The pages of the atlas, from the atlas that the course keeps."""

from __future__ import annotations

import re

import pytest

from archreport.course.atlas.kept import kept_atlas, kept_pictures
from archreport.render.unit_pages.html_files import unit_html_files
from archreport.render.unit_pages.lines import centre
from archreport.render.unit_pages.pages import Credit, Made, unit_page_files
from archreport.render.words.language import LANGUAGES, Language
from archreport.report.units import folder_of
from archreport.running.units.views import ENLARGED

ATLAS, PICTURES = kept_atlas().atlas, kept_pictures()
MADE = Made(PICTURES.method, PICTURES.made)
CREDITS = [Credit("owl", "Owl & branch", "Somebody", "CC0 1.0", "https://example.org", "npm")]


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    return dict(unit_page_files(ATLAS, MADE, CREDITS, ENLARGED, Language(request.param)))


def test_every_unit_has_an_address(pages: dict[str, str]) -> None:
    for layer in ATLAS.layers:
        page = pages[f"{layer.row}/index.md"]
        assert re.findall(r'<li id="(\d+)">', page) == [str(n) for n in range(len(layer.active))]
        for unit, patches in enumerate(layer.patches):
            assert (f'src="{unit}.webp"' in page) == bool(patches)


def test_pages_stay_below_the_weight_of_a_page(pages: dict[str, str]) -> None:
    assert all(len(page.encode()) < 222_000 for page in pages.values())


def test_each_patch_has_its_value_and_its_place(pages: dict[str, str]) -> None:
    layer = ATLAS.layers[8]
    patch = layer.patches[137][0]
    x, y = centre(ATLAS, layer.field, patch)
    name = ATLAS.pictures[patch.picture].name
    line = pages[f"{layer.row}/index.md"].split('<li id="137">')[1].split("</li>")[0]
    assert f"{name} {patch.value:.4g} @ {x},{y}" in line
    assert line.count(" @ ") == len(layer.patches[137])


def test_a_place_lies_in_its_picture() -> None:
    for layer in ATLAS.layers:
        for patches in layer.patches[::7]:
            for patch in patches:
                x, y = centre(ATLAS, layer.field, patch)
                width, height = ATLAS.pictures[patch.picture].size
                assert 0 <= x < width
                assert 0 <= y < height


def test_the_pages_say_that_these_weights_are_learned(pages: dict[str, str]) -> None:
    assert all("Oxford" in page or "牛津大学" in page for page in pages.values())


def test_pages_lead_to_their_neighbours_and_to_all(pages: dict[str, str]) -> None:
    page = pages["conv2_1/index.md"]
    for target in ("../conv1_2/", "../conv2_2/", "../", "../../#conv2_1"):
        assert f'href="{target}"' in page


def test_pictures_made_for_units_are_shown_and_their_method_is_said(pages: dict[str, str]) -> None:
    index = pages["index.md"]
    for one in PICTURES.made:
        assert f'src="{one.layer}/{one.file}"' in index
        assert f'src="{one.file}"' in pages[f"{one.layer}/index.md"]
    for name in ("steps", "seed", "side"):
        assert f"{PICTURES.method[name]:g}" in index


def test_credits_are_escaped(pages: dict[str, str]) -> None:
    assert "Owl &amp; branch" in pages["index.md"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_files_need_nothing_but_the_pictures(language: str) -> None:
    files = unit_html_files(ATLAS, ENLARGED, Language(language))
    assert set(files) == {"index.html", *(f"{layer.row}/index.html" for layer in ATLAS.layers)}
    for html in files.values():
        assert f'<html lang="{Language(language).tag}">' in html
        assert "<script" not in html
        assert "<link" not in html


def test_a_row_with_slashes_gets_one_folder() -> None:
    assert folder_of("a/b.c") == "a-b.c"
