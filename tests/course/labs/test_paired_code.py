"""Code for both languages, and what a reader of one of them is given."""

import pytest

from archreport.course.labs.paired_code import PairFault, described, has_gap, written_for


@pytest.mark.parametrize(
    ("source", "english", "chinese"),
    [
        ('x = both("a", "甲")', 'x = "a"', 'x = "甲"'),
        ('x = both([1, "a"], {"甲": 2})[0]', 'x = [1, "a"][0]', 'x = {"甲": 2}[0]'),
        ('both("a", both("b", "乙"))', '"a"', '"乙"'),
        ('f(both("一", "甲"), both("b", "乙"))', 'f("一", "b")', 'f("甲", "乙")'),
        ('both(f"{x:.2f} s", f"{x:.2f} 秒")', 'f"{x:.2f} s"', 'f"{x:.2f} 秒"'),
        ('print(\n    both(\n        "a",\n        "甲",\n    )\n)', 'print("a")', 'print("甲")'),
        ('x = both(\n    "a "\n    "b",\n    "甲",\n)', 'x = ("a "\n    "b")', 'x = "甲"'),
        ('f(both("a "\n       "b", "甲"))', 'f("a " "b")', 'f("甲")'),
        (
            'x = f(\n    g(\n        both("a", "甲"),\n        2,\n    ),\n    [1],\n)[\n    0\n]',
            'x = f(g("a", 2), [1])[0]',
            'x = f(g("甲", 2), [1])[0]',
        ),
        ('f(\n    both("a", "甲"),\n    [1],\n)', 'f("a", [1])', 'f("甲", [1])'),
        ("x = 1  # a || 甲", "x = 1  # a", "x = 1  # 甲"),
        ("# a || 甲\nx = 1", "# a\nx = 1", "# 甲\nx = 1"),
        ("# en: a\n# b\n# zh: 甲\nx = 1", "# a\n# b\nx = 1", "# 甲\nx = 1"),
        ("x = [1]  # fmt: skip", "x = [1]", "x = [1]"),
        ("# figure en: a\n# figure zh: 甲\nplt.show()", "plt.show()", "plt.show()"),
        ('x = "# a || b"', 'x = "# a || b"', 'x = "# a || b"'),
        ("x = f(\n    1,\n)", "x = f(\n    1,\n)", "x = f(\n    1,\n)"),
        (
            'def f():\n    both(\n        """A.\n\n    B.\n    """,\n        """甲。""",\n    )',
            'def f():\n    """A.\n\n    B.\n    """',
            'def f():\n    """甲。"""',
        ),
    ],
)
def test_each_reader_gets_one_side(source, english, chinese):
    assert written_for(source, "en") == english
    assert written_for(source, "zh") == chinese


@pytest.mark.parametrize(
    ("source", "opened"),
    [
        ("x = 1 + 1  # gap: add || 加", "x = ...  # add"),
        ("x = (1 +\n     1)  # gap: add || 加", "x = ...  # add"),
        (
            "def f(a):\n    return a  # gap: all of it || 全部",
            "def f(a):\n    return ...  # all of it",
        ),
        ("x += f(1)  # gap: more || 更多", "x += ...  # more"),
        ("f(1)  # gap: call || 调用", "...  # call"),
        (
            "for i in x:\n    # gap: step || 一步\n    f()\n    g()\n    # end\nh()",
            "for i in x:\n    # step\n    ...\nh()",
        ),
        (f"x = 1  # gap: {'a' * 95} || 加", f"# {'a' * 95}\nx = ..."),
    ],
)
def test_a_gap_is_open_for_the_reader(source, opened):
    assert has_gap(source)
    assert written_for(source, "en", solved=False) == opened
    assert "gap" not in written_for(source, "zh") and "加" not in written_for(source, "zh")


def test_what_a_gap_holds_runs():
    source = "# gap: two || 二\nx = 1\nx += 1  # one more || 加一\n# end"
    assert written_for(source, "zh") == "x = 1\nx += 1  # 加一"


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("x = (\n    a * b\n)  # gap: one || 一", "x = a * b"),
        ("x = (\n    a * b\n) * 2  # gap: one || 一", "x = (a * b) * 2"),
        ("x = f(\n    a, b\n)  # gap: one || 一", "x = f(a, b)"),
        ("def f():\n    return (\n        a\n    )  # gap: b || 一", "def f():\n    return a"),
        ("x = (1)(\n    2\n)  # gap: one || 一\ny = 2  # gap: c || 二", "x = (1)(2)\ny = 2"),
    ],
)
def test_what_was_broken_for_the_hint_is_whole_again(source, whole):
    assert written_for(source, "en") == whole


def test_descriptions_of_figures_in_their_order():
    source = (
        "# figure en: A line that\n# falls.\n# figure zh: 一条\n# 下降的线。\nplt.show()\n"
        "# figure en: Two.\n# figure zh: 二。\nplt.show()"
    )
    assert described(source, "en") == ("A line that falls.", "Two.")
    assert described(source, "zh") == ("一条下降的线。", "二。")


@pytest.mark.parametrize(
    "source",
    [
        'both("a")',
        'both("a", "甲", "乙")',
        'both("a", zh="甲")',
        "x = 1  # a || 甲 || 乙",
        "x = 1  # || 甲",
        "# en: a\nx = 1",
        "# zh: 甲\nx = 1",
        "# en: a\n# zh:\nx = 1",
        "pass  # gap: a || 甲",
        "# gap: a || 甲\nx = 1",
    ],
)
def test_what_cannot_be_read_is_refused(source):
    with pytest.raises(PairFault):
        for solved in (True, False):
            written_for(source, "en", solved)
