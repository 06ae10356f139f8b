"""A `Drawing` for tests: it draws nothing and keeps what it is given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archreport.report.model import Row


class Drawn:
    """The arrays of each row, as they are when the pass is over; of ``wanted`` rows alone."""

    def __init__(self, *wanted: str, later: bool = True) -> None:
        self.wanted = wanted
        self.later = later
        self.given: dict[str, NDArray[np.float32]] = {}
        self.kernels: dict[str, NDArray[np.float32]] = {}

    def wants(self, row: Row) -> bool:
        return not self.wanted or row.id in self.wanted

    def maps(self, row: Row, maps: NDArray[np.float32]) -> None:
        self.given[row.id] = maps

    def filters(self, row: Row, kernels: NDArray[np.float32]) -> None:
        self.kernels[row.id] = kernels
