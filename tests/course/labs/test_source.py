"""How a laboratory must be written, and what is said where it is not."""

import ast
import re

import pytest

from archreport.course.labs.names import LABORATORIES, lab_number
from archreport.course.labs.paired_code import LONGEST_LINE
from archreport.course.labs.source import Code, LabInvalid, Text, find_labs, read_lab
from archreport.errors import BadInput
from tests.course.labs.tiny import TINY, written
from tests.paths import DOCS


def test_a_laboratory_is_read(tmp_path):
    lab = read_lab(written(tmp_path))
    assert (lab.name, lab.chapter, lab.seed) == ("01-tiny", "01-alexnet", 0)
    assert lab.data == Text("no data", "不用数据")
    assert lab.title == Text("A tiny laboratory", "一个小实验")
    assert lab.summary == Text("Counts *one* layer.", "数*一*层。")
    assert [type(cell) for cell in lab.cells] == [Text, Code, Code, Text, Code, Code, Code]
    assert [cell.kind for cell in lab.code] == ["", "", "predict", "once", ""]
    assert [cell.has_gap for cell in lab.code] == [False, True, False, False, False]
    assert [(one.level, one.id) for one in lab.headings] == [
        (1, "a-tiny-laboratory"),
        (2, "the-curve"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# ---\n", "", "there is no header"),
        ("# seed: 0\n", "", "must have chapter, seed and data; it has chapter, data"),
        ("# seed: 0", "# seed: zero", "seed: 'zero' is no whole number"),
        ("01-alexnet", "AlexNet", "chapter: 'AlexNet' is no chapter"),
        ("#   zh: 不用数据\n", "", "data must say in en and in zh"),
        ('lang="zh"', 'lang="fr"', "cell 1: the English text has no Chinese one after it"),
        ('[markdown] lang="zh"', "[markdown]", "cell 1: the English text has no Chinese one"),
        ('[markdown] lang="en"', "[markdown]", 'cell 1: text is [markdown] lang="en" or'),
        ('lang="en"', 'lang="de"', 'or lang="zh", not markdown lang="de"'),
        ('# %% [markdown] lang="en"', '# %% [markdown] lang="zh"', "no English one before it"),
        ("# 看一看。", "# ### 看", "the headings differ: The curve in English, 曲线, 看 in"),
        ("# ## The curve", "# #### The curve", "the headings differ"),
        ("# # A tiny laboratory", "# A tiny laboratory", "the headings differ"),
        ("# Look at it.", "# |a|b|\n# |-|-|\n# |1|2|", "a table in Markdown has no caption"),
        (
            "# %%\nimport mat",
            '# %% hide="x"\nimport mat',
            'a cell of code is # %%, # %% once or # %% predict, not hide="',
        ),
        ("# 看一看。", "# **看。**再看。", "cell 6: stars stay in the text: **看。**再看。"),
        ("import archreport\n", "!ls\n", "cell 3: line 1 of the cell is no Python"),
        ("# %% once", "# %% twice", "or # %% predict, not twice"),
        ("3.5, 1.25", 'both("a", "甲")', "cell 8: a cell that runs once must be the same"),
        ("losses = [", "a = 1  # gap: b || 乙\nlosses = [", "cell 8: a cell that runs once must"),
        ('"最后"): None}', '"最后"): 1}', "cell 7: a place for a prediction holds more than None"),
        ("axes.plot(losses)", "axes.plot(places)", "'places' comes from a gap that the reader"),
        ("|| 与终端", "|| 与 || 终端", "line 8 of the cell: a pair must have an English and"),
        ('"epoch", "轮次"', '"epoch"', "line 6 of the cell: a pair must have an English and"),
        ("# figure zh: 一条下降的线。\n", "", "line 7 of the cell: a comment in English has no"),
        ("# figure en: A falling line.\n", "", "line 7 of the cell: a comment in Chinese has no"),
        ("# Counts *one* layer.", "#", "below the title there is no paragraph"),
        ("# ## The curve", "# ## 曲", "stands twice, or has no Latin letter"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, old, new, message):
    assert old in TINY
    count = TINY.count(old) if old.startswith("# ---") else 1
    path = written(tmp_path, TINY.replace(old, new, count))
    with pytest.raises(LabInvalid) as error:
        read_lab(path)
    assert message in str(error.value)
    assert "01-tiny.py" in str(error.value)


def test_headings_that_skip_a_level(tmp_path):
    text = TINY.replace("# ## The curve", "# ### The curve").replace("# ## 曲线", "# ### 曲线")
    with pytest.raises(LabInvalid, match="'The curve' skips a level"):
        read_lab(written(tmp_path, text))


def test_a_second_title(tmp_path):
    text = TINY.replace("# ## The curve", "# # The curve").replace("# ## 曲线", "# # 曲线")
    with pytest.raises(LabInvalid, match="'The curve' is a second title"):
        read_lab(written(tmp_path, text))


def test_a_hash_in_a_code_block_is_no_heading(tmp_path):
    block = "# ```\n# # not a heading\n# ```\n"
    text = TINY.replace("# Look at it.\n", block)
    assert len(read_lab(written(tmp_path, text)).headings) == 2


def test_a_bad_name(tmp_path):
    with pytest.raises(LabInvalid, match="'Tiny lab' is no name"):
        read_lab(written(tmp_path, name="Tiny lab"))


def test_laboratories_are_found_by_name(tmp_path):
    first, second = written(tmp_path), written(tmp_path, name="02-other")
    assert find_labs(first.parent) == (first, second)
    assert find_labs(first.parent, ["02-other", "02-other"]) == (second,)
    with pytest.raises(BadInput, match="There is no laboratory '03-none'") as error:
        find_labs(first.parent, ["03-none"])
    assert "01-tiny, 02-other" in str(error.value)


def test_a_cell_may_begin_with_a_function(tmp_path):
    """The formatter puts two empty lines before it, of which jupytext makes a note."""
    text = TINY.replace("# %%\nimport mat", "\n# %%\ndef f():\n    pass\n\n\nimport mat")
    assert len(read_lab(written(tmp_path, text)).cells) == 7


LABS = sorted((DOCS / "labs").glob("*.py"))


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_the_course_s_laboratories_are_well_written(path):
    lab = read_lab(path)
    assert lab.name in LABORATORIES


def test_every_named_laboratory_is_there():
    assert [path.stem for path in LABS] == list(LABORATORIES)


def test_numbers_tell_laboratories_of_one_chapter_apart():
    assert [lab_number(name) for name in ("00-before-2012", "05-alignment")] == ["0", "5"]
    assert lab_number("05-local-convolution") == "5b"
    assert lab_number("01-tiny") == "1"


CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@pytest.mark.parametrize("solved", [False, True], ids=["open", "solved"])
@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_a_notebook_holds_one_language(path, solved):
    """And no trace of how both were written: what a student reads is plain code."""
    for number, cell in enumerate(read_lab(path).code, 1):
        english, chinese = cell.of("en", solved), cell.of("zh", solved)
        assert not CHINESE.search(english), f"code cell {number}"
        assert not [line for line in chinese.splitlines() if _english_comment(line)], number
        for text in (english, chinese):
            names = {one.id for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Name)}
            assert not names & {"both", "zh", "CLASSES_ZH"}, f"code cell {number}"
            long = [line for line in text.splitlines() if len(line) > LONGEST_LINE]
            assert not long, f"code cell {number}"


def _english_comment(line):
    """Whether a line's comment has a sentence of words, and none in Chinese."""
    comment = line.partition("# ")[2] if '"' not in line else ""
    plain = re.sub(r"`[^`]*`", "", comment)
    return not CHINESE.search(plain) and len(re.findall(r"[a-z]{3,}", plain)) > 1


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_the_reader_of_a_laboratory_writes_and_predicts(path):
    cells = read_lab(path).code
    assert sum(cell.has_gap for cell in cells) >= 2
    assert sum(cell.kind == "predict" for cell in cells) >= 1
    assert all("check(" in cell.source for cell in cells if cell.has_gap)
    assert any("compare(" in cell.source for cell in cells)
