"""Which words continue what has been typed: functions for click's ``shell_complete``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from archreport.cli.completion import words

Completer = Callable[[click.Context, click.Parameter, str], list[Any]]


def complete_one(names: Callable[[], Iterable[str]]) -> Completer:
    """One of ``names``."""

    def answer(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[Any]:
        return _beginning(names(), typed)

    return answer


def complete_list(names: Callable[[], Iterable[str]]) -> Completer:
    """Several of ``names`` with commas between them; none is offered twice."""

    def answer(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[Any]:
        before, comma, last = typed.rpartition(",")
        taken = set(before.split(","))
        left = (name for name in names() if name not in taken)
        return [f"{before}{comma}{name}" for name in _beginning(left, last)]

    return answer


def complete_or_file(names: Callable[[], Iterable[str]]) -> Completer:
    """One of ``names``, or whatever file the shell finds."""

    def answer(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[Any]:
        return _beginning(names(), typed) or [CompletionItem(typed, type="file")]

    return answer


def complete_model(_context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """A network or a report file; where several may be given, none that has been."""
    given = _context.params.get(parameter.name or "") if parameter.nargs == -1 else ()
    left = (name for name in words.networks() if name not in (given or ()))
    return [*_beginning(left, typed), *words.report_files(typed)]


def complete_network(_context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """A network of the course."""
    given = _context.params.get(parameter.name or "") if parameter.nargs == -1 else ()
    return _beginning((name for name in words.networks() if name not in (given or ())), typed)


def complete_row(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """``MODEL`` or ``MODEL#ROW``.

    A name that is whole is offered with ``#`` behind it too, so that the shell sets no blank.
    """
    model, mark, row = typed.partition("#")
    if mark:
        return [f"{model}#{name}" for name in _beginning(words.rows_of(model), row)]
    found = complete_model(context, parameter, typed)
    return [*found, *(f"{name}#" for name in found if name == typed)]


def complete_unit(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """``MODEL``, ``MODEL#ROW`` or ``MODEL#ROW/UNIT`` of a network of the course; only rows that
    have units."""
    model, mark, rest = typed.partition("#")
    rows = {name: units for name, units in words.rows_of(model).items() if units}
    row, slash, unit = rest.partition("/")
    if slash:
        return [f"{model}#{row}/{n}" for n in _beginning(map(str, range(rows.get(row, 0))), unit)]
    if mark:
        found = [f"{model}#{name}" for name in _beginning(rows, row)]
        return [*found, *(f"{name}/" for name in found if name == typed)]
    names = complete_network(context, parameter, typed)
    return [*names, *(f"{name}#" for name in names if name == typed)]


def complete_lab(_context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """A laboratory of the course that has not been named yet."""
    given = _context.params.get(parameter.name or "") or ()
    return _beginning((name for name in words.laboratories() if name not in given), typed)


def complete_kept(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """A network or a laboratory of the course."""
    return [*complete_network(context, parameter, typed), *complete_lab(context, parameter, typed)]


def complete_page(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """A network, a row of it, a laboratory, or a page of the site that is built in ``site``."""
    if "#" in typed:
        return complete_unit(context, parameter, typed) or complete_row(context, parameter, typed)
    from archreport.site.addresses import SECTIONS

    sections = [f"{name}/" for name in SECTIONS]
    names = [*words.networks(), *words.laboratories(), *(words.pages(typed) or sections)]
    found = _beginning(names, typed)
    return [*found, *(f"{name}#" for name in found if name == typed and name in words.shelf())]


def complete_target(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[Any]:
    """A Python file, or the libraries whose networks can be named."""
    starts = _beginning(("torchvision:", "timm:", "transformers:"), typed)
    return [*starts, CompletionItem(typed, type="file")]


def columns() -> Sequence[str]:
    """The columns of a layer table."""
    from archreport.render.downloads.table_files import CSV_COLUMNS

    return CSV_COLUMNS


def quantities() -> Sequence[str]:
    """What a comparison sets side by side."""
    from archreport.render.compare_pages.quantities import QUANTITIES

    return QUANTITIES


def kinds() -> Sequence[str]:
    """The kinds of rows."""
    from archreport.render.chosen.table import KINDS

    return KINDS


def weights() -> Sequence[str]:
    return ("auto", "oxford", "imagenet", "seeded")


def photographs() -> Sequence[str]:
    """The photographs that come with archreport."""
    return words.photographs()


def _beginning(names: Iterable[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]
