"""Every kind of row is shown everywhere: a sign, a colour and a word, in both languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from importlib import resources
from typing import get_args

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.reading.layers import channels, is_minor
from archreport.render.compare_pages import layer_kinds
from archreport.render.drawing import diagram
from archreport.render.terminal.layer_table import KINDS, plain_table
from archreport.render.words.language import Language
from archreport.report.kinds import AUXILIARY_KINDS
from archreport.report.model import Kind
from tests.analysis.any_nets import Calls
from tests.paths import ROOT

ALL = frozenset(get_args(Kind))


def masked_mean(net, x):
    """Rows of all the kinds that are no layers of pictures."""
    words = net.table((x > 0).long())
    mask = torch.arange(x.shape[1])[None, :, None] < 3
    kept = words.masked_fill(~mask, 0.0) * 0.5
    return torch.relu(kept).sum(-1).topk(2).values


@pytest.fixture(scope="module")
def report():
    return analyze(Calls(masked_mean, table=nn.Embedding(2, 8)), (1, 5))


def test_a_terminal_has_a_sign_for_each_kind():
    assert set(KINDS) == ALL
    told = [glyph for kind, (glyph, _) in KINDS.items() if kind not in ("drop", "shape")]
    assert len(set(told)) == len(told)


def test_the_tables_that_compare_networks_have_every_kind():
    assert {*layer_kinds.ORDER, "io"} == ALL
    assert len(layer_kinds.ORDER) == len(set(layer_kinds.ORDER))


@pytest.mark.parametrize("of", ["kind", "kinds"])
def test_words_differ(t: Language, of):
    words = [t(f"{of}.{kind}") for kind in layer_kinds.ORDER]
    assert len(set(words)) == len(words)
    assert all(re.search(r"[\u3400-\u9fff]", word) for word in words) == (t.code == "zh")


@pytest.mark.parametrize("prefix", ["op", "n", "s"])
def test_the_site_has_a_style_for_each_kind(prefix):
    css = (ROOT / "archreport/render/sheets/categories.css").read_text("utf-8")
    styled = set(re.findall(rf"\.{prefix}-(\w+)", css))
    assert styled - {"block"} == ALL


def test_the_site_has_a_colour_for_each_kind_light_and_dark():
    css = (ROOT / "archreport/render/sheets/tokens.css").read_text("utf-8")
    light, dark = css.split('[data-md-color-scheme="slate"]')
    for kind in ALL:
        assert f"--{kind}: " in light, kind
        assert f"--{kind}-f: " in light, kind
        assert f"--{kind}: " in dark, kind


def test_files_that_stand_alone_have_a_style_for_each_kind():
    room = resources.files("archreport.render")
    embedded = room.joinpath("downloads/embed.css").read_text("utf-8")
    drawn = room.joinpath("drawing/diagram/svg_file.css").read_text("utf-8")
    assert set(re.findall(r"\.op-(\w+)", embedded)) - {"block"} == ALL
    assert set(re.findall(r"\.n-(\w+)", drawn)) - {"block"} == ALL


def test_the_method_page_explains_every_kind(t: Language):
    text = (ROOT / f"docs/{t.code}/method/index.md").read_text("utf-8")
    for kind in ALL - {"io"}:
        assert f'<i class="op op-{kind}"></i>{t(f"kind.{kind}")}' in text, kind


def test_the_key_of_a_diagram_names_what_occurs(report, t: Language):
    root = ET.fromstring(str(diagram.legend_html(report, t)))
    told = {i.get("class"): i.tail for i in root.iter("i")}
    for kind in ("embed", "math", "reduce", "index", "create"):
        assert told[f"op op-{kind}"] == t(f"kind.{kind}")
    assert "op op-other" not in told


def test_diagrams_draw_every_kind(report, t: Language):
    drawn = diagram.svg_file(report, t)
    assert "n-embed" in drawn
    assert "n-reduce" in drawn
    assert diagram.dot_source(report).count(" [label=") >= len(report.rows)


def test_the_table_has_their_signs_and_names(report):
    text = plain_table(report)
    for line in ("▤ embedding", "× greater than", "× fill where masked", "Σ sum", "○ positions",
                 "↗ largest values"):  # fmt: skip
        assert line in text, text


def test_what_computes_nothing_new_is_set_in_grey(report):
    assert {row.kind for row in report.rows if is_minor(row)} == {*AUXILIARY_KINDS, "act"}


def test_the_channels_of_an_embedding_are_its_features(report):
    assert channels(report.row("table")) == 8


def test_arithmetic_is_counted_together_and_new_tensors_are_not(report, t: Language):
    found = {count.name: count.counts for count in layer_kinds.kind_counts([report], t)}
    assert found[t("kind.math")] == (sum(row.kind == "math" for row in report.rows),)
    assert t("kind.create") not in found
    assert "arange" not in found
