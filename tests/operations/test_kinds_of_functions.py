"""Every function of PyTorch that gives a tensor has an entry, and the kind that it should have."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import flop_registry

from archreport import analyze
from archreport.analysis.tracing.kernel_formulas import verdict_of
from archreport.operations.function_names import operation_name
from archreport.operations.table import TABLE, UNKNOWN, operation
from tests.analysis.any_nets import Calls

#: They answer a question about a tensor with something else than a tensor, or set something about
#: it: no row is theirs.
NO_TENSOR = frozenset(
    """
    _assert_async _autocast_to_full_precision _autocast_to_reduced_precision _backward_hooks _base
    _cdata _clear_non_serializable_cached_data _dimI _dimV _functional_assert_async _grad _grad_fn
    _is_view _nnz _post_accumulate_grad_hooks _version allclose array array_wrap backward
    const_data_ptr contains data data_ptr dense_dim device dim dim_order dlpack dlpack_device dtype
    element_size equal format get_device grad grad_dtype grad_fn item itemsize layout len
    module_load name nbytes ndim ndimension nelement numel numpy output_nr property record_stream
    reduce reduce_ex register_hook register_post_accumulate_grad_hook repr requires_grad
    requires_grad_ retain_grad retains_grad setstate shape size sparse_dim storage storage_offset
    storage_type tolist untyped_storage volatile
    """.split()  # noqa: SIM905 - a word list reads better than quoted names
)
NO_TENSOR_EITHER = re.compile(r"(is|sym|_sym|q)_\w+|qscheme|stride")
#: They pack weights for a processor's library, or wrap a tensor for forward differentiation: no
#: network calls them in its pass.
NOT_IN_A_PASS = frozenset(
    """
    _make_dual_copy _wrapped_linear_prepack _wrapped_quantized_linear_prepacked
    fbgemm_linear_quantize_weight fbgemm_pack_gemm_matrix_fp16 fbgemm_pack_quantized_matrix
    """.split()  # noqa: SIM905
)


def without_entry(functions: Iterator[Callable[..., Any]]) -> list[str]:
    names = {operation_name(function) for function in functions}
    return sorted(
        name
        for name in names - NO_TENSOR - NOT_IN_A_PASS
        if operation(name) is UNKNOWN and not NO_TENSOR_EITHER.fullmatch(name)
    )


def test_every_function_that_pytorch_lets_one_override_has_an_entry():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        functions = torch.overrides.get_testing_overrides()
    assert len(functions) > 1_000
    assert without_entry(iter(functions)) == []


@pytest.mark.parametrize("room", [torch.fft, torch.special, torch.linalg, F])
def test_every_function_of_a_room_has_an_entry(room):
    public = (getattr(room, name) for name in dir(room) if not name.startswith("_"))
    functions = [f for f in public if callable(f) and getattr(f, "__module__", "") != "typing"]
    helpers = {
        "assert_int_or_pair", "boolean_dispatch", "handle_torch_function", "has_torch_function",
        "has_torch_function_unary", "has_torch_function_variadic",
    }  # fmt: skip
    found = without_entry(f for f in functions if not isinstance(f, type))
    assert set(found) - helpers - {name for name in found if name.startswith("_")} == set()


def test_every_function_that_makes_a_tensor_has_an_entry():
    names = """
    arange as_tensor asarray bartlett_window blackman_window empty empty_like empty_permuted
    empty_strided eye frombuffer from_numpy full full_like hamming_window hann_window kaiser_window
    linspace logspace ones ones_like rand rand_like randint randint_like randn randn_like randperm
    range scalar_tensor tensor tril_indices triu_indices vander zeros zeros_like new_empty new_full
    new_ones new_tensor new_zeros fill_ zero_ uniform_ normal_ bernoulli_ random_ exponential_
    """.split()  # noqa: SIM905
    assert {name for name in names if operation(name).kind != "create"} == set()


def test_what_works_in_place_is_known_by_what_does_not():
    for entry in TABLE:
        for name in entry.names:
            assert name.endswith("_") or operation(f"{name}_") is entry, name


def test_a_list_of_tensors_is_worked_on_as_each_of_them():
    assert operation("_foreach_add") is operation("add")
    assert operation("_foreach_mul_") is operation("mul")


def test_a_kernel_by_itself_is_what_its_function_is():
    kernel = operation("native_layer_norm")
    assert (kernel.kind, kernel.words) == ("norm", operation("layer_norm").words)
    assert (kernel.arguments, kernel.macs, kernel.window) == ((), None, None)
    assert operation("_unique2").kind == "index"


def test_no_entry_says_of_a_kernel_that_multiplies_that_it_does_not():
    counted = {str(packet).rpartition(".")[2] for packet in flop_registry}
    for entry in TABLE:
        assert not counted & set(entry.kernels), entry.names
        for kernel in entry.kernels:
            packet = getattr(torch.ops.aten, kernel, None)
            for name in packet.overloads() if packet else ():
                assert verdict_of(getattr(packet, name)) == "nothing", kernel


def test_what_keeps_the_field_gives_as_many_positions():
    """Entries whose values stay where they are: kinds that move or reduce are not among them."""
    from archreport.operations.receptive_field import rules

    keeping = {entry.kind for entry in TABLE if entry.field is rules.keeps}
    assert not keeping & {"reduce", "index", "create", "embed", "pool"}


OPERATORS = [
    (lambda x: x & x, "and"), (lambda x: 1 & x, "bitwise_and"), (lambda x: x | 1, "or"),
    (lambda x: 1 | x, "bitwise_or"), (lambda x: x ^ 1, "xor"), (lambda x: 1 ^ x, "bitwise_xor"),
    (lambda x: ~x, "invert"), (lambda x: x // 2, "floordiv"), (lambda x: 7 // x, "rfloordiv"),
    (lambda x: x % 2, "remainder"), (lambda x: 2 % x, "rmod"), (lambda x: x << 1, "lshift"),
    (lambda x: x == 1, "eq"), (lambda x: x != 1, "ne"), (lambda x: x >= 1, "ge"),
    (lambda x: -x, "neg"), (lambda x: abs(x), "abs"), (lambda x: 2**x, "pow"),
    (lambda x: 1 - x, "rsub"), (lambda x: +x, "positive"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "name"), OPERATORS)
def test_operators_of_python_are_arithmetic(function, name):
    rows = analyze(Calls(lambda net, x: function(x.int())), (1, 4)).rows
    assert [row.kind for row in rows][:2] == ["io", "shape"]
    assert all(row.kind in ("math", "join") for row in rows[2:]), [row.op for row in rows]
    assert [row.op for row in rows[2:]] == [name]


def masked_mean(net, x):
    """What a transformer does with a mask: positions, a comparison, a choice, a mean."""
    positions = torch.arange(x.shape[1])
    mask = positions[None] < 3
    words = net.table((x > 0).long())
    kept = words.masked_fill(~mask[..., None], 0.0)
    largest, places = kept.sum(-1).topk(2)
    return kept.mean(1) + largest.sum() + torch.gather(x, 1, places).norm()


def test_the_rows_of_a_masked_mean():
    rows = analyze(Calls(masked_mean, table=nn.Embedding(2, 8)), (1, 5)).rows
    kinds = {row.op: row.kind for row in rows}
    assert kinds == {
        "input": "io", "arange": "create", "getitem": "shape", "lt": "math", "gt": "math",
        "long": "shape", "embedding": "embed", "invert": "math", "masked_fill": "math",
        "sum": "reduce", "topk": "index", "mean": "reduce", "add": "join", "gather": "index",
        "norm": "reduce",
    }  # fmt: skip
    embedding = next(row for row in rows if row.op == "embedding")
    assert (embedding.param_count, embedding.sums["params"].result) == (16, 16)


@pytest.mark.parametrize("function", [torch.maximum, torch.max, torch.atan2, torch.floor_divide])
def test_of_two_activations_it_is_a_join(function):
    assert (
        analyze(Calls(lambda net, x, y: function(x, y)), ((1, 4), (1, 4))).rows[-1].kind == "join"
    )
    one = operation(operation_name(function)).kind_reading(1)
    assert one in ("math", "reduce")


@pytest.mark.parametrize(
    ("function", "kind", "named"),
    [
        (lambda net, x: torch.fft.fft2(x).real, "linear", "aten._fft_c2c"),
        (lambda net, x: torch.cdist(x, x), "linear", "aten._cdist_forward"),
        (lambda net, x: torch.linalg.inv(x), "linear", "aten.linalg_inv_ex"),
    ],
)
def test_what_multiplies_without_a_formula_is_of_a_kind_and_named(function, kind, named):
    report = analyze(Calls(function), (1, 2, 6, 6))
    assert kind in {row.kind for row in report.rows}
    assert named in report.coverage.uncounted
