"""Names of Python with their signatures, fields and docstrings, read from the sources as text.

Nothing is imported, so that torch is not needed, and what is under ``TYPE_CHECKING`` counts.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

_PACKAGE = Path(__file__).parents[2]

NameKind = Literal["function", "class", "exception", "method", "property", "type"]


@dataclass(frozen=True)
class Described:
    """A parameter, a field, or what is returned or raised: its name, its type, its default and what
    is said of it, each "" where there is none."""

    name: str
    type: str = ""
    default: str = ""
    text: str = ""


@dataclass(frozen=True)
class DocumentedName:
    """A name and all that its source says of it.

    ``path`` is its whole name (``archreport.Report.row``). ``texts`` are the parts of the docstring
    that are prose. ``members`` are the public methods and properties of a class.
    """

    name: str
    path: str
    kind: NameKind
    signature: str
    texts: tuple[str, ...]
    parameters: tuple[Described, ...] = ()
    returns: tuple[Described, ...] = ()
    raises: tuple[Described, ...] = ()
    fields: tuple[Described, ...] = ()
    members: tuple[DocumentedName, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence of its docstring."""
        first = self.texts[0].partition("\n\n")[0] if self.texts else ""
        line = " ".join(first.split())
        return line.partition(". ")[0].rstrip(".:")


def public_names() -> tuple[DocumentedName, ...]:
    """What ``archreport`` offers: the names of its ``__all__`` that are functions or classes."""
    package = _module("archreport")
    found = []
    for name in package.exports or ():
        place = package.imports.get(str(name))
        if place:
            found.append(named(place, f"archreport.{name}"))
    return tuple(found)


def named(place: str, path: str = "") -> DocumentedName:
    """The function or class at ``place`` (``archreport.report.model.Row``), called ``path``."""
    module, _, name = place.rpartition(".")
    return _documented(_module(module).members[name], path or place)


def classes_of(module: str, but: Iterable[str] = ()) -> tuple[DocumentedName, ...]:
    """The public classes that ``module`` defines, in the order of its text."""
    left_out = set(but)
    return tuple(
        _documented(one, f"{module}.{name}")
        for name, one in _module(module).members.items()
        if not one.is_alias and one.is_class and not name.startswith("_") and name not in left_out
    )


def module_text(module: str) -> tuple[str, ...]:
    """The prose of a module's docstring."""
    return _prose(_sections(_module(module)))


@cache
def _module(name: str) -> Any:
    import griffe  # only a site needs it

    place = _PACKAGE.parent.joinpath(*name.split("."))
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return griffe.visit(name, filepath=path, code=path.read_text(encoding="utf-8"))


def type_names(module: str) -> tuple[DocumentedName, ...]:
    """The public names that ``module`` gives to types: ``Kind = Literal[…]``."""
    return tuple(
        DocumentedName(name, f"{module}.{name}", "type", f"{name} = {_value(one.value)}", ())
        for name, one in _module(module).members.items()
        if not one.is_alias
        and one.is_attribute
        and re.fullmatch("[A-Z][a-z]+[A-Za-z]*", name)
        and one.value is not None
    )


def _value(value: Any) -> str:
    """A type, a long list of literals on lines of its own."""
    text = str(value)
    if len(text) <= _LINE:
        return text
    parts = textwrap.wrap(text.partition("[")[2].rstrip("]"), _LINE - 4)
    return "\n    ".join([f"{text.partition('[')[0]}[", *parts]) + "\n]"


def _documented(source: Any, path: str) -> DocumentedName:
    sections = _sections(source)
    return DocumentedName(
        name=source.name,
        path=path,
        kind=_kind(source),
        signature=_signature(source),
        texts=_prose(sections),
        parameters=_items(sections, "parameters", source),
        returns=tuple(
            Described("", str(source.returns or ""), "", one.description)
            for one in _values(sections, "returns")
        ),
        raises=tuple(
            Described(str(one.annotation), "", "", one.description)
            for one in _values(sections, "raises")
        ),
        fields=_fields(source) if source.is_class else (),
        members=_members(source, path) if source.is_class else (),
    )


def _kind(source: Any) -> NameKind:
    if source.is_class:
        bases = [str(base) for base in source.bases]
        is_error = any(base in ("Exception", "ArchreportError") for base in bases)
        return "exception" if is_error else "class"
    if source.is_attribute:
        return "property"
    return "method" if source.parent.is_class else "function"


def _signature(source: Any) -> str:
    """As it stands in the source, without ``self``; "" where there is nothing to call."""
    if source.is_class or source.is_attribute:
        return ""
    parts, starred = [], False
    for one in source.parameters:
        kind = one.kind.value if one.kind else ""
        if one.name in ("self", "cls"):
            continue
        if kind == "keyword-only" and not starred:
            parts.append("*")
            starred = True
        prefix = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        starred = starred or prefix == "*"
        text = f"{prefix}{one.name}"
        if one.annotation is not None:
            text += f": {one.annotation}"
        if one.default is not None and not prefix:
            text += f" = {one.default}" if one.annotation is not None else f"={one.default}"
        parts.append(text)
        if kind == "positional-only" and not any(p == "/" for p in parts):
            following = [p for p in source.parameters if p.kind and p.kind.value == kind]
            if one.name == following[-1].name:
                parts.append("/")
    returns = f" -> {source.returns}" if source.returns is not None else ""
    line = f"{source.name}({', '.join(parts)}){returns}"
    if len(line) <= _LINE:
        return line
    inner = "".join(f"    {part},\n" for part in parts)
    return f"{source.name}(\n{inner}){returns}"


#: Characters of a signature on one line, as it is seen on a phone without scrolling far.
_LINE = 72


def _fields(source: Any) -> tuple[Described, ...]:
    """The public fields of a dataclass, in order."""
    if not any("dataclass" in str(one.value) for one in source.decorators):
        return ()
    return tuple(
        Described(name, str(one.annotation or ""), _default(one.value))
        for name, one in source.members.items()
        if not one.is_alias
        and one.is_attribute
        and one.annotation is not None
        and not name.startswith("_")
        and "property" not in one.labels
    )


def _default(value: Any) -> str:
    text = "" if value is None else str(value)
    factory = "field(default_factory="
    return f"{text[len(factory) : -1]}()" if text.startswith(factory) else text


def _members(source: Any, path: str) -> tuple[DocumentedName, ...]:
    return tuple(
        _documented(one, f"{path}.{name}")
        for name, one in source.members.items()
        if not one.is_alias
        and not name.startswith("_")
        and (one.is_function or "property" in one.labels)
        and one.docstring is not None
    )


def _sections(source: Any) -> Sequence[Any]:
    if source.docstring is None:
        return ()
    parsed: Sequence[Any] = source.docstring.parse(
        "google", warnings=False, returns_multiple_items=False, returns_named_value=False
    )
    return parsed


def _prose(sections: Sequence[Any]) -> tuple[str, ...]:
    return tuple(one.value for one in sections if one.kind.value == "text")


def _values(sections: Sequence[Any], kind: str) -> Sequence[Any]:
    return [value for one in sections if one.kind.value == kind for value in one.value]


def _items(sections: Sequence[Any], kind: str, source: Any) -> tuple[Described, ...]:
    types = {} if source.is_class or source.is_attribute else source.parameters
    return tuple(
        Described(
            one.name,
            str(types[one.name].annotation or "") if one.name in types else "",
            "",
            one.description,
        )
        for one in _values(sections, kind)
    )
