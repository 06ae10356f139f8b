"""A report, or a row of it, as a piece of HTML for the page of somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import resources

from markupsafe import Markup

from archreport.errors import BadInput
from archreport.render.downloads.citation import HASH_DIGITS, again, page_address, version
from archreport.render.drawing.diagram import legend_html, level_html
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.embedding.options import Options
from archreport.render.table_lines import line
from archreport.render.table_view import notes, table_view
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: The class below which everything is.
CLASS = "archreport-embed"


def embed(
    report: Report, row: str = "", options: Options | None = None, *, name: str = "ar"
) -> Markup:
    """What ``options`` ask for of ``report``, of its row ``row`` where one is named.

    ``name`` begins all ids and has to be another one for each piece of a page. Raises
    `UnknownRow`; `BadInput` where a row is to be shown and none is named, or a ribbon of a network
    without weights; `LayoutFailed`.
    """
    chosen = options or Options()
    t = Language(chosen.lang)
    marked = report.row(row) if row else None
    show = chosen.show or ("row" if row else "table")
    if show == "row" and marked is None:
        raise BadInput("embed.no_row", title=report.identity.title)
    content = _CONTENT[show](report, row, chosen, t)
    address = page_address(report, t)
    place = t("cite.row", row=row) if row else t("cite.table")
    piece = render_html(
        "embedding.html.j2",
        t,
        content=content,
        css=CLASS,
        show=show,
        code=t.code,
        target=f"{report.identity.key}#{row}".rstrip("#"),
        title=formatting.title(report, t),
        place=place,
        address=f"{address}#{row}" if address and row else address,
        version=version(report),
        hash=report.content_hash[:HASH_DIGITS],
        again="" if address else again(report, t, marked),
    )
    return own_ids(piece, name)


def sheet() -> str:
    """The style sheet of all pieces. Signs and nodes look as on the site: their rules are taken
    from its sheets, below the one class."""
    own = _read("archreport.render.embedding", "embedding.css")
    signs = _read("archreport.render.downloads", "embed.css")
    nodes = _read("archreport.render.drawing.diagram", "svg_file.css")
    rules = [line for line in signs.splitlines() if re.match(r"\.(op|s-)", line)]
    rules += [line for line in nodes.splitlines() if re.match(r"\.n\b", line)]
    return own + "".join(f"{_below_class(rule)}\n" for rule in rules)


def _below_class(rule: str) -> str:
    selectors, _, declarations = rule.partition("{")
    below = (f".{CLASS} {one.strip()}" for one in selectors.split(","))
    return f"{', '.join(below)} {{{declarations}"


def _read(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text("utf-8")


def own_ids(piece: Markup, name: str) -> Markup:
    """The piece with ``name`` before all its ids and what points to them."""
    ids = set(re.findall(r'\bid="([^"]+)"', piece))

    def renamed(match: re.Match[str]) -> str:
        before, words, after = match.groups()
        kept = [f"{name}-{word}" if word in ids else word for word in words.split(" ")]
        return f"{before}{' '.join(kept)}{after}"

    text = str(piece)  # of a Markup re would make one again, whose parts are escaped
    text = re.sub(r'(\b(?:id|aria-labelledby|aria-describedby)=")([^"]+)(")', renamed, text)
    return Markup(re.sub(r'((?:href="|url\()#)([^")]+)([")])', renamed, text))


def _row(report: Report, row: str, options: Options, t: Language) -> Markup:
    shown = line(report.row(row), t)
    return render_html("embedding_row.html.j2", t, line=shown)


def _table(report: Report, row: str, options: Options, t: Language) -> Markup:
    view = table_view(report, t, depth=options.depth)
    return render_html(
        "embedding_table.html.j2",
        t,
        groups=view.groups,
        notes=notes(report, view, t),
        columns=options.columns,
        marked=row,
        totals=report.totals,
        count=len(report.rows),
        title=formatting.title(report, t),
    )


def _totals(report: Report, row: str, options: Options, t: Language) -> Markup:
    return render_html(
        "embedding_totals.html.j2", t, totals=report.totals, input=formatting.inputs(report)
    )


def _ribbon(report: Report, row: str, options: Options, t: Language) -> Markup:
    wide = _linked(ribbon_svg(report, t, base="#"), report, t)
    if not wide:
        raise BadInput("embed.no_ribbon", title=report.identity.title)
    narrow = _linked(ribbon_svg(report, t, vertical=True, base="#", prefix="ribv"), report, t)
    return render_html("embedding_ribbon.html.j2", t, wide=wide, narrow=narrow)


def _diagram(report: Report, row: str, options: Options, t: Language) -> Markup:
    drawn = _linked(level_html(report, "blocks", t, "#"), report, t)
    return render_html(
        "embedding_diagram.html.j2", t, drawn=drawn, legend=Markup(legend_html(report, t))
    )


def _linked(drawing: str, report: Report, t: Language) -> Markup:
    """A drawing whose links lead to the report's published page; without links where there is
    none, since an embedded piece has nothing that they could lead to."""
    if address := page_address(report, t):
        return Markup(str(drawing).replace('href="##', f'href="{address}#'))
    bare = re.sub(r'<a\b([^>]*?)\shref="[^"]*"', r"<g\1", str(drawing))
    return Markup(bare.replace("</a>", "</g>"))


_CONTENT: Mapping[str, Callable[[Report, str, Options, Language], Markup]] = {
    "row": _row,
    "table": _table,
    "totals": _totals,
    "ribbon": _ribbon,
    "diagram": _diagram,
}
