"""What the command line says, in the language of the process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from archreport.language.choice import current
from archreport.language.phrases import Phrase, Phrases, read_phrases, said

_FILE = Path(__file__).with_name("messages.yaml")


def word(key: str, /, **values: object) -> str:
    """The phrase ``key`` of ``messages.yaml``; a text that is no key as it stands."""
    return said(phrases(), Phrase(key, values), current())


def amount(what: str, number: int) -> str:
    """So many of something, "1 picture" or "2 pictures": ``amount.<what>`` and its ``.one``."""
    return word(f"amount.{what}.one" if number == 1 else f"amount.{what}", n=number)


@cache
def phrases() -> Phrases:
    """The phrases of the command line alone, so that help comes at once."""
    return read_phrases([_FILE])


def reason(clause: str) -> str:
    """Why something kept has to be made anew (`archreport.freshness`), in the reader's language."""
    for key in (key for key in phrases() if key.startswith("reason.")):
        before, _, after = phrases()[key]["en"].partition("{name}")
        if clause.startswith(before) and clause.endswith(after) and len(clause) > len(after):
            return word(key, name=clause[len(before) : len(clause) - len(after)])
    return word("reason.none")
