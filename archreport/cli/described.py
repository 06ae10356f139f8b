"""The command line as plain data, for the reference on the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from archreport.cli.commands import Command, Group
from archreport.language.choice import LANGUAGES, choose, chosen
from archreport.site.reference.command_help import (
    CommandHelp,
    OptionHelp,
    ProgramHelp,
    Programs,
)


def described(program: Group) -> Programs:
    """Every command with every option, in every language."""
    return {language: _program(program, language) for language in LANGUAGES}


def _program(program: Group, language: str) -> ProgramHelp:
    with _speaking(language):
        context = click.Context(program, info_name="archreport", **program.context_settings)
        commands = tuple(
            _command(command, context)
            for name in program.list_commands(context)
            if isinstance(command := program.commands[name], Command) and not command.hidden
        )
        paragraphs, _ = _text(program)
        return ProgramHelp(paragraphs, commands, _options(program, context))


def _command(command: Command, parent: click.Context) -> CommandHelp:
    context = click.Context(command, info_name=command.name, parent=parent)
    paragraphs, examples = _text(command)
    shared = {option.names for option in _options(parent.command, parent)}
    options = tuple(one for one in _options(command, context) if one.names not in shared)
    pieces = " ".join(command.collect_usage_pieces(context))
    return CommandHelp(
        command.name or "",
        f"{context.command_path} {pieces}".strip(),
        paragraphs,
        examples,
        options,
    )


def _options(command: click.Command, context: click.Context) -> tuple[OptionHelp, ...]:
    return tuple(
        _option(option, context)
        for option in command.get_params(context)
        if isinstance(option, click.Option) and not option.hidden
    )


def _option(option: click.Option, context: click.Context) -> OptionHelp:
    names = (*option.opts, *option.secondary_opts)
    value = "" if option.is_flag else option.make_metavar(context)
    record = option.get_help_record(context)
    text = record[1].partition("  [")[0] if record else ""
    default = option.get_help_extra(context).get("default", "")
    return OptionHelp(names, value, text, default)


def _text(command: Command) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of its help, and its examples."""
    paragraphs, examples = [], []
    for paragraph in command.help_text().strip().split("\n\n"):
        lines = paragraph.splitlines()
        typed = [line.strip() for line in lines if line.startswith("  ")]
        if typed:
            examples += typed
        else:
            paragraphs.append(" ".join(lines))
    return tuple(paragraphs), tuple(examples)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    before = chosen()
    choose(language)
    try:
        yield
    finally:
        choose(before)
