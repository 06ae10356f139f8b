"""Everything below ``compare/``, as texts by their path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archreport.audit.claims import Claim
from archreport.render.compare_pages.downloads import csv_text, json_text, latex_text
from archreport.render.compare_pages.index import compare_page
from archreport.render.compare_pages.local_convolution import local_page
from archreport.render.compare_pages.networks import networks_by_year
from archreport.render.compare_pages.pair import pair_page
from archreport.render.compare_pages.selection import LOCAL_PAGE, pairs_of, selection
from archreport.render.words.language import Language
from archreport.report.model import Report


def compare_pages(
    reports: Mapping[str, Report], claims: Sequence[Claim], t: Language
) -> dict[str, str]:
    """The comparison page with its downloads, and the pages of the pairs that are there."""
    shown = networks_by_year(reports.values(), t, claims)
    texts = {
        "index.md": compare_page(reports.values(), claims, t),
        "compare.csv": csv_text(shown),
        "compare.json": json_text(shown),
        "compare.tex": latex_text(shown, t),
    }
    for pair in pairs_of(reports):
        page = pair_page(reports[pair.older], reports[pair.newer], claims, t)
        texts[f"{pair.slug}/index.md"] = page
    if (local := selection().local) in reports:
        texts[f"{LOCAL_PAGE}/index.md"] = local_page(reports[local], t)
    return texts
