"""What is written arrives whatever the machine's encoding, or one message says why it does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import LONG
from tests.paths import ROOT

COMMAND = [sys.executable, "-m", "archreport"]


def run(*arguments, **options):
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        timeout=LONG,
        check=False,
    )


C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


def test_a_pipe_is_given_utf_8_in_any_locale():
    done = run("show", "alexnet#conv1", "--lang", "zh", environment=C_LOCALE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "11×11" in done.stdout.decode()


def test_who_asks_for_ascii_gets_it():
    done = run("show", "alexnet#conv1", environment={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "11?11" in done.stdout.decode("ascii")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_full_disk_behind_the_output_is_one_message(form):
    with Path("/dev/full").open("wb") as full:
        done = run("show", "alexnet", "--format", form, stdout=full)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert told.startswith("archreport: Cannot write the output: No space left on device.\n")
    assert "Traceback" not in told


def test_a_reader_that_has_seen_enough_is_no_fault():
    with subprocess.Popen(
        [*COMMAND, "show", "resnet152", "--all"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        running.stdout.readline()
        running.stdout.close()
        told = running.stderr.read()
        assert running.wait(LONG) == 0
    assert told == b""


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999"])
def test_no_port(port):
    done = run("serve", "--port", port)
    assert done.returncode == 2
    assert "is not in the range 0<=x<=65535" in done.stderr.decode()
    assert b"Traceback" not in done.stderr
