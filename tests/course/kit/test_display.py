"""What a table of a laboratory refuses."""

import pytest

from archreport.course import table

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
