"""The layer diagram as one SVG file that needs nothing else: style, both schemes, fonts by name."""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from archreport.render.drawing.diagram.drawing import column_parts
from archreport.render.drawing.diagram.html import lines
from archreport.render.drawing.diagram.layout import place
from archreport.render.drawing.diagram.legend import categories
from archreport.render.drawing.diagram.levels import graph
from archreport.render.drawing.svg import drawing, element, text_width
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

MARGIN = 12.0
TITLE = 40.0  # room for the title
KEY = 30.0  # and for the key
BETWEEN = 14.0  # two lines of columns


def svg_file(report: Report, t: Language) -> str:
    """A complete SVG document; the same report gives the same bytes. Raises `LayoutFailed`."""
    placed = place(graph(report, "layers", t))
    parts: list[Markup] = []
    y = MARGIN + TITLE
    for first, line in lines(placed):
        x = MARGIN
        for index, column in enumerate(line, start=first):
            following = placed[index + 1].entry_height if index + 1 < len(placed) else None
            drawn = column_parts(column, following, linked=False)
            parts.append(element("g", drawn, transform=f"translate({x:.1f} {y:.1f})"))
            x += column.width
        y += max(column.height for column in line) + BETWEEN
    broad = max(sum(column.width for column in line) for _, line in lines(placed))
    key, key_width = _key(report, t, y + 10)
    width = max(broad, key_width) + 2 * MARGIN
    height = y + KEY
    title = t("diagram.file.title", model=formatting.title(report, t))
    style = (
        resources.files("archreport.render.drawing.diagram")
        .joinpath("svg_file.css")
        .read_text("utf-8")
    )
    svg = drawing(
        width,
        height,
        element("style", Markup("\n" + style)),
        element("rect", class_="paper", width=width, height=height),
        element("text", title, class_="t-title", x=MARGIN + 9, y=MARGIN + 16),
        *parts,
        key,
        class_="dia",
        prefix="diagram",
        title=title,
        description=t("diagram.file.desc", rows=len(report.rows), columns=len(placed)),
    )
    with_namespace = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{with_namespace}\n'


def _key(report: Report, t: Language, y: float) -> tuple[Markup, float]:
    """A small square and a word for each category, and how wide they are together."""
    items = []
    x = MARGIN + 9
    for category, word in categories(report, t):
        if category == "block":
            continue  # the layer level shows what is inside
        items.append(element("rect", class_=f"n n-{category}", x=x, y=y - 8, width=10, height=9))
        items.append(element("text", word, class_="t-sub", x=x + 15, y=y))
        x += 15 + text_width(word, 10) + 16
    return element("g", *items), x
