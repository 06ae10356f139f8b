"""What a published page says of the weights behind its pictures, held against the Report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from archreport.reading.learned import value_origins, weight_origins
from archreport.render.words.language import Language
from archreport.report.model import Report

_FIGURE = re.compile(r'<figure class="gal" id="([mf])-([^"]+)">(.*?)</figure>', re.DOTALL)
_IMAGE = re.compile(r'<img [^>]*src="([^"]+)"[^>]*>')
_ALT = re.compile(r' alt="([^"]*)"')
#: What weights may be where they are of several kinds; and, with what is said of it, where not.
_PARTLY = ("learned", "mixed", "untrained")
_WHOLE = {"untrained": "weights.untrained", "learned": "weights.imagenet"}


def weights_misstated(site: Path, key: str, report: Report, t: Language) -> Iterator[str]:
    """Every picture of the page of ``key`` that does not say where its weights come from, and every
    one that says something else; and a table of activations that does not list it by row."""
    page = html.unescape((site / t.code / "models" / key / "index.html").read_text("utf-8"))
    assert report.run
    weights = report.run.weights
    values, own = value_origins(report, weights), weight_origins(report, weights)
    partly = {origin: f"weights.{weights.name}.{origin}" for origin in _PARTLY}
    words = {origin: t(key) for origin, key in (partly if weights.modules else _WHOLE).items()}
    figures = _FIGURE.findall(page)
    if not figures:
        yield "there are no figures"
    for kind, row, content in figures:
        for image in _IMAGE.finditer(content):
            below = "untrained/" in image[1]
            truth = "untrained" if below else (values if kind == "m" else own)[row]
            alt = _ALT.search(image[0])
            said = {origin for origin, word in words.items() if alt and word in alt[1]}
            if said != {truth}:
                yield f"{image[1]} of {row} is {truth}; the page says {sorted(said)}"
    if weights.modules:
        for row, origin in own.items():
            line = re.search(rf'id="[ms]-{re.escape(row)}"><th.*?</tr>', page, re.DOTALL)
            if line and f"<td>{t(f'table.weights.{origin}')}</td>" not in line[0]:
                yield f"the line of {row} does not say {origin}"
