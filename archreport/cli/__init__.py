"""The command line. Thin: it reads options, calls the package, and prints.

Exit codes: 0 done, 1 failed while working or found faults, 2 unusable input, 130 interrupted
(143 by SIGTERM, 129 by the end of the terminal).
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from archreport.cli import (
    atlas_command,
    build_commands,
    difference_commands,
    keeping_commands,
    page_command,
    report_commands,
    shell_commands,
    streams,
    verbosity,
    verify_command,
)
from archreport.cli.click_words import refusal
from archreport.cli.commands import Group, Option, asked
from archreport.cli.messages import fail, interrupted
from archreport.cli.signals import end_like_ctrl_c
from archreport.errors import ArchreportError, BadInput, OutputFailed
from archreport.language.choice import choose, unknown_wish

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


@click.group("archreport", cls=Group, context_settings=_CONTEXT, invoke_without_command=True)
@click.version_option(
    package_name="archreport", message="archreport %(version)s", cls=Option, help="help.version"
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Architecture reports for convolutional networks."""
    if context.invoked_subcommand is None:  # who asks for nothing is told what there is
        click.echo(context.get_help())


for command in (
    report_commands.list_models,
    report_commands.show,
    report_commands.compare,
    report_commands.inspect,
    difference_commands.diff,
    difference_commands.budget,
    report_commands.cite,
    verify_command.verify,
    page_command.page,
    atlas_command.atlas,
    build_commands.build,
    build_commands.labs,
    build_commands.site,
    build_commands.serve,
    build_commands.check,
    keeping_commands.why,
    keeping_commands.clean,
    shell_commands.open_page,
    shell_commands.completion,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code. Foreseen errors are one message."""
    end_like_ctrl_c()
    streams.prepare()
    words = list(sys.argv[1:] if arguments is None else arguments)
    choose(asked(words))  # before anything is said, be it the help or an error
    verbosity.choose("usual")
    try:
        if wish := unknown_wish(os.environ):
            raise BadInput("language.unknown", wish=wish)
        if sys.stdout is None:  # closed by whoever started us, as with >&-
            raise OutputFailed("command.output", reason=os.strerror(errno.EBADF))
        if not _is_somewhere():
            raise BadInput("command.no_folder")
        cli.main(args=words, prog_name="archreport", standalone_mode=False)
        sys.stdout.flush()
    except ArchreportError as error:
        fail(str(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt) as stop:
        interrupted(str(stop.__cause__ or stop))  # click makes an Abort of a KeyboardInterrupt
    except click.ClickException as error:
        click.echo(refusal(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        streams.silence()
        sys.exit(0)
    except OSError as error:  # a full disk behind stdout, a folder that was taken away
        streams.silence()
        fail(str(_system_error(error)), 1)


def _is_somewhere() -> bool:
    """False where the current folder was removed: PyTorch's libraries end the process then."""
    try:
        return Path.cwd().is_dir()
    except OSError:
        return False


def _system_error(error: OSError) -> ArchreportError:
    reason = error.strerror or error
    if error.filename is None:
        return OutputFailed("command.output", reason=reason)
    return BadInput("command.place", place=error.filename, reason=reason)
