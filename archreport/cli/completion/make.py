"""Make ``rows.json`` again after a network has come or its rows have changed names.

``python -m archreport.cli.completion.make``; a test says when it has to be run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from archreport.cli.completion.words import ROWS
from archreport.report.model import Report
from archreport.report.unit_rows import unit_rows


def rows_text(reports: Iterable[Report]) -> str:
    """The content of ``rows.json``: a line for each network."""
    lines = []
    for report in reports:
        units = {one.row.id: one.units for one in unit_rows(report)}
        rows = {row.id: units.get(row.id, 0) for row in report.rows}
        lines.append(
            f"{json.dumps(report.identity.key)}: {json.dumps(rows, separators=(',', ':'))}"
        )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    from archreport.catalog.networks import CATALOG
    from archreport.site.reports import analyse_entry

    text = rows_text(analyse_entry(entry) for entry in CATALOG.values())
    ROWS.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
