"""Figures that a reader can change: a drawing complete by itself, and what its script needs.

The drawing is the same one that stands there without script and in print. The script puts its own
in its place and controls above it (``docs/assets/js/<name>.js``); its data and its words, in the
page's language, are on the element around the drawing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.scripts import script


def live(
    page: LessonPage,
    name: str,
    drawing: str,
    settings: Mapping[str, Any],
    words: Mapping[str, str],
) -> Markup:
    """``drawing`` with what the script called ``name`` needs to bring it to life.

    ``settings`` and ``words`` are plain data; words may have gaps, ``{n}``.
    """
    data = json.dumps({**settings, "words": words}, ensure_ascii=False, separators=(",", ":"))
    return script(page, name) + Markup(
        '<div data-live="{}" data-settings="{}" data-not-searched>\n{}\n</div>'
    ).format(name, data, Markup(drawing))


def phrases(page: LessonPage, room: str, *names: str) -> dict[str, str]:
    """The phrases ``room.name`` by name, their gaps left for the script to fill."""
    return {name: page.t(f"{room}.{name}") for name in names}
