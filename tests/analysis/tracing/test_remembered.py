"""Results on meta made again from memory are those that PyTorch gives."""

from contextlib import suppress

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from archreport.analysis.tracing import remembered
from tests.analysis.any_nets import Calls

aten = torch.ops.aten


def meta(*extents, **settings):
    return torch.empty(extents, device="meta", **settings)


def seen(tensor):
    return tensor.shape, tensor.stride(), tensor.dtype, tensor.untyped_storage().nbytes()


PURE = {
    "convolution": (aten.convolution.default, (
        meta(1, 3, 8, 8), meta(4, 3, 3, 3), None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1)),
    "the same of another layout": (aten.convolution.default, (
        meta(1, 3, 8, 8).to(memory_format=torch.channels_last), meta(4, 3, 3, 3), None, [1, 1],
        [1, 1], [1, 1], False, [0, 0], 1)),
    "a sum with a broadcast": (aten.add.Tensor, (meta(2, 1, 4), meta(3, 1))),
    "a number": (aten.add.Tensor, (meta(3, dtype=torch.int64), 1)),
    "a number with a point": (aten.add.Tensor, (meta(3, dtype=torch.int64), 1.0)),
    "True": (aten.add.Tensor, (meta(3, dtype=torch.int64), True)),
    "several results": (aten.native_layer_norm.default, (meta(2, 3, 4), [4], None, None, 1e-5)),
    "a list of tensors": (aten.cat.default, ([meta(2, 3), meta(2, 5)], 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", PURE)
def test_a_pure_function_gives_the_same_again(name):
    func, args = PURE[name]
    expected = func(*args)
    remembered.run(func, args, {})
    result = remembered.run(func, args, {})
    several = isinstance(expected, tuple)
    pairs = zip(result, expected, strict=True) if several else [(result, expected)]
    assert all(seen(one) == seen(other) for one, other in pairs)
    assert name == "a number" or remembered.run_with_notes(func, args, {})[1] is not None


@pytest.mark.parametrize(
    ("func", "args"),
    [
        (aten.add_.Tensor, (meta(3), meta(3))),
        (aten.view.default, (meta(4), [2, 2])),
        (aten._unsafe_view.default, (meta(4), [2, 2])),
        (aten.transpose.int, (meta(2, 3), 0, 1)),
        (aten.bernoulli.default, (meta(3),)),
        (aten.native_dropout.default, (meta(3), 0.5, True)),
        (aten.relu.default, (torch.zeros(3),)),
        (aten.empty.memory_format, ([3],)),
    ],
)
def test_what_may_differ_is_not_remembered(func, args):
    with suppress(NotImplementedError):  # nothing is drawn without values
        assert remembered.run_with_notes(func, args, {})[1] is None


def test_memory_of_its_own_each_time():
    x = meta(3)
    first, second = (remembered.run(aten.relu.default, (x,), {}) for _ in range(2))
    assert first.untyped_storage()._cdata != second.untyped_storage()._cdata


NETS = {
    "convolutions": (lambda: nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(72, 5)), (1, 3, 8, 8)),
    "the same twice": (lambda: nn.Sequential(*[nn.Conv2d(4, 4, 3, padding=1) for _ in range(4)]),
                       (1, 4, 8, 8)),
    "attention": (lambda: nn.TransformerEncoderLayer(16, 2, 32), (5, 1, 16)),
    "recurrence": (lambda: nn.LSTM(4, 6, 2, bidirectional=True), (5, 1, 4)),
    "views and writes": (lambda: Calls(
        lambda net, x: F.relu(x.transpose(1, 2)).add_(1).reshape(-1) + x.sum()), (1, 2, 3)),
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_a_report_is_the_same_with_and_without(name):
    build, given = NETS[name]
    torch.manual_seed(0)
    model = build()
    quick = [analyze(model, given, method="meta") for _ in range(2)]
    with remembered.nothing_remembered():
        plain = analyze(model, given, method="meta")
    assert {report.content_hash for report in quick} == {plain.content_hash}


def test_the_default_type_is_a_part_of_what_is_remembered():
    whole = meta(4, dtype=torch.int64)
    found = []
    for dtype in (torch.float32, torch.float64):
        before = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        try:
            found.append(remembered.run(aten.div.Tensor, (whole, whole), {}).dtype)
        finally:
            torch.set_default_dtype(before)
    assert found == [torch.float32, torch.float64]


class Same(nn.Module):
    """Calls the same function again and again."""

    def __init__(self, work):
        super().__init__()
        self.work = work

    def forward(self, x):
        for _ in range(3):
            x = self.work(x)
        return x


def casts(x):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return F.linear(x, torch.ones(4, 4, device=x.device, dtype=x.dtype)).float()


def maps(x):
    return torch.vmap(lambda row: F.relu(row) + 1)(x)


def differentiates(x):
    return torch.func.grad(lambda y: F.softplus(y).sum())(x)


def picks(x):
    return x + x.max(dim=-1, keepdim=True).values + x.topk(2).indices.sum()


def with_gradients(x):
    with torch.enable_grad():
        y = F.softplus(x.detach().requires_grad_())
        (slope,) = torch.autograd.grad(y.sum(), y)
    return y.detach() * slope


WORK = {one.__name__: one for one in (casts, maps, differentiates, picks, with_gradients)}


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("method", ["meta", "fake"])
def test_calls_in_a_mode_of_their_own_are_reported_alike(name, method):
    model = Same(WORK[name])
    quick = [analyze(model, (4, 4), method=method) for _ in range(2)]
    with remembered.nothing_remembered():
        plain = analyze(model, (4, 4), method=method)
    assert {report.content_hash for report in quick} == {plain.content_hash}


def test_a_function_of_somebody_elses_is_called_each_time(capsys):
    def theirs(x):
        if torch.overrides.has_torch_function_unary(x):
            return torch.overrides.handle_torch_function(theirs, (x,), x)
        print("called")
        return F.relu(x) + 1

    analyze(Same(theirs), (2, 3), method="meta")
    first = capsys.readouterr().out.count("called")
    analyze(Same(theirs), (2, 3), method="meta")
    assert capsys.readouterr().out.count("called") == first == 6  # three times in each pass
