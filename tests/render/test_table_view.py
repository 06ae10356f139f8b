"""Which lines a table shows: whatever it is, they add up, and no row is lost."""

import re

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.errors import BadInput
from archreport.models.resnet import CifarResNet
from archreport.render.downloads.notebook import html_file, notebook_html
from archreport.render.table_lines import LayerLine
from archreport.render.table_view import LONG, SumLine, table_view
from archreport.render.words.language import Language
from tests.analysis import modern_nets as nets
from tests.shelf import report_of
from tests.work import calls

IDS = torch.zeros(1, 8, dtype=torch.int64)


@pytest.fixture(scope="module")
def reports():
    with torch.device("meta"):
        deep = CifarResNet(60)
    return {
        "albert": analyze(nets.Shared(), IDS),
        "mamba": analyze(nets.Mamba(), IDS),
        "steps": analyze(nets.Steps(), (1, 64)),
        "ViT": analyze(nets.ViT(12), (1, 3, 32, 32)),
        "resnet": analyze(deep, (1, 3, 32, 32)),
        "flat": analyze(nn.Sequential(*(nn.Linear(4, 4) for _ in range(400))), (1, 4)),
        "resnet152": report_of("resnet152"),
        "vgg16": report_of("vgg16"),
    }


NAMES = ["albert", "mamba", "steps", "ViT", "resnet", "flat", "resnet152", "vgg16"]
WAYS = [{}, {"every_row": True}, {"depth": 1}, {"depth": 2}, {"depth": 9},
        {"depth": 1, "every_row": True}]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_lines_add_up_to_the_totals(reports, name, way, en):
    report = reports[name]
    lines = [line for group in table_view(report, en, **way).groups for line in group.lines]
    assert sum(line.params for line in lines) == report.totals.params
    assert sum(line.macs for line in lines) == report.totals.macs
    assert sum(line.activations for line in lines) == report.totals.activations


@pytest.mark.parametrize("name", NAMES)
def test_lines_of_a_stage_add_up_to_its_subtotal(reports, name, en):
    for group in table_view(reports[name], en).groups:
        assert sum(line.params for line in group.lines) == group.params
        assert sum(line.macs for line in group.lines) == group.macs
        assert sum(line.activations for line in group.lines) == group.activations


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_its_line_where_it_is_asked_for(reports, name, en):
    report = reports[name]
    view = table_view(report, en, every_row=True)
    shown = [line.id for group in view.groups for line in group.lines]
    assert sorted(shown) == sorted(row.id for row in report.rows)
    assert view.hidden == 0


def test_a_short_report_is_shown_row_by_row(reports, en):
    report = reports["vgg16"]
    assert len(report.rows) <= LONG
    lines = [line for group in table_view(report, en).groups for line in group.lines]
    assert all(isinstance(line, LayerLine) for line in lines)
    assert str(report) == report.table(every_row=True)


def folds(report, t):
    view = table_view(report, t)
    return [line for group in view.groups for line in group.lines if isinstance(line, SumLine)]


def test_what_repeats_is_shown_once(reports, t):
    def said(name):
        return [(line.id, line.operation) for line in folds(reports[name], t)]

    more = {"en": "× {} more", "zh": "另 {} 份"}[t.code].format
    rows = {"en": ", {} rows each", "zh": "，每份 {} 行"}[t.code].format
    macs = {"en": ", {} × {} MACs", "zh": "，{} × {} 次乘加"}[t.code].format
    assert said("steps") == [
        (more(63), "matmul_2 … tanh_64" + rows(5) + macs(63, 36)),
    ]
    assert said("albert") == [
        (f"{more(11)} TransformerBlock",
         "block.norm1@2 … block.add@12_2" + rows(20) + macs(11, "26,624")),
    ]  # fmt: skip
    assert said("flat") == [(more(399), "1 … 399" + macs(399, 16))]


def test_a_loop_inside_of_a_block_folds_too(reports, en):
    loop, blocks = folds(reports["mamba"], en)
    assert loop.id == "× 7 more"
    assert "8 rows each" not in loop.id
    assert blocks.id == "× 2 more MambaBlock"


@pytest.mark.parametrize(("name", "most"), [("resnet", 70), ("resnet152", 130), ("ViT", 60)])
def test_a_deep_network_is_readable(reports, name, most):
    text = str(reports[name])
    assert len(text.splitlines()) < most
    assert "--all" in text
    assert "table(every_row=True)" in text


def test_modules_to_a_depth(reports, en):
    (group,) = table_view(reports["ViT"], en, depth=2).groups
    assert [line.id for line in group.lines] == [
        "input", "patches", "(outside of modules)", "blocks.0", "× 11 more", "norm", "head",
    ]  # fmt: skip
    first = group.lines[3]
    assert first.operation == "TransformerBlock, 20 rows"
    (group,) = table_view(reports["ViT"], en, depth=1).groups
    assert group.lines[3].operation == "Sequential, 240 rows"
    (group,) = table_view(reports["albert"], en, depth=1).groups
    assert group.lines[-3].operation == "TransformerBlock, 240 rows, 12 calls"


def test_a_depth_is_one_at_least(reports):
    with pytest.raises(BadInput, match="no depth 0"):
        reports["ViT"].table(0)


def test_a_page_shows_the_same_lines(reports, t, parsed):
    for name in ("albert", "ViT", "mamba", "steps"):
        report = reports[name]
        text = parsed(notebook_html(report, t)).text
        for line in folds(report, t):
            assert line.id in text
        for stage in table_view(report, t).groups[1:]:
            assert stage.name in text
        whole = parsed(html_file(report, t, every_row=True)).text
        assert all(row.id in whole for row in report.rows)
    assert "blocks.0" in parsed(html_file(reports["ViT"], t, depth=2)).text


def test_stages_without_resolution_say_what_they_hold(reports):
    text = reports["ViT"].table(width=None)
    assert re.search(r"Blocks +12 × TransformerBlock · 16 features", text)
    assert re.search(r"Head +1 linear ", text)
    assert re.search(r"重复块 +12 × TransformerBlock · 16 特征", reports["ViT"].table(
        width=None, lang="zh"))  # fmt: skip


def test_printing_is_less_work_than_the_analysis():
    """Much less in seconds, as most of an analysis is not done by functions of Python."""
    with torch.device("meta"):
        deep = CifarResNet(18)
    analysed = calls(lambda: analyze(deep, (1, 3, 32, 32)))
    report = analyze(deep, (1, 3, 32, 32))
    for way in WAYS:
        report.table(**way)  # first use: words are read
        assert calls(lambda way=way: report.table(**way)) < 0.6 * analysed, way


def test_printing_grows_with_the_rows():
    def work(layers):
        report = analyze(nn.Sequential(*(nn.Linear(4, 4) for _ in range(layers))), (1, 4))
        return calls(lambda: report.table(every_row=True))

    work(10)  # first use: words are read
    assert work(1000) < 5 * work(250)


def test_words_are_there_in_both_languages(reports):
    for lang in ("en", "zh"):
        text = reports["mamba"].table(width=None, lang=lang)
        assert not re.search(r"\b(fold|module|shape|stage|terminal)\.\w", text)
    assert Language("zh")("modules.self") == "（模块之外）"
