"""The files of .github are what GitHub takes, by schemas that need no net."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.paths import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FILES = {
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
    GITHUB / "dependabot.yml": "vendor.dependabot",
    **dict.fromkeys(
        [file for file in sorted(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) if file.stem != "config"],
        "vendor.github-issue-forms",
    ),
    GITHUB / "ISSUE_TEMPLATE" / "config.yml": "vendor.github-issue-config",
    ROOT / "CITATION.cff": "vendor.citation-file-format",
}
#: What `dev.py` can be asked for.
COMMANDS = ("site", "test", "serve", "pages", "release", "lock", "audit")


def faults(file: Path, schema: str) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(("file", "schema"), FILES.items(), ids=lambda one: Path(str(one)).name)
def test_each_file_keeps_its_schema(file: Path, schema: str) -> None:
    assert faults(file, schema) == ""


def test_a_file_that_does_not_is_found(tmp_path: Path) -> None:
    file = tmp_path / "test.yml"
    file.write_text("on: push\njobs: {a: {runs-on: x, stepz: []}}\n", encoding="utf-8")
    assert "stepz" in faults(file, "vendor.github-workflows")


def workflow(file: Path) -> dict:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def steps(file: Path) -> list[dict]:
    return [step for job in workflow(file)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_by_hash_with_their_version_behind(file: Path) -> None:
    lines = re.findall(r"uses: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_an_action_has_one_hash_in_all_workflows() -> None:
    used = {step["uses"] for file in WORKFLOWS for step in steps(file) if "uses" in step}
    names = [action.partition("@")[0] for action in used]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_job_may_more_than_it_says_and_none_runs_for_ever(file: Path) -> None:
    whole = workflow(file)
    assert whole["permissions"] in ({}, {"contents": "read"})
    for name, job in whole["jobs"].items():
        assert job["timeout-minutes"] <= 120, name


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_scripts_are_short_take_no_expression_and_call_commands_that_there_are(file: Path) -> None:
    for step in steps(file):
        script = step.get("run", "")
        assert "${{" not in script, "an expression would be part of the program: use env"
        assert len(script.splitlines()) <= 4, "what is longer belongs to dev.py or publishing/"
        for command in re.findall(r"dev\.py (\S+)", script):
            assert command in COMMANDS


def test_every_python_of_the_classifiers_is_tested_on_every_system() -> None:
    matrix = workflow(GITHUB / "workflows" / "test.yml")["jobs"]["quick"]["strategy"]["matrix"]
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert matrix["python"] == re.findall(r"Python :: (3\.\d+)\"", text)
    assert [re.match(r"[a-z]+", system)[0] for system in matrix["system"]] == [
        "ubuntu", "macos", "windows"
    ]  # fmt: skip


def test_dev_knows_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev.py", "--help"], capture_output=True, text=True, check=True
    )
    assert "{" + ",".join(COMMANDS) + "}" in done.stdout
