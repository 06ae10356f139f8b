"""The frame that every generated Markdown page shares."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from archreport.render import words


def front_matter(title: str, description: str) -> Mapping[str, str]:
    """The front matter's values; markup and no-break spaces are taken off the description."""
    plain = " ".join(Markup(description).striptags().replace(words.NBSP, " ").split())
    return {"title": title, "description": plain}


def tidy(markdown: str) -> str:
    """At most one blank line in a row, one newline at the end."""
    lines: list[str] = []
    for line in markdown.splitlines():
        text = line.rstrip()
        if text or (lines and lines[-1]):
            lines.append(text)
    return "\n".join(lines).strip() + "\n"
