"""click's own sentences in the language of the process.

click says each of them through gettext, which chooses by the environment alone and before any
option is read. Here the functions it calls are given ours; what has no Chinese stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import click
import yaml
from click import core, exceptions, formatting, parser, types

from archreport.language.choice import current

_FILE = Path(__file__).with_name("click.zh.yaml")


def speak_our_language() -> None:
    """Let click say its sentences through `sentence`."""
    for module in (core, exceptions, formatting, parser, types):
        for name, ours in (("_", sentence), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, ours)


def sentence(english: str) -> str:
    """A sentence of click, its ``{names}`` still to be filled."""
    return _chinese().get(english, english) if current() == "zh" else english


def told(message: str) -> str:
    """A message that click has put together, with the marks of the language."""
    if current() != "zh":
        return message
    quoted = re.sub(r"'([^']*)'", r"“\1”", message.rstrip())
    return re.sub(r"(?<=[。？！）”]) | (?=“)", "", re.sub(r"\.$", "。", quoted))


def refusal(error: click.ClickException) -> str:
    """What `click.ClickException.show` prints: usage, where help is, and what is wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    lines = []
    context = getattr(error, "ctx", None)
    if context is not None:
        hint = sentence("Try '{command} {option}' for help.")
        where = hint.format(command=context.command_path, option="--help")
        lines = [context.get_usage(), where, ""]
    wrong = sentence("Error: {message}").format(message=told(error.format_message()))
    return "\n".join([*lines, wrong])


def _counted(one: str, several: str, count: int) -> str:
    return sentence(one if count == 1 else several)


@cache
def _chinese() -> Mapping[str, str]:
    sentences: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return sentences
