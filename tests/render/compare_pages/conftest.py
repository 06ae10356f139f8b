"""Real reports for the comparison's tests, made once from shapes alone."""

from __future__ import annotations

import pytest

from archreport.audit import load_claims
from archreport.render.compare_pages.files import compare_pages
from archreport.render.words.language import LANGUAGES, Language
from archreport.report.model import Report
from tests.shelf import report_of

#: Every network that a pair, an aligned table or the page of local layers needs.
KEYS = (
    "alexnet", "zfnet", "vgg11", "vgg16", "vgg19", "googlenet", "inception-v4", "plain34",
    "resnet18", "resnet34", "resnet50", "fcn8s", "deepface", "unet", "deconvnet",
)  # fmt: skip


@pytest.fixture(scope="session")
def shelf() -> dict[str, Report]:
    return {key: report_of(key) for key in KEYS}


@pytest.fixture(scope="session")
def pages(shelf: dict[str, Report]) -> dict[str, dict[str, str]]:
    """All texts below ``compare/``, by language and path."""
    return {code: compare_pages(shelf, load_claims(), Language(code)) for code in LANGUAGES}
