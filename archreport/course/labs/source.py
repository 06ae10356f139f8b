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

from archreport.errors import ArchreportError, BadInput

LANGUAGES = ("en", "zh")
_HEADER = {"chapter", "seed", "data"}
_NAME = re.compile(r"\d\d-[a-z0-9-]+")
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
            known = ", ".join(there) or "none"
            raise BadInput(f"There is no laboratory {name!r} in {folder}.", f"There are: {known}.")
    return tuple(there[name] for name in dict.fromkeys(names)) if names else tuple(there.values())


def read_lab(path: Path) -> Lab:
    """Read and check one laboratory. Raises `LabInvalid` naming file, cell and fault."""
    if not _NAME.fullmatch(path.stem):
        _refuse(path, f"{path.stem!r} is no name for it", "Two digits, a hyphen, small letters.")
    import jsonschema
    import jupytext

    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except (ValueError, jsonschema.ValidationError) as error:
        _refuse(path, f"it is no notebook: {str(error).splitlines()[0]}")
    raw = [cast("dict[str, Any]", cell) for cell in notebook.cells]
    if not raw or raw[0]["cell_type"] != "raw":
        _refuse(
            path, "there is no header", "Begin with the lines of archreport/course/labs/source.py."
        )
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


def _refuse(path: Path, fault: str, hint: str = "", cell: int = 0) -> NoReturn:
    place = f"{path}, cell {cell}" if cell else str(path)
    raise LabInvalid(f"{place}: {fault}.", hint)


def _header(path: Path, text: str) -> Mapping[str, Any]:
    try:
        header = yaml.safe_load(text.strip().strip("-"))
    except yaml.YAMLError as error:
        _refuse(path, f"the header is not YAML: {' '.join(str(error).split())}")
    if not isinstance(header, dict) or set(header) != _HEADER:
        found = ", ".join(map(str, header)) if isinstance(header, dict) else "nothing"
        _refuse(path, f"the header must have chapter, seed and data; it has {found}")
    if not isinstance(header["chapter"], str) or not _NAME.fullmatch(header["chapter"]):
        _refuse(path, f"chapter: {header['chapter']!r} is no chapter", "Such as 01-alexnet.")
    if not isinstance(header["seed"], int):
        _refuse(path, f"seed: {header['seed']!r} is no whole number")
    data = header["data"]
    if not isinstance(data, dict) or set(data) != set(LANGUAGES) or not all(data.values()):
        _refuse(path, "data must say in en and in zh which data the laboratory uses")
    return header


def _cells(path: Path, raw: Sequence[Mapping[str, Any]]) -> Iterator[Text | Code]:
    """Pairs of text and cells of code. Cells are counted from 1 after the header."""
    waiting: str | None = None
    for number, cell in enumerate(raw, 1):
        kind, source, options = cell["cell_type"], cell["source"], dict(cell["metadata"])
        options.pop("lines_to_next_cell", None)  # jupytext's note where a function follows
        language = options.get("lang")
        if waiting is not None and language != "zh":
            _refuse(path, "the English text has no Chinese one after it", _PAIR, number - 1)
        if kind == "code":
            if options:
                _refuse(path, f"code has no options; here stands {_options(options)}", "", number)
            yield _code(path, source, number)
        elif kind != "markdown" or set(options) != {"lang"} or language not in LANGUAGES:
            what = f"{kind} {_options(options)}".strip()
            _refuse(path, f'text is [markdown] lang="en" or lang="zh", not {what}', "", number)
        elif not source.strip():
            _refuse(path, "the text is empty", "", number)
        elif _TABLE.search(_FENCE.sub("", source)):
            hint = "Show it with archreport.course.table, which gives it a caption."
            _refuse(path, "a table in Markdown has no caption", hint, number)
        elif stars := _stars_left(source):
            hint = "Stars after a sign of punctuation do not close before a letter: swap the two."
            _refuse(path, f"stars stay in the text: {stars}", hint, number)
        elif language == "en":
            waiting = source
        elif waiting is None:
            _refuse(path, "the Chinese text has no English one before it", _PAIR, number)
        else:
            yield Text(waiting, source)
            waiting = None
    if waiting is not None:
        _refuse(path, "the English text has no Chinese one after it", _PAIR, len(raw))


def _stars_left(source: str) -> str:
    """A piece of text in which a Markdown reader still sees stars; empty for good Markdown."""
    tokens = (child for token in MarkdownIt().parse(source) for child in token.children or ())
    return next((one.content for one in tokens if one.type == "text" and "*" in one.content), "")


_PAIR = 'Text stands in pairs: # %% [markdown] lang="en", then # %% [markdown] lang="zh".'


def _options(options: Mapping[str, Any]) -> str:
    return " ".join(f'{key}="{value}"' for key, value in options.items())


def _code(path: Path, source: str, number: int) -> Code:
    try:
        ast.parse(source)
    except SyntaxError as error:
        fault = f"line {error.lineno} of the cell is no Python: {error.msg}"
        _refuse(path, fault, "Magics and shell commands have no place here.", number)
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
            names = ", ".join(words for _, words in english) or "none"
            others = ", ".join(words for _, words in chinese) or "none"
            _refuse(path, f"the headings differ: {names} in English, {others} in Chinese")
        for (level, words), (_, other) in zip(english, chinese, strict=True):
            name = re.sub(r"[^a-z0-9]+", "-", _plain(words).lower()).strip("-")
            if level > last + 1:
                _refuse(path, f"the heading {words!r} skips a level")
            if (level == 1) != (last == 0):
                _refuse(path, f"{words!r} is a second title", "Only the first heading has one #.")
            if not name or name in seen:
                _refuse(path, f"the heading {words!r} stands twice, or has no Latin letter")
            seen.add(name)
            last = level
            yield Heading(level, name, Text(_plain(words), _plain(other)))


def _plain(text: str) -> str:
    return " ".join(_SPOKEN.sub("", text).split())


def _summary(path: Path, cells: Sequence[Text | Code]) -> Text:
    first = cells[0] if cells else None
    if not isinstance(first, Text) or not _found(first.en) or not first.en.startswith("# "):
        _refuse(path, "the first cells must be the title, in both languages", _PAIR, 1)
    return Text(_paragraph(path, first.en), _paragraph(path, first.zh))


def _paragraph(path: Path, text: str) -> str:
    blocks = [block for block in re.split(r"\n\s*\n", text.partition("\n")[2]) if block.strip()]
    if not blocks or blocks[0].startswith(("#", "-", "```")):
        _refuse(path, "below the title there is no paragraph that says what it is about", "", 1)
    return " ".join(blocks[0].split())
