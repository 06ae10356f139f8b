"""Numbers inside phrases: ``{params("fc6")|n}`` stands for a query and how its result is shown.

A phrase about a published figure holds no computed number of its own. What stands between braces
is a query (`archreport.audit.query`); after a bar comes the format, which
`archreport.render.audit_pages.amounts` knows. Here the queries are only found.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archreport.audit.claims import Words

_SLOT = re.compile(r"\{([^{}|]+)(?:\|(\w+))?\}")


def queries(text: str) -> tuple[str, ...]:
    """The queries of a phrase, in order, each once."""
    return tuple(dict.fromkeys(match[1].strip() for match in _SLOT.finditer(text)))


def asked_for(words: Words | None) -> tuple[str, ...]:
    """The queries of a phrase in both languages."""
    if words is None:
        return ()
    return tuple(dict.fromkeys((*queries(words.en), *queries(words.zh))))


def fill(text: str, shown: Callable[[str, str], str]) -> str:
    """The phrase with its numbers in: ``shown(query, format)`` gives each."""
    return _SLOT.sub(lambda match: shown(match[1].strip(), match[2] or ""), text)
