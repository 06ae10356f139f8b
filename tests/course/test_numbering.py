"""Numbers of chapters and laboratories, from the names of their folders and files."""

from __future__ import annotations

import pytest

from archreport.course.labs.names import LABORATORIES, lab_number
from archreport.course.numbering import chapter_number


@pytest.mark.parametrize(
    ("name", "number"),
    [("00-before-2012", "0"), ("01-alexnet", "1"), ("01b-learning", "1b"), ("12-later", "12")],
)
def test_a_chapters_number(name, number) -> None:
    assert chapter_number(name) == number


@pytest.mark.parametrize("name", ["alexnet", "1-alexnet", "01alexnet", "01B-learning", ""])
def test_other_names_are_refused(name) -> None:
    with pytest.raises(ValueError, match="does not begin with a chapter's number"):
        chapter_number(name)


def test_no_two_laboratories_have_one_number() -> None:
    numbers = [lab_number(name) for name in LABORATORIES]
    assert len(set(numbers)) == len(numbers)
    assert numbers[:3] == ["0", "1", "1b"]
    assert lab_number("05-local-convolution") == "5b"
