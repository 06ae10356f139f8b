"""What a command says while it works and when it fails: on stderr, so that output can be piped."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import click
from rich.console import Console

from archreport.cli.words import phrases, word


def say(message: str) -> None:
    """A notice."""
    click.echo(message, err=True)


class Progress:
    """A bar a network on a terminal, a line a step elsewhere."""

    def __enter__(self) -> Progress:
        from rich import progress as bars

        self._console = Console(stderr=True)
        self._tasks: dict[str, Any] = {}
        self._last: tuple[str, str] | None = None
        self._bar = bars.Progress(
            bars.TextColumn("{task.fields[title]:<22}"),
            bars.BarColumn(24),
            bars.TextColumn("{task.fields[what]:<22}"),
            bars.TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()

    def __call__(self, title: str, what: str, done: int, total: int) -> None:
        words = word("step.done") if done == total else _step(what)
        if not self._console.is_terminal:
            if self._last != (title, words):
                say(word("step.line", title=title, step=words))
            self._last = (title, words)
            return
        if title not in self._tasks:
            self._tasks[title] = self._bar.add_task("", total=total, title=title, what=words)
        self._bar.update(self._tasks[title], completed=done, total=total, what=words)


def _step(what: str) -> str:
    """A step as `archreport.progress` names it, in words."""
    cell = re.fullmatch(r"cell (\d+) of (\d+)", what)
    if cell:
        return word("step.cell", at=cell[1], of=cell[2])
    return word(f"step.{what}") if f"step.{what}" in phrases() else what


def interrupted() -> None:
    """Leave at once: Python would die of the signal itself where it struck inside an import."""
    tell(word("interrupted"))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(130)


def fail(message: str, code: int) -> None:
    tell(message)
    sys.exit(code)


def tell(message: str) -> None:
    from rich.markup import escape

    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold red]archreport:[/] {escape(message)}"
    )
