"""Calls of one form share it, and nothing that differs does."""

import torch
from torch import nn

from archreport.analysis.tracing.forms import form_of
from archreport.operations.axes.call import UNREADABLE, Read


def meta(*extents, dtype=torch.float32):
    return torch.empty(extents, dtype=dtype, device="meta")


def form(*args, name="f", **kwargs):
    return form_of(name, args, kwargs)


def test_equal_calls_have_one_form():
    assert form(meta(2, 3), (1, 1), bias=None) is form(meta(2, 3), (1, 1), bias=None)
    assert form(nn.Parameter(meta(2))) is form(meta(2))  # by shape; whose it is is told elsewhere


def test_what_differs_has_its_own():
    x = meta(2, 3)
    calls = [
        form(x, 1), form(x, 1.0), form(x, True), form(x, "1"), form(x, (1,)), form(x, [1]),
        form(x, dim=1), form(x, axis=1), form(x, slice(1)), form(x, slice(None, None, 1)),
        form(x, None), form(x, ...), form(x, torch.int64), form(x, x), form(x, [x]),
        form(meta(3, 2), 1), form(meta(2, 3, dtype=torch.bool), 1), form(x, 1, name="g"),
    ]  # fmt: skip
    assert len({id(one) for one in calls}) == len(calls)


def test_a_list_that_grows_later_does_not_change_the_form():
    sizes, index = [2, 3], (slice(None), [0, 1])
    first, second = form(meta(6), sizes, name="split"), form(meta(2, 3), index, name="getitem")
    sizes.append(4)
    index[1].append(2)
    assert first is form(meta(6), [2, 3], name="split")
    assert second is form(meta(2, 3), (slice(None), [0, 1]), name="getitem")
    assert [2, 3] in first.arguments.values.values()


def test_tensors_are_numbered_as_they_are_read():
    class Holds:
        pass

    x, y, z = meta(1), meta(2), meta(3)
    given = form([x, y], {"a": z}, Holds(), other={x, y}, last=z).given
    assert given.args[0] == (Read((1,), 0), Read((2,), 1))
    assert given.args[1] == {"a": Read((3,), 2)}
    assert given.args[2] is UNREADABLE
    assert given.kwargs["last"] == Read((3,), 5)  # the two in the set were 3 and 4
