"""Writing whole or not at all."""

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archreport.errors import OutputFailed
from archreport.files import folder_atomically, write_atomically
from archreport.files.exchange import exchange


def everything(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path):
    write_atomically(tmp_path / "a", b"one")
    write_atomically(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert everything(tmp_path) == ["a"]


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    write_atomically(tmp_path / "a", b"old")

    def full(path, data):
        path.write_bytes(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("archreport.files.atomic._write_new", full)
    with pytest.raises(OutputFailed, match="No space left on device"):
        write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert everything(tmp_path) == ["a"]


def test_a_folder_is_replaced_whole(tmp_path):
    for text in ("one", "two"):
        with folder_atomically(tmp_path / "out") as new:
            (new / text).write_text(text)
    assert everything(tmp_path / "out") == ["two"]
    assert everything(tmp_path) == ["out"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_inside_leaves_the_old_folder(tmp_path, error):
    with folder_atomically(tmp_path / "out") as new:
        (new / "good").write_text("good")
    with pytest.raises(error), folder_atomically(tmp_path / "out") as new:
        (new / "half").write_text("half")
        raise error
    assert everything(tmp_path / "out") == ["good"]
    assert everything(tmp_path) == ["out"]


def test_an_unwritable_place_is_one_message(tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(OutputFailed) as caught, folder_atomically(tmp_path / "file" / "out"):
        pass
    assert "choose another place" in caught.value.hint


def test_a_file_in_a_folders_place_stays(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputFailed, match="Not a directory"), folder_atomically(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "mine"
    assert everything(tmp_path) == ["out"]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed(tmp_path, there):
    target = tmp_path / "target"
    if there:
        target.write_text("old")
    (tmp_path / "link").symlink_to(target)
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert target.read_bytes() == b"new"


def test_a_link_to_a_folder_is_followed(tmp_path):
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with folder_atomically(tmp_path / "link") as new:
        (new / "a").write_text("a")
    assert (tmp_path / "link").is_symlink()
    assert everything(tmp_path / "target") == ["a"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_to(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit((tmp_path / "pipe").read_bytes)
        write_atomically(tmp_path / "pipe", b"told")
        assert read.result() == b"told"
    assert (tmp_path / "pipe").is_fifo()


def test_a_device_is_written_to():
    write_atomically(Path(os.devnull), b"told")
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_are_those_of_the_old_file_or_as_for_any_new_one(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write_atomically(tmp_path / "new", b"")
    with folder_atomically(tmp_path / "folder"):
        pass
    (tmp_path / "plain_folder").mkdir()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "folder").stat().st_mode == (tmp_path / "plain_folder").stat().st_mode
    (tmp_path / "new").chmod(0o600)
    write_atomically(tmp_path / "new", b"again")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("single_step", [True, False])
def test_several_writers_of_one_folder(tmp_path, monkeypatch, single_step):
    """Each replaces it whole; where the system has a single step for it, it is never absent."""
    if not single_step:
        monkeypatch.setattr("archreport.files.atomic.exchange", lambda one, other: False)
    elif not exchanges(tmp_path):
        pytest.skip("this system has no single step")
    place = tmp_path / "out"
    done = threading.Event()
    seen = []

    def write(name):
        for _ in range(40):
            with folder_atomically(place) as new:
                for number in range(3):
                    (new / f"{number}").write_text(name)

    def look():
        while not done.is_set():
            seen.append(place.is_dir())

    write("first")
    with ThreadPoolExecutor(5) as threads:
        looking = threads.submit(look)
        for one in [threads.submit(write, name) for name in "abcd"] if single_step else []:
            one.result()
        if not single_step:
            write("a")
        done.set()
        looking.result()
    assert len({(place / f"{number}").read_text() for number in range(3)}) == 1
    assert everything(tmp_path) == ["out"]
    if single_step:
        assert all(seen)


def exchanges(folder):
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    try:
        return exchange(folder / "one", folder / "two")
    finally:
        (folder / "one").rmdir()
        (folder / "two").rmdir()
