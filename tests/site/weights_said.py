"""What a published page says of the weights behind its pictures, held against the Report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from archreport.catalog.networks import CATALOG
from archreport.reading.learned import value_origins, weight_origins
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.report_file import from_json

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


def hold_weights_as_reported(site: Path, key: str, language: str) -> None:
    """Assert that the page of ``key`` shows its weights as what its Report says they are, and that
    the networks with learned weights are those that have them."""
    report = from_json((site / "en" / "models" / key / f"{key}.json").read_bytes())
    assert report.run is not None
    learned = bool(CATALOG[key].oxford)
    assert (report.run.weights.trained, bool(report.run.weights.modules)) == (learned, learned)
    t = Language(language)
    assert list(weights_misstated(site, key, report, t)) == []
    page = (site / language / "models" / key / "index.html").read_text("utf-8")
    said = {"en": "These weights are untrained", "zh": "这里的权重未经训练"}[language]
    assert (said in page) == (not learned)
