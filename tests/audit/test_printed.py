"""Printed figures: value, precision, bound, and what a power of 1,024 would make of them."""

from fractions import Fraction

import pytest

from archreport.audit.printed import UNITS, read_figure


def f(text):
    return Fraction(text)


@pytest.mark.parametrize(
    ("text", "unit", "value", "step"),
    [
        ("138", "", "138", "1"),
        ("37748736", "parameters", "37748736", "1"),
        ("25,636,712", "parameters", "25636712", "1"),
        ("-3.45", "points", "-0.0345", "0.0001"),
        ("−3.45", "", "-3.45", "0.01"),
        ("17.0", "percent", "0.170", "0.001"),
        ("17", "percent", "0.17", "0.01"),
        ("0.9242 ± 0.0108", "lfw", "0.9242", "0.0001"),
        ("138M", "", "138e6", "1e6"),
        ("60m", "", "60e6", "1e6"),
        ("2.7K", "", "2700", "100"),
        ("10k", "", "10000", "1000"),
        ("0.27M", "", "270000", "10000"),
        ("1.5 billion", "", "1.5e9", "1e8"),
        ("60 million", "", "60e6", "1e6"),
        ("132.86", "million", "132.86e6", "1e4"),
        ("144", "million_parameters", "144e6", "1e6"),
        ("3.8x10^9", "", "3.8e9", "1e8"),
        ("11.3×10^9", "", "11.3e9", "1e8"),
        ("15.47", "gflops", "15.47e9", "1e7"),
        ("727", "mflops", "727e6", "1e6"),
        ("72MB", "", "72e6", "1e6"),
        ("528", "mb", "528e6", "1e6"),
        ("95%", "", "0.95", "0.01"),
        ("0.2% more", "parameters", "0.002", "0.001"),
        ("2.4% fewer", "connections", "0.024", "0.001"),
        ("12x fewer", "parameters", "12", "1"),
        ("8x deeper", "", "8", "1"),
        ("27C^2", "weights", "27", "1"),
        ("0.0003529", "", "0.0003529", "0.0000001"),
    ],
)
def test_one_number(text, unit, value, step):
    figure = read_figure(text, unit)
    assert figure.values == (f(value),)
    assert figure.step == f(step)
    assert figure.bound == ""
    assert not figure.about


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("~10k", "10000", "10000"),
        ("~93MB", "93e6", "1e6"),
        ("about 10 million", "10e6", "10e6"),
        ("about 100", "100", "100"),
        ("approximately 252M", "252e6", "1e6"),
        ("~*2 for bwd", "2", "1"),
        ("约6千万 (~60M)", "60e6", "10e6"),
        ("约1.3亿", "1.3e8", "1e7"),
        ("≈8.7", "8.7", "0.1"),
    ],
)
def test_about_leaves_the_zeros_open(text, value, step):
    figure = read_figure(text)
    assert (figure.value, figure.step, figure.about) == (f(value), f(step), True)


@pytest.mark.parametrize(
    ("text", "unit", "bound", "value"),
    [
        ("<= 1", "percent_params", "<=", "0.01"),
        ("≤ 1%", "", "<=", "0.01"),
        ("< 5", "", "<", "5"),
        (">= 3", "", ">=", "3"),
        ("> 3", "", ">", "3"),
        ("more than 120 million", "", ">", "120e6"),
        ("more than 95%", "", ">", "0.95"),
        ("within 0.1%", "", "<=", "0.001"),
        ("less than 1", "", "<", "1"),
        ("at least 1", "", ">=", "1"),
    ],
)
def test_bounds(text, unit, bound, value):
    figure = read_figure(text, unit)
    assert (figure.bound, figure.value) == (bound, f(value))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("13x13x256", (13, 13, 256)),
        ("13 × 13 × 256", (13, 13, 256)),
        ("112x112", (112, 112)),
        ("32x11x11x3@152x152", (32, 11, 11, 3, 152, 152)),
        ("96 kernels 11x11x3", (96, 11, 11, 3)),
        ("#1x1=64, 3x3red=96, 3x3=128, 5x5red=16, 5x5=32, poolproj=32", (64, 96, 128, 16, 32, 32)),
        ("k=2, n=5, alpha=1e-4, beta=0.75", (2, 5, f("0.0001"), f("0.75"))),
        ("13 conv + 2 fc", (13, 2)),
        ("128, 1024, 70, 1000", (128, 1024, 70, 1000)),
    ],
)
def test_several_numbers(text, values):
    assert read_figure(text).values == values


def test_an_order_of_layers_is_read_in_lower_case():
    figure = read_figure("POOL2 -> NORM2")
    assert (figure.order, figure.values) == ("pool2 -> norm2", ())


@pytest.mark.parametrize(
    ("text", "unit", "binary"),
    [
        ("112K", "", "1.024"),
        ("24M", "", "1"),  # millions of things are never 1,024 · 1,024
        ("~93MB", "", "1.048576"),
        ("528", "mb", "1.048576"),
        ("528", "mib", "1"),
        ("3.8x10^9", "", "1"),
        ("1.5 billion", "", "1"),
    ],
)
def test_what_could_be_a_power_of_two(text, unit, binary):
    assert read_figure(text, unit).binary == f(binary)


@pytest.mark.parametrize(
    "text", ["", "many", "Conv-Fc-Conv", "没有全连接", "G=8, b=x", "12 or 13", "3 apples and 4"]
)
def test_words_are_no_figure(text):
    with pytest.raises(ValueError, match="not a figure"):
        read_figure(text)


def test_every_percent_unit_is_worth_a_hundredth():
    assert {worth for unit, worth in UNITS.items() if unit.startswith("percent")} == {f("0.01")}
