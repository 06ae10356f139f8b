"""Lines of text: folded where they are too long, cut where a name is, in any script."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from archreport.render.terminal.text_table import Column, Line, TextTable, shortened, width_of


def table(title="Title", remarks=()):
    cells = (("a", ""),), (("▪ ", "red"), ("层归一化", ""))
    columns = (
        Column("Layer", "Total", ("norm", "b"), 5, left=True),
        Column("运算", "2 rows", ("x", "y"), 12, left=True),
        Column("MACs", "3", ("1", "2"), 4, left=False),
    )
    lines = (
        Line(((("norm", ""),), cells[1], (("1", ""),))),
        Line(((("b", ""),), cells[0], (("2", "bold"),)), "bold"),
    )
    return TextTable(title, columns, (lines,), remarks)


def test_plain_text_lines_up_and_ends_without_blanks():
    assert table().plain() == "\n".join(
        [
            "Title",
            "",
            " Layer  运算          MACs",
            " ─────────────────────────",
            " norm   ▪ 层归一化       1",
            " b      a                2",
            "",
            " Total  2 rows           3",
        ]
    )


@pytest.mark.parametrize("width", [30, 44, 80])
def test_titles_and_remarks_fold_to_the_width(width):
    remark = "有 315 行没有单独列出。要列出每一行，用 --all，在 Python 中用 report.table()。" * 2
    long = table("A very long title · " * 6, ((remark, "red"),))
    buffer = io.StringIO()
    Console(file=buffer, width=width, color_system=None).print(long)
    lines = buffer.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not any(line[:1] in "，。、；" and line[:1] for line in lines), "a stop begins no line"
    assert "".join(remark.split()) in "".join("".join(lines).split())


def test_colours_are_for_terminals():
    buffer = io.StringIO()
    Console(file=buffer, width=80, force_terminal=True, color_system="standard").print(table())
    assert "\x1b[31m▪ " in buffer.getvalue()
    assert "\x1b" not in table().plain()


def test_of_a_long_name_the_end_is_left():
    assert shortened("layers.0.attention.query", 15) == "…ttention.query"
    assert shortened("short", 15) == "short"
    assert width_of("层归一化 ▪") == 10
