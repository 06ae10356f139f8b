"""A kept folder knows what it was made from, and sees what happened to its files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from archreport.errors import OutputFailed
from archreport.freshness.kept_folder import RECORD, kept_folder, why_stale

PARTS = {"archreport/report/run.py": "abc", "library torch": "2.9"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kept"
    with kept_folder(path, PARTS) as new:
        (new / "report.json").write_text('{"rows": 8}')
        (new / "maps").mkdir()
        (new / "maps" / "conv1.png").write_bytes(b"picture")
    return path


def test_what_was_just_made_is_fresh(folder: Path) -> None:
    assert why_stale(folder, PARTS) == ()
    assert why_stale(folder, dict(reversed(PARTS.items()))) == ()


def test_of_a_file_that_varies_only_that_it_is_there_counts(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    records = []
    for content in (b"one", b"two"):
        with kept_folder(path, PARTS, varying=("times.json",)) as new:
            (new / "times.json").write_bytes(content)
        records.append((path / RECORD).read_bytes())
    assert records[0] == records[1]
    (path / "times.json").write_bytes(b"three")
    assert why_stale(path, PARTS) == ()
    (path / "times.json").unlink()
    assert why_stale(path, PARTS) == ("times.json is missing",)


def test_what_is_not_there_is_stale(tmp_path: Path) -> None:
    assert why_stale(tmp_path / "kept", PARTS) == ("there was no earlier result",)


def test_a_changed_part_is_named(folder: Path) -> None:
    assert why_stale(folder, {**PARTS, "library torch": "2.10"}) == ("library torch changed",)


def same_size_and_date(path: Path) -> None:
    before = path.stat()
    path.write_bytes(b"PICTURE")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "deleted": (lambda path: path.unlink(), "maps/conv1.png is missing"),
    "emptied": (lambda path: path.write_bytes(b""), "maps/conv1.png is damaged"),
    "cut short": (lambda path: os.truncate(path, 3), "maps/conv1.png is damaged"),
    "added to": (lambda path: path.open("ab").write(b"!"), "maps/conv1.png is damaged"),
    "overwritten": (same_size_and_date, "maps/conv1.png is damaged"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_seen(folder: Path, kind: str) -> None:
    damage, reason = DAMAGE[kind]
    damage(folder / "maps" / "conv1.png")
    assert why_stale(folder, PARTS) == (reason,)


def test_a_folder_in_a_files_place_is_damage(folder: Path) -> None:
    (folder / "report.json").unlink()
    (folder / "report.json").mkdir()
    assert why_stale(folder, PARTS) == ("report.json cannot be read",)


def test_every_damaged_file_is_named(folder: Path) -> None:
    (folder / "report.json").unlink()
    (folder / "maps" / "conv1.png").unlink()
    assert len(why_stale(folder, PARTS)) == 2


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b'{"depends_on": {}}', b"\xff\xfe", b'{"files": 3}']
)
def test_a_record_that_is_gone_or_garbled_is_seen(folder: Path, content: bytes | None) -> None:
    if content is None:
        (folder / RECORD).unlink()
    else:
        (folder / RECORD).write_bytes(content)
    assert why_stale(folder, PARTS) == (f"{RECORD} cannot be read",)


def test_a_file_in_the_folders_place_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("no folder")
    assert why_stale(path, PARTS)
    with pytest.raises(OutputFailed, match="Not a directory"), kept_folder(path, PARTS):
        pass
    assert path.read_text() == "no folder"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_was_added_does_not_matter(folder: Path) -> None:
    (folder / ".DS_Store").write_text("left by a file manager")
    assert why_stale(folder, PARTS) == ()


def test_what_fails_leaves_the_last_one(folder: Path) -> None:
    with pytest.raises(KeyError), kept_folder(folder, {}) as new:
        (new / "report.json").write_text("half")
        raise KeyError
    assert why_stale(folder, PARTS) == ()
