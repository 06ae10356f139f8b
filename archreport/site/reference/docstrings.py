"""A docstring as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

_MARKED = re.compile(r"``(.+?)``|`([^`\n]+)`", re.DOTALL)


def markdown(text: str, links: Mapping[str, str]) -> str:
    """``text`` with literals as code, examples in a fence, and names that lead to where they are
    explained: ``links`` are addresses by name, whole (``archreport.Report``) or short."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.lstrip().startswith(">>>"):
            parts.append(f"```pycon\n{paragraph}\n```")
        else:
            parts.append(inline(paragraph, links))
    return "\n\n".join(parts)


def inline(text: str, links: Mapping[str, str]) -> str:
    """The same for a piece of a line."""
    return _MARKED.sub(lambda found: _code(found, links), text)


def _code(found: re.Match[str], links: Mapping[str, str]) -> str:
    literal, name = found.groups()
    if literal is not None:
        ticks = "``" if "`" in literal else "`"
        return f"{ticks}{' '.join(literal.split())}{ticks}"
    target = _target(name, links)
    return f"[`{name}`]({target})" if target else f"`{name}`"


def inline_html(text: str, links: Mapping[str, str]) -> Markup:
    """A piece of a line as HTML, for a cell of a table."""
    parts: list[str] = []
    end = 0
    for found in _MARKED.finditer(text):
        literal, name = found.groups()
        target = _target(name, links) if name else None
        code = Markup("<code>{}</code>").format(literal or name)
        if target:
            code = Markup('<a href="{}">{}</a>').format(page_address(target), code)
        parts += [escape(text[end : found.start()]), code]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def typed(text: str, links: Mapping[str, str]) -> Markup:
    """A type as HTML code, its names leading to where they are explained."""
    parts = re.split(r"([A-Za-z_][A-Za-z0-9_]*)", text)
    shown = [
        Markup('<a href="{}">{}</a>').format(page_address(links[part]), part)
        if part in links
        else escape(part)
        for part in parts
    ]
    return Markup("<code>{}</code>").format(Markup("").join(shown))


def _target(name: str, links: Mapping[str, str]) -> str | None:
    """Where a name is explained: it itself, by its last part, or what it is a field of."""
    first, _, last = name.rpartition(".")
    return links.get(name) or links.get(last) or links.get(first)


def page_address(target: str) -> str:
    """``../report/index.md#Row`` as the address that the builder gives it."""
    return target.replace("index.md", "")
