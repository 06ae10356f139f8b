"""The bytes of a report that somebody else may have written."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from archreport.errors import ReportInvalid, phrase

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
