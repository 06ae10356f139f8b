"""Where a command's result goes, and in which form: ``--format``, ``--json`` and ``--output``.

`output_options` gives a command these options and hands it one `Output`, to which it gives its
result. A file is written whole or not at all; a link is followed, a pipe or a device written to.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console, RenderableType

from archreport.cli import verbosity
from archreport.cli.commands import option
from archreport.cli.messages import say
from archreport.cli.printing import print_whole
from archreport.cli.words import word
from archreport.errors import BadInput
from archreport.files import write_atomically

#: The form that a file's name asks for where no option does.
SUFFIXES = {
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".tex": "latex",
    ".bib": "bibtex",
    ".html": "html",
}
#: Cells of a table in a file, unless ``COLUMNS`` says otherwise.
_FILE_WIDTH = 120


@dataclass(frozen=True)
class Output:
    """A form, and the file that takes the result; None is stdout."""

    form: str
    file: Path | None = None

    def text(self, content: str | bytes) -> None:
        """Give it out as it stands. Raises `OutputFailed`."""
        whole = content if isinstance(content, str) else content.decode()
        if self.file is None:
            sys.stdout.write(whole)  # not click.echo, which overrules PYTHONIOENCODING=ascii
            return
        write_atomically(self.file, whole.encode())
        say(word("output.wrote", file=self.file))

    def table(self, drawn: Callable[[int], RenderableType]) -> None:
        """Give out what ``drawn`` makes for so many cells: in colour on a terminal, without in a
        file or a pipe, where no line ends in blanks."""
        console = Console()
        if self.file is None and console.is_terminal:
            print_whole(drawn(console.width), console)
            return
        asked = os.environ.get("COLUMNS", "")
        in_file = int(asked) if asked.isdecimal() and int(asked) else _FILE_WIDTH
        width = in_file if self.file else console.width
        page = io.StringIO()
        plain = Console(file=page, width=width, no_color=True, force_terminal=False)
        print_whole(drawn(width), plain)
        lines = (line.rstrip() for line in page.getvalue().splitlines())
        self.text("\n".join(lines) + "\n")

    def listing(self, lines: Sequence[str], done: str) -> None:
        """Give out lines, and behind them what was done, which ``--quiet`` leaves out."""
        shown = lines if verbosity.quiet() else [*lines, done]
        if shown or self.file:
            self.text("".join(f"{line}\n" for line in shown))

    def summary(self, lines: Sequence[str]) -> None:
        """Give out what was done, unless ``--quiet`` is given and no file."""
        if self.file or not verbosity.quiet():
            self.text("".join(f"{line}\n" for line in lines))

    def json(self, value: Any) -> None:
        """Give out plain data as indented JSON."""
        self.text(json_text(value))


def json_text(value: Any) -> str:
    """Plain data as indented JSON with a line feed at its end; the same data, the same text."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def output_options(
    *forms: str, what: str = "option.format"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options for the form of a result and the file it goes to.

    The first of ``forms`` is that of a person who asks for none. ``--format`` is there where there
    are more than it and JSON, ``--json`` where JSON is one of them. The command is called with
    ``to``, an `Output`.
    """

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(
            *args: Any,
            form: str | None = None,
            as_json: bool = False,
            output: Path | None = None,
            **options: Any,
        ) -> Any:
            if as_json and form not in (None, "json"):
                raise BadInput("command.two_forms", form=form)
            file = None if output is None or str(output) == "-" else output
            by_name = SUFFIXES.get(file.suffix.lower(), "") if file else ""
            chosen = form or ("json" if as_json else by_name if by_name in forms else forms[0])
            return command(*args, to=Output(chosen, file), **options)

        called = option(
            "-o",
            "--output",
            type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
            metavar="FILE",
            help="option.output",
        )(called)
        if "json" in forms:
            called = option("--json", "as_json", is_flag=True, help="option.json")(called)
        if set(forms[1:]) - {"json"}:
            called = option(
                "--format",
                "form",
                type=click.Choice(forms),
                show_default=forms[0],
                help=what,
            )(called)
        return called

    return with_options
