"""The README shows real output and names real commands."""

import re
from pathlib import Path

import pytest

from archreport.cli import cli, main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_shown_row_is_what_the_command_prints(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = re.search(r"```console\n\$ archreport (.*?)\n(.*?)```", README, re.S)
    main(shown[1].split())
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.rstrip().splitlines())
    assert printed == shown[2].rstrip()


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_command_is_named(name):
    assert f"archreport {name}" in README


def test_every_linked_file_is_there():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (Path(__file__).parent.parent / target).exists(), target
