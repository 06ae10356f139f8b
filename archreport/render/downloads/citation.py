"""Citations of a report, and of one row of it: the unit that a teacher quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import metadata

from archreport.errors import BadInput
from archreport.render.downloads.gbt7714 import Electronic, reference
from archreport.render.downloads.published import doi, repository, site_address
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.latex import escape_latex
from archreport.report.model import Report, Row

#: The year of this release, for citations. Not the day on which a report happened to be made.
RELEASE_YEAR = 2026

#: How many digits of the content hash a citation carries.
HASH_DIGITS = 8


@dataclass(frozen=True)
class Citation:
    """What every format is written from. ``address`` is "" for a model that is not on the site;
    ``cited`` is the day it is cited, YYYY-MM-DD, or a word in its place."""

    report: Report
    row: Row | None
    version: str
    address: str
    hash: str
    t: Language
    cited: str

    @property
    def title(self) -> str:
        return self.t("cite.title", title=self.name)

    @property
    def again(self) -> str:
        """How to make the report again, where no address leads to it."""
        return "" if self.address else again(self.report, self.t, self.row)

    @property
    def source(self) -> str:
        """Where the code is, or that nothing is published, where no address leads to the report."""
        if self.address or not self.report.identity.key:
            return ""
        code = repository()
        return self.t("cite.code", address=code) if code else self.t("cite.unpublished")

    @property
    def state(self) -> tuple[str, ...]:
        """What tells this report from any other, and how to come by it."""
        return (self.t("cite.hash", hash=self.hash), self.again, self.source)

    @property
    def doi(self) -> str:
        """ "doi:10.…", or "" where the release has none."""
        name = doi()
        return f"doi:{name}" if name else ""

    @property
    def name(self) -> str:
        return formatting.title(self.report, self.t)


def cite(
    report: Report,
    row_id: str | None = None,
    format: str = "text",
    *,
    site_url: str | None = None,
    t: Language | None = None,
    cited: date | None = None,
) -> str:
    """The citation of ``report``, or of its row ``row_id``, in one of `FORMATS`.

    ``cited`` is the day of the citation, which GB/T 7714 asks for; a word stands in its place.
    ``site_url`` is where the site is published, by default what `site_address` says. Without any
    the citation tells how to make the report again.

    Raises `UnknownRow` for an id the report does not have and `BadInput` for an unknown format.
    """
    if format not in _WRITERS:
        raise BadInput("cite.format.unknown", format=format, names=list(_WRITERS))
    language = t or Language("en")
    row = report.row(row_id) if row_id else None
    address = page_address(report, language, site_url)
    if row and address:
        address += f"#{row.id}"
    citation = Citation(
        report,
        row,
        version(report),
        address,
        report.content_hash[:HASH_DIGITS],
        language,
        cited.isoformat() if cited else language("cite.cited"),
    )
    return _WRITERS[format](citation)


def page_address(report: Report, t: Language, site_url: str | None = None) -> str:
    """The published address of a model's page; "" for a model that is not on the shelf, and where
    the site is not published."""
    key = report.identity.key
    site = site_address() if site_url is None else site_url.rstrip("/")
    return f"{site}/{t.code}/models/{key}/" if key and site else ""


def again(report: Report, t: Language, row: Row | None = None) -> str:
    """How to make the report again, "" for a model that is not on the shelf."""
    key = report.identity.key
    place = f"{key}#{row.id}" if row else key
    return t("cite.again", command=f"archreport show {place}") if key else ""


def version(report: Report) -> str:
    """The archreport that made the report, else the one that is running."""
    if report.made:
        return report.made.archreport
    try:
        return metadata.version("archreport")
    except metadata.PackageNotFoundError:  # running from a folder that was not installed
        return ""


def row_numbers(row: Row, t: Language) -> str:
    """The numbers of a row that are not zero: "295,168 parameters, 924,844,032 MACs, …"."""
    return _numbers(row.param_count, row.macs, row.activations, t)


def _numbers(params: int, macs: int, activations: int, t: Language) -> str:
    numbers = (("params", params), ("macs", macs), ("activations", activations))
    said = [t(f"cite.{name}", n=formatting.number(value)) for name, value in numbers if value]
    return t("cite.separator").join(said)


def _place(c: Citation) -> str:
    """ "Table 1, row conv3_1 (295,168 parameters, …)", or "Table 1 (…)" with the totals."""
    place = c.t("cite.row", row=c.row.id) if c.row else c.t("cite.table")
    return place + _in_brackets(c)


def _in_brackets(c: Citation) -> str:
    """The figures that are cited, so that they can be held against the report later."""
    totals = c.report.totals
    numbers = (
        row_numbers(c.row, c.t)
        if c.row
        else _numbers(totals.params, totals.macs, totals.activations, c.t)
    )
    return c.t("cite.numbers", numbers=numbers) if numbers else ""


def _text(c: Citation) -> str:
    parts = [
        f"archreport {c.version}".strip(),
        c.name,
        _place(c),
        c.address,
        *c.state,
        c.doi,
    ]
    return c.t("cite.separator").join(part for part in parts if part)


def _bibtex(c: Citation) -> str:
    note = [
        c.t("cite.version", version=c.version) if c.version else "",
        _place(c),
        *c.state,
    ]
    fields = {
        "title": c.t("cite.title", title=f"{{{escape_latex(c.name)}}}"),
        "author": "{archreport}",
        "year": str(RELEASE_YEAR),
        "howpublished": f"\\url{{{c.address}}}" if c.address else "",
        "doi": doi(),
        "note": escape_latex(c.t("cite.separator").join(part for part in note if part)),
    }
    lines = [f"  {name:<12} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{_citation_key(c)},\n" + ",\n".join(lines) + "\n}\n"


def _citation_key(c: Citation) -> str:
    return citation_key(c.report, c.row.id if c.row else "")


def citation_key(report: Report, row_id: str = "") -> str:
    """What BibTeX and CSL call it: ``archreport-vgg16-conv3_1``. Only what all managers take."""
    parts = ["archreport", report.identity.key or report.identity.title]
    text = "-".join([*parts, row_id] if row_id else parts)
    return re.sub(r"[^A-Za-z0-9_.:+-]+", "-", text)


def _apa(c: Citation) -> str:
    details = [
        c.t("cite.version", version=c.version) if c.version else "",
        *c.state,
        c.doi,
    ]
    bracket = "; ".join(part for part in details if part)
    dataset = c.t("cite.dataset")
    text = (
        f"archreport. ({RELEASE_YEAR}). {c.title} ({bracket}) {dataset}. {_place(c)}. {c.address}"
    )
    return text.strip()


def _gbt7714(c: Citation) -> str:
    """A data set online, by GB/T 7714—2015; row and figures are other information on the title."""
    state = [
        c.t("cite.version", version=c.version) if c.version else "",
        *c.state,
        c.doi,
    ]
    row = c.t("cite.title.row", row=c.row.id) if c.row else ""
    return reference(
        Electronic(
            author="archreport",
            title=c.title + row + _in_brackets(c),
            kind="DS",
            address=c.address,
            version=c.t("cite.separator").join(part for part in state if part),
            imprint=f"archreport, {RELEASE_YEAR}",
            cited=c.cited,
        )
    )


def _markdown(c: Citation) -> str:
    label = c.name + c.t("cite.separator") + _place(c)
    escaped = re.sub(r"([\\`*_\[\]<>])", r"\\\1", label)
    linked = f"[{escaped}](<{c.address}>)" if c.address else escaped
    tail = (f"archreport {c.version}".strip(), *c.state, c.doi)
    return c.t("cite.separator").join(part for part in (linked, *tail) if part)


def _latex(c: Citation) -> str:
    parts = [f"archreport {c.version}".strip(), c.name, _place(c)]
    text = escape_latex(c.t("cite.separator").join(parts))
    url = f"\\url{{{c.address}}}" if c.address else ""
    tail = (escape_latex(part) for part in (*c.state, c.doi))
    return escape_latex(c.t("cite.separator")).join(part for part in (text, url, *tail) if part)


def _csl_json(c: Citation) -> str:
    item = {
        "id": _citation_key(c),
        "type": "dataset",
        "title": c.title,
        "author": [{"literal": "archreport"}],
        "issued": {"date-parts": [[RELEASE_YEAR]]},
        "version": c.version,
        "URL": c.address,
        "DOI": doi(),
        "note": c.t("cite.separator").join(part for part in (_place(c), *c.state) if part),
        "language": c.t.tag,
    }
    return json.dumps([{k: v for k, v in item.items() if v}], ensure_ascii=False, indent=1) + "\n"


_WRITERS: dict[str, Callable[[Citation], str]] = {
    "text": _text,
    "bibtex": _bibtex,
    "apa": _apa,
    "gbt7714": _gbt7714,
    "markdown": _markdown,
    "latex": _latex,
    "csl-json": _csl_json,
}

#: The formats that `cite` writes.
FORMATS = tuple(_WRITERS)
