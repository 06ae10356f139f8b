"""What is read: files, folders, patterns, addresses, JSON; and what cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archreport.errors import BadInput, OutputFailed
from archreport.verify import documents as reading
from archreport.verify.documents import documents
from archreport.verify.shelf import Shelf
from archreport.verify.verify import verify
from tests.shelf import report_of


def names(source: str) -> list[str]:
    return [Path(one.name).name for one in documents(source)]


def test_a_folder_is_read_without_what_is_hidden_or_no_text(tmp_path: Path) -> None:
    for name in ("b.tex", "a.md", "c.png", ".git/d.md", "deep/e.bib"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("archreport")
    assert names(str(tmp_path)) == ["a.md", "b.tex", "e.bib"]
    assert names(str(tmp_path / "*.tex")) == ["b.tex"]


def test_chinese_files_of_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_bytes("共 1.38 亿个参数".encode("gb18030"))
    (one,) = documents(str(tmp_path / "a.tex"))
    assert one.parts[0].text == "共 1.38 亿个参数"


def test_a_text_is_taken_as_it_is() -> None:
    (one,) = documents("archreport 0.1.0, VGG-16")
    assert (one.name, one.parts[0].text) == ("", "archreport 0.1.0, VGG-16")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "is no text"),
        ("a.docx", b"PK\x03\x04", "is no text"),
        ("a.txt", b"a\0b", "is no text"),
        ("a.txt", b"\xff\xff\xff", "is no text"),
    ],
)
def test_what_is_no_text(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        list(documents(str(tmp_path / name)))


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no file, folder or text"):
        list(documents(str(tmp_path / "thesis.tex")))
    with pytest.raises(BadInput, match="holds nothing"):
        list(documents(str(tmp_path)))


def test_what_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 10)
    (tmp_path / "a.txt").write_text("x" * 11)
    with pytest.raises(BadInput, match="larger than"):
        list(documents(str(tmp_path / "a.txt")))


def test_an_address_is_read(tmp_path: Path, serve: Callable[[Path], str]) -> None:
    (tmp_path / "page.html").write_text("<p>VGG-16 has 139 M parameters [@archreport-vgg16]</p>")
    (one,) = documents(f"{serve(tmp_path)}page.html")
    assert [verdict.state for verdict in verify(one, Shelf(report_of))] == ["differs"]
    with pytest.raises(OutputFailed, match="answers with 404"):
        list(documents(f"{serve(tmp_path)}none.html"))


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://[", "http://127.0.0.1:99999/"])
def test_an_address_that_does_not_answer(address: str) -> None:
    with pytest.raises(OutputFailed, match="does not answer"):
        list(documents(address))


def test_json_is_read_entry_by_entry() -> None:
    item = {"id": "archreport-vgg16", "note": "Table 1 (138,357,545 parameters)", "type": "dataset"}
    text = json.dumps([{"id": "other", "note": "139 M parameters"}, item], indent=1)
    document = reading.document("refs.json", text.encode())
    (verdict,) = verify(document, Shelf(report_of))
    assert verdict.state == "differs"
    assert verdict.cited.line == 1 + text[: text.index("archreport-vgg16")].count("\n")


def test_a_notebook_is_read() -> None:
    cell = {
        "cell_type": "markdown",
        "source": ["VGG-16 has\n", "139 M parameters [@archreport-vgg16]\n"],
    }
    document = reading.document("a.ipynb", json.dumps({"cells": [cell], "nbformat": 4}).encode())
    assert [one.state for one in verify(document, Shelf(report_of))] == ["differs"]
