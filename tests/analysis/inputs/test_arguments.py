"""From what is written down to tensors on a device."""

from collections import OrderedDict, UserDict, namedtuple
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from archreport.analysis.inputs.arguments import described, filled, shapes_in, tensor_of
from archreport.analysis.inputs.call import Shape, as_call, call, plain, shape
from archreport.errors import BadInput

Pair = namedtuple("Pair", "a b")


@dataclass(frozen=True)
class Frozen:
    a: object
    n: int = 3


def arguments(given):
    return described(as_call(given))


def made(given):
    return filled(arguments(given), lambda one: tensor_of(one, torch.float32, "cpu"))


@pytest.mark.parametrize(
    ("given", "extents"),
    [
        ((2, 3), [(2, 3)]),
        (([(2, 3), (4,)], None), [(2, 3), (4,)]),
        ({"x": {"a": (2, 3), "b": "b"}}, [(2, 3)]),
        ((Pair((2, 3), 5),), [(2, 3)]),
        (Frozen((2, 3)), [(2, 3)]),
        (call((1,), y=[{"z": (2,)}]), [(1,), (2,)]),
        ((plain((7, 7)), (2, 3)), [(2, 3)]),
        (torch.zeros(2), []),
        ((1.5, True, "(1, 2)"), []),
    ],
)
def test_shapes_are_found_at_any_depth(given, extents):
    assert [one.extents for one in shapes_in(arguments(given))] == extents


def test_containers_keep_their_class():
    for given in (Pair((2, 3), 5), Frozen((2, 3)), OrderedDict(a=(2, 3)), UserDict(a=(2, 3))):
        (value,), _ = made((given,))
        assert type(value) is type(given)
        tensor = value["a"] if hasattr(value, "keys") else value.a
        assert tensor.shape == (2, 3)


def test_what_is_given_is_not_changed():
    given = {"x": [(2, 3), {"a": (4,)}]}
    made(given)
    assert given == {"x": [(2, 3), {"a": (4,)}]}


def test_an_array_is_a_tensor_of_its_type():
    (value,), _ = made(np.array([[1, 2]], dtype="int32"))
    assert value.dtype == torch.int32
    assert value.tolist() == [[1, 2]]
    with pytest.raises(BadInput):
        arguments(np.array(["a"]))


def test_a_plain_value_is_itself():
    value = {"deep": (1, 2)}
    (found,), _ = made((plain(value),))
    assert found is value


def test_a_stated_shape_has_its_type_and_range():
    (ids,), _ = made(shape(50, 4, dtype="int64", low=3, high=6))
    assert ids.dtype == torch.int64
    assert set(ids.flatten().tolist()) == {3, 4, 5}
    assert torch.equal(ids, made(shape(50, 4, dtype=torch.int64, low=3, high=6))[0][0])
    assert made(shape(2, low=4, dtype="int32"))[0][0].tolist() == [4, 4]


def test_the_range_is_drawn_without_moving_random_numbers():
    before = torch.get_rng_state()
    made(shape(5, dtype="int64", high=9))
    assert torch.equal(before, torch.get_rng_state())


def test_on_meta_there_are_no_values():
    tensor = tensor_of(Shape((2, 3)), torch.float16, "meta")
    assert (tensor.is_meta, tensor.shape, tensor.dtype) == (True, (2, 3), torch.float16)


@pytest.mark.parametrize("name", ["float33", "nn", "int"])
def test_a_type_that_pytorch_lacks_is_refused(name):
    if name == "int":
        assert arguments(shape(2, dtype="int"))[0][0].dtype == torch.int32
        return
    with pytest.raises(BadInput, match=name):
        arguments(shape(2, dtype=name))
