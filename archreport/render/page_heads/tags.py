"""Elements of a page's head."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape


def meta_tags(contents: Mapping[str, str], by: str = "name") -> list[Markup]:
    """A ``meta`` element for each content that is not empty, named by the attribute ``by``."""
    return [
        Markup('<meta {}="{}" content="{}">').format(Markup(by), escape(name), content)
        for name, content in contents.items()
        if content
    ]
