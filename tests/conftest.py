"""Options and fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from archreport.audit import Finding, audit
from archreport.catalog.networks import CATALOG
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.site.build_site import build_site
from tests.hand_made import make_bare_report, make_report
from tests.parsed import Parsed, parse_html
from tests.paths import ROOT
from tests.shelf import report_of


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden tables anew, then compare"
    )


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole site, built from this checkout; reports that are fresh in build/ are used."""
    return build_site(ROOT, ROOT / "build", tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def shelf() -> dict[str, Report]:
    """Every network's Report by its key, from shapes alone."""
    return {key: report_of(key) for key in CATALOG}


@pytest.fixture(scope="session")
def findings(shelf: dict[str, Report]) -> Sequence[Finding]:
    """The audit of every published figure."""
    return audit(shelf)


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def bare_report() -> Report:
    return make_bare_report()


@pytest.fixture(params=["full", "bare"])
def any_report(request: pytest.FixtureRequest) -> Report:
    return make_report() if request.param == "full" else make_bare_report()


@pytest.fixture
def en() -> Language:
    return Language("en")


@pytest.fixture
def zh() -> Language:
    return Language("zh")


@pytest.fixture(params=["en", "zh"])
def t(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture
def parsed() -> Callable[[str], Parsed]:
    return parse_html
