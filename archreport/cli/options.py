"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archreport.cli.commands import option
from archreport.cli.completion.answers import (
    columns,
    complete_list,
    complete_one,
    complete_or_file,
    kinds,
    photographs,
    weights,
)

if TYPE_CHECKING:
    from archreport.site.reports import BuildOptions


_Command = TypeVar("_Command", bound=Callable[..., Any])


def folder_option(name: str, default: str, what: str) -> Callable[[_Command], _Command]:
    """An option that takes a folder; ``what`` is the key of its help."""
    return option(
        name,
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(default),
        show_default=True,
        help=what,
    )


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which lines and columns a layer table has, and in what order.

    The command is called with ``choice``, an `archreport.render.chosen.table.Choice`.
    """

    @wraps(command)
    def called(
        *args: Any,
        depth: int | None,
        every_row: bool,
        columns: str,
        sort: str,
        kinds: str,
        **options: Any,
    ) -> Any:
        from archreport.render.chosen.table import Choice

        choice = Choice(depth, every_row, names(columns), sort.strip(), names(kinds))
        return command(*args, choice=choice, **options)

    for add in reversed(_TABLE_OPTIONS):
        called = add(called)
    return called


def names(text: str) -> tuple[str, ...]:
    """``a, b`` as its names, each once."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


_TABLE_OPTIONS = (
    option("--depth", type=click.IntRange(min=1), metavar="N", help="option.depth"),
    option("--all", "every_row", is_flag=True, help="option.all"),
    option(
        "--columns",
        default="",
        metavar="NAME,…",
        help="option.columns",
        shell_complete=complete_list(columns),
    ),
    option(
        "--sort",
        default="",
        metavar="[-]NAME",
        help="option.sort",
        shell_complete=complete_one(columns),
    ),
    option(
        "--kind",
        "kinds",
        default="",
        metavar="NAME,…",
        help="option.kind",
        shell_complete=complete_list(kinds),
    ),
)
_RUN_OPTIONS = (
    option(
        "--device",
        default="auto",
        show_default=True,
        type=click.Choice(["auto", "cpu", "cuda", "mps"]),
        help="option.device",
    ),
    option(
        "--weights",
        default="auto",
        show_default=True,
        metavar="auto|oxford|imagenet|seeded|FILE",
        help="option.weights",
        shell_complete=complete_or_file(weights),
    ),
    option(
        "--image",
        metavar="NAME|FILE",
        help="option.image",
        shell_complete=complete_or_file(photographs),
    ),
    option("--seed", type=int, help="option.seed"),
    option(
        "--passes",
        type=click.IntRange(1, 100),
        help="option.passes",
    ),
    option(
        "--maps",
        type=click.Choice(["stages", "all"]),
        help="option.maps",
    ),
)


def with_run_options(command: Any) -> Any:
    """Give ``command`` the options that say how networks are run."""
    for add in reversed(_RUN_OPTIONS):
        command = add(command)
    return command


def with_build_options(command: Any) -> Any:
    """Give ``command`` the options of everything that runs networks and keeps what comes of it."""
    for add in (folder_option("--out", "build", "option.out"), _FORCE):
        command = add(command)
    return with_run_options(command)


_FORCE = option("--force", is_flag=True, help="option.force")
#: Where the project is whose site is built.
root_option = option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="option.root",
)


def build_options(options: dict[str, Any]) -> BuildOptions:
    """What the options of `with_run_options` ask for."""
    from archreport.site.reports import BuildOptions

    return BuildOptions(
        device=options["device"],
        weights=options["weights"],
        photo=options["image"],
        seed=options["seed"],
        passes=options["passes"],
        maps=options["maps"],
    )
