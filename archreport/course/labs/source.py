"""A laboratory as it is written: one ``.py`` file, both languages, checked strictly.

``docs/labs/<name>.py`` is a notebook in jupytext's percent format. It begins with a header::

    # ---
    # chapter: 01-alexnet
    # seed: 0
    # data:
    #   en: no data
    #   zh: 不用数据
    # ---

Text stands in pairs, English first; one cell of code stands for both languages::

    # %% [markdown] lang="en"
    # # Counting AlexNet
    #
    # What this laboratory is about, in one paragraph.

    # %% [markdown] lang="zh"
    # # 数清 AlexNet
    #
    # 这个实验做什么，用一段话说。

    # %%
    print(both("parameters:", "参数："), 34_944)  # weights and biases || 权重和偏置

The first pair holds the only title (``#``) and the paragraph that the list of laboratories shows.
Headings stand in the same order and levels in both languages; the English words make the ids.

Each reader gets a notebook of one language. `archreport.course.labs.paired_code` says how what
differs stands side by side in code: strings (``both``), comments, descriptions of figures, and how
a gap is marked that the reader has to fill. Figures are Matplotlib's, ended by ``plt.show()``;
tables are `archreport.course.table`, and answers are checked with `archreport.course.check`.

Every cell runs in English and then in Chinese, in one kernel in which each language has its own
variables and random numbers. Two kinds of cells are named behind the ``%%``:

``# %% once``
    runs once, and both languages get what it assigned: for what takes long. It is the same code in
    both languages, shows nothing, and assigns what it makes: a network that was made in an earlier
    cell and is only trained here would be untrained in Chinese.
``# %% predict``
    is a place for the reader's prediction: names that are ``None``, or dictionaries of ``None``.
    `archreport.course.compare` sets it against what was measured.

What a gap defines may be read in cells with gaps alone, so that every notebook runs with its gaps
open. What the site shows is run with the gaps filled.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, cast

import yaml
from markdown_it import MarkdownIt

from archreport.course.labs.paired_code import PairFault, described, has_gap, written_for
from archreport.course.numbering import NUMBERED_NAME
from archreport.errors import ArchreportError, BadInput, Phrase, known, phrase
from archreport.language.choice import LANGUAGES

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
    """One cell of Python for both languages, as written. ``kind`` is "", "once" or "predict"."""

    source: str
    kind: str = ""

    def of(self, language: str, solved: bool = True) -> str:
        """The cell that a reader of ``language`` sees, with its gaps filled or open."""
        return written_for(self.source, language, solved)

    def figures(self, language: str) -> tuple[str, ...]:
        """What the cell's figures show, in their order."""
        return described(self.source, language)

    @cached_property
    def has_gap(self) -> bool:
        """Whether the reader has something to write here."""
        return has_gap(self.source)


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
    def code(self) -> tuple[Code, ...]:
        """The code cells, in order: all that decides what comes out."""
        return tuple(cell for cell in self.cells if isinstance(cell, Code))


def find_labs(folder: Path, names: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files of the laboratories ``names`` in ``folder``; of all of them if ``names`` is empty.

    Raises `BadInput` for a name that is not there, and where there is no laboratory at all.
    """
    there = {path.stem: path for path in sorted(folder.glob("*.py"))}
    if not there:
        raise BadInput("lab.none", folder=folder)
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
    _refuse_use_of_gaps(path, cells)
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
            name = options.pop("title", "")
            if options or name not in _KINDS:
                given = f"{name} {_options(options)}".strip()
                _refuse(path, phrase("lab.code_options", options=given), "", number)
            yield _code(path, source, name, number)
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
#: What may stand behind the ``%%`` of a cell of code.
_KINDS = ("", "once", "predict")


def _options(options: Mapping[str, Any]) -> str:
    return " ".join(f'{key}="{value}"' for key, value in options.items())


def _code(path: Path, source: str, kind: str, number: int) -> Code:
    cell = Code(source, kind)
    try:
        for language in LANGUAGES:
            ast.parse(cell.of(language))
            ast.parse(cell.of(language, solved=False))
        figures = {len(cell.figures(language)) for language in LANGUAGES}
    except SyntaxError as error:
        fault = phrase("lab.no_python", line=error.lineno, said=error.msg)
        _refuse(path, fault, phrase("lab.no_python.hint"), number)
    except PairFault as error:
        _refuse(path, error.fault, phrase("lab.pair.hint"), number)
    if kind == "once" and (cell.has_gap or figures != {0} or not _speaks_no_language(cell)):
        _refuse(path, phrase("lab.once"), phrase("lab.once.hint"), number)
    if kind == "predict" and not _is_empty_prediction(cell):
        _refuse(path, phrase("lab.predict"), phrase("lab.predict.hint"), number)
    return cell


def _speaks_no_language(cell: Code) -> bool:
    """Whether the cell does the same in both languages; its docstrings may differ."""
    return len({ast.dump(_without_docstrings(cell.of(one))) for one in LANGUAGES}) == 1


def _without_docstrings(source: str) -> ast.Module:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


def _is_empty_prediction(cell: Code) -> bool:
    """Whether all that the cell does is to set names to None, or to dictionaries of None."""
    for statement in ast.parse(cell.of("en")).body:
        if not isinstance(statement, ast.Assign):
            return False
        value = statement.value
        for one in value.values if isinstance(value, ast.Dict) else [value]:
            if not isinstance(one, ast.Constant) or one.value is not None:
                return False
    return True


def _refuse_use_of_gaps(path: Path, cells: Sequence[Text | Code]) -> None:
    """Raise `LabInvalid` where a cell without gaps reads what only cells with gaps define."""
    code = [cell for cell in cells if isinstance(cell, Code)]
    names = {cell: _names(cell) for cell in code}
    plain = {name for cell in code if not cell.has_gap for name in names[cell][0]}
    open_names = {name for cell in code if cell.has_gap for name in names[cell][0]} - plain
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, Code) and not cell.has_gap:
            for name in sorted(names[cell][1] & open_names):
                _refuse(
                    path, phrase("lab.gap_read", name=name), phrase("lab.gap_read.hint"), number
                )


def _names(cell: Code) -> tuple[set[str], set[str]]:
    """The global names that the cell sets, and those that it reads."""
    sets: set[str] = set()
    reads: set[str] = set()
    top = symtable.symtable(cell.of("en"), "cell", "exec")
    tables = [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table is top and (symbol.is_assigned() or symbol.is_imported()):
                sets.add(symbol.get_name())
            if symbol.is_referenced() and (table is top or symbol.is_global()):
                reads.add(symbol.get_name())
    return sets, reads


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
