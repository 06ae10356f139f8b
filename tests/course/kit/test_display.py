"""Tables of a laboratory: in the notebook's language, and what they refuse."""

import ast

import pytest

from archreport.course import table
from archreport.language.choice import choose

BOTH = {"en": "Losses", "zh": "损失"}
HEAD = {"en": ["net", "loss"], "zh": ["网络", "损失"]}


def shown(capsys):
    """What IPython's display prints outside a notebook: the data by their kinds."""
    return ast.literal_eval(capsys.readouterr().out.splitlines()[0])


@pytest.mark.parametrize(
    ("caption", "head", "rows", "message"),
    [
        ("Losses", ["net", ""], [["a", "1"]], "needs a name"),
        ("Losses", ["net", "loss"], [["a", "1", "2"]], "needs 2 cells"),
        ({"zh": "损失"}, HEAD, [["a", "1"]], "caption needs 'en'"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(caption, head, rows, message):
    with pytest.raises(ValueError, match=message):
        table(caption, head, rows)


def test_a_table_for_both_languages_speaks_that_of_the_process(capsys):
    for language, title in (("en", "net  loss"), ("zh", "网络  损失")):
        choose(language)
        table(BOTH, HEAD, [["a", 1234]])
        assert shown(capsys)["text/plain"] == f"{title}\na  1,234"


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (["1", "–"], True),
        (["+0.21 ± 0.02", "-0.1 ± 0.3"], True),
        (["0.91 0.92 0.93 (0.99)", "1"], False),
        (["1.5", "wide"], False),
        (["12.2°", "3 ms"], True),
        (["64%", ""], True),
        (["", ""], False),
    ],
)
def test_a_heading_stands_over_its_numbers(capsys, cells, number):
    table("Losses", ["net", "loss"], [["a", cell] for cell in cells])
    drawn = shown(capsys)["text/html"]
    assert ('<th scope="col" class="num">loss</th>' in drawn) == number
    assert drawn.count('<td class="num">') == (len(cells) if number else 0)
    assert '<th scope="col">net</th>' in drawn
