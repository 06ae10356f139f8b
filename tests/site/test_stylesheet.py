"""One small style sheet from many, with the same rules in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archreport.site.stylesheet import minified, write_sheet
from tests.paths import ROOT

SHEETS = {
    "css/first.css": "/* why */\na { color: red; }\n",
    "css/second.css": '@media (min-width: 4em) {\n  a > b { src: url("../font/x.woff2"); }\n}\n',
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name, text in SHEETS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_one_takes_the_place_of_all(docs: Path) -> None:
    (name,) = write_sheet(docs, list(SHEETS))
    assert [path.relative_to(docs).as_posix() for path in docs.rglob("*.css")] == [name]
    text = (docs / name).read_text(encoding="utf-8")
    assert text == 'a{color:red}@media (min-width:4em){a>b{src:url("../font/x.woff2")}}'
    assert Path(name).parent == Path("css"), "what a rule names is found from there"


def test_pages_that_are_published_again_have_it_already(docs: Path) -> None:
    first = write_sheet(docs, list(SHEETS))
    text = (docs / first[0]).read_bytes()
    assert write_sheet(docs, list(SHEETS)) == first
    assert (docs / first[0]).read_bytes() == text


def test_its_name_changes_with_its_rules(docs: Path) -> None:
    names = []
    for colour in ("red", "green", "red"):
        for sheet, text in SHEETS.items():
            (docs / sheet).write_text(text.replace("red", colour), encoding="utf-8")
        names += write_sheet(docs, list(SHEETS))
    assert names[0] == names[2] != names[1]


def test_without_sheets_there_is_none(tmp_path: Path) -> None:
    assert write_sheet(tmp_path, []) == []


def test_the_rules_of_the_site_stay_as_they_are() -> None:
    """What a style sheet says is its words without blanks: none may be lost or joined."""

    def words(css: str) -> list[str]:
        bare = re.sub(r"/\*.*?\*/", " ", css, flags=re.DOTALL)
        return re.findall(r"[\w#.%-]+|[^\s\w]", re.sub(r";(?=\s*\})", "", bare))

    folders = (ROOT / "docs" / "assets" / "css", ROOT / "archreport" / "render" / "sheets")
    for sheet in sorted(sheet for folder in folders for sheet in folder.glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        assert words(minified(text)) == words(text), sheet.name
        assert len(minified(text)) < len(text)
