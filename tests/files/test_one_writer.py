"""Two runs that would write one folder: the second says who is writing, and waits."""

import os
import socket
import subprocess
import sys

import pytest

from archreport.errors import OutputFailed
from archreport.files import one_writer

HOLDS = """
import sys
from pathlib import Path
from archreport.files import one_writer

with one_writer(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
    (Path(sys.argv[1]) / "written").touch()
"""


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_waits_and_says_for_whom(tmp_path, holder):
    told = []

    def waiting(other):
        told.append(other)
        holder.stdin.close()

    with one_writer(tmp_path, waiting):
        assert (tmp_path / "written").exists()
    (other,) = told
    assert other.command.startswith("archreport")
    assert (other.process, other.machine) == (holder.pid, socket.gethostname())


def test_a_killed_run_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    with one_writer(tmp_path, pytest.fail):
        pass
    assert not any(tmp_path.iterdir())


def test_nothing_is_left(tmp_path):
    for _ in range(2):
        with one_writer(tmp_path / "out", pytest.fail):
            assert (tmp_path / "out").is_dir()
    assert not any((tmp_path / "out").iterdir())


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputFailed), one_writer(tmp_path / "file" / "out", pytest.fail):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot interrupt a process so")
def test_waiting_can_be_interrupted(tmp_path, holder):
    def waiting(other):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), one_writer(tmp_path, waiting):
        pass
    assert holder.poll() is None
