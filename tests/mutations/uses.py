"""Everything that is done with a report, in one process with bounds on time and memory."""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from archreport.cli import main
from archreport.errors import ArchreportError
from archreport.report.report_file import load, to_json
from archreport.site.page_folders import write_pages
from archreport.site.reports import Built

#: Seconds and bytes that one file may take.
SECONDS, MEMORY = 60, 6 * 2**30
_ESCAPE = "\x1b"


class TooLong(BaseException):
    """No foreseen error, so that nothing catches it."""


def used(path: Path, sound: Path) -> dict[str, str]:
    """What went wrong, by what was done; and under "read" whether the file was taken."""
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
        return {**faults, "read": "refused"}
    except Exception:
        return {**faults, "load": traceback.format_exc().strip(), "read": "refused"}
    if to_json(report) != to_json(load(sound)):
        faults |= _pages(path)
    return {**faults, "read": "taken"}


def _commands(path: Path, sound: Path) -> Iterator[tuple[str, list[str]]]:
    yield "show", ["show", str(path)]
    yield "show --all", ["show", str(path), "--all", "--lang", "zh"]
    for form in ("csv", "markdown", "latex", "json"):
        yield form, ["show", str(path), "--format", form]
    yield "row", ["show", f"{path}#conv1"]
    yield "compare", ["compare", str(path), str(sound)]
    yield "compare md", ["compare", str(sound), str(path), "--format", "markdown"]
    yield "cite", ["cite", f"{path}#conv1", "--format", "latex"]


def _pages(path: Path) -> dict[str, str]:
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_pages([Built(load(path), path.parent, fresh=True)], Path(folder))
    except ArchreportError:
        pass
    except (Exception, TooLong):
        return {"pages": traceback.format_exc().strip()}
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


def used_in_time(path: Path, sound: Path) -> dict[str, str]:
    """As `used`, and "too long" where it does not end."""
    signal.alarm(SECONDS)
    try:
        return used(path, sound)
    except TooLong:
        return {"too long": traceback.format_exc().strip(), "read": "taken"}
    finally:
        signal.alarm(0)
