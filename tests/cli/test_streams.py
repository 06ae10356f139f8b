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


#: Every command that only prints.
PRINT = (
    ("show", "alexnet"),
    ("show", "alexnet", "--format", "json"),
    ("list",),
    ("compare", "alexnet", "zfnet", "--format", "csv"),
    ("cite", "alexnet"),
    ("inspect", "torch.nn:Identity", "--input", "1x3", "--html", "-"),
    ("check",),
    ("--help",),
)
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")


@FULL
@pytest.mark.parametrize("command", PRINT)
def test_a_full_disk_behind_the_output_is_one_message(command, tmp_path):
    if command == ("check",):
        command = ("check", str(tmp_path))
    with Path("/dev/full").open("wb") as full:
        done = run(*command, stdout=full)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert told.startswith("archreport: Cannot write the output: No space left on device.\n")
    assert "Traceback" not in told


def test_an_output_that_is_closed_is_one_message():
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "cite", "alexnet"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        timeout=LONG,
        check=False,
    )
    assert closed.returncode == 1
    assert closed.stderr.decode().startswith("archreport: Cannot write the output: ")


@pytest.mark.parametrize("command", [("list",), ("cite", "alexnet", "--lang", "zh")])
def test_others_print_utf_8_into_a_pipe_too(command):
    done = run(*command, environment=C_LOCALE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode()


def inspected(*arguments):
    return run("inspect", "torch.nn:Identity", "--input", "1x3", *arguments)


def test_html_goes_through_a_link(tmp_path):
    (tmp_path / "page.html").write_text("before")
    link = tmp_path / "link.html"
    link.symlink_to("page.html")
    assert inspected("--html", str(link)).returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "page.html").read_text().startswith("<!DOCTYPE html>")


def test_html_goes_into_a_device_that_stays_one():
    done = inspected("--html", os.devnull)
    assert done.returncode == 0
    assert Path(os.devnull).is_char_device()


def test_html_alone_goes_to_the_output():
    done = inspected("--html", "-")
    assert done.stdout.decode().startswith("<!DOCTYPE html>")
    assert done.stdout.decode().rstrip().endswith("</html>")


@FULL
def test_a_full_device_is_one_message_that_names_it():
    done = inspected("--html", "/dev/full")
    told = done.stderr.decode()
    assert done.returncode == 1
    assert told.startswith("archreport: Cannot write /dev/full: No space left on device.\n")
    assert "--out" not in told


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
