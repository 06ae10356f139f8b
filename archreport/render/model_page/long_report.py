"""Where the parts of a report are: on its page, on a page of their own beside it, or left out.

A page of five hundred rows with their arithmetic, statistics and diagram would weigh a megabyte,
and nobody reads it. So a long report keeps on its page what is read, and links to what is looked
up: ``statistics/``, ``diagram/``, ``layers/`` and torchinfo's listing as a text file. Every row
keeps its address on the page itself.

A page that is one file has nothing beside it. It folds what the other leads to, and of a report of
thousands of rows it is an outline: what repeats once with its arithmetic, and all rows in folded
lists; a drawing of a thousand nodes says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from archreport.render.model_page.folded_table import copied_rows
from archreport.report.model import Report

#: More rows than this: the statistics and torchinfo's listing leave the page.
LONG = 80
#: More rows than this: so does the diagram of all layers, and copies of a module are a line each.
VERY_LONG = 95
#: More rows than this: a page of one file is an outline.
OUTLINED = 600


@dataclass(frozen=True)
class Placement:
    """The beginnings of links from the model's page, "" for what is on the page itself.

    ``folded`` is True where copies of a module are a line each, and all rows are elsewhere in full:
    on the page ``layers``, or below the table. There, a row's id follows ``again``, as the row has
    an address in the table already. ``listing`` says that torchinfo's text is a file of its own.
    ``inside`` is True for a page that is one file, ``outline`` for one that is an outline.
    """

    statistics: str = ""
    diagram: str = ""
    layers: str = ""
    again: str = ""
    folded: bool = False
    listing: bool = False
    inside: bool = False
    outline: bool = False

    @property
    def base(self) -> str:
        """The way from the list of all rows to the page."""
        return "../" if self.layers else ""


def placement(report: Report) -> Placement:
    """How the parts of ``report`` are spread over pages of the site."""
    rows = len(report.rows)
    folded = rows > VERY_LONG and bool(copied_rows(report))
    return Placement(
        statistics="statistics/" if rows > LONG and report.run else "",
        diagram="diagram/" if rows > VERY_LONG else "",
        layers="layers/" if folded else "",
        folded=folded,
        listing=rows > LONG,
    )


def placement_inside(report: Report) -> Placement:
    """How the parts of ``report`` stand in a page that is one file."""
    outline = len(report.rows) > OUTLINED
    folded = not outline and len(report.rows) > VERY_LONG and bool(copied_rows(report))
    again = "row-" if folded else ""
    return Placement(again=again, folded=folded, inside=True, outline=outline)
