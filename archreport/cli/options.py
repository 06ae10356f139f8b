"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from archreport.site.reports import BuildOptions


_Command = TypeVar("_Command", bound=Callable[..., Any])


def folder_option(name: str, default: str, what: str) -> Callable[[_Command], _Command]:
    """An option that takes a folder."""
    return click.option(
        name,
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(default),
        show_default=True,
        help=what,
    )


def format_option(*forms: str, what: str = "How to print it.") -> Callable[[_Command], _Command]:
    """The option that chooses one of ``forms``, the first if it is not given."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=what,
    )


def lines_options(command: _Command) -> _Command:
    """Which lines a table has: by module to a depth, or every row."""
    command = click.option(
        "--all",
        "every_row",
        is_flag=True,
        help="Print every row. Otherwise a table of more than 200 rows shows what repeats once.",
    )(command)
    return click.option(
        "--depth",
        type=click.IntRange(min=1),
        metavar="N",
        help="Print a line for each module N deep in the tree, instead of one for each row.",
    )(command)


_BUILD_OPTIONS = (
    click.option(
        "--device",
        default="auto",
        show_default=True,
        type=click.Choice(["auto", "cpu", "cuda", "mps"]),
        help="Where the network runs. auto takes a GPU if there is one.",
    ),
    click.option(
        "--weights",
        default="seeded",
        show_default=True,
        metavar="seeded|imagenet|FILE",
        help="An untrained initialisation, public ImageNet weights, or a state-dict file.",
    ),
    click.option(
        "--image",
        metavar="NAME|FILE",
        help="The photograph: astronaut, chelsea, coffee, rocket, or your own file.",
    ),
    click.option("--seed", type=int, help="Seed of the initialisation [default: the network's]."),
    click.option(
        "--passes",
        type=click.IntRange(1, 100),
        help="How many timed passes; the median is reported "
        "[default: up to 3, 1 where a pass takes long].",
    ),
    click.option(
        "--maps",
        type=click.Choice(["stages", "all"]),
        help="Feature maps to draw: a few channels of one layer in each stage, or every channel of "
        "every layer [default: stages for an untrained initialisation, all otherwise].",
    ),
    click.option("--force", is_flag=True, help="Build again what is fresh."),
    folder_option("--out", "build", "Where reports and pages are written."),
)
LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language."
)


def with_build_options(command: Any) -> Any:
    """Give ``command`` the options of everything that runs networks."""
    for option in reversed(_BUILD_OPTIONS):
        command = option(command)
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
