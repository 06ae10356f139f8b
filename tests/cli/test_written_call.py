"""--input, --call and --build as values."""

import pytest

from archreport.analysis.inputs.call import Call, Plain, Shape
from archreport.cli.written_call import (
    build_arguments,
    call_from_file,
    call_of,
    shape_of,
    value_of,
)
from archreport.errors import BadInput


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1x3x224x224", Shape((1, 3, 224, 224))),
        ("1×3×8", Shape((1, 3, 8))),
        (" 2x3 ", Shape((2, 3))),
        ("1,3,8", Shape((1, 3, 8))),
        ("(1, 3, 8)", Shape((1, 3, 8))),
        ("16x", Shape((16,))),
        ("16:int64", Shape((16,), "int64")),
        ("2x128:int64", Shape((2, 128), "int64")),
        ("2x128:int64<30522", Shape((2, 128), "int64", 0, 30_522)),
        ("5", 5),
        ("0.5", 0.5),
        ("true", True),
        ("null", None),
        ("cubic", "cubic"),
        ("'two words'", "two words"),
        ("[1, 2]", [1, 2]),
        ("[3x64x64, 3x80x80]", [Shape((3, 64, 64)), Shape((3, 80, 80))]),
        ("{a: 2x3:int64, b: null}", {"a": Shape((2, 3), "int64"), "b": None}),
        ("{plain: [7, 7]}", Plain((7, 7))),
    ],
)
def test_a_value(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize("text", ["3by8", "1x3x-2x2", "", "  ", "[1, 2", "a b", "1x0x3", "1x3:"])
def test_what_is_neither_a_shape_nor_a_value_is_refused(text):
    with pytest.raises(BadInput):
        value_of(text)


@pytest.mark.parametrize("text", ["16", "int64", "1x2x", "x3", "1x:"])
def test_no_shape(text):
    assert shape_of(text) is None


def test_arguments_in_order_and_by_name():
    assert call_of(["1x3", "null", "ids=2x4:int64", "flag=false"]) == Call(
        (Shape((1, 3)), None), {"ids": Shape((2, 4), "int64"), "flag": False}
    )
    with pytest.raises(BadInput, match="twice"):
        call_of(["a=1", "a=2"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("args: [1x3x8x8]", Call((Shape((1, 3, 8, 8)),), {})),
        ("args:\n- [1, 3]\nkwargs:\n  t: 5\n  x: {a: 2x3}",
         Call(([1, 3],), {"t": 5, "x": {"a": Shape((2, 3))}})),
        ('{"kwargs": {"ids": "2x4:int64<9", "size": {"plain": [7, 7]}}}',
         Call((), {"ids": Shape((2, 4), "int64", 0, 9), "size": Plain((7, 7))})),
        ("kwargs:", Call((), {})),
    ],
)  # fmt: skip
def test_a_call_in_a_file(tmp_path, text, found):
    (tmp_path / "call.yaml").write_text(text)
    assert call_from_file(tmp_path / "call.yaml") == found


@pytest.mark.parametrize(
    "text", ["- 1", "inputs: [1]", "args: 1x3", "kwargs: [1]", "args: [", "plain text"]
)
def test_a_file_that_describes_no_call_is_refused(tmp_path, text):
    (tmp_path / "call.yaml").write_text(text)
    with pytest.raises(BadInput, match=r"call\.yaml"):
        call_from_file(tmp_path / "call.yaml")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput):
        call_from_file(tmp_path / "none.yaml")


def test_arguments_of_the_callable():
    found = build_arguments(["depth=50", "wide=true", "name=a", "sizes=[1, 2]", "empty="])
    assert found == {"depth": 50, "wide": True, "name": "a", "sizes": [1, 2], "empty": None}
    for text in ("depth", "=5", "a=[1"):
        with pytest.raises(BadInput):
            build_arguments([text])
