"""A `Drawing` for tests: it draws nothing and keeps what it is given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archreport.report.model import Row


class Drawn:
    """The arrays of each row, as they are when the pass is over."""

    threads = 1

    def __init__(self) -> None:
        self.given: dict[str, NDArray[np.float32]] = {}
        self.kernels: dict[str, NDArray[np.float32]] = {}

    def maps(self, row: Row, maps: NDArray[np.float32]) -> None:
        self.given[row.id] = maps

    def filters(self, row: Row, kernels: NDArray[np.float32]) -> None:
        self.kernels[row.id] = kernels
