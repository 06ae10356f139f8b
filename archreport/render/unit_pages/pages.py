"""The pages of the atlas in the site: Markdown, in the folder ``units`` of the network's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from archreport.render.model_page.feature_maps import weights_name
from archreport.render.template import environment, front_matter, html_phrases, render_html, tidy
from archreport.render.unit_pages.lines import (
    LayerLine,
    jumps,
    layer_line,
    unit_lines,
)
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.units import (
    A_PICTURE,
    INSIDE,
    LayerUnits,
    MaximisedUnit,
    UnitAtlas,
    folder_of,
)


@dataclass(frozen=True)
class Credit:
    """What is said of one photograph; ``title`` is in the page's language."""

    name: str
    title: str
    author: str
    licence: str
    origin: str
    package: str


@dataclass(frozen=True)
class Made:
    """The pictures made for units: the numbers of the method by name, and what was made."""

    method: Mapping[str, float]
    pictures: Sequence[MaximisedUnit]

    def by_unit(self) -> Mapping[tuple[str, int], MaximisedUnit]:
        return {(one.layer, one.unit): one for one in self.pictures}


def unit_page_files(
    atlas: UnitAtlas, made: Made, credits: Sequence[Credit], enlarged: float, t: Language
) -> Mapping[str, str]:
    """The pages by their names below the folder ``units``.

    ``credits`` are of the pictures that are photographs, in the page's language; ``enlarged`` is
    how far a picture was enlarged at most.
    """
    lines = [layer_line(layer) for layer in atlas.layers]
    files = {"index.md": _index(atlas, lines, made, credits, enlarged, t)}
    for number, layer in enumerate(atlas.layers):
        before = lines[number - 1] if number else None
        after = lines[number + 1] if number + 1 < len(lines) else None
        page = _layer_page(atlas, layer, made, before, after, t)
        files[f"{folder_of(layer.row)}/index.md"] = page
    return files


def unit_list(atlas: UnitAtlas, layer: LayerUnits, made: Made, t: Language) -> Markup:
    """All units of a layer with their pictures, which lie beside the page."""
    return render_html(
        "unit_list.html.j2",
        t,
        lines=unit_lines(atlas, layer, made.by_unit(), t),
        jumps=jumps(len(layer.active)),
    )


def about(atlas: UnitAtlas, layer: LayerUnits, made: Made, t: Language) -> list[Markup]:
    """How a layer's page is read, sentence by sentence."""
    phrase = html_phrases(t)
    relu = t("units.about.relu") if layer.rectified else ""
    sentences = [phrase("units.about", field=formatting.field(layer.field), relu=relu)]
    if layer.field.status != "exact":
        sentences.append(phrase(f"units.about.{layer.field.status}"))
    if any(one.layer == layer.row for one in made.pictures):
        sentences.append(phrase("units.about.made"))
    sentences.append(phrase("units.caution", pictures=len(atlas.pictures)))
    return sentences


def weights_sentence(atlas: UnitAtlas, origin: str, t: Language) -> Markup:
    """Which weights units of this ``origin`` have, and whose they are."""
    phrase, weights = html_phrases(t), atlas.weights
    if origin in ("untrained", "mixed"):
        return phrase(f"units.weights.{origin}")
    name = weights_name(weights, t)
    if weights.modules and t.has(f"weights.{weights.name}.{origin}"):
        name = t(f"weights.{weights.name}.{origin}")
    if not weights.credit:
        return phrase("units.weights", weights=name)
    return phrase(
        "units.weights.credit",
        weights=name,
        source=weights.source,
        credit=weights.credit,
        licence=weights.licence,
    )


def weights_of_all(atlas: UnitAtlas, t: Language) -> Markup:
    """The same of an atlas whose layers may differ."""
    origins = {layer.origin for layer in atlas.layers}
    if len(origins) == 1:
        return weights_sentence(atlas, origins.pop(), t)
    return html_phrases(t)("units.weights.several", weights=weights_name(atlas.weights, t))


def how(atlas: UnitAtlas, enlarged: float, t: Language) -> Markup:
    """How the patches were found."""
    height, width = atlas.input
    return html_phrases(t)(
        "units.how",
        height=height,
        width=width,
        enlarged=f"{enlarged:g}",
        a_picture=A_PICTURE,
        inside=f"{INSIDE:.0%}",
        device=t(f"units.device.{atlas.device}"),
    )


def layer_table(lines: Sequence[LayerLine], t: Language) -> Markup:
    """One line a layer, each leading to its page."""
    return render_html("units_table.html.j2", t, layers=lines)


def _index(
    atlas: UnitAtlas,
    lines: Sequence[LayerLine],
    made: Made,
    credits: Sequence[Credit],
    enlarged: float,
    t: Language,
) -> str:
    heading = t("units.title", title=atlas.title)
    description = t("units.description", title=atlas.title, views=formatting.number(atlas.views))
    line_of = {line.row: line for line in lines}
    by_layer = [
        (line_of[row], list(pictures))
        for row, pictures in groupby(made.pictures, key=lambda one: one.layer)
    ]
    return tidy(
        environment()
        .get_template("units_index.md.j2")
        .render(
            t=html_phrases(t),
            front=front_matter(heading, description),
            heading=heading,
            title=atlas.title,
            count=formatting.number(sum(line.units for line in lines)),
            photographs=len(credits),
            pasted=len(atlas.pictures) - len(credits),
            views=formatting.number(atlas.views),
            weights=weights_of_all(atlas, t),
            table=layer_table(lines, t),
            made=render_html("units_made.html.j2", t, layers=by_layer) if by_layer else "",
            made_count=len(made.pictures),
            method=made.method,
            how=how(atlas, enlarged, t),
            credits=render_html("units_credits.html.j2", t, pictures=credits),
        )
    )


def _layer_page(
    atlas: UnitAtlas,
    layer: LayerUnits,
    made: Made,
    before: LayerLine | None,
    after: LayerLine | None,
    t: Language,
) -> str:
    heading = t("units.layer.title", row=layer.row, title=atlas.title)
    description = t(
        "units.layer.description",
        n=len(layer.active),
        row=layer.row,
        title=atlas.title,
        field=formatting.field(layer.field),
    )
    sentences = [weights_sentence(atlas, layer.origin, t), *about(atlas, layer, made, t)]
    return tidy(
        environment()
        .get_template("units_layer.md.j2")
        .render(
            t=html_phrases(t),
            front=front_matter(heading, description),
            heading=heading,
            title=atlas.title,
            layer=layer,
            before=before,
            after=after,
            about=Markup("\n").join(Markup("<p>{}</p>").format(one) for one in sentences),
            units=unit_list(atlas, layer, made, t),
        )
    )
