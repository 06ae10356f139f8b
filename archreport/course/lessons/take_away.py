"""What a teacher takes to another place: citations, frames and the HTML that makes a frame.

The frame on the page and the one in the code to copy show the same page of
`archreport.render.downloads.embed`; the first is found from the page it is on, the second by its
published address.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from archreport.render.downloads.citation import cite, page_address
from archreport.render.downloads.embed import embed_names
from archreport.render.template import render_html
from archreport.render.words.language import Language
from archreport.report.model import Report


class TakeAway:
    """The functions ``citation``, ``frame`` and ``frame_code`` of a lesson."""

    def __init__(self, shelf: Mapping[str, Report], t: Language, base: str) -> None:
        self._shelf, self._t, self._base = shelf, t, base

    def citation(self, key: str, row: str = "", form: str = "text") -> str:
        """How to cite a report or one row of it, as `archreport cite` prints it."""
        return cite(self._shelf[key], row or None, form, t=self._t).rstrip("\n")

    def address(self, key: str, row: str = "") -> str:
        """The published address of a report or of one row of it; it begins with … where the site is
        not published."""
        where = page_address(self._shelf[key], self._t) or f"…/{self._t.code}/models/{key}/"
        return f"{where}#{self._shelf[key].row(row).id}" if row else where

    def frame(self, key: str, part: str, row: str = "", *, height: int) -> Markup:
        """The frame itself. Raises `LookupError` for a part, `UnknownRow` for a row it has not."""
        return self._frame(f"{self._base}models/{key}/", key, part, row, height)

    def frame_code(self, key: str, part: str, row: str = "", *, height: int) -> str:
        """The HTML of the same frame, to copy to another site."""
        return str(self._frame(self.address(key), key, part, row, height))

    def _frame(self, page: str, key: str, part: str, row: str, height: int) -> Markup:
        report = self._shelf[key]
        if part not in embed_names(report):
            raise LookupError(f"{key} has no page {part!r}; it has {embed_names(report)}")
        anchor = f"#{report.row(row).id}" if row else ""
        title = self._t(f"embed.{part}", title=report.identity.title)
        return render_html(
            "frame.html.j2", self._t, src=f"{page}embed/{part}.html{anchor}", title=title,
            height=height,
        )  # fmt: skip
