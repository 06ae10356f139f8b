"""Models as people have them: each with its parameters and MACs by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, prune
from torch.nn.utils.rnn import pack_sequence
from torch.utils.checkpoint import checkpoint

from archreport import call, plain, shape
from archreport.errors import ForwardFailed
from archreport.report.self_check import check_report
from tests.analysis.any_nets import (
    Batch,
    Calls,
    ClassToken,
    Energy,
    Everyday,
    Focus,
    LearnedQueries,
    MakesParameter,
    Once,
    Pair,
    ReplacesItself,
    Scan,
    SpeechWithConstant,
    Squeeze,
    holder,
    layer,
)
from tests.analysis.checked import analyze

LSTM = 5 * 4 * 20 * (10 + 20)
MAP = (1, 3, 8, 8)


def small():
    """216 + 8 and 288·5 + 5 parameters; 36·27·8 and 288·5 MACs for a picture of 3 × 8 × 8."""
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(288, 5))


def pruned():
    net = nn.Sequential(nn.Conv2d(3, 8, 3))
    prune.l1_unstructured(net[0], "weight", 0.5)
    return net


def old_weight_norm():
    with pytest.warns(FutureWarning):
        return nn.utils.weight_norm(nn.Conv2d(3, 8, 3))


def tied():
    net = nn.Sequential(nn.Embedding(100, 16), nn.Linear(16, 100, bias=False))
    net[1].weight = net[0].weight
    return net


def frozen():
    return small().requires_grad_(False)


def quantised():
    net = nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 4))
    with pytest.warns(DeprecationWarning):
        return torch.ao.quantization.quantize_dynamic(net, {nn.Linear})


def in_place():
    def run(net, x):
        x = F.hardswish(net.l(x), inplace=True).unsqueeze_(0).transpose_(1, 2).squeeze_(0)
        x = x.masked_fill_(x > 0, 1.0).floor_divide(2.0)
        return torch.logsumexp(x, 0).index_copy_(0, torch.zeros(1, dtype=torch.long), x[0, :1])

    return Calls(run, l=layer())


def sparse(net, x):
    return torch.sparse.mm(torch.eye(8).to_sparse(), x)


def attention(net, q, k, v):
    return F.scaled_dot_product_attention(q, k, v)


def unregistered():
    net = Calls(lambda net, x: net.hidden[1](net.hidden[0](x)))
    net.hidden = [layer(4, 4), layer(4, 4)]
    return net


def compiled_inside():
    return Calls(lambda net, x: torch.compile(net.l, backend="eager")(x), l=layer())


def checkpointed(reentrant):
    return Calls(lambda net, x: checkpoint(net.l, x, use_reentrant=reentrant), l=layer())


def functional():
    def run(net, x):
        weights = {"weight": net.w, "bias": net.b}
        return torch.func.functional_call(nn.Linear(8, 4, device="meta"), weights, (x,))

    net = Calls(run)
    net.w, net.b = nn.Parameter(torch.zeros(4, 8)), nn.Parameter(torch.zeros(4))
    return net


def answers(make):
    return Calls(lambda net, x: make(net.l(x)), l=layer())


ONE = (1, 8)
TOKENS = torch.ones(2, 7, dtype=torch.long)

# name, network, what it is called with, parameters, MACs
CASES = [
    ("LSTM", lambda: nn.LSTM(10, 20, batch_first=True), (1, 5, 10), 2_560, LSTM),
    ("LSTM beside real numbers", SpeechWithConstant, (1, 5, 10), 2_560, LSTM),
    ("GRU", lambda: nn.GRU(10, 20), (5, 1, 10), 60 * 30 + 120, 5 * 3 * 20 * 30),
    ("packed sequences", lambda: nn.LSTM(10, 20),
     (pack_sequence([torch.zeros(4, 10), torch.zeros(2, 10)]),), 2_560, 6 * 80 * 30),
    ("attention", lambda: Calls(attention),
     ((1, 2, 3, 4), (1, 2, 5, 4), (1, 2, 5, 6)), 0, 2 * 3 * 5 * (4 + 6)),
    ("pruned", pruned, MAP, 224, 36 * 27 * 8),
    ("weight norm", lambda: parametrizations.weight_norm(nn.Conv2d(3, 8, 3)), MAP,
     216 + 8 + 8, 36 * 27 * 8),
    ("old weight norm", old_weight_norm, MAP, 216 + 8 + 8, 36 * 27 * 8),
    ("tied weights", tied, TOKENS, 1_600, 14 * 1_600),
    ("learned queries", LearnedQueries, ONE, 40 + 72, 5 * 8 * 8 + 8 * 5),
    ("class token", ClassToken, (2, 9, 8), 8 + 160 + 72, 2 * 10 * 64),
    ("tokens by their shape", lambda: nn.Sequential(nn.Embedding(100, 16), nn.Linear(16, 4)),
     (2, 7), 1_668, 14 * 64),
    ("traced", lambda: torch.jit.trace(small(), torch.zeros(*MAP)), MAP, 1_669, 9_216),
    ("scripted", lambda: torch.jit.script(small()), MAP, 1_669, 9_216),
    ("a part scripted", lambda: nn.Sequential(torch.jit.script(small()), nn.ReLU()), MAP, 1_669,
     9_216),
    ("gradient inside", Energy, ONE, 9, 8 + 8),
    ("runs once", Once, ONE, 72, 64),
    ("quantised", quantised, ONE, 0, 8 * 8 + 8 * 4),
    ("in place", in_place, (1, 8), 72, 64),
    ("matrix and vector", lambda: Calls(lambda net, a, v: a @ v), ((300, 400), (400,)), 0,
     120_000),
    ("vector and matrix", lambda: Calls(lambda net, v, a: v @ a), ((30,), (30, 40)), 0, 1_200),
    ("bilinear form", lambda: nn.Bilinear(40, 50, 60), ((1, 40), (1, 50)), 120_060, 120_000),
    ("addbmm", lambda: Calls(lambda net, c, a, b: torch.addbmm(c, a, b)),
     ((3, 5), (2, 3, 4), (2, 4, 5)), 0, 2 * 3 * 4 * 5),
    ("sparse", lambda: Calls(sparse), torch.ones(8, 3), 0, 8 * 3),
    ("identity", nn.Identity, (1, 3), 0, 0),
    ("flatten", nn.Flatten, (1, 3), 0, 0),
    ("lazy", lambda: nn.Sequential(nn.LazyConv2d(8, 3), nn.Flatten(), nn.LazyLinear(5)), MAP,
     1_669, 9_216),
    ("lazy batch normalisation", lambda: nn.Sequential(nn.LazyBatchNorm2d()), MAP, 6, 0),
    ("makes a parameter", MakesParameter, ONE, 0, 0),
    ("replaces its submodule", ReplacesItself, (1, 4), 20, 16),
    ("on meta", lambda: small().to("meta"), MAP, 1_669, 9_216),
    ("half", lambda: small().half(), MAP, 1_669, 9_216),
    ("bfloat16", lambda: small().bfloat16(), torch.zeros(MAP, dtype=torch.bfloat16), 1_669, 9_216),
    ("double", lambda: small().double(), MAP, 1_669, 9_216),
    ("complex", lambda: nn.Linear(8, 8, dtype=torch.complex64), ONE, 72, 64),
    ("frozen", frozen, MAP, 1_669, 9_216),
    ("data parallel", lambda: nn.DataParallel(small()), MAP, 1_669, 9_216),
    ("compiled", lambda: torch.compile(small(), backend="eager"), MAP, 1_669, 9_216),
    ("compiled inside", compiled_inside, ONE, 72, 64),
    ("checkpoint", lambda: checkpointed(False), ONE, 72, 64),
    ("checkpoint, re-entrant", lambda: checkpointed(True), ONE, 72, 64),
    ("functional call", functional, ONE, 36, 32),
    ("vmap", lambda: Calls(lambda net, x: torch.vmap(net.l)(x), l=layer(4, 5)), (3, 4), 25, 60),
    ("dictionary as output", lambda: answers(lambda y: {"a": y, "n": 3}), ONE, 72, 64),
    ("dataclass as output", lambda: answers(lambda y: Batch(y)), ONE, 72, 64),
    ("named tuple as output", lambda: answers(lambda y: Pair(y, None)), ONE, 72, 64),
    ("None as output", lambda: answers(lambda y: None), ONE, 72, 64),
    ("scan", Scan, torch.zeros(4), 36 + 6 + 6, 4 * (36 + 6)),
    ("encoder layer", lambda: nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), (2, 7, 16),
     816 + 272 + 544 + 528 + 64, 14 * (4 * 256 + 2 * 512) + 2 * 2 * 7 * 7 * 16),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("build", "given", "params", "macs"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_parameters_and_macs_by_hand(build, given, params, macs):
    report = analyze(build(), given)
    assert (report.totals.params, report.totals.macs) == (params, macs)
    assert [check for check in report.checks if not check.ok] == []
    assert report.coverage.counted == report.coverage.total, report.coverage
    assert check_report(report) == []
    assert all("macs" in row.sums for row in report.rows if row.macs)


EVERYDAY = {
    "None": ({"x": ONE, "mask": None}, 64),
    "a number": ({"x": ONE, "scale": 2.0}, 64),
    "a dictionary": ({"x": {"a": ONE}}, 64),
    "a tensor and None": ((torch.zeros(ONE), None), 64),
    "a mask": ((ONE, ONE), 0),
    "a list": (([torch.zeros(3, 8)],), 192),
    "a list of shapes": (([(3, 8), (2, 8)],), 320),
    "a dataclass": (Batch(torch.zeros(2, 8)), 128),
    "a dataclass of a shape": (Batch((2, 8)), 128),
    "a named tuple": ((Pair(torch.zeros(2, 8), None),), 128),
    "an object": (holder(torch.zeros(2, 8)), 128),
    "both": (call((4, 8), None, scale=2, flag=True), 256),
    "switched off": (call((4, 8), flag=False), 0),
    "an array": (np.zeros((2, 8), dtype="float32"), 128),
    "NumPy's integers": ((np.int64(2), np.int64(8)), 128),
    "a size": (torch.Size([2, 8]), 128),
    "a stated shape": (shape(2, 8, dtype="float32"), 128),
}


@pytest.mark.parametrize(("given", "macs"), EVERYDAY.values(), ids=EVERYDAY)
def test_a_model_is_called_with_anything(given, macs):
    assert analyze(Everyday(), given).totals.macs == macs


def test_a_tuple_of_numbers_can_be_a_plain_value():
    net = Calls(lambda net, x, size: net.l(x.reshape(size)), l=layer())
    assert analyze(net, ((2, 3, 8), plain((6, 8)))).totals.macs == 6 * 64


def test_values_of_tensors_are_not_printed():
    with pytest.raises(ForwardFailed) as caught:
        analyze(Everyday(), {"x": {"b": torch.full((1, 8), 7.5)}})
    assert "7.5" not in caught.value.message + caught.value.hint
    assert "1 × 8" in caught.value.message


def test_float_tokens_are_refused_with_the_way_to_write_integers():
    with pytest.raises(ForwardFailed) as caught:
        analyze(nn.Embedding(100, 16), torch.zeros(2, 7))
    assert "int64" in caught.value.hint
    assert "height" not in caught.value.hint


def test_only_the_input_that_wants_integers_gets_them():
    net = Calls(lambda net, x, ids: x * net.e(ids), e=nn.Embedding(100, 8))
    report = analyze(net, ((2, 8), (2,)))
    assert [given.dtype for given in report.inputs] == ["float32", "int64"]
    assert report.coverage.integers


# -- worked sums -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "given", "row", "formula", "result"),
    [
        (pruned, MAP, -1, "n1_0", 8),
        (lambda: parametrizations.spectral_norm(nn.Linear(8, 4)), ONE, -1, "n1_0", 4),
        (lambda: tied(), TOKENS, 1, "n1_0*n1_1", 1_600),
    ],
    ids=["pruned", "spectral norm", "tied"],
)
def test_the_sum_of_parameters_is_that_of_the_row(build, given, row, formula, result):
    report = analyze(build(), given)
    sum_ = report.rows[row].sums["params"]
    assert (sum_.formula, sum_.result) == (formula, result)
    assert [check for check in report.checks if not check.ok] == []


# -- receptive fields and stages ---------------------------------------------------------------


def field(net, side=32):
    found = analyze(net, (1, 3, side, side)).rows[-1].receptive
    return found.size, found.jump, found.status


def test_slices_by_two_move_by_two():
    """Two 3 × 3 windows see 5 × 5 places of 2 × 2 pixels each."""
    assert field(Focus())[:2] == ((10, 10), (2, 2))


@pytest.mark.parametrize(
    ("middle", "size"),
    [(nn.Softmax(dim=-1), (5, 32)), (nn.Softmax(dim=-2), (32, 5)), (nn.Softmax(dim=1), (5, 5))],
)
def test_an_operation_along_an_axis_sees_all_of_it(middle, size):
    conv = nn.Conv2d(3, 4, 3, padding=1)
    assert field(nn.Sequential(conv, middle, nn.Conv2d(4, 4, 3, padding=1)))[0] == size


@pytest.mark.parametrize(
    ("middle", "size", "status"),
    [
        (nn.GroupNorm(2, 4), (32, 32), "whole"),
        (nn.InstanceNorm2d(4), (32, 32), "whole"),
        (nn.LayerNorm([4, 32, 32]), (32, 32), "whole"),
        (nn.LayerNorm(32), (5, 32), "exact"),
        (nn.BatchNorm2d(4), (5, 5), "exact"),
        (nn.LocalResponseNorm(3), (5, 5), "exact"),
    ],
)
def test_normalisation_sees_what_it_takes_statistics_of(middle, size, status):
    conv = nn.Conv2d(3, 4, 3, padding=1)
    found = field(nn.Sequential(conv, middle, nn.Conv2d(4, 4, 3, padding=1)))
    assert (found[0], found[2]) == (size, status)


def gradient_field(net, side):
    """Which input pixels the middle of the output depends on: rows and columns."""
    for parameter in net.parameters():
        nn.init.uniform_(parameter, 0.5, 1.0)
    x = torch.rand(1, 3, side, side, requires_grad=True)
    y = net(x)
    y[0, :, y.shape[2] // 2, y.shape[3] // 2].sum().backward()
    seen = x.grad.abs().sum((0, 1)) > 0
    return int(seen.any(1).sum()), int(seen.any(0).sum())


CUTS = {
    "focus": lambda x: torch.cat([x[..., ::2, ::2], x[..., 1::2, 1::2]], 1),
    "rows": lambda x: x[:, :, ::3],
    "columns": lambda x: x[..., 1::2],
    "a crop": lambda x: x[..., 2:-2, 3:],
    "narrow": lambda x: x.narrow(2, 3, 20).narrow(-1, 5, 20),
    "softmax": lambda x: x.softmax(3),
    "softmax with a detour": lambda x: x * x.softmax(-2),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_the_field_behind_it_is_that_of_the_gradient(cut):
    torch.manual_seed(0)
    first, then = nn.Conv2d(3, 4, 3, padding=1), nn.LazyConv2d(4, 3, padding=1)
    net = nn.Sequential(first, Calls(lambda _, x: cut(x)), then)
    net(torch.zeros(1, 3, 32, 32))
    assert field(net)[0] == gradient_field(net, 32)


def test_a_crop_moves_the_first_field():
    """Columns from 3 on, rows from 2 on: the first output is over the pixel with these numbers."""
    net = Calls(lambda net, x: x[..., 2:-2, 3:])
    assert analyze(net, (1, 3, 32, 32)).rows[-1].receptive.start == (2.5, 3.5)
    net = Calls(lambda net, x: x.narrow(-1, 5, 20))
    assert analyze(net, (1, 3, 32, 32)).rows[-1].receptive.start == (0.5, 5.5)


@pytest.mark.parametrize("linear", [False, True])
def test_squeeze_and_excitation_keeps_the_resolution_of_its_stage(linear):
    net = nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1), Squeeze(16, linear),
        nn.Conv2d(16, 32, 3, 2, 1), Squeeze(32, linear),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 5),
    )  # fmt: skip
    stages = analyze(net, (1, 3, 32, 32)).stages
    assert [(s.id, s.resolution) for s in stages] == [
        ("stage-1", (16, 16)), ("stage-2", (8, 8)), ("classifier", ()),
    ]  # fmt: skip


# -- what cannot be counted, and where numbers may differ --------------------------------------


def test_flex_attention_is_counted():
    flex = pytest.importorskip("torch.nn.attention.flex_attention").flex_attention
    report = analyze(Calls(lambda net, x: flex(x, x, x)), (1, 2, 128, 16))
    assert report.totals.macs == 2 * 128 * 128 * (16 + 16)


@pytest.mark.parametrize(
    ("function", "given", "name"),
    [
        (lambda net, a, b: torch.cdist(a, b), ((3, 4), (5, 4)), "aten._cdist_forward"),
        (lambda net, x: torch.fft.rfft(x), (1, 8), "aten._fft_r2c"),
        (lambda net, x: torch.linalg.det(x), (4, 4), "aten._linalg_det"),
    ],
)
def test_what_multiplies_without_a_formula_is_named(function, given, name):
    coverage = analyze(Calls(function), given).coverage
    assert coverage.uncounted == (name,)
    assert coverage.unknown == ()
    assert coverage.counted == coverage.total - 1


def test_an_operator_of_ones_own_is_unknown():
    library = torch.library.Library("archreport_tests", "FRAGMENT")
    library.define("twice(Tensor x) -> Tensor")
    library.impl("twice", lambda x: x + x, "CompositeExplicitAutograd")
    report = analyze(Calls(lambda net, x: torch.ops.archreport_tests.twice(x)), (1, 8))
    assert report.coverage.unknown == ("archreport_tests.twice",)
    assert (report.coverage.counted, report.coverage.total) == (0, 1)


def test_weights_in_a_plain_list_are_named():
    report = analyze(unregistered(), (1, 4))
    assert report.totals.params == 0
    assert report.totals.macs == 2 * 16
    assert report.coverage.unregistered == 2 * (16 + 4)
    assert not report.coverage.complete


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (lambda net, x: x if x.sum().item() > 0 else -x, ("item",)),
        (lambda net, x: x.nonzero(), ("nonzero",)),
        (lambda net, x: x[x > 0], ("getitem",)),
        (lambda net, x: torch.where(x > 0)[0], ("where",)),
        (lambda net, x: torch.where(x > 0, x, -x), ()),
        (lambda net, x: x[:, torch.tensor([True, False] * 4)], ()),
        (lambda net, x: x.relu(), ()),
    ],
)
def test_a_path_that_depends_on_values_is_named(function, names):
    assert analyze(Calls(function), (1, 8)).coverage.by_value == names


def test_torchinfo_runs_on_fake_tensors_every_time():
    """torchinfo moves the model first, which fake tensors allow or not by who else holds them."""
    model = SpeechWithConstant()
    reports = [analyze(model, (1, 5, 10)) for _ in range(2)]
    assert [report.torchinfo.error for report in reports] == ["", ""]
    assert {report.torchinfo.mult_adds for report in reports} == {5 * 2_560}


def test_under_inference_mode_the_count_is_the_same():
    with torch.inference_mode():
        report = analyze(nn.Conv2d(3, 8, 3), MAP)
        assert torch.is_inference_mode_enabled()
    assert report.totals.macs == 36 * 27 * 8


def test_the_second_method_may_fail_without_the_report():
    report = analyze(Once(), torch.zeros(1, 8))
    assert report.totals.macs == 64


def test_a_generator_of_random_numbers_is_an_argument_like_any():
    net = Calls(lambda net, x, generator: net.l(x) + 1, l=layer())
    assert analyze(net, call(ONE, generator=torch.Generator())).totals.macs == 64
