"""Feature maps and filters on the page: which sheets are shown, under which ids, with what caption.

Each stage shows one sheet: the most varied channels of the row that was drawn for it.
The sheet with all channels of a row is a link away, from that figure or from the statistics table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod

from markupsafe import Markup

from archreport.reading.learned import Origin, value_origins, weight_origins
from archreport.reading.stages import rows_by_stage
from archreport.render.template import html_phrases, render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.colour_map import viridis
from archreport.report.model import Report, Row, Stage
from archreport.report.run import LayerRun, Photo, Run, Scaling, Sheet, Weights

SWATCHES = 10
MOST = 64  # maps in one figure
UNFOLDED = 7  # figures: of more than these, the first, the coarsest and the last stay in sight


@dataclass(frozen=True)
class Shown:
    """One figure of the gallery: a stage's sheet, and the sheet with all channels of its row."""

    stage: Stage
    row: Row
    sheet: Sheet
    full: Sheet | None


def shown_sheets(report: Report) -> tuple[Shown, ...]:
    """The figure of every stage that has a sheet of feature maps, in the order of the stages.

    The build draws a short sheet of the row that represents a stage. Where a stage has none, the
    last row at the stage's own resolution is shown, unless that would be a wall of maps: a stage
    of nothing but a pooling has no figure, and its maps are a link away like those of any row.
    """
    by_row = _maps_by_row(report)
    staged = rows_by_stage(report)
    figures = []
    for stage in report.stages:
        rows = [row for row in staged[stage.id] if row.id in by_row]
        short = [row for row in rows if len(by_row[row.id]) > 1]
        same = [row for row in rows if row.out_shape[2:] == stage.resolution]
        if rows:
            row = (short or same or rows)[-1]
            sheets = sorted(by_row[row.id], key=lambda sheet: len(sheet.channels))
            if len(sheets[0].channels) > MOST and prod(row.out_shape[2:]) > 1:
                continue
            full = sheets[-1] if len(sheets[-1].channels) == sheets[-1].of else None
            figures.append(Shown(stage, row, sheets[0], full))
    return tuple(figures)


@dataclass(frozen=True)
class Part:
    """Figures that are shown together: in sight, or all behind one line that opens."""

    figures: tuple[Shown, ...]
    folded: bool


def parts(figures: Sequence[Shown]) -> tuple[Part, ...]:
    """A long gallery in parts: its first, coarsest and last figure, and what lies between them."""
    if len(figures) <= UNFOLDED:
        return (Part(tuple(figures), False),)
    last = len(figures) - 1
    coarsest = min(range(1, last), key=lambda place: prod(figures[place].row.out_shape[2:]))
    gallery_parts = []
    for before, place in ((0, 0), (0, coarsest), (coarsest, last)):
        between = tuple(figures[before + 1 : place])
        gallery_parts += [Part(between, True)] if between else []
        gallery_parts.append(Part((figures[place],), False))
    return tuple(gallery_parts)


def filter_sheets(report: Report) -> tuple[Sheet, ...]:
    """The sheets of filters."""
    sheets = report.run.sheets if report.run else ()
    return tuple(sheet for sheet in sheets if sheet.what == "filters")


def full_sheets(report: Report) -> Mapping[str, Sheet]:
    """For each row with one, the sheet of all its channels."""
    return {
        row: sheet
        for row, sheets in _maps_by_row(report).items()
        for sheet in sheets
        if len(sheet.channels) == sheet.of
    }


def listed_anchors(report: Report) -> Mapping[str, str]:
    """Ids in the statistics table of rows whose maps are on disk but not in a figure above it."""
    shown = {figure.row.id for figure in shown_sheets(report)}
    drawn = _maps_by_row(report)
    layers = report.run.layers if report.run else ()
    return {
        layer.row: f"m-{layer.row}"
        for layer in layers
        if layer.row not in shown and layer.row in drawn
    }


def sheet_links(report: Report, statistics: str = "") -> Mapping[str, str]:
    """Where each row's link to its maps leads: its own sheet, else the sheet of the row that works
    in place on its result (the same memory), else its filters.

    ``statistics`` is the beginning of links to the statistics table: "" where it is on the page.
    """
    own = {figure.row.id: f"#m-{figure.row.id}" for figure in shown_sheets(report)}
    own.update({row: f"{statistics}#{id_}" for row, id_ in listed_anchors(report).items()})
    links = {sheet.row: f"#f-{sheet.row}" for sheet in filter_sheets(report)}
    for row in report.rows:
        if row.storage == "in place" and row.id in own and row.inputs:
            links[row.inputs[0]] = own[row.id]
    return {**links, **own}


def gallery(report: Report, run: Run, t: Language) -> Markup:
    """The photograph, one figure a stage, and the first filters. Ids ``m-…`` and ``f-…``."""
    layers = {layer.row: layer for layer in run.layers}
    values, own = value_origins(report, run.weights), weight_origins(report, run.weights)
    beside = _untrained_beside(report, t)
    return render_html(
        "gallery.html.j2",
        t,
        photo={**photo_words(run.photo, t), **_photo_size(report, run.photo)},
        parts=[
            {
                "name": _part_name(part, t) if part.folded else "",
                "figures": [
                    {
                        **_figure(one, layers.get(one.row.id), t),
                        **_behind(run.weights, values[one.row.id], t),
                        "beside": beside.get(("maps", one.row.id))
                        if values[one.row.id] == "learned"
                        else None,
                    }
                    for one in part.figures
                ],
            }
            for part in parts(shown_sheets(report))
        ],
        filters=[
            {
                **_filters(report.row(sheet.row), sheet),
                **_behind(run.weights, own[sheet.row], t, values=False),
                "beside": beside.get(("filters", sheet.row)),
            }
            for sheet in filter_sheets(report)
        ],
        predictions=run.predictions if run.weights.complete else (),
        swatches=swatches(),
    )


def _untrained_beside(
    report: Report, t: Language
) -> Mapping[tuple[str, str], Mapping[str, object]]:
    """The pictures of the untrained run by what they show and of which row; none without one."""
    run = report.untrained
    if run is None:
        return {}
    layers = {layer.row: layer for layer in run.layers}
    words = _behind(run.weights, "untrained", t)
    staged = {row.id: stage for stage in report.stages for row in map(report.row, stage.rows)}
    return {
        (sheet.what, sheet.row): {
            **(
                _filters(report.row(sheet.row), sheet)
                if sheet.what == "filters"
                else _figure(
                    Shown(staged[sheet.row], report.row(sheet.row), sheet, None),
                    layers.get(sheet.row),
                    t,
                )
            ),
            **words,
        }
        for sheet in run.sheets
    }


def _part_name(part: Part, t: Language) -> str:
    """ "Stage 2 to Stage 5", or the one stage."""
    first, last = (formatting.stage_name(part.figures[end].stage, t) for end in (0, -1))
    return first if first == last else formatting.spaced(t("gallery.fold", first=first, last=last))


@cache
def swatches() -> tuple[str, ...]:
    """Ten colours of the map of the sheets, from its low to its high end."""
    colours = viridis()
    steps = [round(i * (len(colours) - 1) / (SWATCHES - 1)) for i in range(SWATCHES)]
    return tuple(f"#{colours[step]}" for step in steps)


def weights_name(weights: Weights, t: Language) -> str:
    """ "seeded initialisation, untrained", "trained on ImageNet", or the file's name."""
    if weights.trained is False:
        return t("weights.untrained")
    if t.has(f"weights.{weights.name}"):
        return t(f"weights.{weights.name}")
    return t("weights.file" if weights.trained else "weights.file.unknown", name=weights.name)


def _behind(
    weights: Weights, origin: Origin, t: Language, *, values: bool = True
) -> Mapping[str, object]:
    """What a caption and an alternative text say of the weights behind one picture, of ``values``
    or of the weights themselves."""
    name = weights_name(weights, t)
    if weights.modules and origin != "none":
        name = t(f"weights.{weights.name}.{origin}")
    if weights.statistics and values:
        name = t("weights.with_statistics", name=name, n=len(weights.statistics))
    return {
        "weights": name,
        "weights_sentence": name[:1].upper() + name[1:],
        "untrained": origin == "untrained",
    }


def partly_learned(report: Report, run: Run, t: Language) -> Markup:
    """What a page says where some of its weights are learned and some are not; "" elsewhere."""
    weights = run.weights
    if not weights.modules:
        return Markup()
    own = [origin for origin in weight_origins(report, weights).values() if origin != "none"]
    return html_phrases(t)(
        "section.maps.partly",
        learned=own.count("learned"),
        all=len(own),
        credit=weights.credit,
        licence=weights.licence,
        source=weights.source,
        seed=weights.seed,
        order=scaling_words(run.scaling, t),
    )


def scaling_words(scaling: Scaling, t: Language) -> str:
    """How pixels become the input: order of the channels, range, mean, standard deviation."""
    means, stds = (
        t("gallery.list").join(f"{one:g}" for one in values)
        for values in (scaling.mean, scaling.std)
    )
    return t(f"scaling.{scaling.order}", top=f"{scaling.top:g}", mean=means, std=stds)


def statistics_words(weights: Weights, t: Language) -> Markup:
    """On what the normalisation's statistics were estimated; "" where none had to be."""
    if not weights.statistics:
        return Markup()
    titles = [
        t(f"photo.{name}.title") if t.has(f"photo.{name}.title") else name
        for name in weights.statistics
    ]
    photos = t("gallery.list.long").join(titles)
    return html_phrases(t)("section.maps.statistics", photos=photos, n=len(titles))


def photo_words(photo: Photo, t: Language) -> Mapping[str, str]:
    """Title, credit, licence and alternative text, in the page's language for our own pictures."""
    said = {
        "title": photo.title,
        "licence": photo.licence,
        "alt": t("gallery.input.alt", title=photo.title),
    }
    for name in said:
        key = f"photo.{photo.name}.{name}"
        said[name] = t(key) if t.has(key) else said[name]
    return {"credit": photo.credit, **said}


def _photo_size(report: Report, photo: Photo) -> Mapping[str, object]:
    """The file that is shown, with the size in which the network saw it."""
    shapes = [item.shape[2:] for item in report.inputs if len(item.shape) == 4]
    height, width = shapes[0] if shapes else photo.size[::-1]
    return {"crop": photo.crop, "width": width, "height": height}


def _maps_by_row(report: Report) -> Mapping[str, list[Sheet]]:
    sheets: dict[str, list[Sheet]] = {}
    for sheet in report.run.sheets if report.run else ():
        if sheet.what == "maps":
            sheets.setdefault(sheet.row, []).append(sheet)
    return sheets


def _figure(figure: Shown, layer: LayerRun | None, t: Language) -> Mapping[str, object]:
    sheet = figure.sheet
    return {
        "row": figure.row.id,
        "stage": formatting.stage_name(figure.stage, t),
        "file": sheet.file,
        "width": sheet.width,
        "height": sheet.height,
        "shown": formatting.number(len(sheet.channels)),
        "of": formatting.number(sheet.of),
        "shape": formatting.TIMES.join(map(formatting.number, figure.row.out_shape[2:])),
        "spatial": len(figure.row.out_shape) > 2,
        "columns": formatting.number(sheet.columns),
        "complete": len(sheet.channels) == sheet.of,
        "mean": formatting.decimal(layer.mean) if layer else "",
        "zeros": formatting.percent(layer.zeros) if layer else "",
        "dead": formatting.number(layer.dead) if layer else "",
        "low": formatting.number(sheet.low),
        "high": formatting.number(sheet.high),
        "channels": t("list.comma").join(map(str, sheet.channels)),
        "full": figure.full.file if figure.full and figure.full is not sheet else "",
    }


def _filters(row: Row, sheet: Sheet) -> Mapping[str, object]:
    weight = next((param.shape for param in row.params if len(param.shape) > 2), ())
    return {
        "row": row.id,
        "file": sheet.file,
        "width": sheet.width,
        "height": sheet.height,
        "of": formatting.number(sheet.of),
        "kernel": formatting.TIMES.join(map(formatting.number, weight[2:])),
        "colour": len(weight) > 1 and weight[1] == 3,
        "inputs": formatting.number(weight[1]) if len(weight) > 1 else "",
        "low": formatting.number(sheet.low),
        "high": formatting.number(sheet.high),
    }
