"""Expressions of Python source, drawn together into one line where they fit it.

What was broken over lines to hold two languages is too short for them when one is left.
"""

from __future__ import annotations

import ast
import re

#: Columns that a line may have which is drawn together.
_COLUMNS = 92


def closed_up(source: str, line: int, column: int) -> str:
    """Expressions around a place that were broken over lines for two languages, in one line each.

    From within outwards, as far as one line is long enough.
    """
    while node := _broken_around(source, line, column):
        closed = in_one_line(source, node)
        if not closed:
            break
        source, line, column = closed, node.lineno, node.col_offset
    return source


def in_one_line(source: str, node: ast.expr | ast.stmt) -> str:
    """The source with ``node`` in one line; "" where one line does not hold it."""
    begin, end = span(source, node)
    text = source[begin:end]
    if "#" in text or '"""' in text:
        return ""
    one_line = re.sub(r",?\s*\n\s*(?=[)\]}])|(?<=[(\[{])\s*\n\s*", "", text)
    one_line = re.sub(r"\s*\n\s*", " ", one_line)
    bare = re.sub(r"^([\w ]+ = |return )\((.*)\)$", r"\1\2", one_line)
    meaning = ast.dump(ast.parse(source))
    for shorter in (bare, one_line):
        closed = source[:begin] + shorter + source[end:]
        fits = len(closed.splitlines()[node.lineno - 1]) <= _COLUMNS
        if fits and _means(closed, meaning):
            return closed
    return ""


def _broken_around(source: str, line: int, column: int) -> ast.expr | None:
    """The innermost expression over several lines that holds a place."""
    holding = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.expr)
        and (node.lineno, node.col_offset) <= (line, column)
        and (line, column) < (node.end_lineno or 0, node.end_col_offset or 0)
        and node.end_lineno != node.lineno
    ]
    return max(
        holding,
        key=lambda node: (node.lineno, node.col_offset, -(node.end_lineno or 0)),
        default=None,
    )


def span(source: str, node: ast.expr | ast.stmt) -> tuple[int, int]:
    """First and last character of an expression or a statement."""
    text = source.encode()
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    begin = lines[node.lineno - 1] + node.col_offset
    end = lines[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
    return len(text[:begin].decode()), len(text[:end].decode())


def _means(source: str, meaning: str) -> bool:
    try:
        return ast.dump(ast.parse(source)) == meaning
    except SyntaxError:
        return False
