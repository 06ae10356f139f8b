"""The few helpers every figure needs: elements, path data, and how wide a text will be.

Figures are built from small function calls, never from strings glued by hand, so that a layer
called ``a<b&"c"`` is drawn like any other. `element` escapes everything that is not `Markup`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from markupsafe import Markup, escape

Value = str | int | float | None

#: Characters much wider than a digit in Arimo and Helvetica, and those much narrower.
_WIDE = frozenset("mwMWOQG%@")
_NARROW = frozenset("ijlI.,:;'|!()[]· \u00a0")


def number(value: float) -> str:
    """A coordinate to a tenth of a unit, without trailing zeros: the same bytes everywhere."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: Value) -> Markup:
    """One element. ``class_`` is written ``class``, ``aria_label`` ``aria-label``; None not at all.

    Children that are `Markup` go in as they are; any other text is escaped.
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(
            Markup(key.removesuffix("_").replace("_", "-")),
            value if isinstance(value, str) else number(value),
        )
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(escape(child) for child in children)
    tag = Markup(name)
    if not inner and name not in _NEVER_EMPTY:
        return Markup("<{}{}/>").format(tag, written)
    return Markup("<{}{}>{}</{}>").format(tag, written, inner, tag)


#: HTML elements that must have an end tag.
_NEVER_EMPTY = frozenset({"a", "div", "details", "summary", "p", "span", "i", "figure", "h3", "b"})


def group(parts: Iterable[str]) -> Markup:
    """Several elements in a row."""
    return Markup("").join(escape(part) for part in parts)


def path_data(*parts: str | float) -> str:
    """Path data from letters and numbers: ``path_data("M", 9, 40, "H", 145)`` is "M9 40H145"."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            written = number(part)
            apart = text and not text[-1].isalpha() and not written.startswith("-")
            text += f" {written}" if apart else written
    return text


def drawing(
    width: float,
    height: float,
    *children: str,
    class_: str,
    prefix: str = "",
    title: str = "",
    description: str = "",
    hidden: bool = False,
    style: str = "",
) -> Markup:
    """An ``<svg>`` with its size, and a name and description for those who listen to the page.

    ``prefix`` keeps the ids of the title and description unique in the page. A ``hidden`` drawing
    is decoration beside text that says the same. The role is not ``img``: that would hide links.
    """
    size: dict[str, Value] = {
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
    }
    if hidden:
        return element(
            "svg", *children, class_=class_, **size, aria_hidden="true", focusable="false"
        )
    labels = [element("title", title, id=f"{prefix}-t")]
    if description:
        labels.append(element("desc", description, id=f"{prefix}-d"))
    return element(
        "svg",
        *labels,
        *children,
        class_=class_,
        **size,
        style=style or None,
        role="graphics-document",
        aria_labelledby=f"{prefix}-t" + (f" {prefix}-d" if description else ""),
    )


def wide_and_narrow(wide: str, narrow: str) -> Markup:
    """A figure in two versions, of which the style sheet shows one: for a page and for a phone."""
    return element("div", wide, class_="only-wide") + element("div", narrow, class_="only-narrow")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is at most, in the units of ``size``, in the house's sans-serif.

    An estimate on the safe side, since the reader's machine picks the font: Chinese characters and
    arrows take a full em, capitals 0.72, most Latin letters and the digits 0.56.
    """
    return sum(map(_em, text)) * size * (1.05 if bold else 1.0)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF" or character in "→←…":
        return 1.0
    if character in _WIDE:
        return 0.85
    if character in _NARROW:
        return 0.34
    return 0.72 if character.isupper() else 0.56


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, the end kept: the last part of a module path says the most."""
    return text if len(text) <= limit else "…" + text[-(limit - 1) :]
