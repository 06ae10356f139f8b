"""The U of an encoder–decoder network, drawn from its Report: for a wide page and for a phone."""

from __future__ import annotations

from markupsafe import Markup

from archreport.operations.table import operation
from archreport.reading.encoder_decoder import Arms, arms_of
from archreport.render.drawing.encoder_decoder.marks import (
    bridge_mark,
    bridge_words,
    clusters,
    size,
)
from archreport.render.drawing.encoder_decoder.narrow import narrow_drawing
from archreport.render.drawing.encoder_decoder.wide_drawing import wide_drawing
from archreport.render.drawing.svg import drawing, element, wide_and_narrow
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report


def u_figure(report: Report, t: Language, *, base: str = "", prefix: str = "u") -> Markup:
    """Both versions as inline SVG with their key; "" for a network that is no U.

    ``base`` comes before ``#row`` in the links, ``prefix`` keeps ids unique in a page.
    """
    arms = arms_of(report)
    if arms is None:
        return Markup()
    versions = []
    for draw, id_ in ((wide_drawing, prefix), (narrow_drawing, f"{prefix}v")):
        drawn, width, height = draw(arms, report, t, base)
        svg = drawing(
            width, height, drawn, class_="dia u", prefix=id_,
            title=t("u.title", model=formatting.title(report, t)), description=describe(arms, t),
        )  # fmt: skip
        versions.append(svg)
    return wide_and_narrow(*versions) + _key(arms, t)


def _key(arms: Arms, t: Language) -> Markup:
    """A glyph and a word for each kind of slab, then what the lines between the arms are."""
    drawn = (*arms.maps, *(map_ for skip in arms.skips for map_ in skip.via))
    kinds = {
        kind: map_.op for map_ in drawn for kind in [part[1] for part in map_.parts] or [map_.kind]
    }
    items = [
        element("span", element("i", class_=f"op op-{kind}"), _word(kind, op, t))
        for kind, op in kinds.items()
    ]
    lines = dict.fromkeys(bridge_mark(skip) for skip in arms.skips)
    return element(
        "p", *items, *(element("span", t(f"u.key.{mark}")) for mark in lines), class_="key"
    )


def _word(kind: str, op: str, t: Language) -> str:
    """The category; of a change of shape, which one it is."""
    words = operation(op).words
    if kind == "shape" and words:
        return words.text(t.code)
    return t(f"key.{kind}" if t.has(f"key.{kind}") else f"kind.{kind}")


def describe(arms: Arms, t: Language) -> str:
    """The figure in words, for those who do not see it."""
    levels = []
    for level in arms.levels:
        sides = [
            f"{', '.join(c.label for c in clusters(arm) if c.label)} ({size(arm[0].size)})"
            for arm in (level.down, level.up)
            if arm
        ]
        levels.append(t("u.across").join(sides))
    bridges = [" ".join(bridge_words(skip, t)) for skip in arms.skips]
    return t("u.separator.levels").join([*levels, *bridges])
