"""A remark about a report as a sentence."""

from __future__ import annotations

from markupsafe import Markup

from archreport.reading.remarks import Remark
from archreport.render.words import formatting
from archreport.render.words.language import Language


def remark_text(remark: Remark, t: Language) -> str:
    """The sentence, its numbers grouped; a check by the name that its page uses."""
    values = {
        name: formatting.number(value) if isinstance(value, int) else value
        for name, value in remark.values.items()
    }
    if "check" in values and t.has(f"check.{values['check']}"):
        values["check"] = Markup(t(f"check.{values['check']}")).striptags()
    return t(f"remark.{remark.key}", **values)
