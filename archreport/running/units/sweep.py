"""Pictures through a network, one after the other: where each unit is strongest.

A picture is read, looked at and let go before the next one. What was found so far can be kept at
any time, and a later sweep goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from archreport.analysis.isolation.surroundings import undisturbed
from archreport.errors import BadInput
from archreport.report.model import ReceptiveField, Report, Row
from archreport.report.run import Scaling
from archreport.report.unit_rows import UnitRow, field_of, well_inside
from archreport.report.units import INSIDE, Picture
from archreport.running.photo import as_input
from archreport.running.row_watch import watch_rows
from archreport.running.speed.kept_memory import memory_kept
from archreport.running.threads import threads
from archreport.running.units.strongest import Strongest, ViewPeaks, with_picture
from archreport.running.units.views import Source, cut, views_of

#: Threads of PyTorch. Several would wait for each other some fifty times a view, which on a machine
#: that does other work too takes longer than what they share.
THREADS = 1


@dataclass(frozen=True)
class Found:
    """What a sweep has found: the pictures that it has seen, and by convolution the strongest."""

    pictures: tuple[Picture, ...]
    layers: Mapping[str, Strongest]


def nothing_found(rows: Sequence[UnitRow]) -> Found:
    """Before the first picture."""
    return Found((), {one.row.id: Strongest.nothing(one.units) for one in rows})


def sweep(
    report: Report,
    network: nn.Module,
    rows: Sequence[UnitRow],
    scaling: Scaling,
    pictures: Sequence[Source],
    found: Found,
    unreadable: Callable[[Source, BadInput], object] | None = None,
) -> Iterator[Found]:
    """Look at every picture that ``found`` does not have yet; after each, yield what is found.

    ``network`` is on the device that computes and in evaluation mode; ``rows`` are some of
    `archreport.report.unit_rows.unit_rows`. ``unreadable`` is told of a picture that cannot be
    read, which is then passed over; without it, what `Source.read` raises is raised. Raises
    `ForwardFailed` where the network takes another way than the one that was reported.
    """
    seen = {picture.name for picture in found.pictures}
    height, width = report.inputs[0].shape[2:]
    for source in pictures:
        if source.name in seen:
            continue
        try:
            image = source.read()
        except BadInput as error:
            if unreadable is None:
                raise
            unreadable(source, error)
            continue
        views = views_of(image.size, (height, width))
        peaks: dict[str, list[ViewPeaks]] = {one.row.id: [] for one in rows}
        with memory_kept(), undisturbed(), torch.no_grad(), threads(THREADS):
            for view in views:
                batch = as_input(cut(image, view, (height, width)), scaling)
                for name, one in peaks_of(report, network, rows, batch).items():
                    peaks[name].append(one)
        found = Found(
            (*found.pictures, Picture(source.name, pixels_sha256(image), image.size, views)),
            {
                one.row.id: with_picture(
                    found.layers[one.row.id],
                    len(found.pictures),
                    views,
                    tuple(peaks[one.row.id]),
                    field_of(one),
                )
                for one in rows
            },
        )
        yield found


def peaks_of(
    report: Report, network: nn.Module, rows: Sequence[UnitRow], batch: Tensor
) -> dict[str, ViewPeaks]:
    """By convolution, the strongest position of each of its units in one input, ``(1, C, H, W)``.

    The pass ends behind the last row that is asked for.
    """
    wanted = {one.read.id: one.row.id for one in rows}
    fields = {one.read.id: field_of(one) for one in rows}
    peaks: dict[str, ViewPeaks] = {}

    def look(row: Row, values: Tensor) -> None:
        if row.id in wanted:
            peaks[wanted[row.id]] = _peaks(values[0], fields[row.id], batch.shape[2:])
        if len(peaks) == len(wanted):
            raise _Enough

    device = next(network.parameters()).device
    with suppress(_Enough):
        watch_rows(report, network, batch.to(device), look)
    return peaks


def pixels_sha256(image: Image.Image) -> str:
    """The SHA-256 of a picture's pixels, so that the same picture in another file is the same."""
    return sha256(image.convert("RGB").tobytes()).hexdigest()


class _Enough(Exception):
    """All that was asked for has been seen."""


def _peaks(values: Tensor, field: ReceptiveField, picture: Sequence[int]) -> ViewPeaks:
    """Of one view's values, ``(C, H, W)``."""
    down, across = (
        well_inside(field, axis, values.shape[1 + axis], picture[axis], INSIDE) for axis in (0, 1)
    )
    within = values[:, down.start : down.stop, across.start : across.stop].float()
    best, index = within.flatten(1).max(dim=1)
    places = np.stack(np.divmod(index.cpu().numpy(), len(across)), axis=1)
    return ViewPeaks(
        best.cpu().numpy(),
        (places + np.array([down.start, across.start])).astype(np.int32),
        (values > 0).sum(dim=(1, 2)).cpu().numpy().astype(np.int64),
        values[0].numel(),
    )
