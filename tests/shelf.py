"""The reports of the shelf's networks, made once for all tests."""

from functools import cache

from archreport.catalog.networks import CATALOG
from archreport.report.model import Report
from archreport.site.reports import analyse_entry


@cache
def report_of(key: str) -> Report:
    """The report of ``key`` from shapes alone. Frozen, so that tests may share it."""
    return analyse_entry(CATALOG[key])
