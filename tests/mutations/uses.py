"""Everything that is done with a report, in one process with bounds on time and memory."""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archreport.cli import main
from archreport.errors import ArchreportError
from archreport.render.downloads.notebook import html_file
from archreport.render.words.language import Language
from archreport.report.report_file import load, read, to_json
from archreport.report.self_check import check_report
from archreport.site.page_folders import write_pages
from archreport.site.reports import Built

#: Seconds and bytes that one file may take.
SECONDS, MEMORY = 60, 6 * 2**30
_ESCAPE = "\x1b"


class TooLong(BaseException):
    """No foreseen error, so that nothing catches it."""


@dataclass(frozen=True)
class Used:
    """What became of a file: ``faults`` by what was done with it, whether it was ``taken`` for a
    report, the ``seconds`` that all took, and the most bytes that the process has ever held."""

    faults: Mapping[str, str]
    taken: bool
    seconds: float
    peak: int


def _used(path: Path, sound: Path) -> tuple[dict[str, str], bool]:
    """What went wrong, by what was done; and whether the file was taken for a report."""
    faults = {}
    for what, arguments in _commands(path, sound):
        try:
            code, out, told = _run(arguments)
        except (Exception, TooLong):
            faults[what] = traceback.format_exc().strip()
            continue
        if code not in (0, 1, 2) or "Traceback" in told:
            faults[what] = f"exit code {code}: {told[-300:]}"
        elif _ESCAPE in out + told:
            faults[what] = "an escape reached the terminal"
        elif code and told.count("archreport:") != 1:
            faults[what] = f"exit code {code}, and not one message: {told[-300:]}"
    try:
        report = load(path)
    except ArchreportError:
        return {**faults, **_faults_of("self-check", lambda: check_report(read(path)))}, False
    except Exception:
        return {**faults, "load": traceback.format_exc().strip()}, False
    if to_json(report) != to_json(load(sound)):
        faults |= _faults_of("pages", lambda: _pages(path))
        faults |= _faults_of("html", lambda: html_file(report, Language("en")))
        faults |= _faults_of("self-check", lambda: check_report(read(path)))
    return faults, True


def _commands(path: Path, sound: Path) -> Iterator[tuple[str, list[str]]]:
    yield "show", ["show", str(path)]
    yield "show --depth", ["show", str(path), "--depth", "1"]
    yield "show --all", ["show", str(path), "--all", "--lang", "zh"]
    for form in ("csv", "markdown", "latex", "json"):
        yield form, ["show", str(path), "--format", form]
    yield "row", ["show", f"{path}#conv1"]
    yield "row json", ["show", f"{path}#fc6", "--format", "json"]
    yield "compare", ["compare", str(path), str(sound)]
    yield "compare md", ["compare", str(sound), str(path), "--format", "markdown"]
    yield "cite", ["cite", f"{path}#conv1", "--format", "latex"]


def _pages(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_pages([Built(load(path), path.parent, fresh=True)], Path(folder))


def _faults_of(what: str, use: Callable[[], object]) -> dict[str, str]:
    try:
        use()
    except ArchreportError:
        pass
    except (Exception, TooLong):
        return {what: traceback.format_exc().strip()}
    return {}


def _run(arguments: list[str]) -> tuple[int, str, str]:
    out, told = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            main(arguments)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    written = []
    for stream in (out, told):
        stream.flush()
        written.append(stream.buffer.getvalue().decode())
    return code, *written


def bounded() -> None:
    """Let this process end with an error where it wants more memory, or one file more time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    def too_long(number: int, frame: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, too_long)


def used_in_time(path: Path, sound: Path) -> Used:
    """Everything that is done with ``path``, and how it went; "too long" where it does not end."""
    begun = time.monotonic()
    signal.alarm(SECONDS)
    try:
        faults, taken = _used(path, sound)
    except TooLong:
        faults, taken = {"too long": traceback.format_exc().strip()}, True
    finally:
        signal.alarm(0)
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Used(faults, taken, time.monotonic() - begun, kibibytes * 1024)
