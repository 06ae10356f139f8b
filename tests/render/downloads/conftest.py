"""Downloads as the readers of a published site have them."""

import pytest


@pytest.fixture(autouse=True)
def _published(published):
    """Every test of this folder; one that is about a site without an address says so."""
