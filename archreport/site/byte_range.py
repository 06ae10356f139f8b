"""The part of a file that a browser asks for, as it does to go on with a broken download."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def asked_range(header: str, size: int) -> range | None:
    """The bytes that a header Range asks for, of a file of ``size``; None where all of it is to be
    sent: without such a header, and for one of several parts or another unit (RFC 9110, 14.2).

    Empty where the file has no such bytes.
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # so many from the end
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
