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


#: The terms of CodeMeta 3.0 that may describe software: https://codemeta.github.io/terms/
CODEMETA_TERMS = {
    "@context", "type", "name", "description", "version", "license", "programmingLanguage",
    "runtimePlatform", "author", "contributor", "maintainer", "keywords", "identifier", "url",
    "codeRepository", "issueTracker", "readme", "softwareRequirements", "operatingSystem",
    "developmentStatus", "downloadUrl", "datePublished", "dateCreated", "dateModified",
    "releaseNotes", "referencePublication", "continuousIntegration", "buildInstructions",
    "applicationCategory", "audience", "inLanguage", "isAccessibleForFree",
}  # fmt: skip


def test_codemeta_is_of_its_vocabulary():
    assert CODEMETA["@context"] == "https://w3id.org/codemeta/3.0"
    assert CODEMETA["type"] == "SoftwareSourceCode"
    assert set(CODEMETA) <= CODEMETA_TERMS
    assert {one["type"] for one in CODEMETA["author"]} <= {"Person", "Organization"}
    for text in (CODEMETA["name"], CODEMETA["description"], *CODEMETA["keywords"]):
        assert text.strip() == text != ""


def test_no_address_is_invented():
    """Who publishes the project sets its addresses; none stands in a file before."""
    for name in ("pyproject.toml", "CITATION.cff", "codemeta.json", "mkdocs.yml", "mkdocs.zh.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        addresses = set(re.findall(r"https?://([^/\s\"'<>]+)", text))
        assert addresses <= {"w3id.org", "spdx.org", "squidfunk.github.io"}, name


def test_need_and_audience_are_said_in_both_languages():
    for name, heading in (("README.md", "## For whom"), ("README.zh.md", "## 适用读者")):
        assert heading in (ROOT / name).read_text(encoding="utf-8")
    for language in ("en", "zh"):
        assert "{: #audience }" in (ROOT / f"docs/{language}/index.md").read_text(encoding="utf-8")
