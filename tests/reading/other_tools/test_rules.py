"""What each rule says of one layer, derived by hand; and that shares add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from torch import nn

from archreport import analyze
from archreport.reading.other_tools import TOOLS, other_tools, rules
from archreport.reading.other_tools.steps import steps_of
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.reading.other_tools.nets import MAPS, NETS

#: net, tool, rule: how much. 8 channels of 10 × 10 hold 800 values.
BY_HAND = [
    ("conv", "torchinfo", "bias_by_size", 16 * 100),
    ("conv", "ptflops-aten", "bias", 16 * 100),
    ("conv, groups", "flop-counter", "two_per_mac", 9 * 2 * 16 * 100),
    ("transposed", "torchinfo", "output_grid", 3 * 4 * 8 * 16 * 100),  # 4 positions for 1
    ("transposed", "torchinfo", "bias_by_size", 16 * 400),
    ("transposed, groups", "calflops", "groups_twice", -(12800 - 3200)),
    ("functional", "thop", "unknown_class", -9 * 8 * 16 * 100),
    ("functional", "ptflops", "activation_twice", 1600),  # F.relu, without a module: once
    ("subclass", "ptflops", "unknown_class_or_function", -115_200),
    ("local", "torchinfo", "by_size_of_weight", 63 * 64 * 72 * 4),
    ("linear on rows", "torchinfo", "by_size_of_weight", -49 * 128),
    ("batch norm", "thop", "norm_4", 4 * 800),
    ("batch norm", "torchinfo", "norm_by_size", 2 * 8),
    ("batch norm, plain", "fvcore", "norm_2", 800),
    ("relu", "ptflops", "activation_twice", 2 * 800),
    ("relu", "calflops-flops", "activation", 800),
    ("max pool", "ptflops", "pool_twice", 2 * 800),
    ("average pool", "thop", "average_pool_out", 200),
    ("global pool", "thop", "adaptive_pool_window", 8 * (100 + 1)),
    ("global pool", "fvcore", "adaptive_pool_in", 800),
    ("lrn", "ptflops", "response_norm", 3 * 800 + 12 * 100),
    ("bilinear", "fvcore", "upsampling_4", 4 * 3200),
    ("bilinear", "thop", "upsampling", 11 * 3200),
    ("nearest", "ptflops", "upsampling_twice", 2 * 3200),
    ("resize", "ptflops", "upsampling_twice", 3200),
]


def report_of(name: str) -> Report:
    build, shape = NETS[name]
    return analyze(build(), shape)


@pytest.mark.parametrize(("net", "tool", "rule", "amount"), BY_HAND)
def test_a_rule_says_what_was_worked_out_by_hand(
    net: str, tool: str, rule: str, amount: int
) -> None:
    counted = next(c for c in other_tools(report_of(net)) if c.tool.key == tool)
    found = {share.rule: share.amount for share in counted.shares}
    assert found[rule] == amount


def test_a_total_is_our_macs_and_its_shares() -> None:
    for counted in other_tools(report_of("residual")):
        assert counted.total == counted.ours + sum(share.amount for share in counted.shares)
        assert all(share.amount and share.rows for share in counted.shares)


def test_nothing_is_added_where_nothing_differs() -> None:
    counted = {c.tool.key: c for c in other_tools(report_of("conv, no bias"))}
    for key in ("torchinfo", "fvcore", "thop", "ptflops", "ptflops-aten", "calflops"):
        assert counted[key].shares == ()
        assert counted[key].total == counted[key].ours


def test_what_cannot_be_told_has_no_total() -> None:
    attention = nn.MultiheadAttention(8, 2, batch_first=True)
    shape = (1, 5, 8)
    counted = {c.tool.key: c for c in other_tools(analyze(attention, (shape, shape, shape)))}
    assert counted["ptflops"].total is None
    assert counted["ptflops"].silent


def test_fvcore_stops_at_an_unpooling() -> None:
    class Switches(nn.Module):
        def forward(self, x):
            return nn.MaxUnpool2d(2)(*nn.MaxPool2d(2, return_indices=True)(x))

    counted = {c.tool.key: c for c in other_tools(analyze(Switches(), MAPS))}
    assert counted["fvcore"].total is None
    assert counted["fvcore"].stopped
    assert counted["thop"].total == 0


def test_parameters_belong_to_the_last_row_of_their_call() -> None:
    report = report_of("reused")
    steps = steps_of(report)
    assert [len(step.own) for step in steps] == [1, 1, 1]
    assert all(step.leaf for step in steps)
    inner = steps_of(report_of("residual"))
    assert [step.leaf for step in inner] == [True, False, False]


def test_rules_do_not_need_what_hand_made_rows_lack() -> None:
    """A transposed convolution whose row says little: no rule may stop."""
    report = report_of("transposed")
    bare = tuple(replace(row, hyper={}, window=None, params=()) for row in report.rows)
    assert other_tools(replace(report, rows=bare))


def test_every_rule_has_a_phrase_and_every_phrase_a_rule() -> None:
    from archreport.render.words.language import phrase_keys

    used = {rule.__name__ for tool in TOOLS for rule in tool.rules}
    said = {key.removeprefix("tools.rule.") for key in phrase_keys() if "tools.rule." in key}
    assert used == said
    assert all(getattr(rules, name).__doc__ for name in used)
    assert Language("zh")("tools.rule.bias") != Language("en")("tools.rule.bias")
