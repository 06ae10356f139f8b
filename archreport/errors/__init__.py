"""Errors a person can act on: what happened, with what value, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from archreport.language.choice import current
from archreport.language.phrases import Phrase, Phrases, phrase, read_phrases, said

__all__ = [
    "ArchreportError", "BadInput", "BudgetExceeded", "ClaimInvalid", "DeviceUnavailable",
    "ForwardFailed",
    "LayoutFailed", "OutputFailed", "Phrase", "ReportInvalid", "UnknownModel", "UnknownRow",
    "WeightsMismatch", "known", "nearest", "phrase", "sentences", "text",
]  # fmt: skip


class ArchreportError(Exception):
    """A foreseen failure. ``str(error)`` is one plain message; ``hint`` says what to do next.

    >>> import archreport
    >>> try:
    ...     archreport.load("no-such-file.json")
    ... except archreport.ArchreportError as error:
    ...     print(error.message)
    Cannot read no-such-file.json: No such file or directory.

    An error is raised with the key of its sentence and the values in it. Both languages stand in
    ``archreport/errors/messages/``, the hint under the same key with ``.hint``, unless the error is
    given another one (or ``""`` for none). The sentence is said in the language of the process:
    that of ``ARCHREPORT_LANG``, else of the locale. A sentence that is no key is said as it stands.

    ``exit_code`` is what the command line returns: 1 for a failure while working,
    2 for input that could not be used.
    """

    exit_code = 1

    def __init__(self, key: str, /, hint: Phrase | str | None = None, **values: object) -> None:
        super().__init__(key)
        self._said = Phrase(key, values)
        self._hint = hint

    @property
    def message(self) -> str:
        """What happened, with what value."""
        return said(_phrases(), self._said, current())

    @property
    def hint(self) -> str:
        """What to do next; "" where there is nothing to say."""
        hint = self._hint
        if hint is None:
            key = f"{self._said.key}.hint"
            hint = Phrase(key, self._said.values) if key in _phrases() else ""
        return said(_phrases(), hint, current()) if isinstance(hint, Phrase) else hint

    def __str__(self) -> str:
        hint = self.hint
        return f"{self.message}\n{hint}" if hint else self.message


def known(names: Iterable[str]) -> Phrase:
    """A hint that lists what there is."""
    there = list(names)
    return phrase("known.these", names=there) if there else phrase("known.none")


def nearest(name: str, there: Iterable[str]) -> Phrase | str:
    """A hint that asks whether one of ``there`` was meant; "" where none is like ``name``."""
    names = {one.lower(): one for one in there}
    near = [names[one] for one in difflib.get_close_matches(name.lower(), names, 3, 0.5)]
    return phrase("near.these", names=near) if near else ""


def text(phrase: Phrase) -> str:
    """A sentence of errors by itself, in the language of the process."""
    return said(_phrases(), phrase, current())


def sentences(start: str, language: str) -> dict[str, str]:
    """The sentences whose keys begin with ``start``, with gaps for their values.

    For a page of that language whose script has to say what the package would say.
    """
    return {key: texts[language] for key, texts in _phrases().items() if key.startswith(start)}


@cache
def _phrases() -> Phrases:
    """Read when the first error is shown, not when the first is raised."""
    return read_phrases(sorted((Path(__file__).parent / "messages").glob("*.yaml")))


class UnknownModel(ArchreportError):
    """A name that is not in the catalogue."""

    exit_code = 2


class UnknownRow(ArchreportError):
    """A row id that the report does not have."""

    exit_code = 2


class BadInput(ArchreportError):
    """An input shape, image or option that cannot be used."""

    exit_code = 2


class BudgetExceeded(ArchreportError, AssertionError):
    """A network that has or needs more than it may."""


class ForwardFailed(ArchreportError):
    """The model raised while its forward pass was being read."""


class WeightsMismatch(ArchreportError):
    """A weights file that is missing, corrupt, or made for another network."""

    exit_code = 2


class DeviceUnavailable(ArchreportError):
    """A device was asked for that this machine does not offer."""

    exit_code = 2


class LayoutFailed(ArchreportError):
    """Graphviz could not be found, or could not lay a graph out."""


class OutputFailed(ArchreportError):
    """The output folder could not be written; the last good output is untouched."""


class ReportInvalid(ArchreportError):
    """A report file that is not a report of this schema."""

    exit_code = 2


class ClaimInvalid(ArchreportError):
    """A published claim that cannot be read, or whose query cannot be evaluated."""
