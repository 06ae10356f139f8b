"""How long a run took and what it took of the machine: a file of its own beside the report.

Nothing here is the same twice, also on one machine. It stands in no other file, so that two builds
on any number of threads, at any load and on any day agree in every other byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from archreport.errors import ReportInvalid
from archreport.files import write_atomically

#: The name of the file.
TIMINGS = "timings.json"


@dataclass(frozen=True)
class Timings:
    """``seconds`` is of one pass, ``rows`` of each row by its id: medians of ``passes`` passes.

    ``device_name`` is the product's name, ``threads`` how many of the processor computed (0 where
    another device did), ``date`` the day in UTC. ``peak_bytes`` is by how much memory grew at its
    highest, and ``peak_method`` how that is known.
    """

    date: str
    device_name: str
    threads: int
    passes: int
    seconds: float
    peak_bytes: int
    peak_method: str
    rows: dict[str, float]


def write_timings(timings: Timings, path: Path) -> None:
    """Write ``timings`` as JSON, whole or not at all. Raises `OutputFailed`."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(timings), indent=1) + b"\n")


def read_timings(path: Path) -> Timings | None:
    """What `write_timings` wrote; None where there is no such file. Raises `ReportInvalid`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Timings)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReportInvalid("report.timings", path=path, said=error) from error
