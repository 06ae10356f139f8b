"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archreport.cli.commands import option

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


def format_option(*forms: str, what: str = "option.format") -> Callable[[_Command], _Command]:
    """The option that chooses one of ``forms``, the first if it is not given."""
    return option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=what,
    )


def lines_options(command: _Command) -> _Command:
    """Which lines a table has: by module to a depth, or every row."""
    command = option(
        "--all",
        "every_row",
        is_flag=True,
        help="option.all",
    )(command)
    return option(
        "--depth",
        type=click.IntRange(min=1),
        metavar="N",
        help="option.depth",
    )(command)


_BUILD_OPTIONS = (
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
    ),
    option(
        "--image",
        metavar="NAME|FILE",
        help="option.image",
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
    option("--force", is_flag=True, help="option.force"),
    folder_option("--out", "build", "option.out"),
)


def with_build_options(command: Any) -> Any:
    """Give ``command`` the options of everything that runs networks."""
    for add in reversed(_BUILD_OPTIONS):
        command = add(command)
    return command


def build_options(options: dict[str, Any]) -> BuildOptions:
    """What the options of `with_build_options` ask for."""
    from archreport.site.reports import BuildOptions

    return BuildOptions(
        device=options["device"],
        weights=options["weights"],
        photo=options["image"],
        seed=options["seed"],
        passes=options["passes"],
        maps=options["maps"],
    )
