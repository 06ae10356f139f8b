"""``python killed.py N COMMAND …``: the command, killed by SIGKILL before its N-th rename.

With N = 0 nothing is killed, and the number of renames is the last line on stderr. Renames are
those that publish something: `os.replace`, `os.rename`, `Path.replace`, `Path.rename`, and the
exchange of two names.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archreport.cli import own_atlas
from archreport.files import atomic, exchange

_guard = threading.Lock()
_seen = 0


def _counted(rename: Callable[..., Any], last: int) -> Callable[..., Any]:
    def renames(*arguments: Any, **options: Any) -> Any:
        global _seen
        with _guard:
            _seen += 1
            if _seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
        return rename(*arguments, **options)

    return renames


def _main(last: int, arguments: list[str]) -> None:
    from archreport.cli import main

    for name in ("rename", "replace"):
        setattr(Path, name, _counted(getattr(Path, name), last))
    own_atlas._EVERY = 0  # what was found is kept after every picture
    atomic.exchange = _counted(exchange.exchange, last)
    try:
        main(arguments)
    finally:
        print(_seen, file=sys.stderr)


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2:])
