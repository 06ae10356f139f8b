"""The drawing of the U: both widths, every slab a link, nothing over anything."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest

from archreport.reading.encoder_decoder import arms_of
from archreport.render.drawing.encoder_decoder import u_figure
from archreport.render.drawing.svg import text_width
from archreport.render.words.language import Language
from tests.render.drawing.diagram import nets
from tests.shelf import report_of

EN, ZH = Language("en"), Language("zh")
NETS = ("unet", "unet-padded", "fcn32s", "fcn16s", "fcn8s", "deconvnet")
Rect = tuple[float, float, float, float]


def drawings(key: str, t: Language) -> list[ET.Element]:
    """The wide drawing and the phone's."""
    return list(ET.fromstring(f"<div>{u_figure(report_of(key), t)}</div>").iter("svg"))


def rects(drawn: ET.Element) -> list[Rect]:
    found = []
    for item in drawn.iter("rect"):
        x, y, wide, tall = (float(item.get(k, 0)) for k in ("x", "y", "width", "height"))
        found.append((x, y, x + wide, y + tall))
    return found


def texts(drawn: ET.Element) -> list[Rect]:
    """A box around each label, by the house's estimate of its width."""
    found = []
    for item in drawn.iter("text"):
        wide = text_width(item.text or "", 11 if "t-node" in item.get("class", "") else 10)
        x, y = float(item.get("x", 0)), float(item.get("y", 0))
        start = {"start": x, "end": x - wide}.get(item.get("class", ""), x - wide / 2)
        found.append((start, y - 8, start + wide, y + 1))
    return found


def meet(one: Rect, other: Rect) -> bool:
    return (
        one[0] < other[2] - 0.5
        and other[0] < one[2] - 0.5
        and one[1] < other[3] - 0.5
        and other[1] < one[3] - 0.5
    )


@pytest.mark.parametrize("key", NETS)
def test_every_slab_is_a_link_to_its_row_in_both_drawings(key: str) -> None:
    arms = arms_of(report_of(key))
    assert arms is not None
    maps = [*arms.maps, *(map_ for skip in arms.skips for map_ in skip.via)]
    wanted = {row for map_ in maps for row in [p[0] for p in map_.parts] or [map_.row]}
    rows = {row.id for row in report_of(key).rows}
    for drawn in drawings(key, EN):
        linked = [item.get("href", "").removeprefix("#") for item in drawn.iter("a")]
        assert sorted(linked) == sorted(wanted) and set(linked) <= rows
        assert all(item.findtext("title") for item in drawn.iter("a"))


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("key", NETS)
def test_no_label_lies_on_another_or_on_a_slab(key: str, t: Language) -> None:
    for drawn in drawings(key, t):
        labels, slabs = texts(drawn), rects(drawn)
        assert not [pair for pair in itertools.combinations(labels, 2) if meet(*pair)]
        assert not [(a, b) for a in labels for b in slabs if meet(a, b)]
        assert not [pair for pair in itertools.combinations(slabs, 2) if meet(*pair)]


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("key", NETS)
def test_everything_lies_inside_and_a_phone_needs_no_scrolling(key: str, t: Language) -> None:
    wide, phone = drawings(key, t)
    assert float(wide.get("width", 0)) == 980
    assert float(phone.get("width", 0)) <= 358  # of 390 px, less the margins
    for drawn in (wide, phone):
        moved = drawn.find("g")
        shift = 0.0
        if moved is not None and (moved.get("transform") or ""):
            shift = float(moved.get("transform", "").split("(")[1].split()[0])
        for x0, y0, x1, y1 in (*texts(drawn), *rects(drawn)):
            assert x0 + shift >= -0.6 and x1 + shift <= float(drawn.get("width", 0)) + 0.6
            assert y0 >= 0 and y1 <= float(drawn.get("height", 0)) + 0.6


def test_slabs_are_to_one_scale() -> None:
    """Twice the channels, twice the width; half of the resolution, half of the height."""
    wide, _ = drawings("unet-padded", EN)
    size = {}
    for link in wide.iter("a"):
        rect = link.find("rect")
        assert rect is not None
        size[link.get("href")] = float(rect.get("width", 0)), float(rect.get("height", 0))
    assert size["#contract4.conv1"][0] == pytest.approx(2 * size["#contract3.conv1"][0], abs=0.2)
    assert size["#contract1.conv1"][1] == pytest.approx(2 * size["#contract2.conv1"][1], abs=0.2)
    assert size["#up4"][0] == pytest.approx(size["#contract4.conv1"][0], abs=0.2)


def test_switches_are_dashed_and_values_are_not() -> None:
    marks = {key: {item.get("class") for item in drawings(key, EN)[0].iter("path")} for key in NETS}
    assert "edge skip" in marks["deconvnet"] and "edge bridge" not in marks["deconvnet"]
    for key in ("unet", "fcn8s"):
        assert "edge bridge" in marks[key] and "edge skip" not in marks[key]
    assert not {"edge skip", "edge bridge"} & marks["fcn32s"]


def test_it_says_what_the_skips_carry() -> None:
    assert "crop 64² → 56²" in u_figure(report_of("unet"), EN)
    assert "裁剪 64² → 56²" in u_figure(report_of("unet"), ZH)
    assert "1×1 to 21, crop 44² → 34² · add" in u_figure(report_of("fcn16s"), EN)


def test_ids_differ_and_titles_name_the_network() -> None:
    wide, phone = drawings("unet", EN)
    ids = [item.get("id") for drawn in (wide, phone) for item in drawn.iter() if item.get("id")]
    assert len(ids) == len(set(ids)) == 4
    assert (wide.findtext("title") or "").startswith("U-Net")


def test_links_can_lead_to_another_page() -> None:
    drawn = u_figure(report_of("unet"), EN, base="../models/unet/")
    assert 'href="../models/unet/#join4.cat"' in drawn


def test_another_shape_draws_nothing() -> None:
    assert u_figure(nets.chain(), EN) == ""
