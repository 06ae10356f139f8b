"""Numbers, shapes and operations as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import pytest

from archreport.catalog.networks import CATALOG
from archreport.operations.windows import window
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import HyperValue, Kind, ReceptiveField, Row, Shape
from tests.render.drawing.diagram import nets

NB = "\u00a0"


def row(
    kind: Kind, op: str, hyper: Mapping[str, HyperValue] | None = None,
    out: Shape = (1, 8, 5, 5), **more,
):  # fmt: skip
    return Row(
        id="x", kind=kind, op=op, module="x", module_type="", inputs=("y",), in_shapes=(out,),
        out_shapes=(out,), hyper=dict(hyper or {}), **more,
    )  # fmt: skip


def conv(op: str = "conv2d", kind: Kind = "conv", groups: int = 1, **numbers) -> Row:
    """A convolution 3×3 with a padding of 1, but for what is said otherwise."""
    return row(kind, op, window=window(**{"kernel": 3, "padding": 1, **numbers}), groups=groups)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, f"1.000{NB}k"),
        (999_949, f"999.9{NB}k"),
        (999_951, f"1.000{NB}M"),
        (60_965_224, f"60.97{NB}M"),
        (724_406_816, f"724.4{NB}M"),
        (15_470_264_320, f"15.47{NB}G"),
        (1_582_700_000_000, f"1.583{NB}T"),
    ],
)
def test_si_keeps_four_digits(value: int, text: str) -> None:
    assert formatting.si(value) == text


def test_number_groups_by_commas_and_keeps_a_true_minus() -> None:
    assert formatting.number(138_357_544) == "138,357,544"
    assert formatting.number(-4096) == "−4,096"
    assert formatting.number(0.0001) == "0.0001"
    assert formatting.number(2.0) == "2"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.0004, f"<{NB}0.1%"), (0.0006, "0.1%"), (0.743, "74.3%"), (0.5, "50.0%"),
     (0.9996, f">{NB}99.9%"), (1, "100%")],
)  # fmt: skip
def test_percent_never_rounds_something_to_nothing(share: float, text: str) -> None:
    assert formatting.percent(share) == text


def test_mib_is_two_to_the_twenty() -> None:
    assert formatting.mib(553_430_176) == f"527.8{NB}MiB"
    assert formatting.mib(0) == f"0.0{NB}MiB"
    assert formatting.mib(16_384) == f"0.016{NB}MiB"


def test_big_numbers_in_both_languages(en: Language, zh: Language) -> None:
    assert formatting.big(138_357_544, en) == f"138{NB}million"
    assert formatting.big(15_470_264_320, en) == f"15.5{NB}billion"
    assert formatting.big(999_600_000, en) == f"1{NB}billion"
    assert formatting.big(138_357_544, zh) == f"1.38{NB}亿"
    assert formatting.big(60_965_224, zh) == f"6100{NB}万"
    assert formatting.big(9_216, zh) == formatting.big(9_216, en) == "9,216"


def test_a_small_negative_value_is_not_minus_zero() -> None:
    assert formatting.decimal(-0.001) == "0.00"
    assert formatting.decimal(-1.5) == "−1.50"


def test_shapes_drop_the_batch_and_do_not_break() -> None:
    assert formatting.shape((1, 64, 224, 224)) == f"64{NB}×{NB}224{NB}×{NB}224"
    assert formatting.shape((1, 4096)) == "4,096"
    assert formatting.shape((1,)) == "1"
    assert formatting.shape(()) == "1"
    assert formatting.plain_shape((1, 64, 56, 28)) == "64x56x28"


def test_a_batch_that_is_not_one_or_not_first_is_marked() -> None:
    assert formatting.shape((16, 4096)) == f"N=16{NB}×{NB}4,096"
    assert formatting.shape((20, 1, 64), 1) == f"20{NB}×{NB}N=1{NB}×{NB}64"
    assert formatting.plain_shape((20, 1, 64), 1) == "20xN=1x64"


def test_a_shape_without_a_known_batch_is_whole_and_in_brackets() -> None:
    assert formatting.shape((1, 4, 16), None) == f"[1{NB}×{NB}4{NB}×{NB}16]"
    assert formatting.shape((7,), None) == "[7]"
    assert formatting.shape((), None) == "1"
    assert formatting.plain_shape((4, 16), None) == "[4x16]"


def test_fields_that_differ_by_direction_show_both() -> None:
    even = ReceptiveField((7, 7), (7, 7), (2.0, 2.0), (0.5, 0.5))
    uneven = ReceptiveField((3, 5), (3, 5), (0.5, 1.0), (0.5, 0.5))
    bound = ReceptiveField((9, 9), (9, 9), (1, 1), (0.5, 0.5), "bound")
    whole = ReceptiveField((224, 224), (224, 224), (0, 0), (112, 112), "whole")
    assert (formatting.field(even), formatting.jump(even)) == ("7", "2")
    assert (formatting.field(uneven), formatting.jump(uneven)) == (f"3{NB}×{NB}5", f"0.5{NB}×{NB}1")
    assert formatting.field(bound) == f"≤{NB}9"
    assert (formatting.field(whole), formatting.jump(whole)) == ("224", formatting.NONE)
    assert (formatting.field(None), formatting.jump(None)) == (formatting.NONE, formatting.NONE)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (conv(), "conv 3×3, stride 1, pad 1"),
        (conv(padding=0), "conv 3×3, stride 1, pad 0"),
        (conv(groups=2), "conv 3×3, stride 1, pad 1, 2 groups"),
        (conv(dilation=2), "conv 3×3, stride 1, pad 1, dilation 2"),
        (
            conv(kernel=(1, 7), stride=(1, 2), padding=(0, 3)),
            "conv 1×7, stride 1×2, pad 0×3",
        ),
        (
            conv("conv1d", kernel=5, stride=2, padding=0, dimensions=1),
            "conv 5, stride 2, pad 0",
        ),
        (
            conv("conv3d", kernel=(1, 3, 3), padding=(0, 1, 1), dimensions=3),
            "conv 1×3×3, stride 1, pad 0×1×1",
        ),
        (
            conv("conv_transpose2d", "up", stride=2, output_padding=1),
            "transposed conv 3×3, stride 2, pad 1, output pad 1",
        ),
        (row("up", "max_unpool2d", window=window(2, 2)), "unpool 2×2, stride 2, pad 0"),
        (
            row("local", "locally_connected2d", {"positions": (5, 5)}, window=window(3)),
            "locally connected 3×3, stride 1, pad 0",
        ),
        (
            row("linear", "linear", {"in_features": 25088, "out_features": 4096}, (1, 4096)),
            "linear 25,088 → 4,096",
        ),
        (row("pool", "max_pool2d", window=window(2, 2)), "max pool 2×2, stride 2"),
        (
            row("pool", "max_pool2d_with_indices", {"ceil_mode": True}, window=window(3, 2, 1)),
            "max pool 3×3, stride 2, pad 1, size rounded up",
        ),
        (
            row("linear", "bilinear", {"in1_features": 20, "in2_features": 30, "out_features": 4}),
            "bilinear 20, 30 → 4",
        ),
        (row("pool", "adaptive_avg_pool2d", {"output_size": (1, 1)}), "global average pool"),
        (row("pool", "adaptive_avg_pool2d", {"output_size": 6}), "average pool to 6×6"),
        (row("pool", "adaptive_max_pool2d", {"output_size": 1}), "global max pool"),
        (row("pool", "adaptive_avg_pool2d"), "average pool to 5×5"),
        (
            row(
                "norm",
                "local_response_norm",
                {"size": 5, "alpha": 1e-4, "beta": 0.75, "k": 2.0},
            ),
            "LRN, n = 5, α = 0.0001, β = 0.75, k = 2",
        ),
        (row("drop", "dropout", {"p": 0.5}), "dropout 0.5 (off in eval)"),
        (row("act", "relu_", {}), "ReLU"),
        (row("join", "add", {}), "add"),
        (row("join", "cat", {}), "concat"),
        (row("shape", "flatten", {"start_dim": 1}), "flatten"),
        (
            row("up", "interpolate", {"scale_factor": 2.0, "mode": "bilinear"}),
            "upsample, ×2, bilinear",
        ),
        (row("up", "interpolate", {"size": (8, 8), "mode": "area"}), "upsample, area"),
        (row("shape", "pixel_unshuffle", {"downscale_factor": 2}), "pixel unshuffle"),
        (row("other", "some_op", {}), "some_op"),
        (row("act", "relu", {}, call=2, calls=3), "ReLU (call 2 of 3)"),
    ],
)
def test_operations_in_words(made: Row, text: str, en: Language) -> None:
    assert formatting.operation(made, en) == text


def test_an_operation_is_said_in_chinese(zh: Language) -> None:
    assert formatting.operation(conv(groups=2), zh) == ("卷积 3×3，步幅 1，填充 1，2 组")
    assert (
        formatting.operation(row("drop", "dropout", {"p": 0.5}), zh) == "暂退法 0.5（推理时关闭）"
    )


def test_words_of_the_table_are_said_in_chinese(zh: Language) -> None:
    unshuffled = row("shape", "pixel_unshuffle", {"downscale_factor": 2})
    features = {"in1_features": 20, "in2_features": 30, "out_features": 4}
    assert formatting.operation(unshuffled, zh) == "像素逆重排"
    assert formatting.operation(row("linear", "bilinear", features), zh) == "双线性 20、30 → 4"


def test_a_windowed_operation_without_its_kernel(en: Language, zh: Language) -> None:
    pool = row("pool", "max_pool2d", window=window(2, 2))
    assert formatting.bare_operation(pool, en) == "max pool"
    assert formatting.bare_operation(pool, zh) == "最大池化"
    whole = row("pool", "adaptive_avg_pool2d", {"output_size": 1})
    assert formatting.bare_operation(whole, en) == "global average pool"


def test_the_first_part_of_an_operation_stands_alone(en: Language) -> None:
    head, tail = formatting.operation_parts(conv(), en)
    assert (head, tail) == ("conv 3×3", ", stride 1, pad 1")


def test_every_kind_has_a_class_and_a_word(t: Language) -> None:
    for kind in get_args(Kind):
        assert formatting.css_class(row(kind, "x", {})).isidentifier()
        assert t(f"kind.{kind}")


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("有 卷积 3×3和 ReLU", "有卷积 3×3 和 ReLU"),
        ("至 阶段 7", "至阶段 7"),
        ("来自 pool4", "来自 pool4"),
        ("U-Net（有填充） 的参数量", "U-Net（有填充）的参数量"),
        ("to Stage 7, 3 × 3", "to Stage 7, 3 × 3"),
    ],
)
def test_chinese_is_spaced_against_latin_only(text: str, set_: str) -> None:
    assert formatting.spaced(text) == set_


def test_a_name_that_says_something_is_said_in_chinese() -> None:
    """English titles are those of the catalogue; a phrase for them must not drift away from it."""
    for key, entry in CATALOG.items():
        report = replace(nets.chain(), identity=entry.identity)
        assert formatting.title(report, Language("en")) == entry.identity.title
        assert not re.search(r"with|padded", formatting.title(report, Language("zh"))), key
