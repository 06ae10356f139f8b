"""Options and fixtures of the whole suite."""

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden tables anew, then compare"
    )


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")
