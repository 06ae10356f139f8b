"""The real run: weights and a photograph through the network on a chosen device.

What comes out depends on the kind of device and processor (values in their last digits), so it goes
into ``Report.run``, which the content hash leaves out. What depends on the moment goes into its
``timings``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import torch
from PIL import Image
from torch import Tensor, nn

from archreport.analysis.isolation.surroundings import undisturbed
from archreport.catalog.networks import Entry
from archreport.report.model import Report
from archreport.report.run import Photo, Prediction, Run, Scaling, Weights
from archreport.report.timings import Timings
from archreport.running.class_names import imagenet_labels
from archreport.running.device import choose_device, device_name, start_libraries
from archreport.running.options import RunOptions
from archreport.running.peak_memory import PeakMemory, peak_memory
from archreport.running.photo import crop_image, load_photo, prepare_as
from archreport.running.speed.kept_memory import memory_kept
from archreport.running.speed.one_pass import Told, watched
from archreport.running.timing import TimedPass, median_seconds, timed_passes
from archreport.running.values import Drawing, draw_filters, values_of
from archreport.running.weights.choice import chosen_weights, refuse_other_networks
from archreport.running.weights.files import load_public, load_state_dict_file
from archreport.running.weights.oxford import OXFORD_SCALING, load_oxford
from archreport.running.weights.public_names import KEY_MAPS, PUBLIC_WEIGHTS
from archreport.running.weights.seeded import seeded_initialisation, stated_values
from archreport.running.weights.statistics import PHOTOS, estimate_statistics, keeps_statistics

#: Hears of each step: what is being done, how many steps are done, how many there are.
Progress = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    pass


@dataclass(frozen=True)
class Prepared:
    """A network with its weights in evaluation mode, and the photograph as its input, both on the
    device: ``batch`` is ``(1, C, H, W)``, ``crop`` the picture that it was made from, ``scaling``
    how."""

    network: nn.Module
    weights: Weights
    scaling: Scaling
    batch: Tensor
    photo: Photo
    crop: Image.Image


def prepare_run(entry: Entry, options: RunOptions, progress: Progress = _silent) -> Prepared:
    """Load what a run needs, onto the device.

    Raises `DeviceUnavailable`, `WeightsMismatch`, `BadInput`.
    """
    device = choose_device(options.device)
    image, photo = load_photo(options.photo or entry.photo)
    height, width = entry.shape[1:]
    progress("weights", 0, 4)
    network, weights = load_network(entry, options)
    scaling = scaling_of(entry, options)
    batch = prepare_as(image, height, width, scaling)
    crop = crop_image(image, height, width)
    return Prepared(network.to(device), weights, scaling, batch.to(device), photo, crop)


def scaling_of(entry: Entry, options: RunOptions) -> Scaling:
    """How the pictures for this network are scaled: as the weights that ``options`` ask for were
    trained, where this is known, else as the entry says."""
    if chosen_weights(entry, options.weights) == "oxford":
        return OXFORD_SCALING
    return Scaling(entry.mean, entry.std, "grey" if len(entry.mean) == 1 else "RGB")


def load_network(entry: Entry, options: RunOptions) -> tuple[nn.Module, Weights]:
    """The entry's network with its weights, in evaluation mode, on the CPU.

    Raises `WeightsMismatch` for weights that cannot be had or do not fit.
    """
    asked = chosen_weights(entry, options.weights)
    seed = entry.seed if options.seed is None else options.seed
    refuse_other_networks(entry, asked)
    network = _uninitialised(entry).eval()
    if asked in ("seeded", "oxford"):
        if asked == "oxford":
            weights = load_oxford(network, seed, entry.oxford)
        else:
            weights = seeded_initialisation(network, seed)
        return network, _with_statistics(network, weights, entry, options)
    if asked == "imagenet":
        return network, load_public(network, PUBLIC_WEIGHTS[entry.public])
    names = KEY_MAPS.get(entry.public)
    leftover = PUBLIC_WEIGHTS[entry.public].leftover if entry.public else ()
    return network, load_state_dict_file(network, Path(asked), names, leftover)


def _with_statistics(
    network: nn.Module, weights: Weights, entry: Entry, options: RunOptions
) -> Weights:
    """Estimate the statistics that ``network`` normalises by, if it does: none were learned."""
    if not keeps_statistics(network):
        return weights
    height, width = entry.shape[1:]
    scaling = scaling_of(entry, options)
    images = [load_photo(name)[0] for name in PHOTOS]
    start_libraries()
    estimate_statistics(
        network, torch.cat([prepare_as(image, height, width, scaling) for image in images])
    )
    return replace(weights, statistics=PHOTOS)


def _uninitialised(entry: Entry) -> nn.Module:
    """The network without an initialisation that is about to be overwritten, where that is safe:
    constant buffers would stay undefined (other than a normalisation's statistics and what
    ``initial_values()`` states)."""
    with torch.device("meta"):
        network = entry.build()
    stated = stated_values(network)
    constants = any(
        f"{path}.{name}" not in stated
        for path, module in network.named_modules()
        if not isinstance(module, nn.modules.batchnorm._NormBase)
        for name, _ in module.named_buffers(recurse=False)
    )
    return entry.build() if constants else network.to_empty(device="cpu")


def run_network(
    report: Report,
    prepared: Prepared,
    drawing: Drawing,
    passes: int | None = None,
    progress: Progress = _silent,
) -> Run:
    """Run the network of ``report`` on its photograph: values, predictions, times, memory.

    ``drawing`` is given every row whose values are final (a convolution that the next row
    overwrites in place is not) while its values are still at hand, so that the feature maps of a
    large network never have to be kept together. ``passes`` is how many passes to time, see
    `RunOptions`. The run's ``sheets``, its ``maps`` and the file of its photograph are left to the
    caller.
    """
    network, weights, batch = prepared.network, prepared.weights, prepared.batch
    device = batch.device
    with memory_kept(), undisturbed(), torch.no_grad():
        network.eval()
        if device.type == "cpu":
            start_libraries()
        progress("maps", 1, 4)
        draw_filters(report, network, drawing, prepared.scaling.order)
        seen, told = watched(
            lambda: values_of(report, network, batch, drawing), device, alone=not drawing.later
        )
        progress("time", 3, 4)
        timed, peak = _measured(told, network, batch, passes)
        progress("time", 4, 4)
    return Run(
        device=device.type,
        dtype=str(batch.dtype).removeprefix("torch."),
        weights=weights,
        scaling=prepared.scaling,
        photo=prepared.photo,
        layers=seen.layers,
        sheets=(),
        predictions=_predictions(seen.output)
        if weights.complete and seen.output is not None
        else (),
        timings=_timings(report, device, timed, peak),
    )


def _measured(
    told: Told, network: nn.Module, batch: Tensor, passes: int | None
) -> tuple[list[TimedPass], PeakMemory]:
    """Timed passes and the memory of one: what was ``told`` already, and what was not."""
    device = batch.device
    if told.peak is None:
        with peak_memory(device) as peak:
            return timed_passes(network, batch, device, passes), peak
    if told.timed and passes is None:
        return [told.timed], told.peak
    return timed_passes(network, batch, device, passes), told.peak


def _timings(
    report: Report, device: torch.device, timed: Sequence[TimedPass], peak: PeakMemory
) -> Timings:
    rows = report.rows[len(report.inputs) :]
    seconds = median_seconds(timed, [row.op for row in rows])
    return Timings(
        date=datetime.now(UTC).date().isoformat(),
        device_name=device_name(device),
        threads=torch.get_num_threads() if device.type == "cpu" else 0,
        passes=len(timed),
        seconds=round(median(one.seconds for one in timed), 7),
        peak_bytes=peak.bytes,
        peak_method=peak.method,
        rows={row.id: round(one, 7) for row, one in zip(rows, seconds, strict=True)},
    )


def _predictions(output: Tensor | None) -> tuple[Prediction, ...]:
    """The five most probable classes, named where the network has ImageNet's thousand."""
    if output is None:
        return ()
    scores = output[0].float().softmax(0)
    if scores.dim() != 1:
        return ()
    labels = imagenet_labels() if len(scores) == 1000 else ()
    top = scores.topk(min(5, len(scores)))
    return tuple(
        Prediction(int(i), labels[int(i)] if labels else str(int(i)), round(float(p), 6))
        for p, i in zip(top.values.tolist(), top.indices.tolist(), strict=True)
    )
