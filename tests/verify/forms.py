"""All forms in which a report or a row of it is given away, and where figures stand in each."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import date

from archreport.render.downloads import table_files
from archreport.render.downloads.citation import FORMATS, cite
from archreport.render.downloads.embed import embed_files
from archreport.render.embedding.fragment import embed
from archreport.render.embedding.options import Options
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

SITE = "https://nets.example/book"


def row_forms(report: Report, row: str, t: Language, site: str) -> Mapping[str, str]:
    """The citations of one row, by their form."""
    day = date(2027, 3, 9)
    cited = {form: cite(report, row, form, site_url=site, t=t, cited=day) for form in FORMATS}
    return {**cited, "piece": str(embed(report, row, Options("row", t.code)))}


def report_forms(report: Report, t: Language, site: str) -> Mapping[str, str]:
    """The citations of the whole report, its tables and its embedded pages, by their form."""
    day = date(2027, 3, 9)
    cited = {form: cite(report, None, form, site_url=site, t=t, cited=day) for form in FORMATS}
    embedded = {
        name: text for name, text in embed_files(report, t).items() if name[6:9] in ("tab", "row")
    }
    return {
        **{f"report {form}": text for form, text in cited.items()},
        "CSV": table_files.csv_text(report),
        "Markdown table": table_files.markdown_text(report, t),
        "LaTeX table": table_files.latex_text(report, t),
        "slide": table_files.slide_text(report, t),
        **embedded,
        **{
            f"piece {show}": str(embed(report, "", Options(show, t.code)))
            for show in ("table", "totals")
        },
    }


def figures_of(report: Report, row: str) -> list[str]:
    """The figures that a citation of the row, or of the report where it is "", prints."""
    of = report.row(row) if row else report.totals
    params = of.params if not row else of.param_count  # type: ignore[union-attr]
    return [formatting.number(n) for n in (params, of.macs, of.activations) if n]


def mutated(text: str, start: int, end: int, chance: random.Random) -> str:
    """``text`` with one digit between two places changed; a first digit does not become 0."""
    places = [place for place in range(start, end) if text[place].isdigit()]
    place = chance.choice(places)
    least = 1 if place == places[0] and len(places) > 1 else 0
    new = chance.choice([d for d in "0123456789"[least:] if d != text[place]])
    return text[:place] + new + text[place + 1 :]


def places_of(figure: str, text: str) -> list[tuple[int, int]]:
    """Where a figure stands in a text, as a whole."""
    edge = r"(?<!\d)" if text.startswith("row,") else r"(?<![A-Za-z\d,.])"
    if text.startswith("<figure") and "ar-row" in text:  # its other numbers are of shapes and sums
        edge = r"(?:(?<== )|(?<=[s值量数]</th><td>)|(?<=sha256 ))"
    end = r"(?!\d)" if text.startswith("row,") else r"(?!\d|,\d)"
    return [match.span() for match in re.finditer(f"{edge}{re.escape(figure)}{end}", text)]
