"""Which rows' values are what is passed on: the ones that a picture can show."""

from __future__ import annotations

from collections.abc import Sequence

from archreport.report.model import Row


def has_final_values(rows: Sequence[Row]) -> frozenset[str]:
    """The rows that compute something and hand it on as it is.

    A change of shape, a dropout and what stores nothing compute nothing of their own. Of others
    the next row changes the result in place, or their only reader is a normalisation or an
    activation function: then that row has what is passed on.
    """
    passing = passed_through(rows)
    return frozenset(
        row.id
        for row in rows
        if row.id not in passing
        and row.kind not in ("io", "shape", "drop")
        and row.activations + (row.storage == "in place")
    )


def passed_through(rows: Sequence[Row]) -> frozenset[str]:
    """The rows that the next one changes in place, or that only a normalisation or an activation
    function reads."""
    readers: dict[str, list[Row]] = {row.id: [] for row in rows}
    for row in rows:
        for source in row.inputs:
            readers[source].append(row)
    return frozenset(
        name
        for name, reading in readers.items()
        if any(reader.storage == "in place" for reader in reading)
        or (len(reading) == 1 and reading[0].kind in ("norm", "act"))
    )
