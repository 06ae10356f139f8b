"""What is to be shown of a report, as it is written in a fence or a directive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archreport.errors import BadInput
from archreport.language.choice import LANGUAGES

#: What can be shown. A row where one is named and nothing else is asked for, else the table.
SHOWS = ("row", "table", "ribbon", "diagram", "totals")
#: The columns that a table can have, in their order.
COLUMNS = ("operation", "output", "params", "macs", "activations", "field", "jump")


@dataclass(frozen=True)
class Options:
    """``show`` is one of `SHOWS`, "" for what suits the target. ``depth`` and ``columns`` are of
    a table: a line for each module that is so deep, and which of `COLUMNS` it has."""

    show: str = ""
    lang: str = "en"
    depth: int | None = None
    columns: tuple[str, ...] = COLUMNS


def read_options(written: Mapping[str, str], lang: str = "en") -> Options:
    """The options that are written as ``show: table``; ``lang`` is the page's language.

    Raises `BadInput` for a name or a value that is none.
    """
    for name in written:
        if name not in ("show", "lang", "depth", "columns"):
            raise BadInput("embed.option", name=name)
    show = written.get("show", "")
    if show and show not in SHOWS:
        raise BadInput("embed.show", show=show, names=list(SHOWS))
    language = written.get("lang", lang)
    if language not in LANGUAGES:
        raise BadInput("embed.lang", lang=language, names=list(LANGUAGES))
    columns = tuple(written.get("columns", " ".join(COLUMNS)).replace(",", " ").split())
    for column in columns:
        if column not in COLUMNS:
            raise BadInput("embed.column", column=column, names=list(COLUMNS))
    depth = written.get("depth")
    if depth is not None and (not depth.isascii() or not depth.isdigit() or not int(depth)):
        raise BadInput("embed.depth", depth=depth)
    chosen = tuple(one for one in COLUMNS if one in columns)
    return Options(show, language, int(depth) if depth else None, chosen)
