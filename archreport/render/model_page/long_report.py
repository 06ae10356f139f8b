"""Where the parts of a report are: on its page, or on a page of their own beside it.

A page of five hundred rows with their arithmetic, statistics and diagram would weigh a megabyte,
and nobody reads it. So a long report keeps on its page what is read, and links to what is looked
up: ``statistics/``, ``diagram/``, ``layers/`` and torchinfo's listing as a text file. Every row
keeps its address on the page itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from archreport.render.model_page.folded_table import copied_rows
from archreport.report.model import Report

#: More rows than this: the statistics and torchinfo's listing leave the page.
LONG = 80
#: More rows than this: so does the diagram of all layers, and copies of a module are a line each.
VERY_LONG = 95


@dataclass(frozen=True)
class Placement:
    """The beginnings of links from the model's page, "" for what is on the page itself."""

    statistics: str = ""
    diagram: str = ""
    layers: str = ""

    @property
    def folded(self) -> bool:
        """True where copies of a module are a line each, and all rows are elsewhere in full."""
        return bool(self.layers)


def placement(report: Report) -> Placement:
    """How the parts of ``report`` are spread."""
    rows = len(report.rows)
    return Placement(
        statistics="statistics/" if rows > LONG and report.run else "",
        diagram="diagram/" if rows > VERY_LONG else "",
        layers="layers/" if rows > VERY_LONG and copied_rows(report) else "",
    )


def listing_is_apart(report: Report) -> bool:
    """True where torchinfo's listing is a file of its own."""
    return len(report.rows) > LONG
