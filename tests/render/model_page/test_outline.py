"""Every row of thousands, in lists that do not part a module."""

from __future__ import annotations

from dataclasses import replace

from archreport.render.model_page.outline import stretches
from archreport.report.model import Report


def test_lists_keep_order_and_modules_together(report: Report) -> None:
    row = report.rows[1]

    def rows(module: str, count: int) -> list:
        return [replace(row, id=f"{module}-{n}", module=module) for n in range(count)]

    given = [
        *rows("stem", 3), *rows("body.0.conv", 4), *rows("body.1.conv", 4), *rows("body.2", 9),
        *rows("loop", 23), *rows("", 2),
    ]  # fmt: skip
    found = stretches(given, 10)
    assert [one for part in found for one in part] == given
    assert max(map(len, found)) == 10
    starts = [part[0].id for part in found]
    assert starts == ["stem-0", "body.1.conv-0", "body.2-0", "loop-0", "loop-10", "loop-20"]


def test_few_rows_are_one_list(report: Report) -> None:
    assert stretches(report.rows, 1000) == [list(report.rows)]
