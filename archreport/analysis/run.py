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

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from archreport.analysis.device import choose_device, device_name, peak_memory, synchronize
from archreport.analysis.key_maps import KEY_MAPS, PUBLIC_WEIGHTS
from archreport.analysis.labels import imagenet_labels
from archreport.analysis.meter import tensors_in
from archreport.analysis.ops import operation_name
from archreport.analysis.passes import preserved
from archreport.analysis.photo import crop_image, load_photo, prepare
from archreport.analysis.trace import Operation, trace_forward
from archreport.analysis.weights import (
    load_public,
    load_state_dict_file,
    seeded_initialisation,
    stated_values,
)
from archreport.catalog import Entry
from archreport.errors import WeightsMismatch
from archreport.report import LayerRun, Photo, Prediction, Report, Row, Run, Sheet, Weights

#: Draws what a row computed, ``(C, H, W)`` float32, and says what it drew.
Draw = Callable[[Row, NDArray[np.float32]], Sequence[Sheet]]
#: Draws the kernels of a convolution, ``(c_out, c_in, kh, kw)``.
DrawFilters = Callable[[Row, NDArray[np.float32]], Sequence[Sheet]]
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
        return network, seeded_initialisation(
            network, entry.seed if options.seed is None else options.seed
        )
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
    draw: Draw,
    draw_filters: DrawFilters,
    progress: Progress = lambda what, done, total: None,
) -> tuple[Run, Image.Image]:
    """Run the entry's network on a photograph; return what happened and the cropped picture.

    ``draw`` is called once for every row whose values are final (a convolution that the next row
    overwrites in place is not), while its values are still at hand, so that the feature maps of a
    large network never have to be kept together.

    Raises `DeviceUnavailable`, `WeightsMismatch`, `BadInput`.
    """
    device = choose_device(options.device)
    image, photo = load_photo(options.photo or entry.photo)
    height, width = entry.shape[1:]
    batch = prepare(image, height, width, entry.mean, entry.std)
    progress("weights", 0, 4)
    network, weights = load_network(entry, options)
    network, batch = network.to(device), batch.to(device)
    with preserved(network), torch.no_grad():
        network.eval()
        progress("maps", 1, 4)
        sheets = _filters(report, network, draw_filters)
        # This first pass also starts the libraries, so that the timed ones find them warm.
        layers, maps, output = _values(report, network, batch, draw)
        progress("time", 3, 4)
        with peak_memory(device) as peak:
            timed = [_timed(network, batch, device)]
        passes = options.passes or (1 if timed[0].seconds > SLOW else PASSES)
        timed += [_timed(network, batch, device) for _ in range(passes - 1)]
        progress("time", 4, 4)
    run = Run(
        device=device.type,
        device_name=device_name(device),
        dtype=str(batch.dtype).removeprefix("torch."),
        threads=torch.get_num_threads() if device.type == "cpu" else 0,
        weights=weights,
        photo=photo,
        layers=_with_seconds(report, layers, [one.laps for one in timed]),
        sheets=(*sheets, *maps),
        seconds=round(median(one.seconds for one in timed), 7),
        passes=passes,
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


# -- values --------------------------------------------------------------------------------------


def _values(
    report: Report,
    network: nn.Module,
    batch: Tensor,
    draw: Draw,
) -> tuple[tuple[LayerRun, ...], list[Sheet], Tensor]:
    """Statistics of every row and sheets of the final ones, in one traced pass."""
    rows = report.rows[len(report.inputs) :]
    passing = _passed_through(report.rows)
    layers: list[LayerRun] = []
    sheets: list[Sheet] = []
    output: list[Tensor] = []

    def observe(position: int, result: Any, operation: Operation) -> None:
        row = rows[position]
        values = next(tensors_in(result), None)
        if values is None or not values.is_floating_point():
            return
        layers.append(_statistics(row, values))
        if row.id == report.outputs[0]:
            output[:] = [values]
        if (
            row.id not in passing
            and row.kind not in ("shape", "drop")
            and row.activations + (row.storage == "in place")
        ):
            sheets.extend(draw(row, _maps(values)))

    trace_forward(network, (batch,), observe=observe)
    return tuple(layers), sheets, output[0]


def _passed_through(rows: Sequence[Row]) -> set[str]:
    """Rows whose values are not yet what is passed on, so that no sheet shows them: the next row
    changes them in place, or their only reader is a normalisation or an activation function."""
    readers: dict[str, list[Row]] = {row.id: [] for row in rows}
    for row in rows:
        for source in row.inputs:
            readers[source].append(row)
    return {
        name
        for name, reading in readers.items()
        if any(reader.storage == "in place" for reader in reading)
        or (len(reading) == 1 and reading[0].kind in ("norm", "act"))
    }


def _maps(values: Tensor) -> NDArray[np.float32]:
    """The first picture's values as ``(C, H, W)`` on the CPU."""
    first = values[0].float().cpu()
    if first.dim() == 1:
        first = first[:, None, None]
    elif first.dim() != 3:
        first = first.reshape(1, 1, -1)
    return np.asarray(first.numpy(), dtype=np.float32)


def _statistics(row: Row, values: Tensor) -> LayerRun:
    first = values[0].float()
    channels = first.flatten(1) if first.dim() > 1 else first[:, None]
    return LayerRun(
        row=row.id,
        mean=round(float(first.mean()), 6),
        std=round(float(first.std(correction=0)), 6),
        minimum=round(float(first.min()), 6),
        maximum=round(float(first.max()), 6),
        zeros=round(float((first == 0).float().mean()), 6),
        dead=int((channels == 0).all(dim=1).sum()),
        channels=len(channels),
        seconds=0.0,
    )


def _filters(report: Report, network: nn.Module, draw: DrawFilters) -> list[Sheet]:
    """The kernels of the first convolution: the only ones that are pictures (RGB) themselves."""
    parameters = dict(network.named_parameters())
    for row in report.rows:
        if row.kind == "conv" and row.params:
            weight = parameters[row.params[0].name].detach().float().cpu().numpy()
            return list(draw(row, weight)) if weight.ndim == 4 else []
    return []


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
