"""What a notebook answers to what its reader wrote."""

import ast

import numpy as np
import pytest
import torch

from archreport.course import check, compare
from archreport.course.kit.answers import WrongAnswer
from archreport.language.choice import choose


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (3, 3),
        (3.0, 3),
        (0.1 + 0.2, 0.3),
        ("relu", "relu"),
        ((1, 55, 55), (1, 55, 55)),
        (torch.ones(2, 3, requires_grad=True), torch.ones(2, 3)),
        (np.ones(3), torch.ones(3)),
        ({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1}),
    ],
)
def test_what_is_right_is_right(answer, right, capsys):
    check(answer, right, "Look.")
    assert capsys.readouterr().out == "Right.\n"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (54, 55),
        ("55", 55),
        (0.3001, 0.3),
        ((55, 55), (1, 55, 55)),
        (torch.ones(3, 1), torch.ones(3)),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1, 2], {"a": 1}),
        (lambda: 55, 55),
        (float("nan"), 1.0),
    ],
)
def test_what_is_wrong_is_told_with_its_hint(answer, right):
    with pytest.raises(WrongAnswer, match=r"Not yet: your answer is .* Look at the padding\.$"):
        check(answer, right, "Look at the padding.")


def test_a_wrong_answer_has_no_traceback_in_a_notebook():
    with pytest.raises(WrongAnswer) as error:
        check(1, 2, "Again.")
    assert error.value._render_traceback_() == ["Not yet: your answer is 1. Again."]


@pytest.mark.parametrize("answer", [None, ...])
def test_an_open_gap_stops_nothing(answer, capsys):
    check(answer, 55, "Look.")
    assert capsys.readouterr().out.startswith("This gap is still open")
    choose("zh")
    check(answer, 55, "看。")
    assert capsys.readouterr().out.startswith("这个空格还没有填")


def test_a_prediction_stands_beside_what_was_measured(capsys):
    compare("Loss", {"a": 1.5, "b": None}, {"a": 1.25, "b": 2, "c": 1234}, ".2f")
    shown = ast.literal_eval(capsys.readouterr().out)["text/plain"]
    assert shown.split("\n")[1:] == ["a  1.50  1.25", "b  –  2.00", "c  –  1234.00"]


def test_without_a_prediction_it_says_where_one_goes(capsys):
    compare("Sizes", {"a": None}, {"a": 1234})
    assert "in place of None" in capsys.readouterr().out
    with pytest.raises(ValueError, match="'b' was not measured"):
        compare("Sizes", {"b": 1}, {"a": 1234})
