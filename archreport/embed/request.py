"""What a fence or a directive asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archreport.errors import BadInput
from archreport.render.embedding.options import Options, read_options


@dataclass(frozen=True)
class Request:
    """``target`` is a network of the catalogue, a report file, or a model of one's own, with
    ``inputs`` and ``build`` as `archreport inspect` takes them; ``row`` is "" for all of it."""

    target: str
    row: str = ""
    inputs: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)


def read_fence(text: str, lang: str) -> Request:
    """A target on the first line, then lines ``name: value``.

    Raises `BadInput` for what is no option, or where nothing is named.
    """
    first, *rest = [line.strip() for line in text.strip().splitlines()] or [""]
    written: dict[str, str] = {}
    for line in filter(None, rest):
        name, colon, value = line.partition(":")
        if not colon:
            raise BadInput("embed.line", line=line)
        written[name.strip()] = value.strip()
    return read_request(first, written, lang)


def read_request(target: str, written: Mapping[str, str], lang: str) -> Request:
    """What ``vgg16#conv3_1`` with these options asks for; ``lang`` is the page's language."""
    name, _, row = target.strip().partition("#")
    if not name:
        raise BadInput("embed.empty")
    own = {key: tuple(written[key].split()) for key in ("input", "build") if key in written}
    others = {key: value for key, value in written.items() if key not in own}
    options = read_options(others, lang)
    return Request(name, row, own.get("input", ()), own.get("build", ()), options)
