"""Contact sheets of what a network computes, drawn and written while it runs.

All channels of every layer are drawn by threads of their own, while the network goes on. What
PyTorch, NumPy and Pillow compute runs outside of Python's lock, so that threads are enough. The few
sheets that stages are shown by are drawn at once, and nothing is kept of the values.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.report.model import Row
from archreport.report.run import Sheet
from archreport.running.sheets import contact_sheet

#: Bytes of values that may wait to be drawn: what waits is memory that the run does not need.
WAITING = 128 * 2**20


class SheetWriter:
    """Draws rows into ``folder``, as a `archreport.running.values.Drawing`.

    ``full`` names the rows that get a sheet of all their channels, ``short`` those that get one of
    the most varied channels. ``below`` is a folder in it ("name/") for all of them. An error in a
    thread comes out of a later call or of `finish`.
    """

    def __init__(
        self, folder: Path, full: frozenset[str], short: frozenset[str], below: str = ""
    ) -> None:
        self._folder = folder
        self._below = below
        self._full = full
        self._short = short
        self._pool = ThreadPoolExecutor(min(4, max(1, (os.cpu_count() or 1) // 2)))
        self._jobs: list[Future[list[Sheet]]] = []
        self._waiting: dict[int, int] = {}  # bytes of each job that may not be done yet

    @property
    def later(self) -> bool:
        return bool(self._full)

    def wants(self, row: Row) -> bool:
        return row.id in self._full or row.id in self._short

    def maps(self, row: Row, maps: NDArray[np.float32]) -> None:
        """Draw what a row computed, ``(C, H, W)``."""

        def draw() -> list[Sheet]:
            sheets = []
            if row.id in self._full:
                sheets += [contact_sheet.all_channels(row.id, maps, f"{self._below}maps/{row.id}")]
            if row.id in self._short and (maps[0].size > 1 or not sheets):
                file = f"{self._below}maps/{row.id}-top"
                sheets += [contact_sheet.preview(row.id, maps, file)]
            return [self._save(*one) for one in sheets]

        self._submit(maps.nbytes, draw)

    def filters(self, row: Row, kernels: NDArray[np.float32]) -> None:
        """Draw the kernels of a convolution, ``(c_out, c_in, kh, kw)``."""
        file = f"{self._below}filters/{row.id}"
        self._submit(
            kernels.nbytes, lambda: [self._save(*contact_sheet.filters(row.id, kernels, file))]
        )

    def finish(self) -> tuple[Sheet, ...]:
        """Wait until everything is written; the sheets in the order in which they were given."""
        return tuple(sheet for job in self._jobs for sheet in job.result())

    def _submit(self, nbytes: int, draw: Callable[[], list[Sheet]]) -> None:
        """Hand over a drawing once little enough waits, the oldest first; or do it now."""
        if not self.later:
            done: Future[list[Sheet]] = Future()
            done.set_result(draw())
            self._jobs.append(done)
            return
        while self._waiting and sum(self._waiting.values()) + nbytes > WAITING:
            oldest = next(iter(self._waiting))
            self._jobs[oldest].result()
            del self._waiting[oldest]
        self._waiting[len(self._jobs)] = nbytes
        self._jobs.append(self._pool.submit(draw))

    def _save(self, image: Image.Image, sheet: Sheet) -> Sheet:
        contact_sheet.save_picture(image, self._folder / sheet.file)
        return sheet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)
