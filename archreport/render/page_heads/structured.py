"""Pages described by schema.org, as JSON-LD.

Reports and tables are a ``Dataset``, chapters and laboratories a ``LearningResource``, the course a
``Course``, the glossary a ``DefinedTermSet``, and the first page speaks of the site and of the
software. https://schema.org
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from archreport.render.downloads.citation import RELEASE_YEAR
from archreport.render.downloads.citation import version as report_version
from archreport.render.downloads.published import doi, repository
from archreport.render.page_heads import project
from archreport.render.page_heads.built_page import BuiltPage
from archreport.report.model import Report

Thing = dict[str, Any]

#: Media types of what can be downloaded, by the end of the name.
MEDIA_TYPES = {
    ".bib": "application/x-bibtex", ".csv": "text/csv", ".dot": "text/vnd.graphviz",
    ".ipynb": "application/x-ipynb+json", ".json": "application/json", ".svg": "image/svg+xml",
    ".tex": "application/x-tex", ".txt": "text/plain",
}  # fmt: skip
_PUBLISHER = {"@type": "Organization", "name": project.AUTHORS}
#: What a report measures: the field of its totals, and the unit as UN/CEFACT or a word names it.
_MEASURED = ("params", "macs", "flops", "activations", "weight_layers")


def described(page: BuiltPage) -> Thing | None:
    """The description of ``page``; None for one that is only read."""
    describe = _DESCRIBED.get(page.kind)
    thing = describe(page) if describe else None
    return {"@context": "https://schema.org", **_without_empty(thing)} if thing else None


def json_ld(page: BuiltPage) -> str:
    """`described` as the script of a page, "" where there is none."""
    thing = described(page)
    if thing is None:
        return ""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    # Within a script no "<" may look like its end, or like the beginning of another.
    harmless = text.replace("<", "\\u003c")
    return f'<script type="application/ld+json">{harmless}</script>'


def _common(page: BuiltPage) -> Thing:
    """What every description has."""
    return {
        "@id": page.url,
        "url": page.url,
        "name": page.title,
        "description": page.description,
        "inLanguage": page.t.code,
        "isAccessibleForFree": True,
        "keywords": list(project.KEYWORDS[page.t.code]),
        "author": _PUBLISHER,
        "publisher": _PUBLISHER,
    }


def _home(page: BuiltPage) -> Thing:
    site = {"@type": "WebSite", **_common(page), "license": project.TEXT_LICENCE}
    return {"@graph": [_without_empty(site), _without_empty(_software(page))]}


def _software(page: BuiltPage) -> Thing:
    return {
        "@type": "SoftwareSourceCode",
        "name": project.NAME,
        "description": page.t("heads.software"),
        "version": project.version(),
        "codeRepository": repository(),
        "programmingLanguage": "Python",
        "runtimePlatform": "PyTorch",
        "license": project.CODE_LICENCE,
        "author": _PUBLISHER,
        **_identified(),
    }


def _course(page: BuiltPage) -> Thing:
    parts = [
        _without_empty({
            "@type": "LearningResource",
            "name": title,
            "url": page.address + path if page.address else "",
            "position": number,
        })
        for number, (path, title) in enumerate(page.parts.items(), 1)
    ]  # fmt: skip
    return {
        "@type": "Course",
        **_common(page),
        "provider": _PUBLISHER,
        "educationalLevel": page.t("heads.level"),
        "license": project.TEXT_LICENCE,
        "hasPart": parts,
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "online"},
    }


def _learning(kind: str) -> Callable[[BuiltPage], Thing]:
    def describe(page: BuiltPage) -> Thing:
        return {
            "@type": "LearningResource",
            **_common(page),
            "learningResourceType": page.t(f"heads.{kind}"),
            "educationalLevel": page.t("heads.level"),
            "license": project.TEXT_LICENCE,
            "teaches": list(page.teaches),
            "isPartOf": _without_empty({
                "@type": "Course",
                "name": page.t("heads.course"),
                "url": f"{page.address}course/" if page.address else "",
            }),
            "encoding": [_file("MediaObject", page, name) for name in page.files],
        }  # fmt: skip

    return describe


def _dataset(page: BuiltPage) -> Thing | None:
    if not page.files:
        return None
    return {
        "@type": "Dataset",
        **_common(page),
        "creator": _PUBLISHER,
        "license": project.DATA_LICENCE,
        "datePublished": str(RELEASE_YEAR),
        "version": project.version(),
        "distribution": [_file("DataDownload", page, name) for name in page.files],
        **_identified(),
    }


def _report(page: BuiltPage) -> Thing | None:
    dataset, report = _dataset(page), page.report
    if dataset is None or report is None:
        return None
    return {
        **dataset,
        "name": page.t("cite.title", title=page.title),
        "version": report_version(report),
        "identifier": [*dataset.get("identifier", []), f"sha256:{report.content_hash}"],
        "variableMeasured": _measured(report, page),
        "isBasedOn": _paper(report),
    }


def _measured(report: Report, page: BuiltPage) -> list[Thing]:
    return [
        {
            "@type": "PropertyValue",
            "name": page.t(f"heads.measured.{name}"),
            "value": getattr(report.totals, name),
        }
        for name in _MEASURED
    ]


def _paper(report: Report) -> Thing:
    paper = report.identity.paper
    if paper is None:
        return {}
    return _without_empty(
        {
            "@type": "ScholarlyArticle",
            "name": paper.title,
            "author": [
                {"@type": "Person", "name": name} for name in re.split(r",\s+", paper.authors)
            ],
            "datePublished": str(paper.year),
            "url": paper.url,
        }
    )


def _glossary(page: BuiltPage) -> Thing:
    return {"@type": "DefinedTermSet", **_common(page), "license": project.TEXT_LICENCE}


def _file(kind: str, page: BuiltPage, name: str) -> Thing:
    """A download; without an address of the site its address is relative to the page."""
    ending = name[name.rindex(".") :]
    return {
        "@type": kind,
        "name": name,
        "encodingFormat": MEDIA_TYPES[ending],
        "contentUrl": page.files[name],
    }


def _identified() -> Thing:
    name = doi()
    return {"identifier": [f"https://doi.org/{name}"]} if name else {}


def _without_empty(thing: Mapping[str, Any]) -> Thing:
    return {key: value for key, value in thing.items() if value not in ("", [], {}, None)}


_DESCRIBED: Mapping[str, Callable[[BuiltPage], Thing | None]] = {
    "home": _home,
    "course": _course,
    "chapter": _learning("chapter"),
    "laboratory": _learning("laboratory"),
    "report": _report,
    "data": _dataset,
    "glossary": _glossary,
}
