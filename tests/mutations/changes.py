"""Random changes of a report file: of its values, of its structure, of its bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

#: What stands where something else stood.
STRANGE: tuple[Any, ...] = (
    None, True, 0, 1, -1, 7, 2**31, 10**18, 2**63, 10**30, 0.5, -0.1, 1e308, "", "nope", "<b>x</b>",
    "[/x][red]", "\x1b[31m\x1b]0;t\x07", "../../etc/passwd", "=1+1", "a" * 5000, "\u202eabc", "1×1",
    "名字", "{{ x }}", "\x00", [], [[]], {}, {"a": 1}, [1, 2, 3], ["conv1"], "conv1", "stage-1",
)  # fmt: skip

Change = Callable[[bytes, random.Random], bytes]


def changed(data: bytes, chance: random.Random) -> bytes:
    """``data`` with one to three changes of one kind."""
    change = chance.choices([value, texts, structure, digits, raw], weights=[4, 4, 2, 2, 1])[0]
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        data = change(data, chance)
    return data


def value(data: bytes, chance: random.Random) -> bytes:
    """Another value somewhere."""
    report, holder, key = _somewhere(data, chance)
    if holder is not None:
        holder[key] = chance.choice(STRANGE)
    return _written(report)


def texts(data: bytes, chance: random.Random) -> bytes:
    """Another text where a text stands: many of them are free, and all of them are shown."""
    report, holder, key = _somewhere(data, chance, wanted=str)
    if holder is not None:
        holder[key] = chance.choice([one for one in STRANGE if isinstance(one, str)])
    return _written(report)


def structure(data: bytes, chance: random.Random) -> bytes:
    """Something is missing, twice there, nested, or has changed places."""
    report, holder, key = _somewhere(data, chance)
    if holder is None:
        return data
    how = chance.randrange(5)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), holder[key])
    elif how == 2 and isinstance(holder, list):
        chance.shuffle(holder)
    elif how == 3:
        _, other, place = _somewhere(data, chance, report)
        if other is not None:
            holder[key] = json.loads(json.dumps(other[place]))
    else:
        for _ in range(chance.choice([1, 3, 2000])):
            holder[key] = [holder[key]]
    return _written(report)


def digits(data: bytes, chance: random.Random) -> bytes:
    """A number changes in one place, as a slip of the pen would: what has to be found as such."""
    report, holder, key = _somewhere(data, chance, wanted=int)
    if holder is not None:
        holder[key] += chance.choice([-1, 1, 10, -10, 1000])
    return _written(report)


def raw(data: bytes, chance: random.Random) -> bytes:
    """Bytes are lost, doubled or altered."""
    at = chance.randrange(len(data))
    how = chance.randrange(4)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + data[at + chance.randrange(1, 40) :]
    if how == 2:
        return data[:at] + data[max(0, at - 40) :]
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _somewhere(
    data: bytes, chance: random.Random, report: Any = None, wanted: type | None = None
) -> tuple[Any, Any, Any]:
    """A report and a place in it, as the list or object that holds it and the place in that."""
    try:
        report = json.loads(data) if report is None else report
    except (ValueError, RecursionError):
        return data, None, None
    for _ in range(200):
        holder, key, here = None, None, report
        while isinstance(here, dict | list) and here:
            holder = here
            key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            here = holder[key]
            if wanted is None and chance.random() < 0.15:
                break
        if wanted is None or type(here) is wanted:
            return report, holder, key
    return report, None, None


def _written(report: Any) -> bytes:
    if isinstance(report, bytes):
        return report
    try:
        return json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (RecursionError, ValueError):
        return b"[" * 5000
