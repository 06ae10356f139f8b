"""Composite modules in the course's words: "bottleneck block" for the class `Bottleneck`."""

from __future__ import annotations

from archreport.render.words.language import Language


def module_words(module_type: str, t: Language) -> str:
    """The words for modules of this class where the course has some, else the class's name."""
    key = f"module.{module_type}"
    return t(key) if t.has(key) else module_type
