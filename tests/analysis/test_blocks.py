"""Equal blocks fold: through loops, shared modules and modules that only hold them."""

import torch
from torch import nn

from archreport import analyze
from tests.analysis import modern_nets as nets
from tests.analysis.any_nets import Calls

IDS = torch.zeros(1, 8, dtype=torch.int64)


def folded(report):
    return [(block.module_type, block.repeats, len(block.copies[0])) for block in report.blocks]


def test_a_block_that_is_called_twelve_times_is_twelve_blocks_and_counts_once():
    report = analyze(nets.Shared(12), IDS)
    (block,) = [block for block in report.blocks if block.module_type == "TransformerBlock"]
    assert block.repeats == 12
    rows = {row.id: row for row in report.rows}
    params = [sum(rows[name].param_count for name in copy) for copy in block.copies]
    assert params == [3280] + [0] * 11
    macs = {sum(rows[name].macs for name in copy) for copy in block.copies}
    assert macs == {26624}


def test_a_loop_of_64_steps_is_one_step_64_times():
    report = analyze(nets.Steps(), (1, 64))
    (block,) = [block for block in report.blocks if block.repeats > 1]
    assert (block.id, block.repeats) == ("matmul", 64)
    assert block.copies[1] == ("matmul_2", "getitem_2", "mul_2", "add_2", "tanh_2")
    rows = {row.id: row for row in report.rows}
    assert {sum(rows[name].macs for name in copy) for copy in block.copies} == {36}
    assert report.totals.macs == 64 * 36


def test_blocks_fold_inside_of_what_only_holds_them():
    assert folded(analyze(nets.BERT(12), IDS)) == [
        ("Embeddings", 1, 5), ("TransformerBlock", 12, 20), ("", 1, 1), ("", 1, 2),
    ]  # fmt: skip

    class Stage(nn.Module):
        """A class of its own around blocks, as libraries of models have it."""

        def __init__(self, width, stride):
            super().__init__()
            self.down = nn.Conv2d(width // stride, width, stride, stride)
            self.blocks = nn.Sequential(*(nets.ConvNeXtBlock(width) for _ in range(3)))

        def forward(self, x):
            return self.blocks(self.down(x))

    report = analyze(nn.Sequential(nn.Conv2d(3, 8, 4, 4), Stage(16, 2), Stage(32, 2)),
                     (1, 3, 32, 32))  # fmt: skip
    assert [one for one in folded(report) if one[1] > 1] == [("ConvNeXtBlock", 3, 8)] * 2


def test_experts_side_by_side_do_not_open_their_block():
    class Expert(nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.two = nn.Linear(8, 32), nn.Linear(32, 8)

        def forward(self, x):
            return self.two(torch.relu(self.one(x)))

    class Mixture(nn.Module):
        def __init__(self):
            super().__init__()
            self.experts = nn.ModuleList(Expert() for _ in range(4))

        def forward(self, x):
            return x + sum(expert(x) for expert in self.experts)

    report = analyze(nn.Sequential(*(Mixture() for _ in range(3))), (1, 5, 8))
    assert [(kind, repeats) for kind, repeats, _ in folded(report)] == [("Mixture", 3)]


def test_layers_that_alternate_fold_as_a_pair():
    pairs = [layer for _ in range(5) for layer in (nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 8))]
    assert folded(analyze(nn.Sequential(*pairs), (1, 8))) == [("", 5, 3)]


def test_blocks_of_another_size_do_not_fold():
    net = nn.Sequential(nets.MixerBlock(4, 8), nets.MixerBlock(4, 8), nets.MixerBlock(4, 8))
    assert folded(analyze(net, (1, 4, 8))) == [("MixerBlock", 3, 12)]
    uneven = nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 9))
    assert [repeats for _, repeats, _ in folded(analyze(uneven, (1, 8)))] == [2, 1]


def test_a_function_in_a_loop_over_modules_is_part_of_the_loop():
    def loop(net, x):
        for layer in net.layers:
            x = torch.relu(layer(x)) * 0.5
        return x

    report = analyze(Calls(loop, layers=nn.ModuleList(nn.Linear(8, 8) for _ in range(6))), (1, 8))
    assert folded(report) == [("", 6, 3)]


def test_the_rate_of_a_dropout_does_not_keep_blocks_apart():
    class Dropped(nn.Module):
        def __init__(self, rate):
            super().__init__()
            self.l, self.drop = nn.Linear(8, 8), nn.Dropout(rate)
            self.two = nn.Linear(8, 8)

        def forward(self, x):
            return x + self.drop(self.two(self.l(x)))

    report = analyze(nn.Sequential(*(Dropped(n / 10) for n in range(4))), (1, 5, 8))
    assert [(kind, repeats) for kind, repeats, _ in folded(report)] == [("Dropped", 4)]


def test_a_state_that_a_block_keeps_does_not_open_it():
    class Keeps(nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.two = nn.Linear(8, 8), nn.Linear(8, 8)

        def forward(self, x):
            y = self.one(x)
            self.kept = y.clone()
            return self.two(y)

    report = analyze(nn.Sequential(*(Keeps() for _ in range(3))), (1, 5, 8))
    assert folded(report) == [("Keeps", 3, 3)]
