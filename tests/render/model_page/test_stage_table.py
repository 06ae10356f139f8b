"""The table of stages on small nets made by hand: both forms, what folds, what adds up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from archreport.reading.paper_table import paper_table
from archreport.render.model_page.stage_table import block_lines, branch_lines, stage_table
from archreport.render.words.language import Language
from archreport.report.model import Block, Report
from tests.render.drawing.diagram import nets


def blocks(report: Report, t: Language) -> list[tuple[str, str, list[tuple[tuple[str, ...], int]]]]:
    return [
        (line.name, line.output.replace("\u00a0", ""), [(i.layers, i.times) for i in line.items])
        for line in block_lines(report, paper_table(report), t)
    ]


def test_a_chain_has_a_line_a_resolution_and_equal_layers_count_together(en: Language) -> None:
    assert blocks(nets.chain(), en) == [
        ("conv1 … conv2", "8×8", [(("3×3, 8",), 2)]),
        ("pool1", "4×4", [(("max pool 2×2, stride 2",), 1)]),
        ("fc1 … fc2", "1×1", [(("10-d fully connected",), 2)]),
    ]


def test_a_pooling_stands_where_its_result_is(en: Language) -> None:
    lines = blocks(nets.bridge(), en)
    assert lines[0] == ("down.conv", "8×8", [(("3×3, 8",), 1)])
    assert lines[1][2] == [(("max pool 2×2, stride 2",), 1), (("3×3, 16",), 1)]
    assert lines[2][2][1] == (("concat",), 1)


def test_residual_blocks_show_their_main_way_and_name_the_projection(en: Language) -> None:
    lines = block_lines(nets.residual(), paper_table(nets.residual()), en)
    (stem, body) = lines[0].items
    assert stem.layers == ("3×3, 8",)
    assert (body.layers, body.times) == (("3×3, 16", "3×3, 16"), 3)
    assert body.note == "shortcut of the first: 1×1, 16"


def test_inception_modules_have_a_column_for_each_layer(en: Language) -> None:
    """The fixture's 5×5 branch has no reduction, and there is no pooling branch."""
    columns, lines = branch_lines(nets.inception(), paper_table(nets.inception()), en)
    assert columns == ("#1×1", "#3×3 reduce", "#3×3", "#5×5")
    assert [(line.name, line.depth, line.cells) for line in lines] == [
        ("mixed_a", 2, ("4", "2", "8", "4")),
        ("mixed_b", 2, ("4", "2", "8", "4")),
        ("linear", 1, ("", "", "", "")),
    ]


def test_modules_with_other_branches_fall_back_to_lines_of_blocks(en: Language) -> None:
    """A branch of three layers has no column in a paper's table."""
    report = nets.inception()
    rows = list(report.rows)
    five = next(i for i, row in enumerate(rows) if row.id == "mixed_b.five")
    deep = nets.conv("mixed_b.deep", rows[five], 4)
    deeper = nets.conv("mixed_b.deeper", deep, 4)
    cat = replace(rows[five + 1], inputs=(*rows[five + 1].inputs[:2], "mixed_b.deeper"))
    rows[five + 1 : five + 2] = [deep, deeper, cat]
    copy = tuple(row.id for row in rows if row.id.startswith("mixed_b"))
    changed = (report.blocks[0], Block(copy[0], "stage-1", "Mixed", (copy,)), report.blocks[2])
    other = nets.report(rows, changed)
    assert branch_lines(other, paper_table(other), en) == ((), ())
    layers = [
        item.layers for line in block_lines(other, paper_table(other), en) for item in line.items
    ]
    assert ("1×1, 4", "1×1, 2 → 3×3, 8", "5×5, 4 → 3×3, 4 → 3×3, 4") in layers


@pytest.mark.parametrize("name", nets.ALL)
def test_lines_add_up_to_the_totals(name: str, t: Language) -> None:
    report = nets.ALL[name]()
    found = paper_table(report)
    _, branches = branch_lines(report, found, t)
    for lines in (branches, block_lines(report, found, t)):
        if lines:
            assert sum(line.params for line in lines) == report.totals.params
            assert sum(line.macs for line in lines) == report.totals.macs


def test_every_line_leads_to_a_row(report: Report, t: Language, parsed) -> None:
    html = parsed(str(stage_table(report, t, 2)))
    assert html.hrefs
    assert {href[1:] for href in html.hrefs} <= {row.id for row in report.rows}


def test_both_languages_have_the_same_lines(report: Report) -> None:
    english, chinese = (str(stage_table(report, Language(code), 2)) for code in ("en", "zh"))
    assert re.findall(r'href="[^"]*"', english) == re.findall(r'href="[^"]*"', chinese)


def test_a_network_of_one_layer_has_no_such_table(t: Language) -> None:
    assert stage_table(nets.one_row(), t, 2) == ""
