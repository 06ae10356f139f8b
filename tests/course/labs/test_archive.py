"""Results in one file: the same bytes each time, and nothing taken that is not what it says."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import socket
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archreport.course.labs import archive
from archreport.course.labs.archive import Taken, Unusable, pack, take
from archreport.course.labs.results import kept_result
from archreport.course.labs.source import Lab, read_lab
from tests.course.labs.tiny import TINY, written
from tests.tiny_site import TinyLab


@pytest.fixture
def packed(tiny_lab: TinyLab, tmp_path: Path) -> Path:
    file = tmp_path / "laboratories.zip"
    file.write_bytes(pack([tiny_lab.ran], tiny_lab.folder / "out"))
    return file


@pytest.fixture
def lab(tiny_lab: TinyLab) -> Lab:
    return tiny_lab.ran.lab


def test_the_same_results_give_the_same_bytes(tiny_lab: TinyLab, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(tiny_lab.folder / "out", tmp_path / "out")
    first, second = (pack([tiny_lab.ran], out) for out in (tiny_lab.folder / "out", elsewhere))
    assert first == second


def test_it_says_what_is_in_it(packed: Path, tiny_lab: TinyLab) -> None:
    with zipfile.ZipFile(packed) as file:
        index = json.loads(file.read("archive.json"))
        names = ["archive.json", "01-tiny/executed.en.ipynb", "01-tiny/executed.zh.ipynb",
                 "01-tiny/made.json"]  # fmt: skip
        assert file.namelist() == [*names, "01-tiny/manifest.json"]
        entry = index["01-tiny"]
        assert tiny_lab.ran.made is not None
        assert entry["key"] == tiny_lab.ran.made.key
        assert entry["libraries"] == tiny_lab.ran.made.libraries
        for name, sha256 in entry["files"].items():
            assert hashlib.sha256(file.read(f"01-tiny/{name}")).hexdigest() == sha256


def test_what_has_not_been_run_is_not_packed(lab: Lab, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="01-tiny has not been run"):
        pack([kept_result(lab, tmp_path)], tmp_path)


@pytest.mark.parametrize("fragment", ["", "#sha256={sha256}"])
def test_results_are_taken(
    packed: Path, lab: Lab, tiny_lab: TinyLab, tmp_path: Path, fragment: str
) -> None:
    sha256 = hashlib.sha256(packed.read_bytes()).hexdigest()
    place = str(packed) + fragment.format(sha256=sha256)
    assert take(place, [lab], tmp_path / "out") == Taken(("01-tiny",), {})
    ran = kept_result(lab, tmp_path / "out")
    assert ran.fresh
    assert (ran.made, ran.outputs) == (tiny_lab.ran.made, tiny_lab.ran.outputs)


def test_by_an_address(
    packed: Path, lab: Lab, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    assert take(f"{serve(packed.parent)}{packed.name}", [lab], tmp_path / "out").names
    with pytest.raises(Unusable, match=r"/gone\.zip cannot be had: File not found"):
        take(f"{serve(packed.parent)}gone.zip", [lab], tmp_path / "elsewhere")


def test_where_all_is_fresh_nothing_is_fetched(lab: Lab, tiny_lab: TinyLab) -> None:
    assert take("https://nowhere.invalid/a.zip", [lab], tiny_lab.folder / "out") == Taken((), {})


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("nothing.zip", r"nothing\.zip cannot be had: No such file"),
        ("http://127.0.0.1:{closed}/a.zip", r"http://127\.0\.0\.1:\d+/a\.zip cannot be had: "),
        ("http://", "http:// cannot be had: "),
        ("{packed}#sha256=00", "has another SHA-256 than 00"),
        ("{packed}#md5=00", "has another SHA-256 than md5=00"),
        ("{text}", "is no archive of laboratories"),
        ("{empty}", "is no archive of laboratories"),
    ],
)
def test_what_cannot_be_used(packed: Path, lab: Lab, tmp_path: Path, place: str, told: str) -> None:
    (text := tmp_path / "text").write_text("no zip file")
    with zipfile.ZipFile(empty := tmp_path / "empty.zip", "w"):
        pass
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    where = place.format(packed=packed, text=text, empty=empty, closed=closed)
    with pytest.raises(Unusable, match=told):
        take(where, [lab], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_other_code_takes_nothing(packed: Path, tmp_path: Path) -> None:
    other = read_lab(written(tmp_path / "other", TINY.replace("[3.5, 1.25]", "[3.5, 2.5]")))
    taken = take(str(packed), [other], tmp_path / "out")
    assert taken == Taken((), {"01-tiny": "code cell 4 changed"})
    assert not (tmp_path / "out").exists()


def test_another_laboratory_is_not_in_it(packed: Path, lab: Lab, tmp_path: Path) -> None:
    taken = take(str(packed), [replace(lab, name="02-other")], tmp_path / "out")
    assert taken == Taken((), {"02-other": "it is not in the archive"})


def changed(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Change the files of an archive by their names."""
    with zipfile.ZipFile(file) as before:
        files = {name: before.read(name) for name in before.namelist()}
    change(files)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in files.items():
            after.writestr(name, content)


def with_right_sums(files: dict[str, bytes]) -> None:
    index = json.loads(files["archive.json"])
    for name in index["01-tiny"]["files"]:
        content = files[f"01-tiny/{name}"]
        index["01-tiny"]["files"][name] = hashlib.sha256(content).hexdigest()
    files["archive.json"] = json.dumps(index).encode()


def put(name: str, content: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(files: dict[str, bytes]) -> None:
        files[f"01-tiny/{name}"] = content
        with_right_sums(files)

    return change


def no_longer_listed(files: dict[str, bytes]) -> None:
    """What a record does not list is not looked at when damage is looked for."""
    record = json.loads(files["01-tiny/manifest.json"])
    files["01-tiny/manifest.json"] = json.dumps({**record, "files": {}}).encode()
    nothing = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    files["01-tiny/executed.en.ipynb"] = json.dumps(nothing).encode()
    with_right_sums(files)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lambda files: files.pop("01-tiny/made.json"), "made.json is missing or damaged"),
        (lambda files: files.update({"01-tiny/made.json": b""}), "made.json is missing or damaged"),
        (put("manifest.json", b"{}"), "manifest.json cannot be read"),
        (put("made.json", b"{}"), "made.json is damaged"),
        (no_longer_listed, "its files cannot be read"),
    ],
)
def test_what_is_damaged_is_not_taken(
    packed: Path,
    lab: Lab,
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], object],
    because: str,
) -> None:
    changed(packed, change)
    assert take(str(packed), [lab], tmp_path / "out") == Taken((), {"01-tiny": because})
    assert not (tmp_path / "out").exists()


def test_no_other_file_leaves_the_archive(packed: Path, lab: Lab, tmp_path: Path) -> None:
    names = ("../evil", "/tmp/evil", "01-tiny/../../evil", "01-tiny/evil")
    changed(packed, lambda files: files.update(dict.fromkeys(names, b"evil")))
    assert take(str(packed), [lab], tmp_path / "a" / "out").names == ("01-tiny",)
    there = {path.name for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert there == {"executed.en.ipynb", "executed.zh.ipynb", "made.json", "manifest.json"}
    assert not list(tmp_path.parent.rglob("evil"))


def test_a_file_that_unpacks_to_too_much_is_not_taken(
    packed: Path, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_FILE", 20_000)
    changed(packed, put("executed.en.ipynb", b" " * 10_000_000))
    taken = take(str(packed), [lab], tmp_path / "out")
    assert taken.refused == {"01-tiny": "executed.en.ipynb is missing or damaged"}


def test_an_archive_that_is_too_large_is_not_read(
    packed: Path, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 2**20)
    packed.write_bytes(packed.read_bytes() + bytes(2**20))
    with pytest.raises(Unusable, match="has more than 1 MiB"):
        take(str(packed), [lab], tmp_path / "out")


def test_it_is_a_file_that_any_program_reads(packed: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed.read_bytes())) as file:
        assert file.testzip() is None
