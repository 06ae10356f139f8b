"""A confusion matrix: its measures against sums by hand, and its table."""

from __future__ import annotations

import pytest

from archreport.course.lessons.now_you.confusion import confusion, confusion_table
from archreport.render.words.language import Language


def test_measures_of_a_confusion_matrix() -> None:
    matrix = confusion([[8, 2], [1, 9]])
    assert (matrix.right, matrix.total, matrix.largest) == (17, 20, 10)
    assert matrix.recall(0) == "8/10 = 80.0%"
    assert matrix.precision(0) == "8/9 = 88.9%"
    assert matrix.accuracy() == "17/20 = 85.0%"
    with pytest.raises(ValueError, match="as many columns"):
        confusion([[1, 2]])


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_table_holds_every_share(parsed, code) -> None:
    t = Language(code)
    matrix = confusion([[8, 2], [1, 9]])
    html = parsed(confusion_table(matrix, ["A", "B"], "Caption", t, table_id="b"))
    for text in ("80%", "90%", "88.9%", "81.8%", t("now_you.confusion.accuracy", share="85%")):
        assert text.replace("%", "") in html.text, text
