"""The rules against the real tools, where they are installed.

They are no dependency of archreport. To run this: ``pip install fvcore thop ptflops calflops
transformers`` (calflops needs the last one) beside the tests. torchinfo is always there.
"""

from __future__ import annotations

import pytest

from archreport import analyze
from archreport.catalog.networks import CATALOG
from archreport.reading.other_tools import TOOLS, other_tools
from tests.reading.other_tools.nets import NETS
from tests.reading.other_tools.real import TOOLS as REAL
from tests.reading.other_tools.real import ask, installed
from tests.shelf import report_of

SHELF = ("alexnet", "vgg11", "googlenet", "googlenet-tv", "resnet50", "unet", "fcn8s", "deepface")
VERSIONS = {tool.key: tool.version for tool in TOOLS}


def asked(tool: str) -> None:
    """Skip the test where the tool is missing, or is not the version that the rules are of."""
    package = REAL[tool][0]
    version = installed(package)
    if not version.startswith(VERSIONS[tool]) or not version:
        pytest.skip(f"{package} {VERSIONS[tool]} is not installed (found: {version or 'none'})")


@pytest.mark.parametrize("tool", REAL)
@pytest.mark.parametrize("key", [key for key in SHELF if key in CATALOG])
def test_a_network_of_the_shelf(tool: str, key: str) -> None:
    asked(tool)
    entry = CATALOG[key]
    found = {counted.tool.key: counted.total for counted in other_tools(report_of(key))}
    assert ask(tool, entry.build, entry.input_shape) == found[tool]


@pytest.mark.parametrize("tool", REAL)
def test_small_nets(tool: str) -> None:
    asked(tool)
    for name, (build, shape) in NETS.items():
        found = {c.tool.key: c.total for c in other_tools(analyze(build(), shape))}
        if shape[0] == 1 or found[tool] is not None:
            assert ask(tool, build, shape) == found[tool], name
