"""What ends a command from outside, and how it ends.

A closed terminal (SIGHUP), `kill` or `docker stop` (SIGTERM) end a command as Ctrl-C does: what
was being made is removed, and one line says what there is. The exit code is 128 and the signal's
number.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP")
_received: list[int] = []


def end_like_ctrl_c() -> None:
    """From now on the signals that end a process raise `KeyboardInterrupt`, where this is the main
    thread and the one who started us did not ask to have them ignored (as ``nohup`` does)."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in _ENDING:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def exit_code() -> int:
    """Of a command that was interrupted: 130 after Ctrl-C, 143 after SIGTERM."""
    return 128 + (_received[0] if _received else signal.SIGINT)


def _end(number: int, frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt
