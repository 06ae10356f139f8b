"""The real run: weights and a photograph through the network on a chosen device.

What comes out depends on the device and the machine (values in their last digits, times), so it
goes into ``Report.run``, which the content hash leaves out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from archreport.analysis.isolation.surroundings import undisturbed
from archreport.analysis.tracing.kernel_counter import tensors_in
from archreport.catalog.networks import Entry
from archreport.errors import WeightsMismatch
from archreport.operations.names import operation_name
from archreport.report.model import Report
from archreport.report.run import LayerRun, Photo, Prediction, Run, Weights
from archreport.running.class_names import imagenet_labels
from archreport.running.device import choose_device, device_name, start_libraries, synchronize
from archreport.running.peak_memory import PeakMemory, memory_kept, peak_memory
from archreport.running.photo import crop_image, load_photo, prepare
from archreport.running.values import Drawing, draw_filters, values_of
from archreport.running.weights.files import load_public, load_state_dict_file
from archreport.running.weights.public_names import KEY_MAPS, PUBLIC_WEIGHTS
from archreport.running.weights.seeded import seeded_initialisation, stated_values

#: Told of each step: what is being done, how many steps are done, how many there are.
Progress = Callable[[str, int, int], None]


PASSES = 3
SLOW = 1.0


@dataclass(frozen=True)
class RunOptions:
    """How to run. ``weights`` is "seeded", "imagenet" or a state-dict file; ``photo`` the name of
    a bundled photograph or a file, None for the entry's own; ``passes`` how often to time, None
    for `PASSES` times, or once where a pass takes longer than `SLOW` seconds."""

    device: str = "auto"
    weights: str = "seeded"
    photo: str | None = None
    seed: int | None = None
    passes: int | None = None


def load_network(entry: Entry, options: RunOptions) -> tuple[nn.Module, Weights]:
    """The entry's network with its weights, in evaluation mode, on the CPU.

    Raises `WeightsMismatch` for weights that cannot be had or do not fit.
    """
    network = _uninitialised(entry).eval()
    if options.weights == "seeded":
        seed = entry.seed if options.seed is None else options.seed
        return network, seeded_initialisation(network, seed)
    if options.weights == "imagenet":
        if not entry.public:
            raise WeightsMismatch(
                f"No public ImageNet weights fit {entry.identity.title} ({entry.key}).",
                "Leave --weights out for a seeded initialisation, or give a state-dict file.",
            )
        return network, load_public(network, PUBLIC_WEIGHTS[entry.public])
    names = KEY_MAPS.get(entry.public)
    leftover = PUBLIC_WEIGHTS[entry.public].leftover if entry.public else ()
    return network, load_state_dict_file(network, Path(options.weights), names, leftover)


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


def run_entry(
    report: Report,
    entry: Entry,
    options: RunOptions,
    drawing: Drawing,
    settle: Callable[[], None] = lambda: None,
    progress: Progress = lambda what, done, total: None,
) -> tuple[Run, Image.Image]:
    """Run the entry's network on a photograph; return what happened and the cropped picture.

    ``drawing`` is given every row whose values are final (a convolution that the next row
    overwrites in place is not) while its values are still at hand, so that the feature maps of a
    large network never have to be kept together. ``settle`` is called before the clock starts: it
    should wait for what else is going on. The run's ``sheets`` are left to the caller.

    Raises `DeviceUnavailable`, `WeightsMismatch`, `BadInput`.
    """
    device = choose_device(options.device)
    image, photo = load_photo(options.photo or entry.photo)
    height, width = entry.shape[1:]
    batch = prepare(image, height, width, entry.mean, entry.std)
    progress("weights", 0, 4)
    network, weights = load_network(entry, options)
    network, batch = network.to(device), batch.to(device)
    with memory_kept(), undisturbed(), torch.no_grad():
        network.eval()
        settle()
        progress("time", 1, 4)
        timed, peak = _timed_passes(network, batch, device, options.passes)
        progress("maps", 2, 4)
        draw_filters(report, network, drawing)
        layers, output = values_of(report, network, batch, drawing)
        progress("maps", 4, 4)
    run = Run(
        device=device.type,
        device_name=device_name(device),
        dtype=str(batch.dtype).removeprefix("torch."),
        threads=torch.get_num_threads() if device.type == "cpu" else 0,
        weights=weights,
        photo=photo,
        layers=_with_seconds(report, layers, [one.laps for one in timed]),
        sheets=(),
        seconds=round(median(one.seconds for one in timed), 7),
        passes=len(timed),
        peak_bytes=peak.bytes,
        peak_method=peak.method,
        predictions=_predictions(output) if weights.trained else (),
    )
    return run, crop_image(image, height, width)


def with_crop(run: Run, file: str) -> Run:
    """The run with the file name of the picture its page shows."""
    photo: Photo = replace(run.photo, crop=file)
    return replace(run, photo=photo)


# -- time ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Timed:
    """One pass: its seconds, and those of each function call by name."""

    seconds: float
    laps: list[tuple[str, float]]


def _timed_passes(
    network: nn.Module, batch: Tensor, device: torch.device, passes: int | None
) -> tuple[list[_Timed], PeakMemory]:
    """The timed passes, and the memory that the first of them took.

    The first is slower than the next, by a tenth or so on a CPU: the median leaves it out. Other
    devices choose their kernels in the first, which then takes many times as long: there a pass
    goes before.
    """
    if device.type == "cpu":
        start_libraries()
    else:
        _timed(network, batch, device)
    with peak_memory(device) as peak:
        timed = [_timed(network, batch, device)]
    once = passes is None and timed[0].seconds > SLOW
    more = 0 if once else (passes or PASSES) - 1
    return timed + [_timed(network, batch, device) for _ in range(more)], peak


def _timed(network: nn.Module, batch: Tensor, device: torch.device) -> _Timed:
    """Time one pass as a whole and call by call.

    On a CPU one pass gives both. Elsewhere waiting for the device after every call would slow the
    whole, so that a second pass is timed without it.
    """
    watch = _Stopwatch(device)
    synchronize(device)
    start = time.perf_counter()
    with watch:
        network(batch)
    synchronize(device)
    seconds = time.perf_counter() - start
    if device.type != "cpu":
        start = time.perf_counter()
        network(batch)
        synchronize(device)
        seconds = time.perf_counter() - start
    return _Timed(seconds, watch.laps)


class _Stopwatch(TorchFunctionMode):
    """Times every traced function, waiting for the device before and after."""

    def __init__(self, device: torch.device) -> None:
        super().__init__()
        self.device = device
        self.laps: list[tuple[str, float]] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        synchronize(self.device)
        start = time.perf_counter()
        result = func(*args, **(kwargs or {}))
        synchronize(self.device)
        if any(True for _ in tensors_in(result)):
            self.laps.append((operation_name(func, args), time.perf_counter() - start))
        return result


def _with_seconds(
    report: Report, layers: Sequence[LayerRun], laps: list[list[tuple[str, float]]]
) -> tuple[LayerRun, ...]:
    """The layers with the median time of each row."""
    rows = report.rows[len(report.inputs) :]
    median_of = dict(
        zip([row.id for row in rows], _median_of(laps, [row.op for row in rows]), strict=True)
    )
    return tuple(replace(layer, seconds=round(median_of[layer.row], 7)) for layer in layers)


def _median_of(laps: list[list[tuple[str, float]]], names: Sequence[str]) -> list[float]:
    """Median seconds per operation. The laps hold every call, ``names`` only the traced ones."""
    columns = []
    for run in laps:
        position = 0
        seconds = []
        for name in names:
            while position < len(run) and run[position][0] != name:
                position += 1
            seconds.append(run[position][1] if position < len(run) else 0.0)
            position += 1
        columns.append(seconds)
    return [median(values) for values in zip(*columns, strict=True)]


def _predictions(output: Tensor) -> tuple[Prediction, ...]:
    """The five most probable classes, named where the network has ImageNet's thousand."""
    scores = output[0].float().softmax(0)
    if scores.dim() != 1:
        return ()
    labels = imagenet_labels() if len(scores) == 1000 else ()
    top = scores.topk(min(5, len(scores)))
    return tuple(
        Prediction(int(i), labels[int(i)] if labels else str(int(i)), round(float(p), 6))
        for p, i in zip(top.values.tolist(), top.indices.tolist(), strict=True)
    )
