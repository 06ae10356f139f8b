"""Which sheet of feature maps stands for a stage."""

from __future__ import annotations

from dataclasses import replace

from archreport.render.model_page.feature_maps import (
    MOST,
    UNFOLDED,
    full_sheets,
    gallery,
    listed_anchors,
    parts,
    shown_sheets,
)
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.run import LayerRun, Sheet
from tests.render.drawing.diagram import nets


def sheet(row: str, shown: int, of: int) -> Sheet:
    file = f"maps/{row}{'' if shown == of else '-top'}.webp"
    return Sheet(row, "maps", file, 100, 50, (8, 8), 8, tuple(range(shown)), of, 0.0, 1.0)


def layer(row: str) -> LayerRun:
    return LayerRun(row, 0, 1, 0, 1, 0, 0, 1)


def run(made: Report, template: Report, sheets: tuple[Sheet, ...]) -> Report:
    assert template.run
    layers = tuple(layer(row.id) for row in made.rows if row.kind != "io")
    return replace(made, run=replace(template.run, sheets=sheets, layers=layers))


def valid_convolutions() -> Report:
    """Two convolutions that each shrink the map, as in U-Net; then a stage of one pooling."""
    x = nets.given((1, 12))
    first = nets.row("first", "conv", "conv2d", (x,), nets.maps((2 * MOST, 10)), params=9)
    second = nets.row("second", "conv", "conv2d", (first,), nets.maps((2 * MOST, 8)), params=9)
    pooled = nets.row("pooled", "pool", "avg_pool2d", (second,), nets.maps((2 * MOST, 6)),
                      "stage-2")  # fmt: skip
    return nets.report([x, first, second, pooled])


def test_the_row_that_was_drawn_for_its_stage_is_shown(report: Report) -> None:
    """Also where its resolution is not that of the stage's first row."""
    channels = 2 * MOST
    made = run(valid_convolutions(), report, (
        sheet("first", channels, channels),
        sheet("second", channels, channels), sheet("second", 16, channels),
        sheet("pooled", channels, channels),
    ))  # fmt: skip
    (shown,) = shown_sheets(made)
    assert shown.row.id == "second"
    assert len(shown.sheet.channels) == 16
    assert shown.full is not None and len(shown.full.channels) == channels


def test_a_wall_of_maps_is_a_link_away(report: Report) -> None:
    """The pooling stage has no figure, but its maps keep their sheet and an address."""
    channels = 2 * MOST
    made = run(valid_convolutions(), report, (sheet("pooled", channels, channels),))
    assert shown_sheets(made) == ()
    assert listed_anchors(made) == {"pooled": "m-pooled"}
    assert full_sheets(made)["pooled"].of == channels


def test_few_maps_are_shown_all(report: Report) -> None:
    made = run(valid_convolutions(), report, (sheet("pooled", MOST, MOST),))
    (shown,) = shown_sheets(made)
    assert shown.row.id == "pooled" and shown.full is shown.sheet


def down_and_up(stages: int, template: Report) -> Report:
    """One convolution a stage; the resolution halves to the middle and doubles after it."""
    rows = [nets.given((1, 64))]
    for number in range(stages):
        side = 2 ** (1 + abs(stages // 2 - number))
        rows.append(
            nets.row(f"conv{number}", "conv", "conv2d", (rows[-1],), nets.maps((16, side)),
                     f"stage-{number + 1}", params=9)
        )  # fmt: skip
    made = nets.report(rows)
    sheets = tuple(sheet(row.id, 16, 16) for row in rows[1:])
    return run(made, template, sheets)


def test_a_short_gallery_stands_whole(report: Report) -> None:
    made = down_and_up(UNFOLDED, report)
    (only,) = parts(shown_sheets(made))
    assert not only.folded
    assert len(only.figures) == UNFOLDED


def test_of_a_long_gallery_both_ends_and_the_coarsest_stay_in_sight(report: Report) -> None:
    made = down_and_up(UNFOLDED + 2, report)
    found = parts(shown_sheets(made))
    rows = [[shown.row.id for shown in part.figures] for part in found]
    assert [row for part in rows for row in part] == [f"conv{n}" for n in range(UNFOLDED + 2)]
    assert [part.folded for part in found] == [False, True, False, True, False]
    assert [part[0] for part in rows if len(part) == 1] == ["conv0", "conv4", "conv8"]


def test_a_fold_is_named_by_its_stages_and_printed_open(report: Report) -> None:
    made = down_and_up(UNFOLDED + 2, report)
    assert made.run
    html = gallery(made, made.run, Language("en"))
    folds = html.split('<details class="fold whole"><summary>')[1:]
    assert [fold.partition("<")[0] for fold in folds] == [
        "Stage 2 to Stage 4", "Stage 6 to Stage 8",
    ]  # fmt: skip
    assert html.count("</details>") == 2
