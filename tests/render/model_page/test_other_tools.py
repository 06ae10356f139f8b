"""The table "As other tools count it" says what `archreport.reading.other_tools` computed."""

from __future__ import annotations

import re

from archreport.reading.other_tools import TOOLS, other_tools
from archreport.render.model_page.other_tools import tools_table
from archreport.render.words.language import Language
from archreport.report.model import Report


def test_every_tool_has_a_line_with_its_total(report: Report, t: Language, parsed) -> None:
    html = str(tools_table(report, t, 5))
    assert [name for name in parsed(html).ids if name.startswith("tool-")] == [
        f"tool-{tool.key}" for tool in TOOLS
    ]
    for counted in other_tools(report):
        line = re.search(rf'<tr id="tool-{counted.tool.key}">(.*?)</tr>', html, re.S)
        assert line
        assert f"{counted.total:,}<small>{counted.tool.word}" in line[1]
        amounts = [
            int(text.replace("−", "-").replace(",", ""))
            for text in re.findall(r"<li><b>([^<]*)</b>", line[1])
        ]
        assert counted.ours + sum(amounts) == counted.total


def test_both_languages_say_something_else_with_the_same_ids(report: Report, parsed) -> None:
    english, chinese = (str(tools_table(report, Language(code), 5)) for code in ("en", "zh"))
    assert parsed(english).ids == parsed(chinese).ids
    assert "biases: one addition for every output value" in english
    assert "偏置：每个输出值一次加法" in chinese


def test_a_total_that_cannot_be_told_says_why(report: Report, en: Language) -> None:
    from dataclasses import replace

    rows = tuple(
        replace(row, op="multi_head_attention_forward") if row.id == "fc" else row
        for row in report.rows
    )
    html = str(tools_table(replace(report, rows=rows), en, 5))
    line = re.search(r'<tr id="tool-ptflops">(.*?)</tr>', html, re.S)
    assert line
    assert "cannot be told" in line[1]
    assert "fc." in line[1]
