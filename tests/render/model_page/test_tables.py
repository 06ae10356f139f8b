"""The tables of a page: they add up, and what they print is what the Report holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from archreport.errors import UnknownRow
from archreport.render.model_page import tables
from archreport.render.model_page.memory_lines import memory_parts
from archreport.render.table_lines import groups, lines, row_sums
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.model import Report
from tests.hand_made import few_maps

SUM = re.compile(r"</b> ([^<]* = [^<]*)</span>")


def cells(row: str) -> list[str]:
    """The text of the cells of one table row."""
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
    return [re.sub(r"<[^>]+>", "", cell) for cell in found]


def body_rows(table: str) -> dict[str, list[str]]:
    rows = re.findall(r'<tr class="row[^"]*" id="([^"]+)">(.*?)</tr>', table, re.S)
    return {row_id: cells(inner) for row_id, inner in rows}


def number(text: str) -> int:
    return int(text.replace(",", "")) if re.fullmatch(r"[\d,]+", text) else 0


def test_the_fixture_is_what_its_picture_says(report: Report) -> None:
    """Counted by hand: the truth that the other tests stand on."""
    assert [row.param_count for row in report.rows if row.params] == [112, 24, 20, 0, 325, 650]
    assert report.totals.params == 1131
    assert report.totals.macs == 6912 + 1536 + 256 + 256 + 320 + 640
    assert report.totals.activations == 192 + 256 + 256 + 256 + 64 + 64 + 64 + 5 + 10
    for row in report.rows:
        for sum_ in row.sums.values():
            assert arithmetic.evaluate(sum_.formula, sum_.values) == sum_.result


def test_every_row_is_there_with_its_own_numbers(report: Report, t: Language) -> None:
    found = body_rows(tables.layer_table(report, t))
    assert set(found) == {row.id for row in report.rows}
    for row in report.rows:
        shown = found[row.id]
        assert shown[0] == row.id
        assert number(shown[3]) == row.param_count
        assert number(shown[4]) == row.macs
        assert number(shown[5]) == row.activations


def test_columns_add_up_to_the_totals(report: Report, t: Language) -> None:
    html = str(tables.layer_table(report, t))
    rows = body_rows(html).values()
    total = cells(re.search(r'<tr id="total">(.*?)</tr>', html, re.S)[1])  # type: ignore[index]
    stages = [cells(r) for r in re.findall(r'<tr class="stage">(.*?)</tr>', html, re.S)]
    for column in (3, 4, 5):
        assert sum(number(row[column]) for row in rows) == number(total[column]) > 0
        inputs = number(body_rows(html)["input"][column])
        assert sum(number(stage[column]) for stage in stages) + inputs == number(total[column])


def test_every_printed_sum_is_true_and_is_its_row_s_number(report: Report, t: Language) -> None:
    html = str(tables.layer_table(report, t))
    printed = SUM.findall(html)
    assert len(printed) == sum(len(row_sums(row)) for row in report.rows) > 20
    for text in printed:
        value, result = arithmetic.read_words(text)
        assert value == result, text
    for line in lines(report, t):
        for sum_ in line.sums:
            _, result = arithmetic.read_words(sum_.words)
            column = {"sides": "height"}.get(sum_.column, sum_.column)
            assert result == line.row.sums[column].result
            assert sum_.words in html


def test_height_and_width_are_one_line_only_where_their_sums_agree(report: Report) -> None:
    square = [sum_.column for sum_ in row_sums(report.row("stem.conv"))]
    uneven = [sum_.column for sum_ in row_sums(report.row("branch.conv"))]
    assert "sides" in square
    assert "height" not in square
    assert uneven[2:4] == ["height", "width"]


def test_rows_that_store_nothing_say_why(report: Report, en: Language, zh: Language) -> None:
    found = body_rows(tables.layer_table(report, en))
    assert found["stem.relu"][5] == "in place"
    assert found["drop"][5] == "view"
    assert body_rows(tables.layer_table(report, zh))["stem.relu"][5] == "原地"


def test_the_narrowest_path_and_shared_weights_are_noted(report: Report, en: Language) -> None:
    html = str(tables.layer_table(report, en))
    assert "<b>narrowest path</b> 3<" in html  # stem.add sees 3×5 at most, 3×3 through the stem
    assert "<b>shared, counted once above</b> mix.weight, mix.bias" in html


def test_links_lead_to_the_row_the_node_and_the_maps(report: Report, t: Language, parsed) -> None:
    html = parsed(str(tables.layer_table(report, t)))
    for row in report.rows:
        assert f"#g-{row.id}" in html.hrefs
        assert html.hrefs.count(f"#{row.id}") == 1
    assert html.hrefs.count("#m-stem.relu") == 2  # its own row, and the row it overwrites
    assert "#m-mix@2" in html.hrefs
    assert "#m-drop" not in html.hrefs


def test_without_a_run_no_row_links_to_maps(bare_report: Report, t: Language, parsed) -> None:
    html = parsed(str(tables.layer_table(bare_report, t)))
    assert not [href for href in html.hrefs if href.startswith(("#m-", "#f-"))]
    assert "tbl-model-layers" in html.ids


def test_bars_are_shares_of_the_largest_and_only_a_single_largest_is_marked() -> None:
    assert [bar.share for bar in tables.bars_of([1, 4, 2])] == [0.25, 1.0, 0.5]
    assert [bar.largest for bar in tables.bars_of([1, 4, 2])] == [False, True, False]
    assert not any(bar.largest for bar in tables.bars_of([4, 4, 2]))
    assert [bar.share for bar in tables.bars_of([0, 0])] == [0, 0]
    assert tables.bars_of([]) == []


def test_stages_carry_their_ids_and_a_summary(report: Report, en: Language, parsed) -> None:
    html = tables.layer_table(report, en)
    assert {"stage-1", "stage-2", "classifier", "side-1"} <= set(parsed(str(html)).ids)
    named = {group.name: group.summary for group in groups(report, en) if group.stage}
    assert named == {
        "Stage 1": "2 conv · 4 channels",
        "Stage 2": "2 conv · 4 channels",
        "Classifier": "1 linear",
        "Side branch 1": "1 linear",
    }


def test_names_of_a_stranger_s_model_cannot_become_markup(report: Report, t: Language) -> None:
    evil = replace(report.rows[1], id='a<b>&"c')
    rows = (report.rows[0], evil, *report.rows[2:])
    stage = replace(report.stages[0], rows=(evil.id, *report.stages[0].rows[1:]))
    changed = replace(report, rows=rows, stages=(stage, *report.stages[1:]), run=None)
    html = str(tables.layer_table(changed, t))
    assert "a<b>" not in html
    assert "a&lt;b&gt;&amp;&#34;c" in html


def test_the_excerpt_shows_the_rows_asked_for_under_the_full_totals(
    report: Report, t: Language, parsed
) -> None:
    html = tables.excerpt(report, t, ["stem.conv", "fc"], url="models/tiny/")
    found = parsed(str(html))
    assert found.hrefs == ["models/tiny/#stem.conv", "models/tiny/#fc", "models/tiny/#total"]
    assert "1,131" in found.text
    assert found.ids == ["tbl-tiny-excerpt", "tbl-tiny-excerpt-cap"]
    with pytest.raises(UnknownRow, match="fc9"):
        tables.excerpt(report, t, ["fc9"])


def test_memory_lines_are_sums_that_hold(report: Report) -> None:
    parts = memory_parts(report)
    lines_ = {line.name: line for part in parts for line in part}
    assert lines_["weights"].bytes == 4 * 1131
    assert lines_["gradients"].bytes == 4 * 1131
    assert lines_["adam"].bytes == 8 * 1131
    assert lines_["activations"].bytes == 4 * report.totals.activations
    assert lines_["inference"].bytes == 4 * 1131 + 3072
    assert lines_["training_sgd"].bytes == 3 * 4 * 1131 + 7000
    assert lines_["training_adam"].bytes == 4 * 4 * 1131 + 7000
    worked = [line for line in lines_.values() if line.sum]
    assert len(worked) == 8
    for line in worked:
        value, result = arithmetic.read_words(line.sum)
        assert value == result == line.bytes


def test_frozen_parameters_have_no_gradient(report: Report) -> None:
    half = replace(report, totals=replace(report.totals, trainable=131))
    lines_ = {line.name: line for part in memory_parts(half) for line in part}
    assert lines_["gradients"].bytes == lines_["momentum"].bytes == 4 * 131
    assert lines_["weights"].bytes == 4 * 1131


def test_mixed_data_types_give_no_invented_sum(report: Report) -> None:
    mixed = replace(report, totals=replace(report.totals, param_bytes=4 * 1131 - 1))
    lines_ = {line.name: line for part in memory_parts(mixed) for line in part}
    assert lines_["weights"].sum == ""
    assert lines_["weights"].bytes == 4 * 1131 - 1


def test_the_memory_table_prints_bytes_and_mib(report: Report, t: Language) -> None:
    found = body_rows(tables.memory_table(report, t, 2))
    assert found["mem-weights"][1:3] == ["4,524", "0.0043"]
    assert found["mem-weights"][3] == "1131·4 = 4,524"


def test_statistics_keep_measured_values(report: Report, t: Language) -> None:
    assert report.run
    html = str(tables.statistics_table(report, report.run, t, 3))
    rows = {line[0]: line for line in body_rows(html).values()}
    assert rows["stem.conv"][2] == "0.00"
    assert rows["stem.relu"][7] == "1 / 4"
    assert rows["fc"][7] == "–", "a value of a linear layer is no channel"


def test_statistics_rows_are_where_links_to_maps_end(report: Report, t: Language, parsed) -> None:
    assert report.run
    html = parsed(str(tables.statistics_table(report, report.run, t, 3)))
    assert "s-stem.conv" in html.ids
    assert "m-stem.relu" not in html.ids, "it is the id of the figure above"
    assert "maps/mix@2.webp" in html.hrefs


def test_where_one_layer_a_stage_is_drawn_there_is_no_column_of_maps(
    report: Report, t: Language, parsed
) -> None:
    assert report.run
    few = few_maps(report)
    assert few.run
    html = parsed(str(tables.statistics_table(few, few.run, t, 3)))
    assert not [href for href in html.hrefs if href.startswith("maps/")]
    assert not [id_ for id_ in html.ids if id_.startswith("m-")]
    links = re.findall(r'href="#([mf]-[^"]+)"', str(tables.layer_table(few, t)))
    assert links == ["m-stem.relu", "m-stem.relu", "m-mix@2", "m-fc"], "the ReLU works in place"


def test_checks_show_both_numbers_and_a_verdict(report: Report, en: Language) -> None:
    html = str(tables.checks_table(report, en, 4))
    rows = re.findall(r'<tr id="check-(\w+)" data-v="(\w+)">(.*?)</tr>', html, re.S)
    assert [(name, verdict) for name, verdict, _ in rows] == [
        ("params", "agree"),
        ("macs", "differs"),
    ]
    macs = report.totals.macs
    assert cells(rows[1][2])[1:] == [f"{macs:,}", f"{macs + 1:,}", "differs"]


def test_models_table_lists_each_with_its_link(
    report: Report, bare_report: Report, t: Language, parsed: Callable[[str], object]
) -> None:
    html = parsed(str(tables.models_table([report], t, lambda key: f"{key}/")))
    assert html.hrefs == ["tiny/"]  # type: ignore[attr-defined]
    assert "2015" in html.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("make", [tables.layer_table, lambda r, t: tables.memory_table(r, t, 2)])
def test_tables_are_well_formed_without_blank_lines(make, any_report, t, parsed) -> None:
    html = str(make(any_report, t))
    found = parsed(html)
    assert len(found.ids) == len(set(found.ids))
    assert "\n\n" not in html
    assert "<caption" in html
    assert 'scope="col"' in html
