"""What citations are held against: the catalogue's reports, made from shapes, and given ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from archreport.catalog.networks import CATALOG
from archreport.language.choice import LANGUAGES
from archreport.render.downloads.citation import citation_key
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.verify.mentions import Known

#: Makes the report of a network of the catalogue.
Make = Callable[[str], Report]


class Shelf:
    """Reports by the key of their network, each made when it is first asked for.

    A given report stands in for the catalogue's of the same key; one of a model that is not in the
    catalogue is found by its title, or by its hash.
    """

    def __init__(self, make: Make, given: Iterable[Report] = ()) -> None:
        self._make = make
        self._reports = {_key(report): report for report in given}
        self._own = frozenset(self._reports) - frozenset(CATALOG)

    @property
    def known(self) -> Known:
        """What citations can name. A title that several networks have names none."""
        titles: dict[str, str] = {}
        for key, identity in (
            *((key, entry.identity) for key, entry in CATALOG.items()),
            *((key, self._reports[key].identity) for key in sorted(self._own)),
        ):
            for code in LANGUAGES:
                titles[formatting.title_of(identity, Language(code))] = key
        return Known(frozenset(CATALOG) | self._own, titles)

    def report(self, key: str, hash: str = "") -> Report | None:
        """The report of ``key``, else the given one with this hash; None where there is none."""
        if key in self._reports:
            return self._reports[key]
        if key in CATALOG:
            self._reports[key] = self._make(key)
            return self._reports[key]
        own = [self._reports[one] for one in self._own]
        return next((one for one in own if hash and one.content_hash.startswith(hash)), None)

    def all(self, first: Iterable[str] = ()) -> Iterator[Report]:
        """All reports: given ones, those named ``first``, then the rest of the catalogue."""
        for key in dict.fromkeys((*sorted(self._own), *first, *CATALOG)):
            if (report := self.report(key)) is not None:
                yield report


def _key(report: Report) -> str:
    return report.identity.key or citation_key(report).removeprefix("archreport-")
