import gc
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from archreport.report.arithmetic import Arithmetic, evaluate, grouped, read_words, words

CONV = "(kh*kw*c_in)*c_out + c_out"


def test_a_sum_is_evaluated_and_written():
    values = {"kh": 3, "kw": 3, "c_in": 64, "c_out": 128}
    assert evaluate(CONV, values) == 73_856
    assert words(Arithmetic(CONV, values, 73_856)) == "(3·3·64)·128 + 128 = 73,856"


def test_floor_ceil_and_min():
    size = "floor((n + 2*p - k)/s) + 1"
    values = {"n": 227, "p": 0, "k": 11, "s": 4}
    assert evaluate(size, values) == 55
    assert words(Arithmetic(size, values, 55)) == "⌊(227 + 2·0 − 11)/4⌋ + 1 = 55"
    assert words(Arithmetic("ceil(n/s)", {"n": 7, "s": 2}, 4)) == "⌈7/2⌉ = 4"
    assert words(Arithmetic("min(a, b)", {"a": 404, "b": 224}, 224)) == "min(404, 224) = 224"


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        (CONV, {"kh": 11, "kw": 11, "c_in": 3, "c_out": 96}),
        ("floor((n + 2*p - k)/s) + 1", {"n": 227, "p": 0, "k": 11, "s": 4}),
        ("ceil((n - k)/s) + floor(n/(s + 1))", {"n": 55, "k": 3, "s": 2}),
        ("r + (k - 1)*j", {"r": 16, "k": 3, "j": 0.5}),
        ("min(n*m, picture)", {"n": 138_357_544, "m": 4, "picture": 1_000_000}),
        ("n1*n2 + n10", {"n1": 2, "n2": 3, "n10": 40}),
    ],
)
def test_what_is_printed_reads_back_to_the_number(formula, values):
    value = evaluate(formula, values)
    left, right = read_words(words(Arithmetic(formula, values, value)))
    assert left == right == value


def test_a_printed_sum_that_is_wrong_is_seen():
    left, right = read_words("(3·3·64)·128 + 128 = 73,857")
    assert left != right


@pytest.mark.parametrize("formula", ["__import__('os')", "a.b", "[1]", "a if a else b", "'x'"])
def test_only_arithmetic_is_evaluated(formula):
    with pytest.raises((ValueError, SyntaxError)):
        evaluate(formula, {"a": 1, "b": 2})


def test_an_unknown_name_is_an_error():
    with pytest.raises(ValueError, match="c_out"):
        evaluate(CONV, {"kh": 3, "kw": 3, "c_in": 1})


def test_numbers_are_grouped():
    assert grouped(138357544) == "138,357,544"
    assert grouped(2.0) == "2"
    assert grouped(-1500) == "−1,500"


def test_formulas_are_evaluated_in_several_threads():
    """Python 3.11 counts the depth of syntax trees for all threads together: where the garbage
    collector lets another thread parse in the middle, ast.parse raises SystemError."""
    formulas = [f"n*{number} + n" for number in range(60)]

    def let_others_run(*_):
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(let_others_run)
    gc.set_threshold(5)
    try:
        with ThreadPoolExecutor(4) as pool:
            values = list(pool.map(lambda formula: evaluate(formula, {"n": 1}), formulas))
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(let_others_run)
    assert values == [number + 1 for number in range(60)]
