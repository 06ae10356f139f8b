"""What is shown while work takes long: alive on a terminal, lines in a log."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from archreport.cli.progress import SILENCE, Progress, drawn
from archreport.course.labs.moments import Moment

CELL = Moment("04-deep", 5, 10, cell=3, cells=8, line="losses = train()", seconds=95)


class Shown:
    """A progress with a clock that is set, its text so far, and its ticks."""

    def __init__(self, terminal: bool = False) -> None:
        self.now = 0.0
        self.file = io.StringIO()
        console = Console(file=self.file, force_terminal=terminal, width=100, color_system=None)
        self.progress = Progress(console, lambda: self.now)

    def lines(self) -> list[str]:
        said = self.file.getvalue().splitlines()
        self.file.seek(0)
        self.file.truncate()
        return said

    def after(self, seconds: float) -> list[str]:
        """What is said within so many more seconds, looked at every second."""
        self.lines()
        for _ in range(round(seconds)):
            self.now += 1
            self.progress.tick()
        return self.lines()


@pytest.fixture
def log() -> Shown:
    return Shown()


def test_a_step_is_a_line_and_is_said_once(log: Shown) -> None:
    log.progress("AlexNet", "trace", 0, 5)
    log.progress("AlexNet", "trace", 1, 5)
    log.now = 3
    log.progress("AlexNet", "maps", 2, 5)
    log.now = 7
    log.progress("AlexNet", "maps", 5, 5)
    assert log.lines() == [
        "AlexNet: tracing shapes",
        "AlexNet: drawing feature maps",
        "AlexNet: done in 7 s",
    ]


def test_a_laboratory_tells_its_cell_and_how_long_that_took_last_time(log: Shown) -> None:
    log.progress.lab(Moment("04-deep", 5, 10, cell=0, cells=8))
    log.progress.lab(CELL)
    log.now = 61
    log.progress.lab(Moment("04-deep", 5, 10, cell=9, cells=8))
    assert log.lines() == [
        "04-deep (5/10): starting a kernel",
        "04-deep (5/10): cell 3 of 8: losses = train() (1 min 35 s last time)",
        "04-deep (5/10): done in 1 min 1 s",
    ]


def test_a_log_hears_again_of_all_that_goes_on(log: Shown) -> None:
    """Not later than after 20 seconds; what a cell prints is told then, and not before."""
    log.progress("Site", "building", 0, 1)
    log.progress.lab(CELL)
    said = Moment("04-deep", 5, 10, 3, 8, "losses = train()", 95, said="epoch 2/4")
    assert log.after(SILENCE - 1) == []
    log.progress.lab(said)
    assert log.after(1) == [
        "Site: building: 20 s",
        "04-deep (5/10): cell 3 of 8: losses = train(): 20 s of 1 min 35 s last time; epoch 2/4",
    ]
    assert log.after(SILENCE - 1) == []
    assert log.after(1)[0] == "Site: building: 40 s"


def test_a_log_of_nothing_is_silent(log: Shown) -> None:
    assert log.after(3 * SILENCE) == []


def test_a_log_has_no_control_characters_and_cuts_long_lines(log: Shown) -> None:
    with log.progress:
        log.progress.lab(Moment("04-deep", 5, 10, 3, 8, line="x" * 200))
    text = log.file.getvalue()
    assert text.isprintable() or set(text) - {"\n"} == {c for c in text if c.isprintable()}
    assert max(map(len, text.splitlines())) <= 100


def test_what_is_not_ended_is_done_at_the_end_but_not_after_a_failure() -> None:
    ended, failed = Shown(), Shown()
    with ended.progress:
        ended.progress("Site", "checking", 0, 1)
    with pytest.raises(ZeroDivisionError), failed.progress:
        failed.progress("Site", "checking", 0, 1)
        1 / 0  # noqa: B018
    assert ended.lines() == ["Site: checking", "Site: done in 0 s"]
    assert failed.lines() == ["Site: checking"]


def test_a_terminal_shows_a_line_for_each_with_its_clock() -> None:
    shown = Shown(terminal=True)
    shown.progress("Site", "building", 0, 1)
    shown.progress.lab(Moment("04-deep", 5, 10, 3, 8, "x" * 200, 95, said="epoch 2/4"))
    shown.progress("Site", "building", 0, 1)  # told again, it stays where it is
    with (console := Console(file=io.StringIO(), width=100)).capture() as seen:
        console.print(drawn(shown.progress.now(), now=30))
    site, lab = seen.get().splitlines()
    assert site.startswith("Site ") and " building " in site and site.endswith(" 30 s")
    assert lab.startswith("04-deep (5/10) ") and "epoch 2/4 · cell 3 of 8: xxx" in lab
    assert lab.endswith("… 30 s of 1 min 35 s last time")
    assert len(site) == len(lab) == 100


def test_on_a_terminal_what_is_done_leaves_one_line() -> None:
    shown = Shown(terminal=True)
    with shown.progress:
        shown.progress("AlexNet", "trace", 0, 5)
        shown.now = 4
        shown.progress("AlexNet", "maps", 5, 5)
    assert "AlexNet: done in 4 s" in shown.file.getvalue()
    assert list(shown.progress.now()) == []
