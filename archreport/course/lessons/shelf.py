"""The reports that a lesson may ask for, by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archreport.errors import UnknownModel, known
from archreport.report.model import Report


class Shelf(Mapping[str, Report]):
    """Reports by key: ``shelf["vgg16"]``, and ``r.vgg16`` in a template.

    Raises `UnknownModel` for an unknown key, which names those that there are.
    """

    def __init__(self, reports: Mapping[str, Report]) -> None:
        self._reports = dict(reports)

    def __getitem__(self, key: str) -> Report:
        if key not in self._reports:
            raise UnknownModel("lesson.no_report", known(self._reports), key=key)
        return self._reports[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reports)

    def __len__(self) -> int:
        return len(self._reports)
