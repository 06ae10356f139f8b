"""In terminals too narrow for a table no digit and no word is lost."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from archreport.audit import load_claims
from archreport.catalog.networks import CATALOG
from archreport.cli.printing import print_whole
from archreport.render.compare_pages.networks import side_by_side
from archreport.render.compare_pages.ratios import proportion
from archreport.render.terminal import layer_table
from archreport.render.terminal.comparison import comparison
from archreport.render.words import formatting
from tests.shelf import report_of

WIDTHS = [1, 10, 24, 30, 49, 80]


def printed(make, width):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    print_whole(make(console.width), console)
    return console.file.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_two_networks(t, width):
    both = side_by_side([report_of("alexnet"), report_of("vgg16")], t, load_claims())
    text = printed(lambda width: comparison(both, t, width), width)
    assert "…" not in text
    for number in ("60,965,224", "138,357,544", "724,406,816", "15,470,264,320"):
        assert number in text
    assert proportion(60_965_224, 138_357_544) in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_layer_table(t, width):
    report = report_of("alexnet")
    text = printed(lambda width: layer_table.layer_table(report, t, width), width)
    numbers = set(re.findall(r"[\d,]+", text))
    assert {formatting.number(row.param_count) for row in report.rows} <= numbers
    assert formatting.number(report.totals.params) in numbers


@pytest.mark.parametrize("width", WIDTHS)
def test_one_row(t, width):
    report = report_of("alexnet")
    text = printed(lambda _: layer_table.row_detail(report, "conv1", t), width)
    assert "…" not in text
    assert "105,415,200" in text


def test_a_list(t):
    text = printed(lambda _: layer_table.model_list(list(CATALOG.values()), t), 10)
    assert all(key in text for key in CATALOG)


def test_where_there_is_room_nothing_is_wider(t):
    report = report_of("alexnet")
    text = printed(lambda width: layer_table.layer_table(report, t, width), 60)
    assert max(map(cell_len, text.splitlines())) <= 60
