"""Stages where resolution is not the story, and where it is although maps have channels last."""

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.render.words.formatting import stage_name
from archreport.render.words.language import Language
from archreport.report.self_check import check_report
from tests.analysis import modern_nets as nets
from tests.analysis.any_nets import Calls, Scan

PICTURE = (1, 3, 32, 32)


def ids(length=8):
    return torch.zeros(1, length, dtype=torch.int64)


TRUNK = ["embedding", "blocks", "head"]
ZOO = {
    "ViT": (nets.ViT(), PICTURE, TRUNK),
    "BERT": (nets.BERT(), ids(), TRUNK),
    "GPT": (nets.GPT(), ids(), TRUNK),
    "T5": (
        nets.Translator(), (ids(), ids(6)),
        ["embedding", "encoder", "embedding", "decoder", "head"],
    ),
    "ALBERT": (nets.Shared(), ids(), TRUNK),
    "Mixer": (nets.Mixer(), PICTURE, TRUNK),
    "Mamba": (nets.Mamba(), ids(), TRUNK),
    "LSTM": (nets.Recurrent(), ids(), ["embedding", "recurrent", "head"]),
    "LSTM layers": (nets.RecurrentStack(), ids(), TRUNK),
    "scan": (nets.Steps(), (1, 64), ["recurrent"]),
    "Swin": (nets.Swin(), PICTURE, ["body", "body", "classifier"]),
    "ConvNeXt": (nets.ConvNeXt(), PICTURE, ["body", "body", "classifier"]),
    "PVT": (nets.PVT(), PICTURE, ["body", "body", "classifier"]),
    "SKNet": (nets.with_blocks(nets.SelectiveKernel), PICTURE, ["body", "body", "classifier"]),
    "CBAM": (
        nets.with_blocks(nets.ConvolutionalAttention), PICTURE, ["body", "body", "classifier"],
    ),
}  # fmt: skip


@pytest.fixture(params=ZOO)
def case(request):
    net, inputs, kinds = ZOO[request.param]
    return analyze(net, inputs), kinds


def test_the_stages_are_those_of_the_network(case):
    report, kinds = case
    assert [stage.kind for stage in report.stages] == kinds


def test_subtotals_add_up_and_every_row_is_in_one_stage(case):
    report, _ = case
    inputs = sum(row.activations for row in report.rows if row.kind == "io")
    assert sum(stage.params for stage in report.stages) == report.totals.params
    assert sum(stage.macs for stage in report.stages) == report.totals.macs
    assert sum(stage.activations for stage in report.stages) + inputs == report.totals.activations
    staged = [name for stage in report.stages for name in stage.rows]
    assert sorted(staged) == sorted(row.id for row in report.rows if row.kind != "io")
    assert sorted(staged) == sorted(n for b in report.blocks for copy in b.copies for n in copy)
    assert check_report(report) == []


def test_every_stage_has_a_name_of_its_own_in_both_languages(case):
    report, _ = case
    for code in ("en", "zh"):
        names = [stage_name(stage, Language(code)) for stage in report.stages]
        assert len(set(names)) == len(names)
        assert not any("stage." in name or "{" in name for name in names)
    assert len({stage.id for stage in report.stages}) == len(report.stages)


def test_names():
    report = analyze(*ZOO["T5"][:2])
    names = [stage_name(stage, Language("en")) for stage in report.stages]
    assert names == ["Embedding", "Encoder", "Embedding 2", "Decoder", "Head"]
    names = [stage_name(stage, Language("zh")) for stage in report.stages]
    assert names == ["嵌入", "编码器", "嵌入 2", "解码器", "输出头"]


def rows_of(report):
    return {stage.id: stage.rows for stage in report.stages}


def test_a_picture_is_embedded_with_its_token_and_positions():
    rows = rows_of(analyze(*ZOO["ViT"][:2]))
    assert rows["embedding-1"] == ("patches", "flatten", "transpose", "expand", "cat", "add")
    assert rows["head-1"] == ("norm", "getitem", "head")
    assert rows["blocks-1"][0] == "blocks.0.norm1"


def test_a_normalisation_between_encoder_and_decoder_is_the_encoders():
    assert rows_of(analyze(*ZOO["T5"][:2]))["encoder-1"][-1] == "encoder_norm"


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_pytorchs_own_transformer():
    report = analyze(nn.Transformer(32, 2, 2, 3, 64), ((10, 1, 32), (7, 1, 32)))
    assert [stage.kind for stage in report.stages] == ["encoder", "decoder", "head"]
    assert [block.repeats for block in report.blocks] == [2, 1, 3, 1]


def test_maps_with_channels_last_have_their_resolution():
    for name in ("Swin", "PVT", "ConvNeXt"):
        report = analyze(*ZOO[name][:2])
        assert [stage.resolution for stage in report.stages] == [(8, 8), (4, 4), ()]


def test_convolutions_in_front_keep_their_stages():
    hybrid = nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(16, 16, 3, 2, 1), nn.Flatten(2), Calls(lambda n, x: x.transpose(1, 2)),
        *(nets.TransformerBlock(16) for _ in range(3)), nn.Linear(16, 5),
    )  # fmt: skip
    kinds = [stage.kind for stage in analyze(hybrid, PICTURE).stages]
    assert kinds == ["body", "body", "body", *TRUNK]


def test_a_classifier_of_equal_small_modules_is_still_one():
    class Full(nn.Sequential):
        def __init__(self):
            super().__init__(nn.Linear(64, 64), nn.ReLU())

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.l, self.act = nn.Linear(64, 64), nn.ReLU()

        def forward(self, x):
            return self.act(self.l(x))

    net = nn.Sequential(
        nn.Conv2d(3, 4, 3, 2, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, 2, 1), nn.Conv2d(4, 4, 3, 2, 1),
        nn.Flatten(), Layer(), Layer(), Full(), nn.Linear(64, 5),
    )  # fmt: skip
    assert [stage.kind for stage in analyze(net, PICTURE).stages][-1] == "classifier"


def test_two_towers_are_not_one_block_twice():
    def towers(net, x, y):
        return net.tower(x) * net.tower(y)

    report = analyze(Calls(towers, tower=nets.BERT()), (ids(), ids()))
    repeats = [block.repeats for block in report.blocks if block.module_type == "TransformerBlock"]
    assert repeats == [3, 3]
    assert [stage.kind for stage in report.stages] == [
        "embedding", "blocks", "embedding", "blocks", "head",
    ]  # fmt: skip


def test_a_perceptron_stays_a_classifier():
    net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))
    assert [stage.kind for stage in analyze(net, (1, 8)).stages] == ["classifier"]


def test_a_loop_over_a_cell_is_recurrent():
    def unrolled(net, x):
        h = x.new_zeros(1, 6)
        for t in range(10):
            h = net.cell(x[:, t], h)
        return net.head(h)

    net = Calls(unrolled, cell=nn.GRUCell(8, 6), head=nn.Linear(6, 2))
    stages = analyze(net, (1, 10, 8)).stages
    assert [stage.kind for stage in stages] == ["recurrent", "head"]
    assert analyze(Scan(8), (8,)).stages[0].kind == "recurrent"


def test_what_comes_from_no_input_stands_with_what_reads_it():
    """Biases of positions and masks have extents of their own, which are no resolution."""

    class Biased(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.table, self.block = nn.Embedding(49, 2), nets.Windows(width)

        def forward(self, x):
            places = torch.arange(16, device=x.device)
            bias = self.table(places[:, None] + places[None] + 0).permute(2, 0, 1)[None]
            return self.block(x) + bias.mean()

    net = nn.Sequential(
        nn.Conv2d(3, 8, 4, 4), Calls(lambda n, x: x.permute(0, 2, 3, 1)), Biased(8), nets.Merge(8),
        Biased(16),
    )  # fmt: skip
    stages = analyze(net, PICTURE).stages
    assert [stage.resolution for stage in stages] == [(8, 8), (4, 4)]
    assert "2.arange" in stages[0].rows
    assert "4.arange" in stages[1].rows


def test_what_is_cast_and_scaled_before_the_first_layer_is_no_stage():
    class Scaled(nn.Sequential):
        def forward(self, x):
            return super().forward((x.to(torch.float32) - 0.5) / 0.2)

    net = Scaled(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 8, 3, 2, 1))
    stages = analyze(net, PICTURE).stages
    assert [stage.resolution for stage in stages] == [(16, 16), (8, 8)]
    assert stages[0].rows[:3] == ("to", "sub", "div")
    vit = nets.ViT()
    scaled = Calls(lambda n, x: n.vit((x - 0.5) / 0.2), vit=vit)
    assert [stage.kind for stage in analyze(scaled, PICTURE).stages] == TRUNK


def test_only_what_has_parameters_is_a_side_branch():
    def kept(net, x):
        x = net.one(x)
        state = x.clone() * 2
        y = net.two(x)
        return y, net.pooler(y[:, 0]), state

    net = Calls(kept, one=nn.Linear(8, 8), two=nn.Linear(8, 8), pooler=nn.Linear(8, 2))
    report = analyze(net, (1, 4, 8))
    assert [(stage.kind, stage.rows) for stage in report.stages] == [
        ("classifier", ("one", "clone", "mul", "two")), ("side", ("getitem", "pooler")),
    ]  # fmt: skip
