"""Grids of values, labels and boxes: what the drawings share."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from archreport.render.svg import element, group, path_data

CELL = 22.0


def label(text: str, x: float, y: float, *, kind: str = "t-sub", anchor: str = "middle") -> Markup:
    return element("text", text, class_=kind, x=x, y=y, text_anchor=anchor)


def cell(x: float, y: float, kind: str = "", text: str = "", *, size: float = CELL) -> Markup:
    """One value: a square with at most a few characters in it."""
    box = element("rect", class_=f"cell {kind}".strip(), x=x, y=y, width=size, height=size)
    return group((box, label(text, x + size / 2, y + size / 2 + 4, kind="t-node"))) if text else box


def grid(
    x: float,
    y: float,
    rows: int,
    columns: int,
    kind: Callable[[int, int], str],
    text: Callable[[int, int], str] = lambda row, column: "",
    *,
    size: float = CELL,
) -> Markup:
    """``rows`` × ``columns`` cells; those with a plain outline first, so that no line is hidden."""
    places = sorted(
        ((row, column) for row in range(rows) for column in range(columns)),
        key=lambda place: bool(kind(*place)),
    )
    return group(
        cell(x + column * size, y + row * size, kind(row, column), text(row, column), size=size)
        for row, column in places
    )


def box(
    text: str, x: float, y: float, width: float, kind: str, *, height: float = 26, small: str = ""
) -> Markup:
    """A node of a module's drawing: its operation, and a smaller line below it."""
    middle = y + height / 2 + 4 - (7 if small else 0)
    return group(
        (
            element("rect", class_=f"n n-{kind}", x=x, y=y, width=width, height=height),
            label(text, x + width / 2, middle, kind="t-node"),
            label(small, x + width / 2, middle + 14) if small else Markup(),
        )
    )


def arrow(*points: tuple[float, float], skip: bool = False) -> Markup:
    """A line through ``points`` with a head at its end, which must run downwards or sideways."""
    (x0, y0), (x1, y1) = points[-2:]
    parts: list[str | float] = ["M", *points[0]]
    for x, y in points[1:]:
        parts += ["L", x, y]
    if x0 == x1:
        turn = 1 if y1 > y0 else -1
        head = path_data("M", x1, y1, "L", x1 - 4, y1 - 7 * turn, "L", x1 + 4, y1 - 7 * turn, "Z")
    else:
        turn = 1 if x1 > x0 else -1
        head = path_data("M", x1, y1, "L", x1 - 7 * turn, y1 - 4, "L", x1 - 7 * turn, y1 + 4, "Z")
    extra = " skip" if skip else ""
    return group(
        (
            element("path", class_=f"edge{extra}", d=path_data(*parts)),
            element("path", class_=f"head{extra}", d=head),
        )
    )
