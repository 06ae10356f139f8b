"""The usual mistakes in a sum: their results by hand."""

from __future__ import annotations

import pytest

from archreport.course.lessons.formulas import softmax
from archreport.course.lessons.mistakes import NAMES, mistakes
from archreport.course.lessons.sums import Evaluated, Sum, calc, root
from archreport.render.words.language import Language
from archreport.report.arithmetic import Arithmetic
from tests.shelf import report_of


def of_row(key: str, row: str, column: str) -> Evaluated:
    sums: dict[str, Arithmetic] = dict(report_of(key).row(row).sums)
    this = sums.pop(column)
    others = {name: sum_.result for name, sum_ in sums.items()}
    return Evaluated(this.result, this.formula, this.values, of=column, others=others)


def found(right: Evaluated | Sum) -> set[tuple[str, float]]:
    known = right.evaluated if isinstance(right, Sum) else right
    return {(mistake.name, mistake.value) for mistake in mistakes(known)}


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        # AlexNet's conv2: 5 × 5 on 96 maps in two groups, 256 kernels, 27 × 27 places.
        (
            of_row("alexnet", "conv2", "params"),
            {
                ("no_bias", 5 * 5 * 48 * 256),
                ("one_bias", 5 * 5 * 48 * 256 + 1),
                ("no_groups", 5 * 5 * 96 * 256 + 256),
                ("kernel_once", 5 * 48 * 256 + 256),
                ("no_channels", 5 * 5 * 256 + 256),
                ("is_macs", 27 * 27 * 5 * 5 * 48 * 256),
                ("no_bias+kernel_once", 5 * 48 * 256),
                ("no_bias+no_groups", 5 * 5 * 96 * 256),
            },
        ),
        (
            of_row("alexnet", "conv2", "macs"),
            {
                ("flops", 2 * 27 * 27 * 5 * 5 * 48 * 256),
                ("no_places", 5 * 5 * 48 * 256),
                ("places_once", 27 * 5 * 5 * 48 * 256),
                ("is_params", 5 * 5 * 48 * 256 + 256),
            },
        ),
        (
            of_row("vgg16", "conv3_1", "field"),
            {("no_step_less", 16 + 3 * 4), ("no_jump", 16 + 2), ("term_missing", 16)},
        ),
        (of_row("vgg16", "fc8", "params"), {("no_bias", 4096 * 1000), ("one_bias", 4096001)}),
        # A line of 10 values, kernel 3, stride 2, padding 1: ⌊9/2⌋ + 1 = 5.
        (
            calc("floor((n + 2*p - k)/s) + 1", n=10, p=1, k=3, s=2),
            {
                ("rounded_up", 6), ("not_rounded", 5.5), ("no_first_place", 4), ("no_stride", 10),
            },
        ),
        (
            calc("(n - 1)*s + k - 2*p + o", n=4, s=2, k=3, p=1, o=1),
            {("padding_once", 9), ("no_padding", 10), ("term_missing", 7), ("no_step_less", 10)},
        ),
        (calc("ceil(n/s)", n=5, s=2), {("rounded_down", 2), ("not_rounded", 2.5)}),
        (calc("a + b + c", a=1, b=20, c=300), {("term_missing", n) for n in (21, 301, 320)}),
        (calc("c*h*w", c=2, h=5, w=7), {("places_once", 10), ("factor_missing", 35)}),
        (calc("b + c*n + n", b=5, c=3, n=2), {("no_bias", 11), ("one_bias", 12)}),
        (calc("a/b", "percent", a=1, b=4), {("upside_down", 4), ("rest", 0.75)}),
        (calc("4*n", "mib", n=2**20), {("values", 2**20), ("bits", 2**25)}),
        (calc("max(0, a - b)", a=1, b=3), {("below_zero", -2)}),
        (calc("a - b", a=1, b=3), {("sign", 2)}),
        (root("a*a + b*b", a=3, b=4), {("root", 25)}),
        (softmax([0, 0], 0), set()),
        (calc("2*(3*3*c)*c", c=10), {("kernel_once", 600)}),
    ],
)  # fmt: skip
def test_a_mistake_has_its_result(right: Evaluated | Sum, expected: set[tuple[str, float]]) -> None:
    assert expected <= found(right), found(right)


@pytest.mark.parametrize(
    ("right", "name"),
    [
        (calc("(3*0 + 4*10)/(3*3 + 4*4)"), "kernel_once"),  # no kernel
        (calc("floor((n - k)/s) + 1", n=9, k=3, s=2), "rounded_up"),  # nothing was rounded
        (calc("k*k*c", k=1, c=5), "kernel_once"),  # a side of one
        (calc("a/b", a=1, b=4), "rest"),  # no share
        (calc("a + b", a=1, b=4), "sign"),
        (calc("1 - a*b/(a*b + c*d)", a=2, b=3, c=5, d=7), "factor_missing"),  # inside a fraction
        (of_row("vgg16", "conv1_1", "height"), "is_macs"),
    ],
)
def test_a_mistake_is_not_seen_where_it_cannot_be_made(right: Evaluated | Sum, name: str) -> None:
    assert name not in {one for one, _ in found(right)}


def test_only_one_thing_is_missing() -> None:
    """A factor of a product, a term of a sum: not two, and not one that lies deeper."""
    values = {value for name, value in found(calc("a*b*c", a=2, b=5, c=7)) if "factor" in name}
    assert values == {35, 14, 10}
    values = {value for name, value in found(calc("a + b + c", a=1, b=20, c=300)) if "term" in name}
    assert values == {21, 301, 320}


def test_a_right_result_is_no_mistake() -> None:
    for key in ("alexnet", "googlenet", "deepface", "unet"):
        report = report_of(key)
        for row in report.rows:
            for column in row.sums:
                right = of_row(key, row.id, column)
                assert right.value not in {value for _, value in found(right)}, (row.id, column)


def test_every_mistake_has_a_name_in_both_languages() -> None:
    for code in ("en", "zh"):
        assert all(Language(code)(f"course.slip.{name}") for name in NAMES)


def test_mistakes_come_in_the_same_order_each_time() -> None:
    right = of_row("alexnet", "conv2", "params")
    assert mistakes(right) == mistakes(right)
    assert mistakes(right)[0].name == "no_bias"
