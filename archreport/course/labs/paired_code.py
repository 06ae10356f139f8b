"""Code that is written once for both languages, and what of it a reader of one language sees.

What differs between the languages stands side by side in the source::

    both("loss", "损失")                # in place of any expression: becomes "loss", or "损失"
    # one vote per pixel || 每个像素投一票    a comment, on a line of its own or behind code

    # en: A longer comment, over
    # several lines.
    # zh: 较长的注释。

    # figure en: What the figure shows, for those who do not see it.
    # figure zh: 图中所见，写给看不到图的读者。
    plt.show()

The description of a figure is no part of the code: the page gets it. ``both`` exists only in the
source; what is published holds plain literals.

A gap is something for the reader to write. Its marker is a comment, behind a statement whose value
is to be found, or around several statements::

    places = (227 - 11) // 4 + 1  # gap: how often does the kernel fit? || 卷积核能放几次？

    # gap: one step of descent || 走一步梯度下降
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    # end

In its place the reader finds ``...`` and the comment. Comments for tools (``fmt:``, ``noqa``) are
left out.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archreport.course.labs.one_line import closed_up, in_one_line, span
from archreport.errors import Phrase, phrase
from archreport.language.choice import LANGUAGES

__all__ = ["LONGEST_LINE", "PairFault", "described", "has_gap", "written_for"]

#: Characters that a line of published code may have.
LONGEST_LINE = 100

_MARKER = "both"
_BETWEEN = re.compile(r"\s*\|\|\s*")
_BLOCK = re.compile(r"#\s*(figure )?(en|zh):\s*(.*)")
_GAP = re.compile(r"#\s*gap:\s*(.*)")
_END = re.compile(r"#\s*end\s*")
_FOR_TOOLS = re.compile(r"#\s*(fmt:|noqa|type:)")


class PairFault(Exception):
    """Code whose pairs or gaps are not written as above; ``fault`` says what is wrong where."""

    def __init__(self, fault: Phrase) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class _Comment:
    line: int  # from 0
    column: int
    text: str
    alone: bool  # on a line of its own


@cache
def written_for(source: str, language: str, solved: bool = True) -> str:
    """The cell ``source`` as a reader of ``language`` (en, zh) sees it.

    With ``solved`` the gaps are filled by what stands in them; else they are open. What was
    written is kept: a laboratory is asked for it when it is checked, run and published. Raises
    `PairFault`, and `SyntaxError` for what is no Python.
    """
    text = _without_gap_markers(source) if solved else _with_open_gaps(source, language)
    text = _paired_comments(text, language)
    return _chosen(text, language).strip("\n")


def has_gap(source: str) -> bool:
    """Whether the reader has something to write in the cell."""
    return any(_GAP.fullmatch(comment.text) for comment in _comments(source))


def described(source: str, language: str) -> tuple[str, ...]:
    """The descriptions of the cell's figures, in order. Raises `PairFault`."""
    return tuple(
        block.words[language] for block in _blocks(_comments(source)) if block.about_a_figure
    )


def _comments(source: str) -> list[_Comment]:
    lines = source.splitlines()
    return [
        _Comment(
            token.start[0] - 1,
            token.start[1],
            token.string,
            not lines[token.start[0] - 1][: token.start[1]].strip(),
        )
        for token in tokenize.generate_tokens(io.StringIO(source + "\n").readline)
        if token.type == tokenize.COMMENT
    ]


@dataclass
class _Block:
    """A comment of several lines in both languages; ``lines`` are where it stands."""

    about_a_figure: bool
    column: int
    lines: list[int]
    parts: dict[str, list[str]]

    @property
    def words(self) -> dict[str, str]:
        return {
            language: ("" if language == "zh" else " ").join(parts)
            for language, parts in self.parts.items()
        }


def _blocks(comments: Sequence[_Comment]) -> Iterator[_Block]:
    """Comments that begin with ``en:`` and go on, line below line, through ``zh:``."""
    block: _Block | None = None
    for comment in comments:
        opens = _BLOCK.fullmatch(comment.text) if comment.alone else None
        follows = block and comment.alone and comment.line == block.lines[-1] + 1
        if opens and opens[2] == "en":
            if block:
                yield _whole(block)
            block = _Block(bool(opens[1]), comment.column, [comment.line], {"en": [opens[3]]})
        elif opens:
            if not block or not follows or "zh" in block.parts:
                raise PairFault(phrase("lab.pair.no_english", line=comment.line + 1))
            block.lines.append(comment.line)
            block.parts["zh"] = [opens[3]]
        elif block and follows and not _GAP.fullmatch(comment.text):
            block.lines.append(comment.line)
            block.parts[list(block.parts)[-1]].append(comment.text.lstrip("# ").rstrip())
        elif block:
            yield _whole(block)
            block = None
    if block:
        yield _whole(block)


def _whole(block: _Block) -> _Block:
    if set(block.parts) != set(LANGUAGES) or not all(block.words.values()):
        raise PairFault(phrase("lab.pair.no_chinese", line=block.lines[0] + 1))
    return block


def _of_pair(text: str, language: str, line: int) -> str:
    """One side of ``English || 中文``; text without a pair as it is."""
    parts = _BETWEEN.split(text)
    if len(parts) > 2 or not all(parts):
        raise PairFault(phrase("lab.pair.sides", line=line + 1))
    return parts[LANGUAGES.index(language)] if len(parts) == 2 else text


def _paired_comments(source: str, language: str) -> str:
    comments = _comments(source)
    lines: list[str | None] = list(source.splitlines())
    in_blocks: set[int] = set()
    for block in _blocks(comments):
        in_blocks |= set(block.lines)
        for line in block.lines:
            lines[line] = None
        if not block.about_a_figure:
            indent = " " * block.column
            said = [f"{indent}# {part}" for part in block.parts[language]]
            lines[block.lines[0]] = "\n".join(said)
    for comment in comments:
        if comment.line in in_blocks:
            continue
        before = source.splitlines()[comment.line][: comment.column]
        if _FOR_TOOLS.match(comment.text):
            lines[comment.line] = None if comment.alone else before.rstrip()
        elif "||" in comment.text:
            words = _of_pair(comment.text.lstrip("#").strip(), language, comment.line)
            lines[comment.line] = f"{before}# {words}"
    return "\n".join(line for line in lines if line is not None)


def _without_gap_markers(source: str) -> str:
    for first, last, _ in reversed(list(_gaps(source))):
        lines = source.splitlines()
        if _alone(source, first):
            source = "\n".join([*lines[:first], *lines[first + 1 : last], *lines[last + 1 :]])
        else:
            lines[last] = _code_of_line(source, last)
            source = "\n".join(lines)
            source = in_one_line(source, _statement_at(source, last)) or source
    return source


def _with_open_gaps(source: str, language: str) -> str:
    lines: list[str | None] = list(source.splitlines())
    for first, last, hint in _gaps(source):
        said = _of_pair(hint, language, first)
        if _alone(source, first):
            indent = " " * (len(lines[first] or "") - len((lines[first] or "").lstrip()))
            opened = f"{indent}# {said}\n{indent}..."
        else:
            opened = _open(source, first, last, said)
        lines[first : last + 1] = [opened, *[None] * (last - first)]
    return "\n".join(line for line in lines if line is not None)


def _open(source: str, first: int, last: int, hint: str) -> str:
    """The statement in these lines with ``...`` for its value."""
    statement = _statement_at(source, last)
    value = getattr(statement, "value", None)
    if value is None:
        raise PairFault(phrase("lab.gap.no_value", line=last + 1))
    lines = source.splitlines()
    before = "\n".join([*lines[first : value.lineno - 1], _head(lines, value)]).strip(" (\n")
    indent = " " * (len(lines[first]) - len(lines[first].lstrip()))
    opened = f"{indent}{before} ..." if before else f"{indent}..."
    behind = f"{opened}  # {hint}"
    return behind if len(behind) <= LONGEST_LINE else f"{indent}# {hint}\n{opened}"


def _head(lines: Sequence[str], node: ast.expr) -> str:
    """What stands before an expression in the line where it begins."""
    return lines[node.lineno - 1].encode()[: node.col_offset].decode()


def _gaps(source: str) -> Iterator[tuple[int, int, str]]:
    """First and last line (from 0) of each gap, and its hint in both languages."""
    comments = _comments(source)
    for comment in comments:
        found = _GAP.fullmatch(comment.text)
        if not found:
            continue
        if comment.alone:
            ends = (one.line for one in comments if one.alone and _END.fullmatch(one.text))
            last = next((line for line in ends if line > comment.line), None)
            if last is None:
                raise PairFault(phrase("lab.gap.no_end", line=comment.line + 1))
            yield comment.line, last, found[1]
        else:
            statement = _statement_at(source, comment.line)
            yield statement.lineno - 1, comment.line, found[1]


def _statement_at(source: str, line: int) -> ast.stmt:
    """The innermost statement that ends in the line, counted from 0."""
    ending = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.end_lineno == line + 1
    ]
    if not ending:
        raise PairFault(phrase("lab.gap.no_value", line=line + 1))
    return max(ending, key=lambda node: (node.lineno, node.col_offset))


def _alone(source: str, line: int) -> bool:
    return source.splitlines()[line].lstrip().startswith("#")


def _code_of_line(source: str, line: int) -> str:
    column = next(one.column for one in _comments(source) if one.line == line)
    return source.splitlines()[line][:column].rstrip()


class _Choose(ast.NodeTransformer):
    """Puts one side in the place of every pair: what the text must mean in the end."""

    def __init__(self, language: str) -> None:
        self._side = LANGUAGES.index(language)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == _MARKER:
            if len(node.args) != 2 or node.keywords:
                raise PairFault(phrase("lab.pair.sides", line=node.lineno))
            return node.args[self._side]
        return node


def _chosen(source: str, language: str) -> str:
    wanted = ast.dump(_Choose(language).visit(ast.parse(source)))
    while pair := _last_pair(ast.parse(source)):
        side = pair.args[LANGUAGES.index(language)]
        source = closed_up(_replaced(source, pair, side), pair.lineno, pair.col_offset)
    if ast.dump(ast.parse(source)) != wanted:  # Python 3.11 knows no places inside f-strings
        raise PairFault(phrase("lab.pair.unclear", line=1))
    return source


def _last_pair(tree: ast.Module) -> ast.Call | None:
    """The pair that begins last, and so holds none."""
    pairs = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == _MARKER
    ]
    return max(pairs, key=lambda node: (node.lineno, node.col_offset), default=None)


def _replaced(source: str, pair: ast.Call, side: ast.expr) -> str:
    begin, end = span(source, pair)
    first, last = span(source, side)
    kept = source[first:last]
    if not source.startswith(_MARKER, begin):
        raise PairFault(phrase("lab.pair.unclear", line=pair.lineno))
    if "\n" in kept and '"""' not in kept:
        kept = _moved(kept, side.col_offset - pair.col_offset)
    plain = source[:begin] + kept + source[end:]
    # Strings below each other are one string only where a bracket holds them together.
    if "\n" not in kept or _statements(plain) == _statements(source):
        return plain
    return f"{source[:begin]}({kept}){source[end:]}"


def _statements(source: str) -> int:
    """How many statements there are; 0 for what is no Python."""
    try:
        return sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(source)))
    except SyntaxError:
        return 0


def _moved(text: str, by: int) -> str:
    """The lines after the first, ``by`` columns further left where they have so much space."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(line[min(by, len(line) - len(line.lstrip())) :] for line in rest)])
