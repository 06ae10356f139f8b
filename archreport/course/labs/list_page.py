"""The page that lists all laboratories, and what a laboratory's entry says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.labs.names import lab_number
from archreport.course.labs.results import Ran
from archreport.course.numbering import chapter_number
from archreport.render.template import html_phrases, render_html, text_environment
from archreport.render.words.language import Language


@dataclass(frozen=True)
class ListedLab:
    """One laboratory in the list of all. ``chapter_url`` is empty where there is no such page."""

    name: str
    title: str
    summary: Markup
    data: str
    chapter: str
    chapter_url: str
    seconds: str


def list_page(ran: Sequence[Ran], t: Language, built: Callable[[str], bool]) -> str:
    """The Markdown of ``labs/index.md``. ``built`` says whether the site has a page."""
    made = [one.made for one in ran if one.made]
    seconds = t("labs.seconds", n=f"{sum(one.seconds for one in made):.0f}") if made else ""
    devices = t("list.comma").join(dict.fromkeys(one.device for one in made))
    listed = [_listed(one, t, built) for one in ran]
    table = render_html("labs_table.html.j2", t, labs=listed, total=seconds, devices=devices)
    template = text_environment().get_template("labs.md.j2")
    return template.render(t=html_phrases(t), table=table, complete=len(made) == len(ran))


def _listed(ran: Ran, t: Language, built: Callable[[str], bool]) -> ListedLab:
    chapter, url = chapter_of(ran, t, built, up="../")
    return ListedLab(
        name=ran.lab.name,
        title=title_of(ran, t),
        summary=Markup.escape(summary_of(ran, t)),
        data=ran.lab.data.of(t.code),
        chapter=chapter,
        chapter_url=url,
        seconds=took(ran, t) or t("labs.not_yet"),
    )


def took(ran: Ran, t: Language) -> str:
    """How long the run took; "" where there has been none."""
    return t("labs.seconds", n=f"{ran.made.seconds:.0f}") if ran.made else ""


def title_of(ran: Ran, t: Language) -> str:
    """The title with its number: "5b Local convolution"."""
    return f"{lab_number(ran.lab.name)} {ran.lab.title.of(t.code)}"


def summary_of(ran: Ran, t: Language) -> str:
    """What the laboratory is about, without the marks of Markdown."""
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", ran.lab.summary.of(t.code))
    return re.sub(r"\*\*|\*|`", "", plain)


def chapter_of(ran: Ran, t: Language, built: Callable[[str], bool], up: str) -> tuple[str, str]:
    """The chapter's name, and its address from a page ``up`` from the root ("" if not built)."""
    path = f"course/{ran.lab.chapter}/"
    name = t("labs.chapter", number=chapter_number(ran.lab.chapter))
    return name, f"{up}{path}" if built(path) else ""
