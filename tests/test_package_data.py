"""What is installed holds every file that the code reads."""

from __future__ import annotations

import tomllib

from tests.paths import ROOT


def test_every_data_file_of_the_package_is_installed() -> None:
    package = ROOT / "archreport"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["archreport"]
    for pattern in patterns:
        assert list(package.glob(pattern)), f"{pattern} finds nothing"
    installed = {file for pattern in patterns for file in package.glob(pattern)}
    data = {
        file for file in package.rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc")
    }  # fmt: skip
    assert data - installed == set()
