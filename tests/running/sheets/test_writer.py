"""Sheets are drawn beside the run, or at once: all of them, in order, and failures are told."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from archreport.errors import OutputFailed
from archreport.running.sheets import writer as sheet_writer
from archreport.running.sheets.writer import SheetWriter

RANDOM = np.random.default_rng(0)


def row(name):
    return SimpleNamespace(id=name)


def maps(side=6):
    return RANDOM.random((20, side, side), np.float32)


def test_sheets_come_in_the_order_in_which_they_were_given(tmp_path):
    names = [f"row{n}" for n in range(12)]
    with SheetWriter(tmp_path, frozenset(names), frozenset({"row3"})) as writer:
        writer.filters(row("row0"), RANDOM.random((4, 3, 3, 3), np.float32))
        for n, name in enumerate(names):
            writer.maps(row(name), maps(40 - 3 * n))
        sheets = writer.finish()
    assert [sheet.row for sheet in sheets] == ["row0", *names[:4], "row3", *names[4:]]
    for sheet in sheets:
        with Image.open(tmp_path / sheet.file) as picture:
            assert picture.size == (sheet.width, sheet.height)


def test_it_says_what_it_draws(tmp_path):
    with SheetWriter(tmp_path, frozenset({"a"}), frozenset({"b"})) as writer:
        assert [writer.wants(row(name)) for name in "abc"] == [True, True, False]
        assert writer.later


def test_short_sheets_are_drawn_at_once_and_of_single_values_whole(tmp_path):
    with SheetWriter(tmp_path, frozenset(), frozenset({"a", "b"})) as writer:
        assert not writer.later
        values = maps()
        writer.maps(row("a"), values)
        assert [path.name for path in tmp_path.rglob("*.*")] == ["a-top.png"]
        drawn = (tmp_path / "maps" / "a-top.png").read_bytes()
        values[:] = 0  # what the network does with its memory afterwards is not seen
        writer.maps(row("b"), maps(1))
        short, single = writer.finish()
    assert (len(short.channels), short.of) == (16, 20)
    assert len(single.channels) == 20
    assert (tmp_path / "maps" / "a-top.png").read_bytes() == drawn


def test_little_waits_to_be_drawn(tmp_path, monkeypatch):
    values = maps()
    monkeypatch.setattr(sheet_writer, "WAITING", 2 * values.nbytes)
    names = [f"row{n}" for n in range(9)]
    with SheetWriter(tmp_path, frozenset(names), frozenset()) as writer:
        for name in names:
            writer.maps(row(name), values)
            assert sum(not job.done() for job in writer._jobs) <= 2
        assert len(writer.finish()) == 9


def test_what_goes_wrong_in_a_thread_comes_out(tmp_path):
    (tmp_path / "maps").write_text("a file where a folder is needed")
    with (
        pytest.raises(OutputFailed),
        SheetWriter(tmp_path, frozenset({"a"}), frozenset()) as writer,
    ):
        writer.maps(row("a"), maps())
        writer.finish()
