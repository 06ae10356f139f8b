"""The words of the pages, in English and Chinese.

A phrase is ``key: {en: …, zh: …}``, the two languages side by side, so that neither can be
forgotten. ``{name}`` in a phrase is filled by `Language.__call__`. The files lie in the rooms that
use them (`archreport.render.room_files`); they are read once, when the first phrase is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from archreport.render.room_files import phrase_files

LANGUAGES = ("en", "zh")


def read_phrases(files: Iterable[Path]) -> Mapping[str, Mapping[str, str]]:
    """The phrases of ``files`` by key. Raises `ValueError` for a key that is defined twice."""
    phrases: dict[str, Mapping[str, str]] = {}
    for file in files:
        for key, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if key in phrases:
                raise ValueError(f"{file}: the phrase {key!r} is defined twice")
            phrases[key] = texts
    return phrases


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

    def __call__(self, key: str, /, **values: object) -> str:
        text = _phrases()[key][self.code]
        return text.format_map(values) if values else text

    def has(self, key: str) -> bool:
        return key in _phrases()
