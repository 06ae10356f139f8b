"""How a laboratory must be written, and what is said where it is not."""

import pytest

from archreport.course.labs.names import LABORATORIES, lab_number
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
    assert [type(cell) for cell in lab.cells] == [Text, Code, Text, Code]
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
            'code has no options; here stands hide="',
        ),
        ("# 看一看。", "# **看。**再看。", "cell 5: stars stay in the text: **看。**再看。"),
        ("import archreport\n", "!ls\n", "cell 3: line 1 of the cell is no Python"),
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
    assert len(read_lab(written(tmp_path, text)).cells) == 4


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
