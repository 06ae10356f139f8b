"""Every text that the package holds in two languages: the phrases, and the table's words."""

from __future__ import annotations

from collections.abc import Iterator

from archreport.operations.table import TABLE
from archreport.render.words.language import Language, phrase_keys


def both_languages() -> Iterator[tuple[str, str, str]]:
    """Where it is, the English and the Chinese text."""
    for key in phrase_keys():
        yield key, Language("en")(key), Language("zh")(key)
    for entry in TABLE:
        for words in (entry.words, entry.words_to_one, entry.short_words, *entry.details):
            if words is not None:
                yield f"the table, {entry.names[0]}", words.en, words.zh
