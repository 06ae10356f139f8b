"""The atlas as HTML files that need nothing but the pictures beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from archreport.render.template import html_phrases, render_html
from archreport.render.unit_pages.lines import layer_line, unit_lines
from archreport.render.unit_pages.pages import (
    Made,
    about,
    how,
    layer_table,
    unit_list,
    weights_of_all,
    weights_sentence,
)
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.units import LayerUnits, UnitAtlas, folder_of

_NOTHING_MADE = Made({}, ())


def unit_html_files(
    atlas: UnitAtlas, enlarged: float, t: Language, unit: int | None = None
) -> Mapping[str, str]:
    """The pages by name; with ``unit`` a layer's page shows that one alone."""
    lines = [layer_line(layer) for layer in atlas.layers]
    sentences = [
        html_phrases(t)(
            "units.file.text",
            count=formatting.number(sum(line.units for line in lines)),
            pictures=len(atlas.pictures),
            views=formatting.number(atlas.views),
        ),
        weights_of_all(atlas, t),
    ]
    body = [layer_table(lines, t), _paragraph(how(atlas, enlarged, t))]
    title = t("units.title", title=atlas.title)
    files = {"index.html": _page(title, "", sentences, Markup("\n").join(body), t)}
    for layer in atlas.layers:
        files[f"{folder_of(layer.row)}/index.html"] = _layer_page(atlas, layer, unit, t)
    return files


def _layer_page(atlas: UnitAtlas, layer: LayerUnits, unit: int | None, t: Language) -> str:
    title = t("units.layer.title", row=layer.row, title=atlas.title)
    sentences = [
        weights_sentence(atlas, layer.origin, t),
        *about(atlas, layer, _NOTHING_MADE, t),
    ]
    if unit is None:
        units = unit_list(atlas, layer, _NOTHING_MADE, t)
    else:
        line = unit_lines(atlas, layer, {}, t)[unit]
        units = render_html("unit_list.html.j2", t, lines=[line], jumps=())
    return _page(title, "../index.html", sentences, units, t)


def _page(title: str, up: str, sentences: list[Markup], body: Markup, t: Language) -> str:
    values = {"title": title, "up": up, "sentences": sentences, "body": body, "language": t.tag}
    return f"{render_html('units_file.html.j2', t, css=_css(), **values)}\n"


def _css() -> Markup:
    return Markup((Path(__file__).with_name("units_file.css")).read_text(encoding="utf-8"))


def _paragraph(text: Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)
