"""What a shell offers on Tab."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from archreport.catalog.networks import CATALOG
from archreport.cli import cli, main
from archreport.cli.completion.make import rows_text
from archreport.cli.completion.words import ROWS
from archreport.report.report_file import save
from tests.hand_made import make_report
from tests.paths import ROOT
from tests.shelf import report_of


def offered(*words):
    """The words that continue ``archreport WORDS``, and the kinds of what the shell adds itself."""
    completer = ShellComplete(cli, {}, "archreport", "_ARCHREPORT_COMPLETE")
    found = completer.get_completions(list(words[:-1]), words[-1])
    return [one.value if one.type == "plain" else f"<{one.type}>" for one in found]


def test_the_rows_are_those_of_the_networks():
    """If not: python -m archreport.cli.completion.make."""
    assert ROWS.read_text(encoding="utf-8") == rows_text(report_of(key) for key in CATALOG)


def test_commands_networks_rows_and_units():
    assert offered("comp") == ["compare", "completion"]
    assert set(offered("show", "")) >= set(CATALOG)
    assert offered("show", "vgg16c#conv1") == ["vgg16c#conv1_1", "vgg16c#conv1_2"]
    assert offered("cite", "vgg16#fc") == ["vgg16#fc6", "vgg16#fc7", "vgg16#fc8"]
    assert offered("atlas", "vgg16#fc") == []
    assert offered("atlas", "vgg16#conv1_1/6") == [
        f"vgg16#conv1_1/{unit}" for unit in (6, 60, 61, 62, 63)
    ]


def test_a_whole_name_can_go_on():
    assert offered("show", "resnet101") == ["resnet101", "resnet101-v15", "resnet101#"]
    assert offered("atlas", "vgg16#conv1_1") == ["vgg16#conv1_1", "vgg16#conv1_1/"]


def test_a_network_is_not_offered_twice():
    assert offered("compare", "vgg16", "vgg1")[-1] == "vgg19"
    assert "vgg16" not in offered("compare", "vgg16", "vgg1")
    assert "vgg16" not in offered("build", "vgg16", "vgg1")


def test_report_files_and_their_rows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "notes.txt").touch()
    save(make_report(), tmp_path / "reports" / "mine.json")
    assert offered("show", "re") == [
        *(key for key in CATALOG if key.startswith("re")), "reports/",
    ]  # fmt: skip
    assert offered("show", "reports/m") == ["reports/mine.json"]
    assert offered("show", "reports/mine.json#") == [
        f"reports/mine.json#{row.id}" for row in make_report().rows
    ]
    assert offered("show", "no") == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"rows": 3}', b"[" * 100_000])
def test_a_file_that_is_no_report_offers_nothing(tmp_path, content):
    (tmp_path / "bad.json").write_bytes(content)
    assert offered("show", f"{tmp_path}/bad.json#") == []


def test_values_of_options():
    assert offered("show", "vgg16", "--columns", "row,par") == ["row,params"]
    assert "row,row" not in offered("show", "vgg16", "--columns", "row,")
    assert offered("show", "vgg16", "--sort", "mac") == ["macs"]
    assert offered("inspect", "a:b", "--kind", "conv,lin") == ["conv,linear"]
    assert offered("compare", "--columns", "macs_") == ["macs_per_pixel", "macs_per_param"]
    assert offered("build", "--image", "co") == ["coffee"]
    assert offered("build", "--weights", "x") == ["<file>"]
    assert offered("show", "--format", "la") == ["latex"]
    assert "--columns" in offered("show", "vgg16", "--c")
    assert offered("completion", "") == ["bash", "zsh", "fish"]


def test_laboratories_and_pages(tmp_path, monkeypatch):
    assert offered("labs", "02") == ["02-receptive-field"]
    assert offered("why", "01-c") == ["01-counting"]
    monkeypatch.chdir(tmp_path)
    assert offered("open", "mod") == ["models/"]
    (tmp_path / "site/en/models/vgg16").mkdir(parents=True)
    assert offered("open", "models/v") == ["models/vgg16/"]
    assert offered("open", "vgg16#conv1_1/6")[0] == "vgg16#conv1_1/6"
    assert offered("open", "vgg16#fc6") == ["vgg16#fc6"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(capsys, shell):
    main(["completion", shell])
    out, err = capsys.readouterr()
    assert f"_ARCHREPORT_COMPLETE={shell}_complete" in out
    assert err == ""


ASK = """
source <(archreport completion bash)
COMP_WORDS=(archreport show 'vgg16#conv5'); COMP_CWORD=2
_archreport_completion archreport
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_is_answered_without_torch(tmp_path):
    """The real script in the real shell; a torch that is imported would end it."""
    (tmp_path / "torch.py").write_text("raise SystemExit('torch is imported')")
    program = tmp_path / "archreport"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m archreport "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "--norc", "-c", ASK],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert done.stdout.split() == ["vgg16#conv5_1", "vgg16#conv5_2", "vgg16#conv5_3"], done.stderr


def test_the_rows_come_with_the_package():
    assert ROWS.is_relative_to(Path(ROOT, "archreport")) and ROWS.suffix == ".json"
