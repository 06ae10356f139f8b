"""Reports as files: written as JSON, and read from whoever wrote them."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from archreport.errors import Phrase, ReportInvalid, phrase
from archreport.files import write_atomically
from archreport.report.model import SCHEMA, Report, Row
from archreport.report.timings import TIMINGS, read_timings, write_timings
from archreport.report.validity import invalidities

#: Bytes of the largest file that is read: a hundred times the report of 10,000 rows.
LARGEST_FILE = 2**30
#: Characters that give a terminal orders or turn a line around, as JSON writes them: a backslash
#: that is not itself escaped, then b, f or the number of a control character (C0, DEL, C1, those of
#: the direction of writing). Line ends and tabs are none.
_ESCAPED = re.compile(
    rb"(?<!\\)((?:\\\\)*)\\(?:([bf])|u(00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F])"
    rb"|20(?:0[eEfF]|2[a-eA-E]|6[6-9])))"
)
#: The same as UTF-8.
_PLAIN = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
_MAKE_AGAIN = phrase("report.make_again")


def to_json(report: Report) -> bytes:
    """The report as indented UTF-8 JSON, without the timings of its runs; the same report always
    gives the same bytes."""
    left_out: Any = msgspec.UNSET
    run, untrained = (
        one and replace(one, timings=left_out) for one in (report.run, report.untrained)
    )
    whole = replace(
        report,
        run=run,
        untrained=untrained,
        sizes=left_out if report.sizes is None else report.sizes,
    )
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def row_json(row: Row) -> bytes:
    """One row as indented UTF-8 JSON, as it stands in `to_json`."""
    return msgspec.json.format(msgspec.json.encode(row), indent=1) + b"\n"


def from_json(data: bytes) -> Report:
    """Read `to_json` back, exactly but for timings. Raises `ReportInvalid` for anything else.

    A report of another schema is refused by its number, whatever else is in it.
    """
    what = phrase("report.this")
    return _valid(_decoded(data, what), what)


@dataclass(frozen=True)
class _Numbered:
    """The one field that every schema has."""

    schema: int


def _decoded(data: bytes, what: Phrase | str) -> Report:
    data = controls_shown(data)
    try:
        schema = msgspec.json.decode(data, type=_Numbered).schema
        if schema != SCHEMA:
            raise ReportInvalid(
                "report.schema", _MAKE_AGAIN, what=what, schema=schema, known=SCHEMA
            )
        report = msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReportInvalid("report.invalid", _MAKE_AGAIN, what=what, error=error) from error
    except RecursionError as error:
        deep = phrase("report.deep")
        raise ReportInvalid("report.invalid", _MAKE_AGAIN, what=what, error=deep) from error
    return report


def _valid(report: Report, what: Phrase | str) -> Report:
    if faults := invalidities(report):
        more = phrase("report.faults.more", n=len(faults) - 1) if len(faults) > 1 else ""
        raise ReportInvalid("report.faults", _MAKE_AGAIN, what=what, faults=faults[0], more=more)
    return report


def save(report: Report, path: str | Path) -> None:
    """Write the report to a JSON file, whole or not at all.

    The timings of its run, if it has any, go to ``timings.json`` beside it, since no two runs
    agree on them.

    Raises:
        OutputFailed: the file system refuses; what was there before is untouched.
    """
    write_atomically(Path(path), to_json(report))
    if report.run and report.run.timings:
        write_timings(report.run.timings, Path(path).with_name(TIMINGS))


def load(path: str | Path) -> Report:
    """Read a report file, and the timings of its run where these lie beside it.

    Raises:
        ReportInvalid: there is no such file, it is no report of this schema, or its numbers do not
            fit each other.
    """
    return _valid(read(path), str(path))


def read(path: str | Path) -> Report:
    """As `load`, but also what is not valid in itself, for `archreport.report.self_check`."""
    data = read_report_file(Path(path))
    report = _decoded(data, str(path))
    if report.run is None:
        return report
    timings = read_timings(Path(path).with_name(TIMINGS))
    return replace(report, run=replace(report.run, timings=timings))


def read_report_file(path: Path) -> bytes:
    """The content of ``path``. Raises `ReportInvalid` where it is no plain file of a fair size:
    reading a pipe might wait for ever."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise ReportInvalid("report.unreadable", path=path, reason=phrase("report.no_file"))
        if status.st_size > LARGEST_FILE:
            raise ReportInvalid(
                "report.too_large", path=path, size=status.st_size, most=LARGEST_FILE
            )
        return path.read_bytes()
    except OSError as error:
        raise ReportInvalid("report.unreadable", path=path, reason=error.strerror) from error


def controls_shown(data: bytes) -> bytes:
    """JSON in which characters that steer a terminal are written out, as ``<1B>``, so that whatever
    shows a text of it shows them, and obeys none."""
    data = _ESCAPED.sub(_written, data)
    return _PLAIN.sub(lambda found: b"<%02X>" % ord(found[0].decode()), data)


def _written(found: re.Match[bytes]) -> bytes:
    before, letter, number = found.groups()
    code = {b"b": 8, b"f": 12}[letter] if letter else int(number, 16)
    return before + b"<%02X>" % code
