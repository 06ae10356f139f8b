"""What there is to say of a command. `archreport.cli.described` fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class OptionHelp:
    """An option: its ``names`` as they are typed, the value it takes ("" for a flag), what it does,
    and its default in words."""

    names: tuple[str, ...]
    value: str
    text: str
    default: str

    @property
    def anchor(self) -> str:
        """Its long name, without the dashes before it."""
        return max(self.names, key=len).lstrip("-")


@dataclass(frozen=True)
class CommandHelp:
    """A command in one language: ``paragraphs`` without the examples, which are lines to type."""

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    examples: tuple[str, ...]
    options: tuple[OptionHelp, ...]


@dataclass(frozen=True)
class ProgramHelp:
    """The program: what it says of itself, its commands in their order, and the options that every
    command has."""

    paragraphs: tuple[str, ...]
    commands: tuple[CommandHelp, ...]
    everywhere: tuple[OptionHelp, ...]


#: The program in every language.
Programs = Mapping[str, ProgramHelp]
