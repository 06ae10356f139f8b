"""The diagrams in a page: three levels, each in columns that wrap like text."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.render.drawing.diagram.drawing import column_parts
from archreport.render.drawing.diagram.graph import Level
from archreport.render.drawing.diagram.layout import PlacedColumn, place
from archreport.render.drawing.diagram.levels import LEVELS, graph
from archreport.render.drawing.diagram.module_level import inside
from archreport.render.drawing.svg import drawing, element, group, number
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

LINE_WIDTH = 980.0  # units in one line of columns on a wide screen, about one pixel each
SQUEEZE = 1.06  # a line may be set so much smaller
NARROW = 210.0  # a wider column takes a phone's whole line
SCROLLS = 440.0  # and a column wider than this scrolls there, so that its text stays readable
SMALLEST = 0.85  # scale of a column that scrolls
OPEN_UP_TO = 48  # rows: a longer layer diagram is folded at first


def levels_html(
    report: Report, t: Language, levels: Sequence[Level] = LEVELS, *, folded: bool = False
) -> str:
    """A ``<details>`` for each level: stages, blocks folded ×N, layers. Raises `LayoutFailed`.

    Every node links to its row; the nodes of the layer level carry the ids ``g-<row id>``.
    ``folded`` levels are all closed at first: another drawing of the network is above them.
    """
    return group(_level(report, level, t, folded) for level in levels)


def level_html(report: Report, level: Level, t: Language, base: str) -> str:
    """One level for a page of its own; ``base`` is the way to the page with the rows."""
    placed = place(graph(report, level, t))
    return group(
        _line(report, level, line, index, placed, t, base) for index, line in lines(placed)
    )


def inside_html(report: Report, t: Language) -> str:
    """One module of each kind, row by row; "" where the network has no modules."""
    placed = place(inside(report, t))
    if not placed:
        return ""
    return element(
        "details",
        element("summary", t("diagram.inside"), element("small", t("diagram.inside.note"))),
        *(_line(report, "inside", line, index, placed, t) for index, line in lines(placed)),
        class_="lvl",
        open="",
    )


def _level(report: Report, level: Level, t: Language, folded: bool) -> Markup:
    placed = place(graph(report, level, t))
    is_open = level == "stages" or (level == "layers" and len(report.rows) <= OPEN_UP_TO)
    name = t(f"diagram.{level}")
    count = len(report.stages) if level == "stages" else len(report.rows)
    return element(
        "details",
        element(
            "summary", name, element("small", t(f"diagram.{level}.note", n=count)),
        ),
        *(_line(report, level, line, index, placed, t) for index, line in lines(placed)),
        class_="lvl",
        open="" if is_open and not folded else None,
    )  # fmt: skip


def lines(placed: Sequence[PlacedColumn]) -> list[tuple[int, list[PlacedColumn]]]:
    """Columns in lines like words: for each line the index of its first column, and its columns.

    As few lines as the page's width allows, and these as even as they can be.
    """
    fewest = len(_broken(placed, SQUEEZE * LINE_WIDTH))
    widths = {round(sum(c.width for c in placed[i:j]), 3)
              for i in range(len(placed)) for j in range(i + 1, len(placed) + 1)}  # fmt: skip
    for room in sorted(w for w in widths if w <= SQUEEZE * LINE_WIDTH):
        if len(broken := _broken(placed, room)) == fewest:
            return broken
    return _broken(placed, SQUEEZE * LINE_WIDTH)


def _broken(placed: Sequence[PlacedColumn], room: float) -> list[tuple[int, list[PlacedColumn]]]:
    broken: list[tuple[int, list[PlacedColumn]]] = []
    used = room
    for index, column in enumerate(placed):
        if used + column.width > room + 0.01:
            broken.append((index, []))
            used = 0.0
        broken[-1][1].append(column)
        used += column.width
    return broken


def _line(
    report: Report, level: Level, line: Sequence[PlacedColumn], first: int,
    placed: Sequence[PlacedColumn], t: Language, base: str = "",
) -> Markup:  # fmt: skip
    tracks = [f"{number(column.width)}fr" for column in line]
    spare = _room(placed) - sum(column.width for column in line)
    if spare >= 0.5:
        tracks.append(f"{number(spare)}fr")
    columns = (
        _column(report, level, column, index, placed, t, base)
        for index, column in enumerate(line, start=first)
    )
    return element(
        "div", *columns, class_="dia-row", style=f"--c:{' '.join(tracks)}",
        data_not_searched="",
    )  # fmt: skip


def _room(placed: Sequence[PlacedColumn]) -> float:
    """The width all lines of a level share, so that they have one scale."""
    widest = max(sum(column.width for column in line) for _, line in lines(placed))
    return widest if 0.9 <= widest / LINE_WIDTH <= SQUEEZE else LINE_WIDTH


def _column(
    report: Report, level: Level, column: PlacedColumn, index: int, placed: Sequence[PlacedColumn],
    t: Language, base: str,
) -> Markup:  # fmt: skip
    prefix = f"d-{level}-{index + 1}"
    leads_on = index + 1 < len(placed) and level != "inside"  # modules are drawn beside each other
    following = placed[index + 1].entry_height if leads_on else None
    title = t(
        "diagram.title",
        model=formatting.title(report, t),
        level=t(f"diagram.{level}"),
        column=column.column.title,
    )
    wide = column.width > NARROW
    scrolls = column.width > SCROLLS
    svg = drawing(
        column.width,
        column.height,
        column_parts(column, following, base=base),
        class_="dia wide" if wide and not scrolls else "dia",
        prefix=prefix,
        title=title,
        style=f"width:100%;max-width:none;min-width:{SMALLEST * column.width:.0f}px"
        if scrolls
        else "",
    )
    if not scrolls:
        return svg
    return element(
        "div",
        svg,
        class_="fig-scroll wide",
        style="padding:0",
        role="region",
        tabindex="0",
        aria_label=title,
    )
