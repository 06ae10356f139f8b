"""Write the comparison pages with their downloads: ``compare/`` of each language.

The pages themselves are pure (`archreport.render.compare`); this is the edge that writes files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archreport.audit.claims import load_claims
from archreport.render import compare
from archreport.render.compare import exports
from archreport.render.language import Language
from archreport.report import Report


def write_comparisons(reports: Mapping[str, Report], folder: Path, t: Language) -> None:
    """Write ``folder``/compare for the networks in ``reports``; a pair needs both of its own."""
    claims = load_claims()
    shown = compare.variants(reports.values(), t, claims)
    texts = {
        "index.md": compare.compare_page(reports.values(), claims, t),
        "compare.csv": exports.csv_text(shown),
        "compare.json": exports.json_text(shown),
        "compare.tex": exports.latex_text(shown, t),
    }
    for pair in compare.pairs_of(reports):
        page = compare.pair_page(reports[pair.older], reports[pair.newer], claims, t)
        texts[f"{pair.slug}/index.md"] = page
    if compare.selection().local in reports:
        page = compare.local_page(reports[compare.selection().local], t)
        texts[f"{compare.LOCAL_PAGE}/index.md"] = page
    for name, text in texts.items():
        target = folder / "compare" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
