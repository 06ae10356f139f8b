"""Serving the copy, and renewing it whenever something is saved."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path

from archreport.errors import ArchreportError
from archreport.progress import Say
from archreport.site.configs import HTML
from archreport.site.preview.reloading import Changes, ReloadingHandler
from archreport.site.preview.renewed import renew
from archreport.site.preview.watching import changed, seen
from archreport.site.preview.work import Work, watched_places, work_for
from archreport.site.serve import bound

#: Seconds between two looks at the files.
EVERY = 0.5
#: Hears of what was done: the pages that look different, and the seconds that it took.
Heard = Callable[[list[str], float], object]


def preview(
    folder: Path, root: Path, out: Path, port: int, *, ready: Say, renewed: Heard, refused: Say
) -> None:
    """Serve what `archreport.site.preview.renewed.copy_site` put into ``folder`` until interrupted,
    and renew it when files of the project at ``root`` change; reports are those under ``out``.

    ``ready`` is given the address, ``refused`` what is wrong with a page that was saved: it stays
    as it was until it is saved again. Raises `BadInput` for a port that cannot be used.
    """
    root = root.resolve()
    package = _as_seen_from(root, Path(__file__).parents[2])
    changes = Changes()
    handler = type("Handler", (ReloadingHandler,), {"changes": changes})
    with bound(functools.partial(handler, directory=str(folder / HTML)), port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        places = watched_places(root, package)
        before = seen(places)
        ready(f"http://127.0.0.1:{server.server_port}/")
        try:
            while True:
                time.sleep(EVERY)
                now = seen(places)
                work = work_for(changed(before, now), root, package)
                before = now
                if work:
                    _renew(folder, root, out, work, changes, renewed, refused)
        finally:
            server.shutdown()


def _renew(
    folder: Path, root: Path, out: Path, work: Work, changes: Changes, renewed: Heard, refused: Say
) -> None:
    begun = time.monotonic()
    try:
        pages = renew(folder, root, out, work)
    except ArchreportError as error:
        refused(str(error))
        return
    renewed(pages, time.monotonic() - begun)
    changes.tell()


def _as_seen_from(root: Path, package: Path) -> Path:
    """The package as a folder of the project, where it is one."""
    own = root / package.name
    return own if own.is_dir() and own.samefile(package) else package
