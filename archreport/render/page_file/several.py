"""Pages of several networks in one folder: a page each, and one that sets them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from archreport.audit.claims import Claim
from archreport.render.compare_pages.index import alignment
from archreport.render.compare_pages.networks import ComparedNetwork, side_by_side
from archreport.render.compare_pages.quantities import quantities
from archreport.render.compare_pages.sentences import said_of
from archreport.render.downloads.citation import version
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.page_file.markdown_html import body_of
from archreport.render.page_file.page import Pictures, document, file_name, page_html
from archreport.render.template import environment, html_phrases
from archreport.render.words.language import Language
from archreport.report.model import Report

#: So many networks stand in columns beside each other; of more there is one table of lines.
BESIDE = 5

#: A report with the pictures of its run.
Page = tuple[Report, Pictures]


def several_files(
    pages: Sequence[Page], t: Language, claims: Iterable[Claim] = ()
) -> Mapping[str, bytes]:
    """``index.html``, the comparison, and one file for each network, by name."""
    names = unique_names([report for report, _ in pages])
    files = {
        f"{name}.html": page_html(report, t, pictures=pictures).encode()
        for name, (report, pictures) in zip(names, pages, strict=True)
    }
    shown = side_by_side([report for report, _ in pages], t, claims)
    return {"index.html": _index(shown, names, t).encode(), **files}


def unique_names(reports: Sequence[Report]) -> tuple[str, ...]:
    """A file name for each report that tells it from the others, none of them ``index``."""
    names: list[str] = []
    taken = {"index"}
    for report in reports:
        name, number = file_name(report), 2
        while name.lower() in taken:
            name, number = f"{file_name(report)}-{number}", number + 1
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def _ribbons(
    shown: Sequence[ComparedNetwork], urls: Mapping[int, str], t: Language
) -> list[tuple[str, Markup, Markup]]:
    """Each network's name and its ribbon, across and down."""
    found = []
    for number, one in enumerate(shown):
        across, down = (
            Markup(ribbon_svg(one.report, t, vertical=vertical, base=urls[id(one.report)],
                              prefix=f"rib{'v' if vertical else 'h'}{number}"))
            for vertical in (False, True)
        )  # fmt: skip
        found.append((one.title, across, down))
    return found


def _index(shown: Sequence[ComparedNetwork], names: Sequence[str], t: Language) -> str:
    urls = {id(one.report): f"{name}.html" for one, name in zip(shown, names, strict=True)}
    beside = len(shown) <= BESIDE
    lines = quantities(shown, t)
    title = t("page_file.several", n=len(shown))
    if beside:
        title = t("page_file.list").join(one.title for one in shown)
    text = (
        environment()
        .get_template("several.md.j2")
        .render(
            t=html_phrases(t),
            title=title,
            beside=beside,
            shown=[(one, urls[id(one.report)]) for one in shown],
            ribbons=_ribbons(shown, urls, t) if beside else (),
            quantities=[(line, line.label(t)) for line in lines],
            ratios=[line.proportion() for line in lines] if len(shown) == 2 else [],
            alignment=alignment(
                [one.report for one in shown], t, lambda report: urls[id(report)]
            )
            if beside
            else None,
            said=said_of(shown, t) if beside else (),
        )
    )  # fmt: skip
    body = body_of(text)
    return document(
        t,
        title=title,
        description=t("page_file.several.text"),
        body=body.html,
        made=version(shown[0].report),
    )
