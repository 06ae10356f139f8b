"""The words of the pages, in English and Chinese.

Every phrase lives in ``messages/*.yaml`` as ``key: {en: …, zh: …}``, the two languages side by
side, so that neither can be forgotten. ``{name}`` in a phrase is filled by `Language.__call__`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

LANGUAGES = ("en", "zh")


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    phrases: dict[str, Mapping[str, str]] = {}
    folder = resources.files("archreport.render") / "messages"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        for key, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if key in phrases:
                raise ValueError(f"{file.name}: the phrase {key!r} is defined twice")
            phrases[key] = texts
    return phrases


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
