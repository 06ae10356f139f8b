"""What a killed run leaves is removed by the next one, and only that."""

import os
import subprocess
import sys

import pytest

from archreport.files import folder_atomically, sweep_below, temporary_folder, write_atomically
from archreport.files.unfinished import sweep, unfinished

#: Dies of SIGKILL, or its like, at the moment that the test names.
KILLED = """
import os, signal, sys
from pathlib import Path
from archreport.files import atomic, folder_atomically, temporary_folder, write_atomically

place, moment = Path(sys.argv[1]), sys.argv[2]

def die(*_args):
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

if moment == "exchanged":
    atomic.remove = die
elif moment in ("set aside", "before setting aside"):
    atomic.exchange = lambda one, other: False
    if moment == "set aside":
        Path.rename = die
    else:
        Path.replace = die
elif moment == "file":
    atomic._write_new = lambda path, data: (path.write_bytes(data[:1]), die())
    write_atomically(place, b"new")
elif moment == "temporary":
    with temporary_folder(place.parent) as folder:
        (folder / "a").write_text("a")
        die()
with folder_atomically(place) as new:
    (new / "new").write_text("new")
    if moment == "inside":
        die()
"""


def killed(place, moment):
    done = subprocess.run([sys.executable, "-c", KILLED, str(place), moment], check=False)
    assert done.returncode not in (0, 1)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("moment", ["inside", "exchanged", "set aside", "before setting aside"])
def test_a_folder_is_there_and_whole_after_a_kill_at_any_moment(tmp_path, moment):
    place = tmp_path / "out"
    with folder_atomically(place) as new:
        (new / "old").write_text("old")
    killed(place, moment)
    assert len(names(tmp_path)) > 1, "the test is for nothing"
    sweep(tmp_path)
    assert names(tmp_path) == ["out"]
    assert names(place) in (["old"], ["new"])
    with folder_atomically(place) as new:
        (new / "newer").write_text("newer")
    assert names(place) == ["newer"]


def test_the_next_run_needs_no_call_of_its_own(tmp_path):
    killed(tmp_path / "out", "inside")
    write_atomically(tmp_path / "other", b"")
    assert names(tmp_path) == ["other"]


def test_a_file_half_written(tmp_path):
    write_atomically(tmp_path / "a", b"old")
    killed(tmp_path / "a", "file")
    assert (tmp_path / "a").read_bytes() == b"old"
    sweep(tmp_path)
    assert names(tmp_path) == ["a"]


def test_a_temporary_folder(tmp_path):
    killed(tmp_path / "out", "temporary")
    with temporary_folder(tmp_path) as folder:
        assert names(folder) == []
        assert len(names(tmp_path)) == 2
    assert names(tmp_path) == []


def test_folders_below(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    killed(tmp_path / "a" / "b" / "out", "inside")
    sweep_below(tmp_path)
    assert names(tmp_path / "a" / "b") == []


def test_what_is_alive_or_not_ours_stays(tmp_path):
    for name in (".archreport-mine.new", ".out.new.1234", ".archreport-notes"):
        (tmp_path / name).touch()
    with unfinished(tmp_path) as mine:
        mine.name().mkdir()
        before = names(tmp_path)
        sweep(tmp_path)
        subprocess.run([sys.executable, "-c", SWEEP, str(tmp_path)], check=True, env={**os.environ})
        assert names(tmp_path) == before


SWEEP = """
import sys
from pathlib import Path
from archreport.files.unfinished import sweep
sweep(Path(sys.argv[1]))
"""


def test_what_was_set_aside_does_not_replace_what_came_after(tmp_path):
    place = tmp_path / "out"
    with folder_atomically(place) as new:
        (new / "old").write_text("old")
    killed(place, "set aside")
    assert not place.exists()
    place.mkdir()
    sweep(tmp_path)
    assert names(tmp_path) == ["out"]
    assert names(place) == []


def test_a_lock_file_cannot_move_what_is_elsewhere(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / ".archreport-0-0.old").touch()
    (tmp_path / "in" / ".archreport-0.lock").write_text(".archreport-0-0.old\t../elsewhere\n")
    sweep(tmp_path / "in")
    assert names(tmp_path) == ["in"]
    assert names(tmp_path / "in") == []
