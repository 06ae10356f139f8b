"""The README, in both languages, shows real output and names real commands."""

import re
from pathlib import Path

import pytest

import archreport
from archreport.audit.claims import load_claims
from archreport.cli import cli, main

ROOT = Path(__file__).parent.parent
READMES = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")
}


@pytest.fixture(params=READMES)
def readme(request):
    return READMES[request.param]


def test_each_leads_to_the_other_in_its_first_line():
    english, chinese = READMES.values()
    assert "(README.zh.md)" in english.splitlines()[0]
    assert "(README.md)" in chinese.splitlines()[0]


def test_both_name_the_same_commands_and_their_options():
    english, chinese = (
        re.findall(r"^\| `(archreport .*?)`", text, re.M) for text in READMES.values()
    )
    assert english == chinese
    english, chinese = (set(re.findall(r"`(--[a-z-]+)", text)) for text in READMES.values())
    assert english - {"--sample"} == chinese  # of the folder of tests, which one of them lists


def test_the_number_of_published_figures_is_theirs(readme):
    assert f"{len(load_claims())} " in readme


def test_the_shown_row_is_what_the_command_prints(readme, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = re.search(r"```console\n\$ archreport (.*?)\n(.*?)```", readme, re.S)
    main(shown[1].split())
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.rstrip().splitlines())
    assert printed == shown[2].rstrip()


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_command_is_named(readme, name):
    assert f"archreport {name}" in readme


def test_every_linked_file_is_there(readme):
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_the_python_runs_as_it_stands(readme, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    for code in re.findall(r"```python\n(.*?)```", readme, re.S):
        exec(compile(code, "README", "exec"), names)
    report = archreport.load("mine.json")
    assert report.totals == names["report"].totals
    assert str(report.totals.macs) in capsys.readouterr().out.replace(",", "")


def test_both_have_the_same_python():
    english, chinese = (
        [re.sub(r" *#.*", "", code) for code in re.findall(r"```python\n(.*?)```", text, re.S)]
        for text in READMES.values()
    )
    assert english == chinese
