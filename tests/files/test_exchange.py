"""Two names exchange what they stand for."""

import errno
import sys

import pytest

from archreport.files.exchange import _system_call, exchange

single_step = pytest.mark.skipif(_system_call() is None, reason="this system has no single step")


@single_step
def test_two_folders(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not exchange(tmp_path / "one", tmp_path / "two"):
        pytest.skip("this file system has no single step")
    assert (tmp_path / "one" / "two").exists()
    assert (tmp_path / "two" / "one").exists()


@single_step
def test_a_name_that_does_not_exist(tmp_path):
    (tmp_path / "one").mkdir()
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "one", tmp_path / "two")


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS])
def test_a_file_system_that_cannot(tmp_path, monkeypatch, code):
    import ctypes

    monkeypatch.setattr("archreport.files.exchange._system_call", lambda: lambda one, other: -1)
    monkeypatch.setattr(ctypes, "get_errno", lambda: code)
    assert exchange(tmp_path, tmp_path) is False


def test_linux_and_macos_have_it():
    if sys.platform in ("linux", "darwin"):
        assert _system_call() is not None
