"""Every Chinese text that readers meet, with its place: pages, laboratories, phrases, templates."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import yaml

from archreport.course.labs.source import Text, read_lab
from tests.paths import DOCS, PACKAGE, ROOT
from tests.texts import both_languages

_WORDS = frozenset((tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)))
HAN = "\u4e00-\u9fff"
_IS_CHINESE = re.compile(f"[{HAN}]")
#: The lines of the glossary that name other usual words, so that who knows those finds the term.
_OTHER_WORDS = re.compile(r"(?m)^.*\n\{: \.also \}$")
_QUOTED = re.compile(r"“[^”\n]*”|‘[^’\n]*’")
#: What is not prose, in Markdown and templates: code, formulas, addresses, other languages.
_NOT_PROSE = re.compile(
    r"(?s)\A---\n.*?\n---\n|<!--.*?-->|<(script|style)\b.*?</\1>"
    r"|<(\w+)[^>]*lang=\"en\"[^>]*>.*?</\2>|^```.*?^```|\$\$.*?\$\$|\$[^$\n]*\$"
    r"|`[^`\n]*`|<code>.*?</code>|\{#.*?#\}|https?://[^\s\"<>)]+",
    re.MULTILINE,
)
#: What a template fills in.
_CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<<.*?>>|\{[^{}\n]*\}", re.DOTALL)
_NO_WORD = re.compile(
    r"\]\([^)]*\)|\{:[^\n]*?\}|</?(?:a|b|i|em|strong|span|sub|sup)\b[^>]*>|(?<=[。！？])\*\* |\*"
)
_TAG = re.compile(r"<[^>]*>")
#: Stands for what is not prose.
OTHER = "⟦⟧"


def all_chinese() -> Iterator[tuple[str, str]]:
    """Where it is, and the text as it is written."""
    for page in (*sorted((DOCS / "zh").rglob("*.md")), ROOT / "README.zh.md"):
        yield _place(page), _OTHER_WORDS.sub("", page.read_text(encoding="utf-8"))
    yield from laboratories()
    for key, _, chinese in both_languages():
        yield key, chinese
    yield from _data()
    for folder, kind in ((ROOT / "overrides", "*.html"), (DOCS / "root", "*.html")):
        yield from _lines(folder, kind)
    yield from _lines(PACKAGE, "*.j2")


def laboratories() -> Iterator[tuple[str, str]]:
    """The Chinese side of each cell, and what its figures show."""
    for path in sorted((DOCS / "labs").glob("*.py")):
        lab = read_lab(path)
        yield path.stem, lab.data.zh
        for number, cell in enumerate(lab.cells, 1):
            place = f"{path.stem}, cell {number}"
            if isinstance(cell, Text):
                yield place, cell.zh
            else:
                for words in _spoken(cell.of("zh")):
                    yield place, words
                for figure in cell.figures("zh"):
                    yield f"{place}, figure", figure


def prose(text: str) -> str:
    """``text`` without marks; code, formulas and what a template fills in are `OTHER`."""
    words = _NO_WORD.sub("", _NOT_PROSE.sub(OTHER, text))
    return _TAG.sub("\n", _CALL.sub(OTHER, words))


def without_quotations(text: str) -> str:
    """``text`` without what stands in quotation marks, which may be others' spelling."""
    return _QUOTED.sub("“”", text)


def _spoken(code: str) -> Iterator[str]:
    """The comments of a cell that have Chinese in them, and the words that it shows."""
    for token in tokenize.generate_tokens(io.StringIO(code + "\n").readline):
        if token.type in _WORDS and _IS_CHINESE.search(token.string):
            yield token.string.strip("#f\"' ")


def _data() -> Iterator[tuple[str, str]]:
    """What YAML files other than phrases say in Chinese: settings, places, reasons."""
    for path in sorted(PACKAGE.rglob("*.yaml")):
        if "messages" in path.relative_to(PACKAGE).as_posix():
            continue
        for text in _chinese_in(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield _place(path), text


def _chinese_in(data: object) -> Iterator[str]:
    """Under the key ``zh``, or anywhere where there are no languages."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in ("en", "printed"):  # the lecture's own spelling
                yield from _chinese_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _chinese_in(value)
    elif isinstance(data, str) and _IS_CHINESE.search(data):
        yield data


def _lines(folder: Path, kind: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob(kind)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _IS_CHINESE.search(line):
                yield f"{_place(path)}:{number}", line


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
