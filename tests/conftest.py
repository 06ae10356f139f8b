"""Options and fixtures of the whole suite."""

from pathlib import Path

import pytest

from archreport.site import build_site


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
    root = Path(__file__).parent.parent
    return build_site(root, root / "build", tmp_path_factory.mktemp("site") / "site")
