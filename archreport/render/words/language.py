"""The words of the pages, in English and Chinese.

A phrase is ``key: {en: …, zh: …}``, the two languages side by side, so that neither can be
forgotten. ``{name}`` in a phrase is filled by `Language.__call__`. The files lie in the rooms that
use them (`archreport.render.room_files`); they are read once, when the first phrase is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from archreport.language.choice import LANGUAGES
from archreport.language.phrases import read_phrases
from archreport.render.room_files import phrase_files

__all__ = ["LANGUAGES", "LANGUAGE_TAGS", "Language", "phrase_keys", "read_phrases"]

#: BCP 47: simplified Chinese, as it is written on the mainland.
LANGUAGE_TAGS = {"en": "en", "zh": "zh-CN"}


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    return read_phrases(phrase_files())


def phrase_keys() -> tuple[str, ...]:
    """Every key, for tests that compare the languages."""
    return tuple(_phrases())


@dataclass(frozen=True)
class Language:
    """One language: ``t = Language("zh"); t("facts.params")``.

    Raises `KeyError` for a key or a language that does not exist.
    """

    code: str = "en"

    @property
    def tag(self) -> str:
        """What ``<html lang>`` says: with the region, by which fonts and voices are chosen."""
        return LANGUAGE_TAGS[self.code]

    def __call__(self, key: str, /, **values: object) -> str:
        text = _phrases()[key][self.code]
        return text.format_map(values) if values else text

    def has(self, key: str) -> bool:
        return key in _phrases()
