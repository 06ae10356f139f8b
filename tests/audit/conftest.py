"""Reports for the audit's tests: the whole shelf, analysed once, without arithmetic."""

from __future__ import annotations

import pytest

from archreport.catalog import CATALOG


@pytest.fixture(scope="session")
def shelf():
    """Every network's Report by its key, from the meta device."""
    torch = pytest.importorskip("torch")
    from archreport.analysis.analyze import analyze

    reports = {}
    for key, entry in CATALOG.items():
        with torch.device("meta"):
            network = entry.build()
        reports[key] = analyze(network, entry.input_shape, identity=entry.identity)
    return reports


@pytest.fixture(scope="session")
def findings(shelf):
    from archreport.audit import audit

    return audit(shelf)
