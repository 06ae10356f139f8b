"""What a table of a laboratory refuses."""

import pytest

from archreport.course import table
from archreport.course.kit import display

BOTH = {"en": "Losses", "zh": "损失"}
HEAD = {"en": ["net", "loss"], "zh": ["网络", "损失"]}


@pytest.mark.parametrize(
    ("caption", "head", "rows", "message"),
    [
        ({"en": "Losses"}, HEAD, [["a", "1"]], "need 'zh'"),
        (BOTH, {"en": ["net", "loss"], "zh": ["", "损失"]}, [["a", "1"]], "needs a name"),
        (BOTH, HEAD, [["a", "1", "2"]], "needs 2 cells"),
    ],
)
def test_a_table_that_cannot_be_read_in_both_languages_is_refused(caption, head, rows, message):
    with pytest.raises(ValueError, match=message):
        table(caption, head, rows)


def test_a_column_of_numbers_has_its_heading_and_its_gaps_at_the_right(monkeypatch):
    shown = {}
    monkeypatch.setattr(display, "_publish", shown.update)
    table(BOTH, HEAD, [["a", 1234], ["b", 0.5], ["c", "–"]])
    html = shown["zh"]["text/html"]
    assert '<th scope="col">网络</th><th scope="col" class="num">损失</th>' in html
    assert [f'<td class="num">{text}</td>' in html for text in ("1,234", "0.5", "–")] == [True] * 3


def test_a_column_of_words_stays_at_the_left(monkeypatch):
    shown = {}
    monkeypatch.setattr(display, "_publish", shown.update)
    table(BOTH, HEAD, [["a", "falls"], ["b", 0.5]])
    assert "num" not in shown["en"]["text/html"]
