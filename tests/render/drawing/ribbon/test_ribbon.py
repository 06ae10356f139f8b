"""The ribbon: widths are channels, heights are resolution, everything else is labels."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from archreport.render.drawing.ribbon.labels import describe
from archreport.render.drawing.ribbon.placing import HORIZONTAL, place
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.drawing.ribbon.slabs import stage_slabs
from archreport.render.drawing.svg import text_width
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.render.drawing.diagram import nets

EN = Language("en")
Rect = tuple[str, float, float, float, float]


def drawn(report: Report, **options: object) -> ET.Element:
    return ET.fromstring(ribbon_svg(report, EN, **options))  # type: ignore[arg-type]


def slabs(part: ET.Element) -> list[Rect]:
    """(class, x, y, width, height) of every slab."""
    return [
        (item.get("class", ""), *(float(item.get(key, 0)) for key in ("x", "y", "width", "height")))
        for item in part.iter("rect")
        if item.get("class", "").startswith("s-")
    ]  # type: ignore[misc]


def staged() -> Report:
    """Three stages of different widths, and a classifier."""
    x = nets.given((3, 64))
    rows = [x]
    for stage, (channels, count) in enumerate(((16, 2), (64, 1), (128, 2)), 1):
        for layer in range(count):
            rows.append(
                nets.conv(f"conv{stage}_{layer}", rows[-1], channels, stage=f"stage-{stage}")
            )
        rows.append(nets.pool(f"pool{stage}", rows[-1], f"stage-{stage}"))
    rows.append(nets.linear("fc1", rows[-1], 1000))
    rows.append(nets.linear("fc2", rows[-1], 10))
    return nets.report(rows, title="Three & one")


def test_widths_are_proportional_to_channels_and_heights_to_resolution() -> None:
    found = [slab for slab in slabs(drawn(staged())) if slab[0] == "s-conv"]
    channels, extents = (16, 16, 64, 128, 128), (64, 64, 32, 16, 16)
    scale = (found[4][3] + 0.9) / 128
    for slab, count, extent in zip(found, channels, extents, strict=True):
        assert slab[3] == pytest.approx(max(count * scale - 0.9, count * scale * 0.75), abs=0.02)
        assert slab[4] == pytest.approx(136 * extent / 64, abs=0.01)
        assert slab[2] + slab[4] / 2 == pytest.approx(HORIZONTAL.centre, abs=0.01)


def test_layers_without_extent_are_stacked_lines() -> None:
    one, two = (slab for slab in slabs(drawn(staged())) if slab[0] == "s-linear")
    assert one[1] == two[1]
    assert one[3] / two[3] == pytest.approx(100, rel=0.01)
    assert one[4] == two[4] == 4
    assert one[2] + one[4] < two[2]


def test_the_scale_fills_the_line() -> None:
    shown = stage_slabs(staged())
    placed = place(shown, HORIZONTAL)
    assert placed[0].start == 2
    assert placed[-1].start + placed[-1].length == pytest.approx(978, abs=0.01)
    assert all(item.length >= HORIZONTAL.least for item in placed)
    assert len({item.channels_scale for item in placed}) == 1


def test_each_stage_is_one_link_with_a_hit_area() -> None:
    root = drawn(staged(), base="models/net/", prefix="r7")
    links = root.findall("a")
    assert [link.get("href") for link in links] == [
        "models/net/#stage-1", "models/net/#stage-2", "models/net/#stage-3",
        "models/net/#classifier",
    ]  # fmt: skip
    areas = [link[0] for link in links]
    assert all(area.get("class") == "hit" for area in areas)
    for left, right in itertools.pairwise(areas):
        assert float(left.get("x", 0)) + float(left.get("width", 0)) <= float(right.get("x", 0))
    assert root.get("aria-labelledby") == "r7-t r7-d"


def test_labels_say_count_channels_and_resolution() -> None:
    texts = [[item.text for item in link.iter("text")] for link in drawn(staged()).findall("a")]
    assert texts == [
        ["64", "2\u00a0×\u00a016", "Stage 1"],
        ["32", "64", "Stage 2"],
        ["16", "2\u00a0×\u00a0128", "Stage 3"],
        ["1\u00a0×\u00a01", "1,000 · 10", "Classifier"],
    ]


def test_labels_fit_their_stage() -> None:
    for report in (staged(), nets.residual(), nets.towers(), many_stages(40)):
        for link in drawn(report).findall("a"):
            room = float(link[0].get("width", 0)) + 2
            for item in link.iter("text"):
                assert text_width(item.text or "", 10) <= room


def many_stages(count: int) -> Report:
    rows = [nets.given((3, 8))]
    for number in range(1, count + 1):
        rows.append(nets.conv(f"conv{number}", rows[-1], 4096, stage=f"stage-{number}"))
    return nets.report(rows)


def test_many_stages_stay_inside_and_drop_labels() -> None:
    root = drawn(many_stages(40))
    assert len(root.findall("a")) == 40
    assert max(x + width for _, x, _, width, _ in slabs(root)) <= 980
    assert len(list(root.iter("text"))) < 3 * 40


def test_the_description_says_it_in_words(zh: Language) -> None:
    root = drawn(staged())
    assert root.findtext("title") == "Three & one as a ribbon of stages"
    assert (root.findtext("desc") or "").replace("\u00a0", " ") == (
        "Stage 1: 2 × 16 channels at 64; Stage 2: 64 channels at 32; Stage 3: 2 × 128 channels at"
        " 16; Classifier: 1,000 · 10 values, no spatial extent"
    )
    assert describe(stage_slabs(staged()), zh).startswith(
        "阶段 1：2\u00a0×\u00a016 通道，分辨率 64；"
    )


def test_a_grouped_convolution_is_split_into_its_towers() -> None:
    first, *halves = slabs(drawn(nets.towers()))
    assert len(halves) == 2
    upper, lower = halves
    assert (upper[1], upper[3], upper[4]) == (lower[1], lower[3], lower[4])
    assert upper[2] + upper[4] < lower[2]
    assert upper[2] == pytest.approx(first[2])
    assert lower[2] + lower[4] == pytest.approx(first[2] + first[4])


def test_a_depthwise_convolution_is_no_comb() -> None:
    x = nets.given((64, 8))
    assert len(slabs(drawn(nets.report([x, nets.conv("c", x, 64, groups=64)])))) == 1


def test_a_module_with_branches_is_one_slab() -> None:
    found = slabs(drawn(nets.inception()))
    assert [slab[0] for slab in found] == ["s-block", "s-block", "s-linear"]
    assert [slab.channels for cell in stage_slabs(nets.inception()) for slab in cell.slabs] == [
        16,
        16,
        10,
    ]


def test_only_the_main_path_counts() -> None:
    stages = [cell.stage.id for cell in stage_slabs(nets.side_head())]
    assert stages == ["stage-1", "stage-2", "classifier"]


def test_vertical_swaps_the_axes() -> None:
    root = drawn(staged(), vertical=True, prefix="ribv")
    found = [slab for slab in slabs(root) if slab[0] == "s-conv"]
    assert found[0][3] / found[2][3] == pytest.approx(64 / 32, rel=0.01)
    assert found[2][4] < found[4][4]
    assert root.get("width") == "340"
    assert float(root.get("height", 0)) == 440
    assert all(slab[1] + slab[3] <= 160 for slab in found), "labels stand at the right"


def test_the_card_is_small_and_silent() -> None:
    root = drawn(staged(), labels=False)
    assert (root.get("width"), root.get("height")) == ("300", "58")
    assert root.get("aria-hidden") == "true"
    assert not list(root.iter("text"))
    assert not list(root.iter("a"))
    for _, x, y, width, height in slabs(root):
        assert min(x, y) >= 0
        assert x + width <= 300
        assert y + height <= 58


def test_one_row_and_no_weights() -> None:
    (line,) = slabs(drawn(nets.one_row()))
    assert line[0] == "s-linear"
    x = nets.given()
    assert ribbon_svg(nets.report([x, nets.relu("relu", x)]), EN) == ""


def test_a_stage_that_is_not_square_says_both_extents() -> None:
    report = staged()
    wide = tuple(
        replace(stage, resolution=(48, 64)) if stage.id == "stage-1" else stage
        for stage in report.stages
    )
    texts = [item.text for item in drawn(replace(report, stages=wide)).iter("text")]
    assert "48\u00a0×\u00a064" in texts


def test_the_same_report_gives_the_same_bytes(t: Language) -> None:
    assert ribbon_svg(staged(), t) == ribbon_svg(staged(), t)
    assert "\n" not in ribbon_svg(staged(), t)
