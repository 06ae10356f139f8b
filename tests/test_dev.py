"""The script that sets everything up: what it shows while something takes long."""

from __future__ import annotations

import importlib.util
import itertools
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.paths import ROOT


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    return module


def test_a_terminal_has_one_line_that_changes(
    dev: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.sys.stdout, "isatty", lambda: True)
    dev.run_alive("-c", "print('one'); print('Downloading torch')")
    said = capsys.readouterr().out
    assert said.startswith("\r0 s ") and said.count("\n") == 1
    assert said.splitlines()[-1].rstrip().endswith(" s  Downloading torch")


def test_a_log_has_whole_lines_and_a_short_wait_none(
    dev: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dev.run_alive("-c", "print('one')")
    assert capsys.readouterr().out == ""
    looks, stop = itertools.count(), tmp_path / "stop"

    def seven_seconds_later() -> int:
        look = next(looks)
        if look == 5:
            stop.touch()
        return look * 7

    monkeypatch.setattr(dev.time, "monotonic", seven_seconds_later)
    waits = f"while not pathlib.Path({str(stop)!r}).exists(): time.sleep(0.05)"
    dev.run_alive("-c", f"import pathlib, time\nprint('one', flush=True)\n{waits}")
    said = capsys.readouterr().out
    assert said.startswith("dev.py: 21 s  ")
    assert re.fullmatch(r"(dev\.py: \d+ s  (one)?\n)+", said)


def test_a_failure_shows_all_that_was_printed(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        dev.run_alive("-c", "print('first'); raise SystemExit('second')")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "first\nsecond\n")
