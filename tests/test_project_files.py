"""What stands about the project beside its code: one version, one licence, nothing missing."""

import json
import re
import tomllib

import yaml

import archreport
from tests.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CODEMETA = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))


def test_one_version_everywhere():
    assert str(CITATION["version"]) == CODEMETA["version"] == PROJECT["version"]
    assert PROJECT["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_version_is_that_of_the_project_and_stands_nowhere_in_the_code():
    assert archreport.__version__ == PROJECT["version"]
    assert "__version__" in dir(archreport)
    typed = re.compile(rf'["\']{re.escape(PROJECT["version"])}["\']')
    for file in (ROOT / "archreport").rglob("*.py"):
        assert not typed.search(file.read_text(encoding="utf-8")), file


def test_what_a_version_promises_stands_where_contributors_read_it():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for promised in ("semantic versioning", "archreport.__all__", "exit codes", "it warns for"):
        assert promised in text
    assert "CONTRIBUTING.md#versions" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_one_licence_everywhere():
    names = PROJECT["license"].split(" AND ")
    assert CITATION["license"] == names
    assert CODEMETA["license"] == [f"https://spdx.org/licenses/{name}" for name in names]
    for file in PROJECT["license-files"]:
        assert (ROOT / file).is_file()


def test_one_name_for_the_authors():
    (author,) = PROJECT["authors"]
    assert CITATION["authors"] == [author]
    assert [one["name"] for one in CODEMETA["author"]] == [author["name"]]


def test_what_they_link_to_is_there():
    for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!http)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_the_forms_for_issues_are_forms():
    """By GitHub's syntax: fields with an id, a label, and a kind that there is."""
    forms = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")
        if path.stem != "config"
    ]
    assert len(forms) == 3
    for form in forms:
        assert form["name"] and form["description"]
        ids = [field["id"] for field in form["body"]]
        assert len(ids) == len(set(ids))
        for field in form["body"]:
            assert field["type"] in ("input", "textarea")
            assert field["attributes"]["label"]
