"""Pages, figures and files of networks whose stages have no resolution."""

import io

import pytest
import torch
from rich.console import Console

from archreport import analyze
from archreport.audit.claims import load_claims
from archreport.render.compare_pages.networks import side_by_side
from archreport.render.downloads.notebook import notebook_html
from archreport.render.downloads.table_files import (
    csv_text,
    latex_text,
    markdown_text,
    slide_text,
)
from archreport.render.drawing.diagram import dot_source, levels_html
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.drawing.ribbon.slabs import stage_slabs
from archreport.render.model_page.page import model_page
from archreport.render.terminal.comparison import comparison
from archreport.render.terminal.layer_table import row_detail
from archreport.render.words.formatting import stage_name
from archreport.report.report_file import from_json, to_json
from tests.analysis import modern_nets as nets
from tests.shelf import report_of

IDS = torch.zeros(1, 8, dtype=torch.int64)
ZOO = {
    "ViT": (nets.ViT(), (1, 3, 32, 32)),
    "translator": (nets.Translator(), (IDS, IDS)),
    "shared": (nets.Shared(4), IDS),
    "recurrent": (nets.Recurrent(), IDS),
    "scan": (nets.Steps(), (1, 64)),
    "Swin": (nets.Swin(), (1, 3, 32, 32)),
}


@pytest.fixture(scope="module", params=ZOO)
def trunk(request):
    return analyze(*ZOO[request.param])


def test_everything_is_drawn_and_written(trunk, t):
    names = [stage_name(stage, t) for stage in trunk.stages]
    for text in (
        model_page(trunk, t), notebook_html(trunk, t), latex_text(trunk, t), slide_text(trunk, t),
        levels_html(trunk, t),
    ):  # fmt: skip
        assert all(name in text for name in names)
    for text in (markdown_text(trunk, t), csv_text(trunk), dot_source(trunk)):
        assert trunk.rows[-1].id.replace("_", "\\_") in text or trunk.rows[-1].id in text
    assert ribbon_svg(trunk, t)
    assert ribbon_svg(trunk, t, vertical=True)


def test_it_is_compared(trunk, t):
    shown = side_by_side([trunk, report_of("vgg16")], t, load_claims())
    buffer = io.StringIO()
    Console(file=buffer, width=120).print(comparison(shown, t, 120))
    assert buffer.getvalue()


def test_it_is_the_same_from_its_file(trunk):
    assert from_json(to_json(trunk)) == trunk


def test_a_row_names_its_stage_and_whole_shapes(t):
    report = analyze(*ZOO["recurrent"])
    buffer = io.StringIO()
    Console(file=buffer, width=120).print(row_detail(report, "lstm", t))
    text = buffer.getvalue().replace("\u00a0", " ")
    assert {"en": "Recurrent layers", "zh": "循环层"}[t.code] in text
    between = {"en": ", ", "zh": "、"}[t.code]
    assert between.join(["8 × 16", "3 × N=1 × 16", "3 × N=1 × 16"]) in text


def test_tokens_are_as_wide_as_their_features():
    slabs = {
        one.stage.id: {slab.channels for slab in one.slabs}
        for one in stage_slabs(analyze(*ZOO["ViT"]))
    }
    assert slabs == {"embedding-1": {16}, "blocks-1": {16}, "head-1": {5}}
