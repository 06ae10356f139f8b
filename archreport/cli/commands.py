"""Commands whose help is said in the reader's language.

``help=`` of a command or an option is a key of ``messages.yaml``, looked up when the help is shown.
Every command takes ``--lang``, ``--quiet`` and ``--verbose``, whatever else it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from archreport.cli import verbosity
from archreport.cli.click_words import speak_our_language
from archreport.cli.help_text import HelpText
from archreport.cli.words import word
from archreport.language.choice import LANGUAGES, choose

speak_our_language()

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Context(click.Context):
    formatter_class = HelpText


class Option(click.Option):
    """An option whose ``help`` is a key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        key, self.help = self.help, word(self.help or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = key

    def get_help_extra(self, ctx: click.Context) -> Any:
        """As click has it, but a default that is given in words stands without brackets."""
        extra = super().get_help_extra(ctx)
        if isinstance(self.show_default, str):
            extra["default"] = self.show_default
        return extra


class Command(click.Command):
    """A command whose help is the phrase ``help.<name>``."""

    context_class = Context

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params += [_language_option(), *_amount_options()]

    def help_text(self) -> str:
        """Its help in the language of the process."""
        return word(f"help.{self.name}")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.help_text())

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, whole."""
        text = self.help_text().partition("\n\n")[0]
        ends = [end for mark in (". ", "。", "：", ": ") if (end := text.find(mark)) >= 0]
        return (text[: min(ends)] if ends else text).rstrip(".")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = word("help.help")
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        said = {"[OPTIONS]": "usage.options", "COMMAND [ARGS]...": "usage.command"}
        return [word(said[piece]) if piece in said else piece for piece in pieces]


class Group(Command, click.Group):
    """Lists commands in the order of a reader's journey, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=Command)


def option(*names: str, **settings: Any) -> Callable[[_Function], _Function]:
    """`click.option`, its ``help`` a key."""
    return click.option(*names, cls=Option, **settings)


def asked(words: Sequence[str]) -> str | None:
    """The language that ``--lang`` names in a command line, before any of it is read."""
    for number, text in enumerate(words):
        if text == "--lang":
            text = "=".join(words[number : number + 2])
        name, _, language = text.partition("=")
        if name == "--lang" and language in LANGUAGES:
            return language
    return None


def _language_option() -> Option:
    def chosen(_context: click.Context, _option: click.Parameter, language: str | None) -> None:
        if language is not None:
            choose(language)

    return Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        help="option.lang",
        is_eager=True,
        expose_value=False,
        callback=chosen,
    )


def _amount_options() -> list[Option]:
    """``--quiet`` and ``--verbose``; the last one counts."""

    def wish(amount: verbosity.Amount) -> Callable[[Any, Any, bool], None]:
        def chosen(_context: click.Context, _option: click.Parameter, given: bool) -> None:
            if given:
                verbosity.choose(amount)

        return chosen

    return [
        Option(
            names,
            is_flag=True,
            help=f"option.{amount}",
            is_eager=True,
            expose_value=False,
            callback=wish(amount),
        )
        for names, amount in _AMOUNTS
    ]


_AMOUNTS: tuple[tuple[list[str], verbosity.Amount], ...] = (
    (["-q", "--quiet"], "quiet"),
    (["-v", "--verbose"], "verbose"),
)
