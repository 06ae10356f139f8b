"""What a command says while it works and when it fails: on stderr, so that output can be piped."""

from __future__ import annotations

import os
import sys

import click
from rich.console import Console

from archreport.cli import verbosity
from archreport.cli.signals import exit_code
from archreport.cli.words import word


def say(message: str) -> None:
    """A notice, unless ``--quiet`` was given."""
    if not verbosity.quiet():
        click.echo(message, err=True)


def explain(message: str) -> None:
    """What only ``--verbose`` asks for."""
    if verbosity.verbose():
        click.echo(message, err=True)


def conclude(message: str) -> None:
    """The line on stdout with which a command says what it has done, unless ``--quiet``."""
    if not verbosity.quiet():
        click.echo(message)


def interrupted(left: str) -> None:
    """Leave at once: Python would die of the signal itself where it struck inside an import.

    ``left`` says what there is now; "" where nothing has changed.
    """
    tell(word("interrupted", left=left or word("interrupted.nothing")))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code())


def fail(message: str, code: int) -> None:
    tell(message)
    sys.exit(code)


def tell(message: str) -> None:
    from rich.markup import escape

    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold red]archreport:[/] {escape(message)}"
    )
