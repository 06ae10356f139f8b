"""The reports of the shelf's networks, made once for all tests."""

from functools import cache

from archreport.build import analyse_entry
from archreport.catalog import CATALOG
from archreport.report import Report


@cache
def report_of(key: str) -> Report:
    """The report of ``key`` from shapes alone. Frozen, so that tests may share it."""
    return analyse_entry(CATALOG[key])
