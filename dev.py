#!/usr/bin/env python3
"""From a bare clone to a site, or to passing tests, with one command.

    python3 dev.py site     set up, run every network, build the site into site/; it can be read
                            while the laboratories still run, and is made again when they have run
    python3 dev.py test     set up, check style and types, run all tests; the last of them look at
                            the whole site, which is built for them (pytest alone leaves them out)
    python3 dev.py serve    build what is not fresh, then read the site locally

For those who publish a version (publishing/, and the workflows, which call no more than this):

    python3 dev.py pages    build the site and publish it beside those of other versions
    python3 dev.py release  make all files of a release, with their checksums
    python3 dev.py lock     write requirements.lock, the hashes of constraints.txt, anew
    python3 dev.py audit    ask what is known against the libraries, and look at the workflows

Needs Python 3.11 or newer and nothing else. The environment lives in .venv; delete that folder to
start again. Everything installed is pinned in constraints.txt.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
#: Tests run beside each other, in as many processes as there are cores.
WORKERS = ("-n", "auto", "--maxprocesses", "4")
#: Commands that are modules of publishing/.
PUBLISHING = ("pages", "release", "lock")
#: Set where everything is installed by the hashes of requirements.lock, as workflows do.
LOCKED = "ARCHREPORT_LOCKED"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["site", "test", "serve", *PUBLISHING, "audit"])
    command, rest = parser.parse_known_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - the very thing to tell an older Python
        return fail(
            f"archreport needs Python 3.11 or newer; this is {sys.version.split()[0]}.",
            "Run it with a newer one, for example: python3.12 dev.py " + command.command,
        )
    try:
        if command.command == "test":
            install("dev")
            return test(rest)
        if command.command in PUBLISHING:
            install("release")
            run("-m", f"publishing.{command.command}", *rest)
            return 0
        if command.command == "audit":
            install("release")
            return audit()
        install("site,course,learned")
        check_layout_engine()
        run("-m", "archreport", "site", *rest)
        if command.command == "serve":
            run("-m", "archreport", "serve")
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(extra: str) -> None:
    """Make .venv and install archreport with ``extra``, unless that has been done already."""
    pinned = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    stamp = VENV / f".{extra}"
    wanted = hashlib.sha256(pinned + sys.version.encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        say("Making .venv")
        made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            fail(
                "Python could not make a virtual environment.",
                "On Debian and Ubuntu: apt install python3-venv",
            )
            raise subprocess.CalledProcessError(1, "venv")
    say("Installing (PyTorch is large; the first time takes a few minutes)")
    pip = ("-m", "pip", "install", "--progress-bar", "off", "--disable-pip-version-check")
    if os.environ.get(LOCKED):
        run_alive(*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
        run_alive(*pip, "--no-deps", "-e", str(ROOT))
    else:
        run_alive(*pip, "-c", str(ROOT / "constraints.txt"), "-e", f"{ROOT}[{extra}]")
    stamp.write_text(wanted)


def check_layout_engine() -> None:
    """Graphviz comes as a wheel for most machines; elsewhere ``dot`` must be there."""
    if not shutil.which("graphviz-pure", path=str(BIN)) and not shutil.which("dot"):
        fail(
            f"There is no Graphviz for this machine ({sysconfig.get_platform()}).",
            "Install it, so that `dot` is on the PATH: https://graphviz.org/download/",
        )
        raise subprocess.CalledProcessError(1, "dot")


def test(arguments: list[str]) -> int:
    """Style, types, imports, dependencies, then the tests.

    The browser tests need Chromium and a Chinese font.
    """
    check_layout_engine()
    find_browser()
    run("-m", "ruff", "check", ".")
    run("-m", "ruff", "format", "--check", ".")
    run("-m", "mypy")
    run_program("lint-imports", "--no-cache", "--no-logo")
    run_program("deptry", ".")
    return run_tests(arguments)


def audit() -> int:
    """0 where nothing is known against the locked libraries, nor against the workflows."""
    lock = ("-r", str(ROOT / "requirements.lock"), "--require-hashes", "--disable-pip")
    checks = [
        [PYTHON, "-m", "pip_audit", *lock],
        [BIN / "zizmor", "--offline", "--no-progress", ROOT / ".github"],
    ]
    return max([subprocess.run(check, cwd=ROOT, check=False).returncode for check in checks])


def run_tests(arguments: list[str]) -> int:
    """The quick tests; if they pass, those that look at the whole site, which is built for them.

    What ``arguments`` choose may all be in one of these halves. With ``-m`` they choose for both.
    """
    nothing_chosen = 5
    code = nothing_chosen
    quick, whole = ["--dist", "loadfile"], ["--dist", "worksteal", "-m", "whole_site or installed"]
    for half in [quick] if "-m" in arguments else [quick, whole]:
        command = [PYTHON, "-m", "pytest", *WORKERS, *half, *arguments]
        last = subprocess.run(command, cwd=ROOT, check=False).returncode
        if last not in (0, nothing_chosen):
            return last
        code = min(code, last)
    return code


def find_browser() -> None:
    """Install Chromium where that is allowed; say what is skipped where it is not."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium and a Chinese font for the browser tests")
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)
        packages = ["chromium", "fonts-noto-cjk"]
        subprocess.run(
            ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages],
            check=False,
            **quiet,
        )
    if not any(shutil.which(name) for name in BROWSERS):
        say("No Chromium found: the browser tests will be skipped (with CI set, they fail).")


def run(*arguments: str) -> None:
    subprocess.run([PYTHON, *arguments], cwd=ROOT, check=True)


def run_alive(*arguments: str) -> None:
    """Run Python and show the last line that it has printed, with a clock; all of it if it fails.

    On a terminal that is one line that changes, in a log one every 20 seconds.
    """
    process = subprocess.Popen(
        [PYTHON, *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    printed: list[str] = []
    reading = threading.Thread(target=lambda: printed.extend(process.stdout), daemon=True)
    reading.start()
    begun, told, live = time.monotonic(), 0, sys.stdout.isatty()
    while reading.is_alive():
        reading.join(0.5)
        seconds = int(time.monotonic() - begun)
        line = f"{seconds} s  {printed[-1].strip() if printed else ''}"
        if live:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r{line[:width]:{width}}", end="", flush=True)
        elif seconds >= told + 20:
            told = seconds
            say(line[:120])
    if live:
        print()
    if process.wait():
        sys.stderr.write("".join(printed))
        raise subprocess.CalledProcessError(process.returncode, arguments[1])


def run_program(name: str, *arguments: str) -> None:
    """A program of the environment that cannot be run as a module."""
    subprocess.run([BIN / name, *arguments], cwd=ROOT, check=True)


def say(message: str) -> None:
    print(f"dev.py: {message}", flush=True)


def fail(message: str, hint: str) -> int:
    print(f"dev.py: {message}\n{hint}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
