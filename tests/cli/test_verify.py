"""`archreport verify` as it is used in a thesis' CI: output, JSON, exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from archreport.cli import main
from archreport.render.downloads.citation import cite
from archreport.report.model import Report
from archreport.report.report_file import save

RIGHT = "VGG-11 has 132.9 M parameters [@archreport-vgg11].\n"
WRONG = "VGG-11 has 132.8 M parameters [@archreport-vgg11].\n"


def run(*words: str) -> int:
    try:
        main(["verify", *words])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_what_holds_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text(RIGHT)
    assert run(str(tmp_path / "a.md")) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(f"{tmp_path / 'a.md'}:1: holds  vgg11  (1 figure)\n")
    assert "Holds: 1. Differs: 0." in shown.out


def test_what_differs_ends_with_1_and_says_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text(RIGHT + "\n" + WRONG)
    assert run(str(tmp_path)) == 1
    out = capsys.readouterr().out
    assert "a.md:3: differs  vgg11" in out
    assert "parameters: printed 132.8 M, the report says 132,863,336" in out
    assert run(WRONG, "--lang", "zh") == 1
    assert "参数量：文中为 132.8 M，报告为 132,863,336" in capsys.readouterr().out


def test_json_has_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(WRONG, "--json") == 1
    (one,) = json.loads(capsys.readouterr().out)["citations"]
    assert (one["state"], one["network"], one["line"]) == ("differs", "vgg11", 1)
    (difference,) = one["differences"]
    assert difference["what"] == "params"
    assert difference["printed"] == "132.8 M"
    assert difference["now"] == "132,863,336"


def test_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("no citation here") == 0
    assert "No citation" in capsys.readouterr().out
    assert run("no citation here", "--strict") == 1


def test_unusable_input_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "none.tex")) == 2
    assert "There is no file" in capsys.readouterr().err
    assert run() == 2


def test_a_report_file_is_held_against(
    tmp_path: Path, bare_report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    save(bare_report, tmp_path / "net.json")
    text = cite(bare_report, "fc")
    assert run(text) == 0
    assert "not ours" in capsys.readouterr().out
    assert run(text, "--strict") == 1
    assert run(text, "--strict", "--report", str(tmp_path / "net.json")) == 0
    assert run(text.replace("650", "560"), "--report", str(tmp_path / "net.json")) == 1


def test_stdin_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Stdin:
        buffer = io.BytesIO(WRONG.encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    assert run("-") == 1
    assert capsys.readouterr().out.startswith("-:1: differs")
