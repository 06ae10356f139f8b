"""What a command that takes long shows while it works, on stderr.

On a terminal each thing that is being made has a line whose clock runs. Elsewhere, as in a log,
and with ``--verbose``, each step is a line, and what goes on says so again every 20 seconds. With
``--quiet`` nothing is shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from rich.console import Console

from archreport.cli import verbosity
from archreport.cli.words import phrases, word

if TYPE_CHECKING:
    from rich.console import RenderableType

    from archreport.course.labs.moments import Moment

#: Seconds after which a log hears again of what goes on.
SILENCE = 20


@dataclass(frozen=True)
class Doing:
    """One thing that is being made, and the step it is at.

    The thing was ``begun`` and its step ``since`` by a clock in seconds; ``last`` is how many the
    step took last time. ``said`` is a line of its own about how far it is.
    """

    title: str
    what: str
    done: int
    total: int
    begun: float
    since: float
    last: float | None = None
    said: str = ""


class Progress:
    """Hears what is being done, and shows it; a context that begins and ends the showing.

    It may be told from several threads. ``console`` and ``clock`` are for tests.
    """

    def __init__(
        self, console: Console | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        console = console or Console(stderr=True)
        live = console.is_terminal and not console.is_dumb_terminal
        self._doing: Mapping[str, Doing] = {}  # never changed, so that drawing it needs no lock
        self._shown: _Shown = _Nothing()
        if not verbosity.quiet():
            shown = _Terminal if live and not verbosity.verbose() else _Log
            self._shown = shown(console, clock, self.now)
        self._clock = clock
        self._lock = threading.Lock()
        self._over = threading.Event()

    def __enter__(self) -> Progress:
        self._shown.start()
        self._ticking = threading.Thread(target=self._tick, daemon=True)
        self._ticking.start()
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        for doing in self.now() if kind is None else ():
            self(doing.title, "", 1, 1)
        self._over.set()
        self._ticking.join()
        self._shown.stop()

    def __call__(self, title: str, what: str, done: int, total: int) -> None:
        """A step of what is called ``title``: an `archreport.progress.Progress`."""
        self._tell(title, _step(what), done, total)

    def lab(self, moment: Moment) -> None:
        """A moment of a laboratory: an `archreport.course.labs.moments.Watch`."""
        cell = word("step.cell", at=moment.cell, of=moment.cells, line=moment.line)
        self._tell(
            f"{moment.lab} ({moment.number}/{moment.labs})",
            cell if moment.cell else word("step.start"),
            max(0, moment.cell - 1),
            moment.cells,
            moment.seconds,
            moment.said,
        )

    def now(self) -> Iterable[Doing]:
        """What is being done."""
        return self._doing.values()

    def _tell(
        self,
        title: str,
        what: str,
        done: int,
        total: int,
        last: float | None = None,
        said: str = "",
    ) -> None:
        now = self._clock()
        with self._lock:
            before = self._doing.get(title)
            same = before is not None and before.what == what
            doing = Doing(
                title,
                what,
                done,
                total,
                begun=before.begun if before else now,
                since=before.since if before and same else now,
                last=last,
                said=said,
            )
            here = {**self._doing, title: doing}  # where it was, so that no line jumps
            if done >= total:
                del here[title]
            self._doing = here
        if done >= total:
            self._shown.ends(doing)
        elif not same:
            self._shown.begins(doing)

    def tick(self) -> None:
        """A second has passed."""
        self._shown.tick()

    def _tick(self) -> None:
        while not self._over.wait(1):
            self.tick()


class _Shown(Protocol):
    def start(self) -> None: ...

    def begins(self, doing: Doing) -> None: ...

    def ends(self, doing: Doing) -> None: ...

    def tick(self) -> None: ...

    def stop(self) -> None: ...


class _Nothing:
    """For ``--quiet``."""

    def start(self) -> None:
        pass

    def begins(self, doing: Doing) -> None:
        pass

    def ends(self, doing: Doing) -> None:
        pass

    def tick(self) -> None:
        pass

    def stop(self) -> None:
        pass


class _Log:
    """Lines that are never changed."""

    def __init__(
        self, console: Console, clock: Callable[[], float], now: Callable[[], Iterable[Doing]]
    ) -> None:
        self._file, self._clock, self._now = console.file, clock, now
        self._spoke = clock()

    def start(self) -> None:
        pass

    def begins(self, doing: Doing) -> None:
        took = word("step.last", time=duration(doing.last)) if doing.last else ""
        self._line(f"{named(doing)}{took}")

    def ends(self, doing: Doing) -> None:
        self._line(ended(doing, self._clock()))

    def tick(self) -> None:
        """Called every second."""
        now = self._clock()
        if now - self._spoke >= SILENCE:
            for doing in self._now():
                step = word("step.line", title=named(doing), step=clock_of(doing, now))
                self._line(word("step.said", step=step, said=doing.said) if doing.said else step)

    def stop(self) -> None:
        pass

    def _line(self, text: str) -> None:
        print(text, file=self._file, flush=True)
        self._spoke = self._clock()


class _Terminal:
    """Lines at the bottom of the terminal for what is being made, one above them when it is."""

    def __init__(
        self, console: Console, clock: Callable[[], float], now: Callable[[], Iterable[Doing]]
    ) -> None:
        from rich.live import Live

        self._console, self._clock = console, clock
        self._live = Live(
            console=console,
            get_renderable=lambda: drawn(now(), clock()),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def start(self) -> None:
        self._live.start()

    def begins(self, doing: Doing) -> None:
        pass  # it draws itself anew, four times a second

    def ends(self, doing: Doing) -> None:
        text = ended(doing, self._clock())
        self._console.print(text, markup=False, highlight=False)

    def tick(self) -> None:
        pass

    def stop(self) -> None:
        self._live.stop()


def drawn(doing: Iterable[Doing], now: float) -> RenderableType:
    """A line for each thing: its name, a bar, what it does, and the clock."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(width=12)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for one in doing:
        total = one.total if one.total > 1 else None
        bar = ProgressBar(total, one.done, width=12, animation_time=now)
        words = " · ".join(filter(None, (one.said, one.what)))
        table.add_row(Text(one.title), bar, Text(words), Text(clock_of(one, now)))
    return table


def named(doing: Doing) -> str:
    """A thing and its step; a long line of code is cut."""
    what = doing.what if len(doing.what) <= 70 else f"{doing.what[:69]}…"
    return word("step.line", title=doing.title, step=what)


def ended(doing: Doing, now: float) -> str:
    """That a thing is made, and how long it took."""
    took = word("step.done_in", time=duration(now - doing.begun))
    return word("step.line", title=doing.title, step=took)


def _step(what: str) -> str:
    """A step as `archreport.progress` names it, in words."""
    return word(f"step.{what}") if f"step.{what}" in phrases() else what


def clock_of(doing: Doing, now: float) -> str:
    """How long a step has been going on, and how long it took last time."""
    took = duration(now - doing.since)
    return word("step.of_last", time=took, last=duration(doing.last)) if doing.last else took


def duration(seconds: float) -> str:
    """Seconds for people: ``8 s``, ``1 min 35 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return word("time.minutes", m=minutes, s=rest) if minutes else word("time.seconds", s=rest)
