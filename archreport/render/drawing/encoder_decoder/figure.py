"""The U of an encoder–decoder network, drawn from its Report: for a wide page and for a phone."""

from __future__ import annotations

from markupsafe import Markup

from archreport.operations.table import operation
from archreport.reading.encoder_decoder import UPath, u_path
from archreport.render.drawing.encoder_decoder.marks import (
    bridge_mark,
    bridge_words,
    clusters,
    size,
)
from archreport.render.drawing.encoder_decoder.narrow import ladder
from archreport.render.drawing.encoder_decoder.wide_drawing import stairs
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report


def u_figure(report: Report, t: Language, *, base: str = "", prefix: str = "u") -> Markup:
    """Both versions as inline SVG with their key; "" for a network that is no U.

    ``base`` comes before ``#row`` in the links, ``prefix`` keeps ids unique in a page.
    """
    path = u_path(report)
    if path is None:
        return Markup()
    versions = []
    for draw, class_, id_ in ((stairs, "only-wide", prefix), (ladder, "only-narrow", f"{prefix}v")):
        drawn, width, height = draw(path, report, t, base)
        svg = drawing(
            width, height, drawn, class_="dia u", prefix=id_,
            title=t("u.title", model=formatting.title(report, t)), description=describe(path, t),
        )  # fmt: skip
        versions.append(element("div", svg, class_=class_))
    return group([*versions, _key(path, t)])


def _key(path: UPath, t: Language) -> Markup:
    """A glyph and a word for each kind of slab, then what the lines between the arms are."""
    drawn = (*path.boxes, *(box for skip in path.skips for box in skip.via))
    kinds = {
        kind: box.op for box in drawn for kind in [part[1] for part in box.parts] or [box.kind]
    }
    items = [
        element("span", element("i", class_=f"op op-{kind}"), _word(kind, op, t))
        for kind, op in kinds.items()
    ]
    lines = dict.fromkeys(bridge_mark(skip) for skip in path.skips)
    return element(
        "p", *items, *(element("span", t(f"u.key.{mark}")) for mark in lines), class_="key"
    )


def _word(kind: str, op: str, t: Language) -> str:
    """The category; of a change of shape, which one it is."""
    words = operation(op).words
    if kind == "shape" and words:
        return words.text(t.code)
    return t(f"key.{kind}" if t.has(f"key.{kind}") else f"kind.{kind}")


def describe(path: UPath, t: Language) -> str:
    """The figure in words, for those who do not see it."""
    levels = []
    for level in path.levels:
        arms = [
            f"{', '.join(c.label for c in clusters(arm) if c.label)} ({size(arm[0].size)})"
            for arm in (level.down, level.up)
            if arm
        ]
        levels.append(t("u.across").join(arms))
    bridges = [" ".join(bridge_words(skip, t)) for skip in path.skips]
    return t("u.separator.levels").join([*levels, *bridges])
