"""Which extents of the input may be chosen, and between which values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd

from archreport.analysis.sizes.trials import Trial
from archreport.analysis.sizes.tried import Axis, Tried
from archreport.report.model import Report, Row
from archreport.report.size_functions import FixedExtent, SizeVariable

#: Names of the axes behind batch and channels.
_AXES = {3: ("length",), 4: ("height", "width"), 5: ("depth", "height", "width")}
_BATCHES = (1, 2, 3, 7, 1024)
#: Steps from the value of the report that are tried first: rests in the rhythm of any stride.
_STEPS = (1, -1, 2, -3, 5, 7, 16, -16, 31, 32, -32, 64, 97)
#: How many values that the model takes are enough.
_ENOUGH = 7
#: How far all values are tried, where those steps are refused.
_NEAR = 64
#: Least and greatest value of an extent that is tried.
_LEAST, _GREATEST = 1, 2048
#: A recurrent network makes every step by itself, so that a long pass takes long: so many times the
#: length of the report at most.
_LONGEST = 3


def axes_of(report: Report) -> list[Axis]:
    """The batch of all inputs together, then their other extents but channels."""
    found: list[Axis] = []
    batch: list[tuple[int, int]] = []
    named: set[str] = set()
    rows = report.rows[: len(report.inputs)]
    is_recurrent = any(stage.kind == "recurrent" for stage in report.stages)
    for at, (given, row) in enumerate(zip(report.inputs, rows, strict=True)):
        if row.batch_axis is not None:
            batch.append((at, row.batch_axis))
        rank = len(given.shape)
        is_map = rank in _AXES and (rank != 3 or _is_signal(row))
        for axis, extent in enumerate(given.shape):
            if axis == row.batch_axis or (is_map and axis == 1):
                continue
            is_last = axis == rank - 1 and "int" not in given.dtype
            name = "features" if is_last else "length"
            most = _LONGEST * extent if is_recurrent else _GREATEST
            if is_map:
                name = _AXES[rank][axis - 2]
            if name in named:
                name = f"{name}_{given.id}"
            if name in named or not name.isidentifier():
                name = f"extent_{at}_{axis}"
            named.add(name)
            found.append(Axis(name, ((at, axis),), extent, most))
    extents = {report.inputs[at].shape[axis] for at, axis in batch}
    if len(extents) == 1:
        found.insert(0, Axis("batch", tuple(batch), extents.pop()))
    return found


def _is_signal(row: Row) -> bool:
    return bool(row.receptive and len(row.receptive.size) == 1)


def variables_of(
    axes: Sequence[Axis], tried: Tried
) -> tuple[list[SizeVariable], list[FixedExtent]]:
    """Axes for which the model takes other values than the report's, and those for which not."""
    left: list[tuple[Axis, str]] = []
    found = _chosen(axes, tried, left)
    ties = _ties(left, tried)
    if ties:  # what was tried is forgotten: try again
        names = {one.name for one in found}
        found = _chosen([axis for axis in axes if axis.name in names], tried, [])
        found += _chosen(ties, tried, [])
    return found, [FixedExtent(axis.name, axis.traced, "fails", "", why) for axis, why in left]


def _chosen(axes: Sequence[Axis], tried: Tried, left: list[tuple[Axis, str]]) -> list[SizeVariable]:
    """Those that the model takes at other values; the rest is added to ``left``."""
    found = []
    for axis in axes:
        values, reason = _values(axis, tried)
        if len([value for value in values if value > 1 or axis.traced == 1]) > 1:
            found.append(_variable(axis, values))
        else:  # an extent of 1 alone may be spread over another one
            left.append((axis, reason))
    return found


def _values(axis: Axis, tried: Tried) -> tuple[list[int], str]:
    """The values that the model takes, and what it says to the first that it refuses."""
    reason = ""
    found = {axis.traced}
    for value in _to_try(axis):
        trial = tried.at({axis.name: value})
        if isinstance(trial, Trial):
            found.add(value)
        else:
            reason = reason or trial.reason
    if len(found) < 3 and axis.name != "batch":
        for value in _near(axis.traced):
            if len(found) < _ENOUGH and isinstance(tried.at({axis.name: value}), Trial):
                found.add(value)
    if axis.name != "batch" and len(found) > 1:
        found |= _ends(axis, sorted(found), tried)
    return sorted(found), reason


def _to_try(axis: Axis) -> Iterator[int]:
    if axis.name == "batch":
        yield from _BATCHES
        return
    for step in _STEPS:
        if 0 < axis.traced + step <= axis.most:
            yield axis.traced + step


def _near(traced: int) -> Iterator[int]:
    for step in range(1, _NEAR + 1):
        yield traced + step
        if traced > step:
            yield traced - step


def _ends(axis: Axis, found: Sequence[int], tried: Tried) -> set[int]:
    """Values much smaller and much larger that the model takes, in the rhythm of ``found``."""
    rhythm = _rhythm(found)
    ends: set[int] = set()
    for goal in (axis.most, min(axis.most, 4 * axis.traced), 2 * axis.traced):
        value = goal - (goal - axis.traced) % rhythm
        if value > axis.traced and isinstance(tried.at({axis.name: value}), Trial):
            ends.add(value)
            break
    value = axis.traced // 2 - (axis.traced // 2 - axis.traced) % rhythm
    lowest = axis.traced
    while value >= _LEAST and isinstance(tried.at({axis.name: value}), Trial):
        ends.add(value)
        lowest, half = value, value // 2
        value = half - (half - axis.traced) % rhythm
        if value == lowest:
            break
    refused, taken = max(value, 0), lowest  # the smallest lies between them
    while taken - refused > rhythm:
        middle = (taken + refused) // 2
        middle -= (middle - axis.traced) % rhythm
        if middle <= refused or middle >= taken:
            break
        if isinstance(tried.at({axis.name: middle}), Trial):
            ends.add(middle)
            taken = middle
        else:
            refused = middle
    return ends


def _rhythm(found: Sequence[int]) -> int:
    """The step of which all differences are multiples."""
    step = 0
    for value in found[1:]:
        step = gcd(step, value - found[0])
    return step or 1


def _ties(left: list[tuple[Axis, str]], tried: Tried) -> list[Axis]:
    """Extents that can only be changed together: the sides of a square, the lengths of words and
    of their mask. Taken out of ``left``."""
    found: list[Axis] = []
    for axis, _ in list(left):
        alike = [one for one, _ in left if one.traced == axis.traced and one.name != "batch"]
        if axis not in alike or len(alike) < 2:
            continue
        together = Axis(axis.name, tuple(p for one in alike for p in one.places), axis.traced)
        tried.replace(alike, [together])
        values, _ = _values(together, tried)
        if len(values) > 1:
            found.append(together)
            left[:] = [one for one in left if one[0] not in alike]
        else:
            tried.replace([together], alike)
    return found


def _variable(axis: Axis, values: Sequence[int]) -> SizeVariable:
    return SizeVariable(axis.name, axis.places, axis.traced, values[0], values[-1])
