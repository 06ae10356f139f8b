"""The command line. Thin: it reads options, calls the package, and prints.

Exit codes: 0 done, 1 failed while working or found faults, 2 unusable input, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from archreport.cli import build_commands, report_commands
from archreport.cli.messages import fail, interrupted
from archreport.errors import ArchreportError

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


class _Commands(click.Group):
    """Lists commands in the order of a reader's journey, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(package_name="archreport", message="archreport %(version)s")
def cli() -> None:
    """Architecture reports for convolutional networks: every number computed, shown with its
    arithmetic, and citable down to one row.

    \b
    Begin with:
      archreport list                  the networks of the course
      archreport show vgg16            the layer table of one
      archreport show vgg16#conv3_1    one row, with its arithmetic
      archreport compare vgg16 vgg19   two or more, side by side
      archreport cite vgg16#conv3_1    how to cite that row
      archreport inspect my.net:Net --input 1x3x224x224    your own model
    """


for command in (
    report_commands.list_models,
    report_commands.show,
    report_commands.compare,
    report_commands.inspect,
    report_commands.cite,
    build_commands.build,
    build_commands.labs,
    build_commands.site,
    build_commands.serve,
    build_commands.check,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code. Foreseen errors are one message."""
    try:
        cli.main(args=arguments, prog_name="archreport", standalone_mode=False)
    except ArchreportError as error:
        fail(str(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt) as stop:
        interrupted(str(stop.__cause__ or stop))  # click makes an Abort of a KeyboardInterrupt
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
