"""What a fence or a directive asks for."""

from __future__ import annotations

import pytest

from archreport.embed.request import read_fence
from archreport.errors import BadInput
from archreport.render.embedding.options import COLUMNS


def test_a_row_of_a_network() -> None:
    request = read_fence("vgg16#conv3_1\n", "zh")
    assert (request.target, request.row) == ("vgg16", "conv3_1")
    assert request.options.lang == "zh"
    assert request.options.columns == COLUMNS


def test_options_stand_below_the_target() -> None:
    request = read_fence(
        "nets.py:Net\n\ninput: 1x3x32x32 1x4\nbuild: depth=2\nshow: table\ndepth: 1\n"
        "columns: macs, params\nlang: en",
        "zh",
    )
    assert request.inputs == ("1x3x32x32", "1x4")
    assert request.build == ("depth=2",)
    assert request.options.columns == ("params", "macs")  # in the order of the table
    assert (request.options.show, request.options.depth, request.options.lang) == ("table", 1, "en")


@pytest.mark.parametrize(
    ("fence", "said"),
    [
        ("", "Nothing is named"),
        ("vgg16\nshow table", "'show table' is no option"),
        ("vgg16\nshown: table", "no option 'shown'"),
        ("vgg16\nshow: picture", "'picture' cannot be shown"),
        ("vgg16\nlang: fr", "no language 'fr'"),
        ("vgg16\ndepth: 0", "'0' is no depth"),
        ("vgg16\ncolumns: params bytes", "no column 'bytes'"),
    ],
)
def test_what_cannot_be_asked_for(fence: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_fence(fence, "en")
