"""The pages of the reference as Markdown, in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from archreport.render.template import front_matter, text_environment, tidy
from archreport.render.words.language import Language
from archreport.site.reference.command_help import ProgramHelp
from archreport.site.reference.docstrings import inline, inline_html, markdown, typed
from archreport.site.reference.python_names import (
    DocumentedName,
    classes_of,
    module_text,
    named,
    public_names,
    type_names,
)

#: The pages in the order of the navigation, by their names below ``reference/``.
PAGES = ("", "python", "report", "commands", "json")
#: Where the parts of a report are defined.
_PARTS = (
    "archreport.report.model",
    "archreport.report.arithmetic",
    "archreport.report.run",
    "archreport.report.timings",
)
_JSON = "archreport.cli.json_forms"
_ERRORS = "archreport.errors"
#: What a caller may write down for a model, and gets back as plain data.
_WRITTEN = ("archreport.analysis.inputs.call.Call", "archreport.analysis.inputs.call.Shape")
#: What commands and Python read of the environment; each has a phrase.
VARIABLES = (
    "ARCHREPORT_LANG", "ARCHREPORT_SITE_URL", "ARCHREPORT_CACHE", "LC_ALL", "COLUMNS", "NO_COLOR",
    "FORCE_COLOR", "PYTHONIOENCODING", "TORCH_HOME",
)  # fmt: skip
#: What a command ends with; each has a phrase.
EXIT_CODES = (0, 1, 2, 129, 130, 143)


def reference_pages(program: ProgramHelp, t: Language) -> dict[str, str]:
    """Every page of `PAGES` by its path below ``reference/``."""
    names = _names()
    values: dict[str, dict[str, Any]] = {
        "": {"names": names["public"], "program": program, "variables": VARIABLES,
             "codes": EXIT_CODES},
        "python": {"names": names["python"], "errors": names["errors"],
                   "intro": module_text("archreport.analysis.inputs.call")},
        "report": {"names": names["report"], "intro": [_conventions()]},
        "commands": {"program": program},
        "json": {"names": names["json"], "intro": module_text(_JSON)},
    }  # fmt: skip
    return {
        f"{page}/index.md" if page else "index.md": _page(page, values[page], t) for page in PAGES
    }


def _page(page: str, values: Mapping[str, Any], t: Language) -> str:
    links = _links(page)
    name = page or "index"
    text = (
        text_environment()
        .get_template(f"reference_{name}.md.j2")
        .render(
            t=t,
            front=front_matter(t(f"reference.{name}.title"), t(f"reference.{name}.description")),
            md=_with(markdown, links),
            line=_with(inline, links),
            html=_with(inline_html, links),
            typed=_with(typed, links),
            flat=lambda text: " ".join(inline(text, links).split()),
            **values,
        )
    )
    return tidy(text)


def _with(
    written: Callable[[str, Mapping[str, str]], str], links: Mapping[str, str]
) -> Callable[[str], str]:
    return lambda text: written(text, links)


@cache
def _names() -> Mapping[str, Sequence[DocumentedName]]:
    """What each page explains."""
    written = (*map(named, _WRITTEN), *type_names("archreport.analysis.analyze"))
    errors = classes_of(_ERRORS, but=["ArchreportError"])
    return {
        "public": _functions_first(public_names()),
        "python": (*_functions_first(public_names()), *written),
        "errors": errors,
        "report": tuple(
            one
            for module in _PARTS
            for one in (*classes_of(module, but=["Report"]), *type_names(module))
        ),
        "json": classes_of(_JSON),
    }


def _conventions() -> str:
    """What holds for every number of a report, as its module says."""
    text = "\n\n".join(module_text("archreport.report.model"))
    return text[text.index("Conventions, everywhere:") :]


def _functions_first(names: Sequence[DocumentedName]) -> Sequence[DocumentedName]:
    order = ("analyze", "Report", "load", "save", "call", "shape", "plain", "ArchreportError")
    return sorted(names, key=lambda one: order.index(one.name) if one.name in order else 99)


def _links(page: str) -> Mapping[str, str]:
    """Where names are explained, seen from ``page``: by their whole names and their last parts."""
    found: dict[str, str] = {}
    own = ["python", "errors"] if page == "python" else [page]
    order = sorted(_names(), key=lambda other: other not in own)  # a name means its own page's
    for other in order:
        names = _names()[other]
        place = "python" if other in ("errors", "public") else other
        before = "" if place == page else ("../" if page else "") + f"{place}/index.md"
        for one in (*names, *(member for name in names for member in name.members)):
            for called in {one.path, one.name, ".".join(one.path.split(".")[-2:])}:
                found.setdefault(called, f"{before}#{one.path}")
    return found
