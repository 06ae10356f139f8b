"""The templates, and how a phrase gets into them.

A template sees ``t``: the same call as `Language`, but for HTML. The phrase may hold markup; what
is filled in is escaped, unless it is markup itself. Each room keeps its templates beside its code
(`archreport.render.room_files`); here they are found by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from archreport.render.room_files import template_files
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.other_language import foreign


@dataclass(frozen=True)
class Phrases:
    """What a template calls for a phrase: phrases are markup, values are escaped."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> Markup:
        text = Markup(self.language(key))  # ours, from a file of phrases
        return text.format_map(values) if values else text

    def foreign(self, text: str) -> Markup:
        """A quotation, its words of the other language marked (see `words.other_language`)."""
        return foreign(text, self.language.code)


def html_phrases(t: Language) -> Phrases:
    """``t`` for HTML."""
    return Phrases(t)


def joined_lines(text: str) -> Markup:
    """HTML without blank lines, which would end a block of HTML inside Markdown."""
    return Markup("\n".join(line for line in text.splitlines() if line.strip()))


#: The filters that every template has, and the lessons too.
FILTERS: Mapping[str, Callable[..., str]] = {
    "number": formatting.number,
    "si": formatting.si,
    "mib": formatting.mib,
    "percent": formatting.percent,
    "shape": formatting.shape,
}


#: Jinja's own ``{#`` begins a heading's id in Markdown, so comments are ``{## … ##}`` here.
COMMENTS = {"comment_start_string": "{##", "comment_end_string": "##}"}


@cache
def _template_folders() -> tuple[Path, ...]:
    return tuple(dict.fromkeys(file.parent for file in template_files()))


def _environment(**options: Any) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_template_folders()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **{**COMMENTS, **options},
    )
    templates.filters.update(FILTERS)
    return templates


@cache
def environment() -> Environment:
    """For HTML: strict about names, escaping by default."""
    return _environment(autoescape=True)


@cache
def text_environment() -> Environment:
    """For plain text: nothing is escaped."""
    return _environment(autoescape=False)


@cache
def latex_environment() -> Environment:
    """For LaTeX, whose braces leave ``<< value >>`` and ``<% block %>`` to the template."""
    return _environment(
        autoescape=False,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
    )


def render_html(template: str, t: Language, **values: object) -> Markup:
    """Fill an HTML template; the result has no blank lines."""
    return joined_lines(environment().get_template(template).render(t=html_phrases(t), **values))


def front_matter(title: str, description: str) -> Mapping[str, str]:
    """The front matter's values; markup and no-break spaces are taken off the description."""
    plain = " ".join(Markup(description).striptags().replace(formatting.NBSP, " ").split())
    return {"title": title, "description": plain}


def numbered(names: Iterable[str]) -> dict[str, int]:
    """The numbers of a page's figures or tables by their names, which are given from the top down.

    >>> numbered(["layers", "memory"])
    {'layers': 1, 'memory': 2}
    """
    return {name: number for number, name in enumerate(names, start=1)}


def tidy(markdown: str) -> str:
    """At most one blank line in a row, one newline at the end."""
    lines: list[str] = []
    for line in markdown.splitlines():
        text = line.rstrip()
        if text or (lines and lines[-1]):
            lines.append(text)
    return "\n".join(lines).strip() + "\n"
