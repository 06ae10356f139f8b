"""What ``inspect`` is told about the call: ``--input``, ``--call`` and ``--build`` as values.

* ``1x3x224x224`` is a tensor by its shape, ``16x`` one of a single extent; ``2x128:int64`` names
  its type, ``2x128:int64<30522`` its range;
* ``ids=…`` names the argument;
* ``5``, ``0.5``, ``true``, ``null`` and words are plain values, ``[…]`` and ``{…}`` hold several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from archreport.analysis.inputs.call import Call, Shape, plain, shape
from archreport.errors import BadInput, phrase

_SHAPE = re.compile(r"([0-9]+(?:[x×][0-9]+)*)([x×]?)(?::([A-Za-z][A-Za-z0-9]*))?(?:<([0-9]+))?")
_NAMED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)


def call_of(inputs: Sequence[str]) -> Call:
    """The call that the texts of ``--input`` describe, in order. Raises `BadInput`."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for text in inputs:
        named = _NAMED.fullmatch(text.strip())
        if named is None:
            args.append(value_of(text))
        elif named[1] in kwargs:
            raise BadInput("written.twice", name=named[1])
        else:
            kwargs[named[1]] = value_of(named[2])
    return Call(tuple(args), kwargs)


def value_of(text: str) -> Any:
    """One value as it is written on the command line. Raises `BadInput`."""
    stated = shape_of(text)
    if stated is not None:
        return stated
    try:
        value = _read(yaml.safe_load(_quoted(text)))
    except yaml.YAMLError as error:
        raise BadInput("written.no_value", text=text) from error
    bracketed = text.strip()[:1] in tuple("\"'[{")
    is_word = isinstance(value, str) and value.isidentifier()
    if not text.strip() or (isinstance(value, str | list | dict) and not (bracketed or is_word)):
        raise BadInput("written.no_value", text=text)
    return value


def shape_of(text: str) -> Shape | None:
    """``2x128:int64<30522`` as a shape; None for a text that is none."""
    written = re.sub(r"^\((.*)\)$", r"\1", text.strip())
    if re.fullmatch(r"[0-9]+(, ?[0-9]+)+,?", written):
        written = re.sub(", ?", "x", written.rstrip(","))
    match = _SHAPE.fullmatch(written)
    if match is None or not (match[2] or match[3] or re.search("[x×]", match[1])):
        return None
    extents = [int(number) for number in re.split("[x×]", match[1])]
    if match[2] and len(extents) > 1:
        return None
    return shape(*extents, dtype=match[3], high=int(match[4]) if match[4] else None)


def call_from_file(path: Path) -> Call:
    """A call from a YAML or JSON file with ``args`` (a list) and ``kwargs`` (a mapping).

    Shapes are written as on the command line, or as lists of whole numbers; ``{plain: [7, 7]}`` is
    a tuple of numbers. Raises `BadInput`.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput("written.unreadable", path=path, error=error) from error
    if not isinstance(content, dict) or not set(content) <= {"args", "kwargs"}:
        raise BadInput("written.no_call", phrase("written.keys"), path=path)
    args, kwargs = content.get("args") or [], content.get("kwargs") or {}
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise BadInput("written.no_call", phrase("written.kinds"), path=path)
    return Call(
        tuple(_read(value) for value in args), {str(k): _read(v) for k, v in kwargs.items()}
    )


def build_arguments(texts: Sequence[str]) -> dict[str, Any]:
    """``--build depth=50`` as keyword arguments of the callable. Raises `BadInput`."""
    found: dict[str, Any] = {}
    for text in texts:
        named = _NAMED.fullmatch(text.strip())
        if named is None:
            raise BadInput("written.no_name", text=text)
        try:
            found[named[1]] = yaml.safe_load(named[2])
        except yaml.YAMLError as error:
            raise BadInput("written.no_yaml", text=named[2]) from error
    return found


def _read(value: Any) -> Any:
    """A value of YAML with its shapes."""
    if isinstance(value, str):
        stated = shape_of(value)
        return value if stated is None else stated
    if isinstance(value, list):
        return [_read(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"plain"}:
            held = value["plain"]
            return plain(tuple(held) if isinstance(held, list) else held)
        return {key: _read(item) for key, item in value.items()}
    return value


def _quoted(text: str) -> str:
    """Shapes inside brackets in quotes: YAML would take ``a: 2x3:int64`` for a mapping."""
    return re.sub(r"(?<![\w\"'])([0-9]+(?:[x×][0-9]+)+[x×]?(?::\w+)?(?:<[0-9]+)?)", r'"\1"', text)
