"""The colours in which the pictures of a report show values, from the lowest to the highest."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def viridis() -> tuple[str, ...]:
    """256 colours as six hexadecimal digits, from ``viridis.json`` (CC0, credit in the file)."""
    file = resources.files("archreport.report") / "viridis.json"
    return tuple(" ".join(json.loads(file.read_text(encoding="utf-8"))["colours"]).split())
