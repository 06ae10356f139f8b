"""Which code and data kept results came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.resources import files


def code_key(names: Iterable[str]) -> str:
    """A checksum of files of the package, by their names in it, line endings aside."""
    whole = hashlib.sha256()
    for name in names:
        content = files("archreport").joinpath(name).read_bytes().replace(b"\r\n", b"\n")
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return whole.hexdigest()
