"""The name under which a called function is known."""

import operator

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from archreport.operations.function_names import named_arguments, operation_name


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (F.relu, "relu"),
        (torch.relu, "relu"),
        (Tensor.relu_, "relu_"),
        (Tensor.add, "add"),
        (Tensor.__radd__, "add"),
        (Tensor.__iadd__, "add_"),
        (Tensor.__rsub__, "rsub"),
        (Tensor.__truediv__, "div"),
        (Tensor.__invert__, "invert"),
        (torch.concat, "cat"),
        (torch.multiply, "mul"),
        (Tensor.T.__get__, "T"),
        (operator.itemgetter(0), "itemgetter"),
    ],
)
def test_a_function_is_known_by_its_plain_name(function, name):
    assert operation_name(function) == name


@pytest.mark.parametrize(
    ("shape", "index", "name"),
    [
        ((1, 3, 8, 8), (slice(None), slice(None), slice(2, 6), slice(2, 6)), "crop"),
        ((1, 3, 8, 8), (slice(None), slice(0, 2), slice(None), slice(None)), "crop"),
        ((1, 3, 8, 8), (slice(None), slice(None), slice(None, None, 2), slice(None)), "subsample"),
        ((1, 3, 8), (slice(None), slice(None), slice(5, None)), "crop"),
        ((1, 3, 4, 8, 8), (slice(None),) * 2 + (slice(None, None, 2),) * 3, "subsample"),
        ((1, 20, 8), (slice(None), slice(1, None), slice(None)), "getitem"),  # tokens
        ((1, 3, 8, 8), (slice(None), 0), "getitem"),
        ((8, 8), (slice(2, 6), slice(2, 6)), "getitem"),
    ],
)
def test_a_slice_of_spatial_axes_is_a_crop(shape, index, name):
    assert operation_name(Tensor.__getitem__, (torch.zeros(shape), index)) == name


def test_positional_arguments_have_the_names_of_the_table():
    assert named_arguments("dropout", ("x", 0.3), {"training": False}) == {
        "input": "x", "p": 0.3, "training": False,
    }  # fmt: skip
    assert named_arguments("an_unknown_one", ("x", 3), {"n": 2}) == {"n": 2}


def test_a_name_with_a_star_takes_all_the_rest():
    assert named_arguments("permute", ("x", 0, 2, 1), {}) == {"input": "x", "dims": (0, 2, 1)}
    assert named_arguments("permute", ("x", [0, 2, 1]), {}) == {"input": "x", "dims": (0, 2, 1)}
    assert named_arguments("flip", ("x",), {"dims": [1]}) == {"input": "x", "dims": [1]}
