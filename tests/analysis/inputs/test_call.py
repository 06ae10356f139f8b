"""What a caller writes down for an input."""

import numpy as np
import pytest
import torch

from archreport.analysis.inputs.call import (
    Call,
    Plain,
    Shape,
    as_call,
    call,
    is_shape,
    plain,
    shape,
)
from archreport.errors import BadInput


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ((1, 3), True), ([2], True), (torch.Size([1, 2]), True), ((np.int64(3), 2), True),
        ((0, 3), True), ((), False), ((True, False), False), ((1, 2.0), False), ("13", False),
        (((1, 2), (3, 4)), False), (3, False), ({1, 2}, False),
    ],
)  # fmt: skip
def test_a_shape_is_a_tuple_of_whole_numbers(value, is_one):
    assert is_shape(value) is is_one


@pytest.mark.parametrize(
    ("given", "args", "kwargs"),
    [
        ((1, 3), ((1, 3),), {}),
        (((1, 3), (2,)), ((1, 3), (2,)), {}),
        ([(1, 3), None], ((1, 3), None), {}),
        ({"a": 1, "b": None}, (), {"a": 1, "b": None}),
        (None, (None,), {}),
        ("text", ("text",), {}),
        ((), (), {}),
        (call((1, 3), a=2), ((1, 3),), {"a": 2}),
        (shape(2, 3), (Shape((2, 3)),), {}),
        (plain((7, 7)), (Plain((7, 7)),), {}),
        (({"a": 1},), ({"a": 1},), {}),
    ],
)
def test_what_is_given_is_a_call(given, args, kwargs):
    found = as_call(given)
    assert (found.args, dict(found.kwargs or {})) == (args, kwargs)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((1, 3, 8.0, 8), "8.0"),
        ({3: (1, 2)}, "3 is no name"),
    ],
)
def test_what_can_be_no_call_is_refused(given, says):
    with pytest.raises(BadInput, match=says):
        as_call(given)


@pytest.mark.parametrize(
    "make", [lambda: shape(0, 3), lambda: shape(), lambda: shape(2, high=0), lambda: shape(-1)]
)
def test_a_shape_of_nothing_is_refused(make):
    with pytest.raises(BadInput):
        make()


def test_a_call_keeps_what_it_was_given():
    assert call(1, b=2) == Call((1,), {"b": 2})
