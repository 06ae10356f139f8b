"""Learned weights and the same network untrained, beside each other on its page."""

from __future__ import annotations

import re
from dataclasses import replace

from archreport.reading.learned import kernels_beside, stages_beside
from archreport.render.model_page.page import model_page
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.run import KernelStatistics, LayerRun, Run, Weights
from archreport.report.self_check import check_report
from tests.hand_made import few_maps, make_report

LEARNED = Weights(
    "oxford", True, "ef" * 32, seed=7, credit="Us", licence="CC BY", source="https://example.org",
    modules=("stem.conv", "branch.conv"),
)  # fmt: skip


def _run(run: Run, zeros: float, dead: int, kurtosis: float, **changes: object) -> Run:
    layers = tuple(
        replace(layer, zeros=zeros, dead=dead) if layer.row == "stem.relu" else layer
        for layer in run.layers
    )
    layers += (LayerRun("stem.add", 0.5, 1.0, 0.0, 2.0, zeros, dead, 4),)
    kernels = (
        KernelStatistics("stem.conv", 0.2, 2.7), KernelStatistics("branch.conv", 0.1, kurtosis),
        KernelStatistics("mix", 0.3, 3.0),
    )  # fmt: skip
    return replace(run, layers=layers, kernels=kernels, **changes)  # type: ignore[arg-type]


def beside(zeros: float = 0.5, kurtosis: float = 9.5) -> Report:
    """The hand-made network whose first stage is learned, and the same untrained. Its stage ends in
    a ReLU."""
    few = few_maps(make_report())
    assert few.run
    rows = tuple(replace(row, kind="act") if row.id == "stem.add" else row for row in few.rows)
    sheets = tuple(
        replace(sheet, row="stem.add") if sheet.row == "stem.relu" else sheet
        for sheet in few.run.sheets
    )
    below = tuple(replace(sheet, file=f"untrained/{sheet.file}") for sheet in sheets)
    return replace(
        few,
        rows=rows,
        run=_run(few.run, 0.9, 3, kurtosis, weights=LEARNED, sheets=sheets),
        untrained=_run(few.run, zeros, 1, 3.0, sheets=below, timings=None),
    )


def test_stages_and_kernels_are_those_with_learned_weights_alone() -> None:
    report = beside()
    (stage,) = stages_beside(report)
    assert (stage.stage.id, stage.row.id) == ("stage-1", "stem.add")
    assert (stage.learned.zeros, stage.untrained.zeros) == (0.9, 0.5)
    assert [(one.row.id, one.learned.kurtosis) for one in kernels_beside(report)] == [
        ("stem.conv", 2.7), ("branch.conv", 9.5),
    ]  # fmt: skip
    assert stages_beside(replace(report, untrained=None)) == ()
    assert kernels_beside(replace(report, run=None)) == ()


def test_each_picture_says_which_weights_are_behind_it(t: Language) -> None:
    page = model_page(beside(), t)
    words = {
        "learned": t("weights.oxford.learned").replace("'", "&#39;"),
        "mixed": t("weights.oxford.mixed"),
        "untrained": t("weights.untrained"),
    }
    pictures = re.findall(
        r'<img src="((?:untrained/)?(?:maps|filters)/[^"]+)"[^>]* alt="([^"]+)"', page
    )
    assert len(pictures) == 6, "two learned ones with their untrained partners, and two behind them"
    for file, alt in pictures:
        behind = "mixed" if re.search("mix|fc", file) else "learned"
        expected = "untrained" if file.startswith("untrained/") else behind
        said = {name for name, word in words.items() if word in alt}
        assert said == {expected}, (file, alt)


def test_the_tables_hold_both(t: Language) -> None:
    page = model_page(beside(), t)
    section = page.partition("{#training}")[2].partition("{#statistics}")[0]
    cells = re.findall(r"<td[^>]*>([^<]+)</td>", section)
    assert cells[1:5] == ["90.0%", "50.0%", "3 / 4", "1 / 4"]
    assert cells[-4:] == ["0.1000", "0.1000", "9.5", "3.0"]
    assert (
        t("beside.kernels", first="stem.conv", low="2.7", peak="branch.conv", high="9.5", normal=3)
        in section
    )


def _kernels_text(t: Language) -> str:
    named = {"first": "stem.conv", "low": "2.7", "peak": "branch.conv", "high": "9.5"}
    return t("beside.kernels", **named, normal=3)


def test_what_the_numbers_do_not_bear_out_is_not_said(t: Language) -> None:
    zeros = t("beside.zeros", first="90.0%", last="90.0%", row="stem.add")
    page = model_page(beside(), t)
    assert zeros in page and _kernels_text(t) in page
    assert zeros not in model_page(beside(zeros=0.8), t)
    assert _kernels_text(t)[:30] not in model_page(beside(kurtosis=2.9), t)


def test_without_an_untrained_run_there_is_no_such_section(t: Language) -> None:
    page = model_page(replace(beside(), untrained=None), t)
    assert "{#training}" not in page and 'class="pair"' not in page


def test_a_run_beside_it_that_is_not_untrained_is_a_fault() -> None:
    report = beside()
    assert report.run
    odd = replace(report, untrained=replace(report.run, timings=None))
    assert set(check_report(odd)) - set(check_report(report)) == {
        "The untrained run has other weights than a seeded initialisation."
    }
