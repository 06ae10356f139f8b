"""The derived stage tables beside Table 1 of the papers: the same rows in the same order."""

from __future__ import annotations

import pytest

from archreport.catalog.networks import CATALOG
from archreport.reading.paper_table import paper_table
from archreport.render.model_page.stage_table import block_lines, branch_lines
from archreport.render.words.language import Language
from tests.shelf import report_of

EN = Language("en")

#: C. Szegedy et al., Table 1: type, patch/stride, output (H × W × C there), depth, channels.
#: Its last row, softmax, is no part of the network here: it gives scores.
GOOGLENET = """
convolution    | 7×7/2 | 64×112×112 | 1 |
max pool       | 3×3/2 | 64×56×56   | 0 |
convolution    | 3×3/1 | 192×56×56  | 2 |     | 64  | 192 |    |     |
max pool       | 3×3/2 | 192×28×28  | 0 |
inception_3a   |       | 256×28×28  | 2 | 64  | 96  | 128 | 16 | 32  | 32
inception_3b   |       | 480×28×28  | 2 | 128 | 128 | 192 | 32 | 96  | 64
max pool       | 3×3/2 | 480×14×14  | 0 |
inception_4a   |       | 512×14×14  | 2 | 192 | 96  | 208 | 16 | 48  | 64
inception_4b   |       | 512×14×14  | 2 | 160 | 112 | 224 | 24 | 64  | 64
inception_4c   |       | 512×14×14  | 2 | 128 | 128 | 256 | 24 | 64  | 64
inception_4d   |       | 528×14×14  | 2 | 112 | 144 | 288 | 32 | 64  | 64
inception_4e   |       | 832×14×14  | 2 | 256 | 160 | 320 | 32 | 128 | 128
max pool       | 3×3/2 | 832×7×7    | 0 |
inception_5a   |       | 832×7×7    | 2 | 256 | 160 | 320 | 32 | 128 | 128
inception_5b   |       | 1024×7×7   | 2 | 384 | 192 | 384 | 48 | 128 | 128
average pool   | 7×7/1 | 1024×1×1   | 0 |
dropout (40%)  |       | 1024       | 0 |
linear         |       | 1000       | 1 |
"""

#: K. He et al., Table 1: what stands in brackets in conv2_x to conv5_x, and how often.
BASIC = ("3×3, {c}", "3×3, {c}")
BOTTLENECK = ("1×1, {c}", "3×3, {c}", "1×1, {c4}")
RESNET = {
    "resnet18": (BASIC, (2, 2, 2, 2)),
    "resnet34": (BASIC, (3, 4, 6, 3)),
    "resnet50": (BOTTLENECK, (3, 4, 6, 3)),
    "resnet101": (BOTTLENECK, (3, 4, 23, 3)),
    "resnet152": (BOTTLENECK, (3, 8, 36, 3)),
}


def cells(line: str) -> list[str]:
    found = [cell.strip() for cell in line.split("|")]
    return found + [""] * (10 - len(found))


def test_googlenet_reads_like_table_1_of_its_paper() -> None:
    report = report_of("googlenet")
    columns, lines = branch_lines(report, paper_table(report), EN)
    assert columns == ("#1×1", "#3×3 reduce", "#3×3", "#5×5 reduce", "#5×5", "pool proj")
    shown = [
        [line.name, line.patch, line.output.replace("\u00a0", "").replace(",", ""),
         str(line.depth), *line.cells]
        for line in lines
    ]  # fmt: skip
    assert shown == [cells(line) for line in GOOGLENET.strip().splitlines()]
    assert sum(line.depth for line in lines) == report.totals.weight_layers == 22


def test_the_heads_come_after_the_paper_s_rows() -> None:
    report = report_of("googlenet-heads")
    _, lines = branch_lines(report, paper_table(report), EN)
    assert [line.name for line in lines[-2:]] == ["head1", "head2"]
    assert len(lines) == len(GOOGLENET.strip().splitlines()) + 2
    assert sum(line.params for line in lines) == report.totals.params


@pytest.mark.parametrize("key", RESNET)
def test_resnets_read_like_table_1_of_their_paper(key: str) -> None:
    layers, times = RESNET[key]
    report = report_of(key)
    lines = block_lines(report, paper_table(report), EN)
    assert [line.name for line in lines] == [
        "conv1", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "fc",
    ]  # fmt: skip
    sizes = [line.output.replace("\u00a0", "") for line in lines]
    assert sizes == ["112×112", "56×56", "28×28", "14×14", "7×7", "1×1"]
    assert lines[0].items[0].layers == ("7×7, 64, stride 2",)
    assert lines[1].items[0].layers == ("max pool 3×3, stride 2",)
    for line, channels, count in zip(lines[1:5], (64, 128, 256, 512), times, strict=True):
        body = line.items[-1]
        assert body.layers == tuple(
            text.format(c=channels, c4=f"{4 * channels:,}") for text in layers
        )
        assert body.times == count
    assert [item.layers[0] for item in lines[5].items] == [
        "global average pool", "1,000-d fully connected",
    ]  # fmt: skip


def test_vgg_has_a_line_a_stage() -> None:
    report = report_of("vgg16")
    lines = block_lines(report, paper_table(report), EN)
    assert [line.name for line in lines] == [
        "conv1_x", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "pool5", "fc6 … fc8",
    ]  # fmt: skip
    assert [line.items[-1].times for line in lines[:5]] == [2, 2, 3, 3, 3]


@pytest.mark.parametrize("key", CATALOG)
def test_every_network_s_lines_add_up(key: str) -> None:
    report = report_of(key)
    lines = block_lines(report, paper_table(report), EN)
    assert sum(line.params for line in lines) == report.totals.params
    assert sum(line.macs for line in lines) == report.totals.macs
