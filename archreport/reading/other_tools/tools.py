"""Which tool follows which rules, and the totals that come out for a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archreport.reading.other_tools import rules
from archreport.reading.other_tools.steps import Step, steps_of
from archreport.report.model import Report

Rule = Callable[[Step], int]


@dataclass(frozen=True)
class Tool:
    """``word`` is what the tool calls its total. ``blind`` names operations whose count our rows
    cannot tell, ``stops`` those at which the tool ends with an error; ``one_input`` marks a tool
    that always counts for a batch of one."""

    key: str
    name: str
    version: str
    word: str
    rules: tuple[Rule, ...]
    blind: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    one_input: bool = False


@dataclass(frozen=True)
class Share:
    """What one rule adds to our MACs (or takes off), and in how many rows."""

    rule: str
    rows: int
    amount: int


@dataclass(frozen=True)
class Counted:
    """One tool's total. ``total`` is None where it cannot be told, or where there is none:
    ``silent`` and ``stopped`` name the rows or inputs to blame."""

    tool: Tool
    ours: int
    shares: tuple[Share, ...]
    silent: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()

    @property
    def total(self) -> int | None:
        if self.silent or self.stopped:
            return None
        return self.ours + sum(share.amount for share in self.shares)


def other_tools(report: Report) -> tuple[Counted, ...]:
    """The totals of all tools for the network and input of ``report``."""
    steps = steps_of(report)
    return tuple(count(tool, report, steps) for tool in TOOLS)


def count(tool: Tool, report: Report, steps: Sequence[Step]) -> Counted:
    """Apply a tool's rules to every step. Rules that change nothing are left out."""
    shares = []
    for rule in tool.rules:
        amounts = [amount for amount in map(rule, steps) if amount]
        if amounts:
            shares.append(Share(rule.__name__, len(amounts), sum(amounts)))
    silent = [step.row.id for step in steps if step.row.op in tool.blind]
    if tool.one_input:
        silent += [given.id for given in report.inputs if given.shape[:1] != (1,)]
    stopped = tuple(step.row.id for step in steps if step.row.op in tool.stops)
    return Counted(tool, report.totals.macs, tuple(shares), tuple(silent), stopped)


_RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell", "rnn_tanh_cell")
_ATTENTION = ("multi_head_attention_forward", "scaled_dot_product_attention")
_SUMS = ("addmm", "baddbmm", "addbmm")

#: In the order of the page.
TOOLS: tuple[Tool, ...] = (
    Tool("flop-counter", "torch.utils.flop_counter", "", "FLOPs", (rules.two_per_mac,)),
    Tool(
        "torchinfo", "torchinfo", "1.8.0", "mult-adds",
        (rules.bias_by_size, rules.norm_by_size, rules.output_grid, rules.by_size_of_weight),
    ),
    Tool(
        "fvcore", "fvcore", "0.1.5", "FLOPs",
        (rules.norm_2, rules.adaptive_pool_in, rules.upsampling_4),
        frozenset({"einsum", *_ATTENTION, *_RECURRENT, *_SUMS}),
        frozenset({"max_unpool1d", "max_unpool2d", "max_unpool3d"}),
    ),
    Tool(
        "thop", "thop", "0.1.1", "MACs",
        (rules.norm_4, rules.average_pool_out, rules.adaptive_pool_window, rules.upsampling,
         rules.output_grid_of_known, rules.unknown_class),
        frozenset(_RECURRENT),
    ),
    Tool(
        "ptflops", "ptflops, pytorch", "0.7.5", "MACs",
        (rules.bias_of_known, rules.norm_module, rules.activation_twice, rules.pool_twice,
         rules.response_norm, rules.upsampling_twice, rules.unknown_class_or_function),
        frozenset({"matmul", *_ATTENTION, *_RECURRENT, *_SUMS}),
        one_input=True,
    ),
    Tool(
        "ptflops-aten", "ptflops, aten", "0.7.5", "MACs", (rules.bias,),
        frozenset({*_ATTENTION, *_RECURRENT, *_SUMS}),
        one_input=True,
    ),
    Tool(
        "calflops", "calflops", "0.3.2", "MACs", (rules.groups_twice, rules.unknown_function),
        frozenset({"matmul", *_ATTENTION, *_RECURRENT, *_SUMS}),
    ),
    Tool(
        "calflops-flops", "calflops", "0.3.2", "FLOPs",
        (rules.groups_twice, rules.unknown_function, rules.two_per_mac_seen,
         rules.bias_of_convolutions, rules.bias_of_transposed, rules.norm_2, rules.activation,
         rules.pool, rules.response_norm, rules.upsampling_in),
        frozenset({"matmul", "einsum", *_ATTENTION, *_RECURRENT, *_SUMS}),
    ),
)  # fmt: skip
