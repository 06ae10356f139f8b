"""Writing whole or not at all."""

import errno

import pytest

from archreport.errors import OutputFailed
from archreport.files import folder_atomically, write_atomically


def everything(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path):
    write_atomically(tmp_path / "a", b"one")
    write_atomically(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert everything(tmp_path) == ["a"]


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    write_atomically(tmp_path / "a", b"old")

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("archreport.files.os.fdopen", full)
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
    assert "--out" in caught.value.hint
