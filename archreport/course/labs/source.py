"""A laboratory as it is written: one ``.py`` file, both languages, checked strictly.

``docs/labs/<name>.py`` is a notebook in jupytext's percent format. It begins with a header::

    # ---
    # chapter: 01-alexnet
    # seed: 0
    # data:
    #   en: no data
    #   zh: 不用数据
    # ---

Text stands in pairs, English first; code is shared by both languages, with English comments::

    # %% [markdown] lang="en"
    # # Counting AlexNet
    #
    # What this laboratory is about, in one paragraph.

    # %% [markdown] lang="zh"
    # # 数清 AlexNet
    #
    # 这个实验做什么，用一段话说。

    # %%
    print(1)

The first pair holds the only title (``#``) and the paragraph that the list of laboratories shows.
Headings stand in the same order and levels in both languages; the English words make the ids.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

import yaml
from markdown_it import MarkdownIt

from archreport.course.numbering import NUMBERED_NAME
from archreport.errors import ArchreportError, BadInput, Phrase, known, phrase

LANGUAGES = ("en", "zh")
_HEADER = {"chapter", "seed", "data"}
_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\|?[ :]*-+[ :]*\|[-| :]*$", re.MULTILINE)
_SPOKEN = re.compile(r"<[^>]+>|[*`$_]|\]\([^)]*\)|\[")


class LabInvalid(ArchreportError):
    """A laboratory that is not written as `archreport.course.labs.source` says."""


@dataclass(frozen=True)
class Text:
    """One pair of cells: the same text in both languages, as Markdown."""

    en: str
    zh: str

    def of(self, language: str) -> str:
        return {"en": self.en, "zh": self.zh}[language]


@dataclass(frozen=True)
class Code:
    """One cell of Python, shared by both languages."""

    source: str


@dataclass(frozen=True)
class Heading:
    """A heading in both languages; ``id`` is made of the English words."""

    level: int
    id: str
    title: Text


@dataclass(frozen=True)
class Lab:
    """A laboratory. ``title`` and ``summary`` come from the first pair of cells."""

    name: str
    path: Path
    chapter: str
    seed: int
    data: Text
    title: Text
    summary: Text
    cells: tuple[Text | Code, ...]
    headings: tuple[Heading, ...]

    @property
    def code(self) -> tuple[str, ...]:
        """The code cells, in order: all that decides what comes out."""
        return tuple(cell.source for cell in self.cells if isinstance(cell, Code))


def find_labs(folder: Path, names: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files of the laboratories ``names`` in ``folder``; of all of them if ``names`` is empty.

    Raises `BadInput` for a name that is not there.
    """
    there = {path.stem: path for path in sorted(folder.glob("*.py"))}
    for name in names:
        if name not in there:
            raise BadInput("lab.unknown", known(there), name=name, folder=folder)
    return tuple(there[name] for name in dict.fromkeys(names)) if names else tuple(there.values())


def read_lab(path: Path) -> Lab:
    """Read and check one laboratory. Raises `LabInvalid` naming file, cell and fault."""
    if not NUMBERED_NAME.fullmatch(path.stem):
        _refuse(path, phrase("lab.name", name=path.stem), phrase("lab.name.hint"))
    import jsonschema
    import jupytext

    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except (ValueError, jsonschema.ValidationError) as error:
        _refuse(path, phrase("lab.no_notebook", said=str(error).splitlines()[0]))
    raw = [cast("dict[str, Any]", cell) for cell in notebook.cells]
    if not raw or raw[0]["cell_type"] != "raw":
        _refuse(path, phrase("lab.no_header"), phrase("lab.no_header.hint"))
    header = _header(path, raw[0]["source"])
    cells = tuple(_cells(path, raw[1:]))
    headings = tuple(_headings(path, cells))
    return Lab(
        name=path.stem,
        path=path,
        chapter=header["chapter"],
        seed=header["seed"],
        data=Text(**header["data"]),
        title=headings[0].title,
        summary=_summary(path, cells),
        cells=cells,
        headings=headings,
    )


def _refuse(path: Path, fault: Phrase, hint: Phrase | str = "", cell: int = 0) -> NoReturn:
    place = phrase("lab.cell", path=path, number=cell) if cell else path
    raise LabInvalid("lab.invalid", hint, place=place, fault=fault)


def _header(path: Path, text: str) -> Mapping[str, Any]:
    try:
        header = yaml.safe_load(text.strip().strip("-"))
    except yaml.YAMLError as error:
        _refuse(path, phrase("lab.header_yaml", said=" ".join(str(error).split())))
    if not isinstance(header, dict) or set(header) != _HEADER:
        found = list(header) if isinstance(header, dict) else phrase("lab.nothing")
        _refuse(path, phrase("lab.header_fields", found=found))
    if not isinstance(header["chapter"], str) or not NUMBERED_NAME.fullmatch(header["chapter"]):
        _refuse(path, phrase("lab.chapter", given=header["chapter"]), phrase("lab.chapter.hint"))
    if not isinstance(header["seed"], int):
        _refuse(path, phrase("lab.seed", given=header["seed"]))
    data = header["data"]
    if not isinstance(data, dict) or set(data) != set(LANGUAGES) or not all(data.values()):
        _refuse(path, phrase("lab.data"))
    return header


def _cells(path: Path, raw: Sequence[Mapping[str, Any]]) -> Iterator[Text | Code]:
    """Pairs of text and cells of code. Cells are counted from 1 after the header."""
    waiting: str | None = None
    for number, cell in enumerate(raw, 1):
        kind, source, options = cell["cell_type"], cell["source"], dict(cell["metadata"])
        options.pop("lines_to_next_cell", None)  # jupytext's note where a function follows
        language = options.get("lang")
        if waiting is not None and language != "zh":
            _refuse(path, phrase("lab.no_chinese"), _PAIR, number - 1)
        if kind == "code":
            if options:
                _refuse(path, phrase("lab.code_options", options=_options(options)), "", number)
            yield _code(path, source, number)
        elif kind != "markdown" or set(options) != {"lang"} or language not in LANGUAGES:
            what = f"{kind} {_options(options)}".strip()
            _refuse(path, phrase("lab.text_options", what=what), "", number)
        elif not source.strip():
            _refuse(path, phrase("lab.empty_text"), "", number)
        elif _TABLE.search(_FENCE.sub("", source)):
            _refuse(path, phrase("lab.table"), phrase("lab.table.hint"), number)
        elif stars := _stars_left(source):
            _refuse(path, phrase("lab.stars", stars=stars), phrase("lab.stars.hint"), number)
        elif language == "en":
            waiting = source
        elif waiting is None:
            _refuse(path, phrase("lab.no_english"), _PAIR, number)
        else:
            yield Text(waiting, source)
            waiting = None
    if waiting is not None:
        _refuse(path, phrase("lab.no_chinese"), _PAIR, len(raw))


def _stars_left(source: str) -> str:
    """A piece of text in which a Markdown reader still sees stars; empty for good Markdown."""
    tokens = (child for token in MarkdownIt().parse(source) for child in token.children or ())
    return next((one.content for one in tokens if one.type == "text" and "*" in one.content), "")


_PAIR = phrase("lab.pair")


def _options(options: Mapping[str, Any]) -> str:
    return " ".join(f'{key}="{value}"' for key, value in options.items())


def _code(path: Path, source: str, number: int) -> Code:
    try:
        ast.parse(source)
    except SyntaxError as error:
        fault = phrase("lab.no_python", line=error.lineno, said=error.msg)
        _refuse(path, fault, phrase("lab.no_python.hint"), number)
    return Code(source)


def _found(text: str) -> list[tuple[int, str]]:
    """Level and words of each heading, those in code blocks left out."""
    return [(len(marks), words) for marks, words in _HEADING.findall(_FENCE.sub("", text))]


def _headings(path: Path, cells: Sequence[Text | Code]) -> Iterator[Heading]:
    seen: set[str] = set()
    last = 0
    for cell in cells:
        if not isinstance(cell, Text):
            continue
        english, chinese = _found(cell.en), _found(cell.zh)
        if [level for level, _ in english] != [level for level, _ in chinese]:
            _refuse(path, phrase("lab.headings", english=_named(english), chinese=_named(chinese)))
        for (level, words), (_, other) in zip(english, chinese, strict=True):
            name = re.sub(r"[^a-z0-9]+", "-", _plain(words).lower()).strip("-")
            if level > last + 1:
                _refuse(path, phrase("lab.skips", words=words))
            if (level == 1) != (last == 0):
                fault = phrase("lab.second_title", words=words)
                _refuse(path, fault, phrase("lab.second_title.hint"))
            if not name or name in seen:
                _refuse(path, phrase("lab.heading_twice", words=words))
            seen.add(name)
            last = level
            yield Heading(level, name, Text(_plain(words), _plain(other)))


def _named(headings: Sequence[tuple[int, str]]) -> list[str] | Phrase:
    return [words for _, words in headings] or phrase("lab.no_heading")


def _plain(text: str) -> str:
    return " ".join(_SPOKEN.sub("", text).split())


def _summary(path: Path, cells: Sequence[Text | Code]) -> Text:
    first = cells[0] if cells else None
    if not isinstance(first, Text) or not _found(first.en) or not first.en.startswith("# "):
        _refuse(path, phrase("lab.no_title"), _PAIR, 1)
    return Text(_paragraph(path, first.en), _paragraph(path, first.zh))


def _paragraph(path: Path, text: str) -> str:
    blocks = [block for block in re.split(r"\n\s*\n", text.partition("\n")[2]) if block.strip()]
    if not blocks or blocks[0].startswith(("#", "-", "```")):
        _refuse(path, phrase("lab.no_summary"), "", 1)
    return " ".join(blocks[0].split())
