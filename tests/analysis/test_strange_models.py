"""Models and calls that nobody writes in a course: a right report, or one sentence that is true."""

import functools
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import archreport
from archreport import shape
from archreport.errors import ArchreportError, BadInput, ForwardFailed
from tests.analysis.any_nets import Calls
from tests.analysis.checked import analyze

T = torch.zeros
LINEAR = nn.Linear(4, 4)


# -- what is no model, no tensor, no shape -----------------------------------------------------


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (lambda x: x, "is a function"),
        (nn.ReLU, "ReLU(…)"),
        (None, "NoneType"),
        (nn.ReLU().forward, "Give the module that it belongs to"),
        (nn.Linear(2, 2).state_dict(), "OrderedDict"),
        ([nn.ReLU()], "is a list"),
        (torch.export.export(nn.Linear(2, 2), (T(1, 2),)), "model.module()"),
    ],
)
def test_what_is_no_module_is_refused(model, says):
    with pytest.raises(BadInput) as caught:
        analyze(model, (1, 3))
    assert says in str(caught.value)


def test_there_are_three_methods():
    with pytest.raises(BadInput, match="quick"):
        analyze(LINEAR, (1, 4), method="quick")


@pytest.mark.parametrize("given", [3, "a", (), {}])
def test_without_a_tensor_and_without_an_operation_there_is_nothing_to_report(given):
    with pytest.raises(BadInput, match="no tensor and ran no operation"):
        analyze(Calls(lambda net, *a, **k: 0, part=LINEAR), given)


CYCLE: list = [1.0]
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((CYCLE,), "contains itself"),
        (torch.nested.nested_tensor([T(2, 4), T(3, 4)]), "nested tensor"),
        (torch.nested.nested_tensor([T(2, 4), T(3, 4)], layout=torch.jagged), "nested tensor"),
    ],
)
def test_an_argument_that_cannot_be_read_is_refused_in_a_sentence(given, says):
    with pytest.raises(BadInput, match=says):
        analyze(LINEAR, given)


def test_a_shape_of_nothing_whole_is_refused():
    with pytest.raises(BadInput):
        shape(None, 4)


@pytest.mark.parametrize(
    "array", [np.zeros((1, 3, 8, 8), "f4")[..., ::-1], np.zeros((1, 3, 8, 8), ">f4")]
)
def test_any_array_of_numbers_is_a_tensor(array):
    assert analyze(nn.Conv2d(3, 4, 3), array).totals.macs == 36 * 27 * 4


def test_the_extents_of_a_shape_may_stand_in_a_tuple():
    assert analyze(LINEAR, shape((2, 4))).totals.macs == 32


class Held:
    def __init__(self):
        self.x, self.lock = T(2, 4), threading.Lock()


@pytest.mark.parametrize(
    ("given", "take"),
    [
        (Held(), lambda held: held.x),
        (types.MappingProxyType({"a": T(2, 4)}), lambda held: held["a"]),
        ((T(2, 4) for _ in range(99)), next),
    ],
)
def test_an_argument_that_cannot_be_copied_is_handed_on(given, take):
    net = Calls(lambda net, held: net.part(take(held)), part=nn.Linear(4, 4))
    assert analyze(net, (given,)).totals.macs == 32


class Silent(Exception):
    def __str__(self):
        raise ValueError


def test_an_error_whose_text_raises_is_still_said():
    def fails(net, x):
        raise Silent

    with pytest.raises(ForwardFailed, match="Silent"):
        analyze(Calls(fails), (1, 2))


def test_a_hook_that_the_network_needs_is_named():
    net = nn.Sequential(nn.Linear(4, 4), nn.Linear(8, 2))
    net[0].register_forward_hook(lambda module, given, out: torch.cat([out, out], -1))
    with pytest.raises(ForwardFailed, match="1 of your hooks did not run"):
        analyze(net, (2, 4))
    assert analyze(net, (2, 4), hooks=True).totals.macs == 64


# -- numbers -----------------------------------------------------------------------------------

WIDE = (5, 2, 8)
SPARSE = torch.eye(4).to_sparse()


def differentiates(net, x):
    with torch.enable_grad():
        x = x.detach().requires_grad_(True)
        (net.part(x) ** 2).sum().backward()
        return x.grad


NUMBERS = {
    "a sparse matrix and a vector": (
        lambda: Calls(lambda net, x: net.w @ x, w=nn.Parameter(SPARSE.to_sparse_csr(), False)),
        T(4), 4),
    "a sparse matrix, mv": (lambda: Calls(lambda net, a, x: a.mv(x)), (SPARSE, T(4)), 4),
    "a matrix in sparse blocks": (
        lambda: Calls(lambda net, x: torch.eye(4).to_sparse_bsr((2, 2)) @ x), T(4, 3), 24),
    "a graph's layer": (
        lambda: Calls(lambda net, x, a: a @ net.part(x), part=nn.Linear(4, 3)), (T(4, 4), SPARSE),
        48 + 12),
    "a linear function of one vector": (lambda: Calls(lambda net, x, w: F.linear(x, w)),
                                        ((8,), (8,)), 8),
    "attention with a key of zeros": (lambda: nn.MultiheadAttention(8, 2, add_zero_attn=True),
                                      (WIDE,) * 3, 2_560 + 960),
    "attention with a learned key": (lambda: nn.MultiheadAttention(8, 2, add_bias_kv=True),
                                     (WIDE,) * 3, 2_560 + 960),
    "attention with both": (
        lambda: nn.MultiheadAttention(8, 2, add_bias_kv=True, add_zero_attn=True), (WIDE,) * 3,
        2_560 + 1_120),
    "attention that repeats its queries": (
        lambda: Calls(lambda net, q, k: F.scaled_dot_product_attention(q, k, k)),
        ((1, 2, 5, 8), (4, 2, 7, 8)), 4 * 2 * 5 * 7 * 16),
    "a complex convolution": (lambda: nn.Conv1d(2, 3, 3, dtype=torch.complex64), (1, 2, 7),
                              5 * 6 * 3),
    "a complex transposed convolution": (
        lambda: nn.ConvTranspose2d(2, 3, 3, dtype=torch.complex64), (1, 2, 7, 7), 49 * 18 * 3),
    "a backward pass in forward": (lambda: Calls(differentiates, part=nn.Linear(4, 3)), (2, 4),
                                   3 * 24),
    "many products in one call": (
        lambda: Calls(lambda net, *a: torch.linalg.multi_dot(a)),
        tuple((3 + i, 4 + i) for i in range(14)), 4_836),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("method", [None, "real"])
def test_macs_by_hand(name, method):
    build, given, macs = NUMBERS[name]
    report = analyze(build(), given, method=method)
    assert report.totals.macs == macs
    assert all(check.ok for check in report.checks)
    assert report.coverage.complete
    assert all("macs" in row.sums for row in report.rows if row.macs)


def test_parameters_read_as_data_are_parameters():
    net = Calls(lambda net, x: F.linear(x, net.c.weight.data), c=nn.Linear(4, 5, bias=False))
    report = analyze(net, (2, 4))
    assert (report.totals.params, report.coverage.uncalled) == (20, ())


@pytest.mark.parametrize("method", ["meta", "fake", "real"])
def test_a_cast_to_its_own_type_is_no_row(method):
    net = Calls(lambda net, x: x + net.pe.to(x.dtype), pe=nn.Parameter(T(4)))
    report = analyze(net, (2, 4), method=method)
    assert [row.op for row in report.rows] == ["input", "add"]
    assert report.totals.params == 4


def test_autocasting_is_followed():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = {m: analyze(nn.Linear(64, 64), (2, 64), method=m) for m in (None, "fake", "real")}
    assert {report.totals.activation_bytes for report in found.values()} == {2 * 64 * (4 + 2)}


# -- what must be said, and what must not -----------------------------------------------------


class Branches(nn.Module):
    def forward(self, x):
        if bool(x.sum() > 0):
            return x + 1
        return x - 1


BY_VALUE = {
    "int": (lambda net, x: [net.part(x) for _ in range(int(x.max()) + 2)], "int"),
    "repetitions": (lambda net, x: net.part(x).repeat_interleave(x[:, 0].long() + 1, 0),
                    "repeat_interleave"),
    "data": (lambda net, x: x * x.data.sum().item(), "item"),
    "an array": (lambda net, x: x * float(np.asarray(x).sum()), "array"),
    "contains": (lambda net, x: x + 1 if 0 in x else x, "contains"),
    "lengths": (lambda net, x: nn.utils.rnn.pack_padded_sequence(
        x[:, :, None], x[0, :2].long() + 2, enforce_sorted=False).data, "_pack_padded_sequence"),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_VALUE)
def test_a_path_that_depends_on_values_is_said(name):
    function, word = BY_VALUE[name]
    report = analyze(Calls(function, part=nn.Linear(4, 4)), T(4, 4)[:, :4] + 0)
    assert word in report.coverage.by_value


def test_a_branch_inside_a_script_is_said():
    assert analyze(torch.jit.script(Branches()), T(2, 4)).coverage.by_value == ("item",)


@pytest.mark.parametrize("cast", ["float", "int", "bool", "long"])
def test_a_cast_is_no_path(cast):
    report = analyze(Calls(lambda net, x: getattr(x, cast)()), (2, 4))
    assert report.coverage.by_value == ()


UNWATCHED = {
    "a thread": lambda net, x: ThreadPoolExecutor(1).submit(torch.mm, x, x).result(),
    "a layer in a thread": lambda net, x: ThreadPoolExecutor(1).submit(net.part, x).result() + 1,
    "NumPy": lambda net, x: torch.from_numpy(x.numpy() @ x.numpy()),
    "NumPy, copied": lambda net, x: torch.tensor(np.asarray(x) * 2) + 1,
}


@pytest.mark.parametrize("name", UNWATCHED)
def test_work_that_nobody_could_watch_is_said(name):
    report = analyze(Calls(UNWATCHED[name], part=nn.Linear(4, 4)), T(4, 4))
    assert report.coverage.unwatched
    assert not report.coverage.complete
    assert "could not be watched" in str(report)


WATCHED = {
    "vmap": lambda net, x: torch.func.vmap(lambda y: net.part(y) + 1)(x),
    "jvp": lambda net, x: torch.func.jvp(lambda y: y * 2, (x,), (x,)),
    "grad": lambda net, x: torch.func.grad(lambda y: (y * 2).sum())(x),
    "a parameter": lambda net, x: (net.part(x), net.part.weight),
    "an array of constants": lambda net, x: x + torch.from_numpy(np.ones(4, "f4")),
    "a cross product": lambda net, x: torch.cross(x[:, :3], x[:, 1:], dim=1),
    "a ramp": lambda net, x: x * torch.fft.fftfreq(4),
    "lists of tensors": lambda net, x: torch._foreach_add([x, x], [x, x]),
    "a copy of a view": lambda net, x: torch.permute_copy(x, (1, 0)),
}


@pytest.mark.parametrize("name", WATCHED)
def test_no_alarm_over_exact_numbers(name):
    parts = {"part": nn.Linear(4, 4)} if name in ("vmap", "a parameter") else {}
    report = analyze(Calls(WATCHED[name], **parts), T(4, 4))
    assert report.coverage.complete
    assert all(check.ok for check in report.checks)


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (lambda net, x: x * x.sum().item(), T(8, 3, 8, 8)[:1]),
        (lambda net, x: x * x.sum().item(), T(8, 3)[:, ::2]),
        (lambda net, x: x * x.sum().item(), T(1, 3).expand(8, 3)),
        (lambda net, x: F.mse_loss(x, x * x.sum().item()), T(8, 3)),
        (lambda net, x: F.smooth_l1_loss(x, x * x.sum().item()), T(8, 3)),
        (lambda net, x: F.binary_cross_entropy(x, x * x.sum().item()), T(8, 3)),
    ],
)
def test_a_part_of_a_tensor_and_a_loss_take_what_they_take(function, given):
    assert all(check.ok for check in analyze(Calls(function), given).checks)


def test_kernels_that_a_script_runs_by_itself_are_named():
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(288, 5)).eval()
    plain = analyze(torch.jit.freeze(torch.jit.script(net)), T(1, 3, 8, 8))
    assert (plain.totals.macs, plain.coverage.unknown) == (9_216, ())
    fast = torch.jit.optimize_for_inference(torch.jit.script(net))
    assert analyze(fast, T(1, 3, 8, 8)).coverage.unknown == ("prim.mkldnn_convolution",)


# -- nothing left behind outside of the model --------------------------------------------------

TABLES: dict = {}
OFFSET = None
CALLS = 0
SOURCE = torch.Generator()


@functools.lru_cache
def ramp(length):
    return torch.arange(float(length))


class Remembers(nn.Module):
    """Keeps what it makes in its class, its file, a cache, and a generator of random numbers."""

    seen: ClassVar[dict] = {}
    table = None
    calls = 0

    def __init__(self, on_meta):
        super().__init__()
        self.part, self.on_meta = nn.Linear(4, 4), on_meta

    def forward(self, x):
        global OFFSET, CALLS
        if not self.on_meta:
            x = x * torch.ones(4)
        made = x.new_ones(4) if self.on_meta else torch.ones(4) + ramp(4)
        TABLES.setdefault("made", made)
        if Remembers.table is None:
            Remembers.table = made
        if OFFSET is None:
            OFFSET = made
        Remembers.seen[x.shape] = x
        Remembers.calls += 1
        CALLS += 1
        torch.rand(3, generator=SOURCE)
        return self.part(x + TABLES["made"] + Remembers.table + OFFSET)


@pytest.mark.parametrize("method", ["meta", "fake", "real"])
def test_classes_files_and_caches_are_as_before(method, monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    state = SOURCE.get_state()
    model = Remembers(method == "meta")
    analyze(model, (2, 4), method=method)
    assert (TABLES, Remembers.seen, Remembers.table, OFFSET) == ({}, {}, None, None)
    assert (Remembers.calls, CALLS, ramp.cache_info().currsize) == (0, 0, 0)
    assert SOURCE.get_state().equal(state)


NOTED: list = []


class Notes(nn.Module):
    """Puts a tensor where another thread puts its results."""

    def __init__(self, work):
        super().__init__()
        self.part, self.work = nn.Linear(4, 4), work

    def forward(self, x):
        self.work()
        NOTED.append(x * torch.ones(4))
        TABLES["noted"] = NOTED[-1]
        return self.part(x)


def test_what_another_thread_does_meanwhile_stays():
    def other():
        NOTED.append("a result of another thread")
        TABLES["theirs"] = 3

    def work():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    stop = threading.Event()
    waiting = threading.Thread(target=stop.wait)
    waiting.start()
    try:
        analyze(Notes(work), (2, 4), method="fake")
        assert NOTED
        assert set(NOTED) == {"a result of another thread"}
        assert TABLES == {"theirs": 3}
    finally:
        stop.set()
        waiting.join()
        NOTED.clear()
        TABLES.clear()


def test_a_variable_around_the_class_is_as_before():
    cache = {}

    class Inside(nn.Module):
        def forward(self, x):
            cache.setdefault("x", x * torch.ones(4))
            return x + cache["x"]

    analyze(Inside(), (2, 4))
    assert cache == {}


class NeverCopied(nn.Module):
    def __init__(self):
        super().__init__()
        self.part, self.n = nn.Linear(4, 4), 0

    def __deepcopy__(self, memo):
        return self

    def forward(self, x):
        self.n += 1
        self.last = self.part(x)
        return self.last


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_module_that_is_its_own_copy_is_as_before(device):
    with torch.device(device):
        model = nn.Sequential(NeverCopied())
    report = analyze(model, (2, 4))
    assert report.totals.macs == 32
    assert (model[0].n, hasattr(model[0], "last")) == (0, False)


def test_a_forward_put_around_the_old_one_belongs_to_the_model():
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    old = model[0].forward
    model[0].forward = lambda x: torch.relu(old(x))
    report = analyze(model, (2, 4))
    assert (report.totals.params, report.totals.macs) == (40, 64)
    assert report.coverage.complete


def test_an_error_is_one_of_ours():
    with pytest.raises(ArchreportError):
        analyze(nn.Linear(4, 4), (2, 5))


def test_checks_by_others_are_made_on_request():
    own, every = (archreport.analyze(LINEAR, (2, 4), checks=checks) for checks in ("own", "all"))
    assert {check.name for check in every.checks} - {check.name for check in own.checks} == {"macs"}
    assert own.torchinfo is None
    assert every.torchinfo.mult_adds == every.torchinfo.predicted_macs
    with pytest.raises(BadInput, match="There are no checks 'some'"):
        archreport.analyze(LINEAR, (2, 4), checks="some")


class Makes(dict):
    """A table that makes what it is asked for, and of which a copy would ask for everything."""

    def __getitem__(self, key):
        raise AssertionError("nobody asked the network for this")

    def copy(self):
        return {key: self[key] for key in self}


MADE = Makes(relu=nn.ReLU)


def test_a_table_of_a_class_of_its_own_is_not_touched():
    assert analyze(Calls(lambda net, x: x * len(MADE)), (2, 4)).coverage.complete


def test_tensors_around_functions_are_not_compared():
    first, second = torch.ones(4), torch.ones(4)

    class Around(nn.Module):
        def forward(self, x):
            return self.more(x + first)

        def more(self, x):
            return x + second

    assert analyze(Around(), (2, 4)).totals.macs == 0
