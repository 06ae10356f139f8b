"""Small pages to put into a frame of another site: layer table, one row, ribbon, diagram.

They lie in ``embed/`` beside the model's page as finished HTML, without the theme: no navigation,
no script, light and dark by the reader's setting, a line below that says where they come from.
They share one style sheet, which lies among the site's.
A fragment chooses the row: ``embed/row.html#conv3_1`` shows that row alone with its arithmetic,
``embed/table.html#conv3_1`` the table with that row marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from markupsafe import Markup

from archreport.render.downloads.citation import HASH_DIGITS, again, page_address, version
from archreport.render.drawing.diagram import legend_html, level_html
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.drawing.ribbon.slabs import stage_slabs
from archreport.render.model_page import tables
from archreport.render.table_lines import groups, lines, slug
from archreport.render.template import render_html
from archreport.render.words.language import Language
from archreport.report.model import Report

BASE = "../"  # from a page here to the model's
#: Where the style sheet of all these pages lies, below the language's root.
SHEET = "assets/css/embed.css"


def embed_files(report: Report, t: Language) -> Mapping[str, str]:
    """The text of each page by its name below the model's folder. Raises `LayoutFailed`."""
    content = {"table": _table, "row": _rows, "ribbon": _ribbon, "diagram": _diagram}
    return {
        f"embed/{name}.html": _page(report, t, name, content[name](report, t))
        for name in embed_names(report)
    }


def embed_sheet() -> str:
    """The style sheet of all pages, the file `SHEET`."""
    drawings = resources.files("archreport.render.drawing.diagram").joinpath("svg_file.css")
    own = resources.files("archreport.render.downloads").joinpath("embed.css")
    return f"{own.read_text('utf-8')}\n/* drawings */\n{drawings.read_text('utf-8')}"


def embed_names(report: Report) -> tuple[str, ...]:
    """Which pages there are: a network without weights has no ribbon."""
    names = ("table", "row", "ribbon", "diagram")
    return names if stage_slabs(report) else tuple(name for name in names if name != "ribbon")


def _table(report: Report, t: Language) -> Markup:
    return render_html(
        "embed_table.html.j2", t, id=f"tbl-{slug(report)}", groups=groups(report, t),
        bars=tables.row_bars(lines(report, t)), totals=report.totals, count=len(report.rows),
        base=BASE,
    )  # fmt: skip


def _rows(report: Report, t: Language) -> Markup:
    return render_html(
        "embed_rows.html.j2", t, lines=lines(report, t), base=BASE, key=report.identity.key
    )


def _ribbon(report: Report, t: Language) -> Markup:
    wide = ribbon_svg(report, t, base=BASE)
    narrow = ribbon_svg(report, t, vertical=True, base=BASE, prefix="ribv")
    return render_html("embed_ribbon.html.j2", t, wide=Markup(wide), narrow=Markup(narrow))


def _diagram(report: Report, t: Language) -> Markup:
    drawn = Markup(level_html(report, "blocks", t, BASE))
    return render_html("embed_diagram.html.j2", t, drawn=drawn, key=Markup(legend_html(report, t)))


def _page(report: Report, t: Language, name: str, content: Markup) -> str:
    page = render_html(
        "embed.html.j2", t, code=t.tag, name=name, title=report.identity.title, content=content,
        sheet=f"{BASE}../../{SHEET}", address=page_address(report, t),
        version=version(report), base=BASE, key=report.identity.key,
        hash=report.content_hash[:HASH_DIGITS],
        again="" if page_address(report, t) else again(report, t),
    )  # fmt: skip
    return f"{page}\n"
