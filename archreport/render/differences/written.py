"""Differences as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from archreport.reading.differences.model import Differences
from archreport.render.differences.words import change_lines, input_lines, total_lines
from archreport.render.template import render_html, text_environment
from archreport.render.words.language import Language

#: So many consequences are listed; the rest is counted.
MOST_CONSEQUENCES = 40


def markdown_differences(several: Sequence[Differences], t: Language) -> str:
    """For a pull request: what was changed, what it does, and what follows folded."""
    template = text_environment().get_template("differences.md.j2")
    return template.render(t=t, several=[_values(one, t) for one in several])


def html_differences(several: Sequence[Differences], t: Language) -> str:
    """One HTML document with its own style, light and dark, no script."""
    values = [_values(one, t) for one in several]
    return str(render_html("differences.html.j2", t, several=values, language=t.code))


def _values(found: Differences, t: Language) -> dict[str, object]:
    return {
        "found": found,
        "title": t("diff.title", before=found.before, after=found.after),
        "inputs": input_lines(found, t),
        "changes": change_lines(found.changes, t),
        "consequences": change_lines(found.consequences[:MOST_CONSEQUENCES], t),
        "more": max(0, len(found.consequences) - MOST_CONSEQUENCES),
        "totals": total_lines(found, t),
    }
