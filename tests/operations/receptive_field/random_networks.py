"""Random small networks, and their receptive fields by gradients against those of the analysis.

    python -m tests.operations.receptive_field.random_networks --count 500 --seed 0

A network is a row of steps drawn from `random_steps`, in one, two or three dimensions. Its weights
are positive, so that no paths cancel; where a maximum or a rectifier would hide paths, gradients go
through something smooth that reads the same values. For every row some values are probed: none may
see more than the row says. Where a row holds a map, the outputs in its middle are probed one by
one: what is said to be exact must be what the largest of them sees, with its jump and start, unless
the picture's borders cut it.
"""

from __future__ import annotations

import argparse
import random
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import torch
from torch import Tensor, nn

from archreport.analysis.axes import layouts_of
from archreport.analysis.rows import rows_of
from archreport.analysis.tracing.tracer import trace_forward
from archreport.report.model import ReceptiveField
from tests.operations.receptive_field.random_steps import STEPS, Measuring, Step, convolution

#: The extents of the picture by its dimensions: large enough for a few layers.
EXTENTS = {1: (96,), 2: (40, 36), 3: (12, 14, 16)}
#: How many neighbouring outputs are probed along each axis.
PROBED = {1: 24, 2: 9, 3: 5}
LARGEST = 12_000  # values of a map


class Drawn(nn.Module):
    """A row of steps. ``maps`` are their results in the last pass."""

    def __init__(self, steps: list[Step]) -> None:
        super().__init__()
        self.steps = nn.ModuleList(steps)
        self.maps: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.maps = []
        for step in self.steps:
            x = step(x)
            self.maps.append(x)
        return x


@dataclass
class Tally:
    """How many rows there were of each status, which ones were compared, and what was wrong."""

    networks: int = 0
    status: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    loose: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = sum(self.status.values())
        share = 100 * self.status["unknown"] / max(rows, 1)
        mean = sum(self.loose) / max(len(self.loose), 1)
        return (
            f"{self.networks} networks, {rows} rows: {dict(self.status)}; unknown {share:.2f} % "
            f"{dict(self.unknown)}; compared {dict(self.compared)}; bounds {mean:.2f} x the truth; "
            f"{len(self.faults)} faults"
        )


def drawn(rng: random.Random) -> tuple[Drawn, Tensor]:
    """A random network and an input for it."""
    dimensions = rng.choice((1, 2, 2, 2, 3))
    x = torch.rand(1, 2, *EXTENTS[dimensions], dtype=torch.double) + 0.5
    steps: list[Step] = []
    sample, wanted = x, rng.randint(2, 5)
    for _ in range(40):
        if len(steps) == wanted:
            break
        # Without a window a tensor of rank 3 is a sequence, not a signal.
        make = convolution if dimensions != 2 and not steps else rng.choice(STEPS)
        step = make(rng, tuple(sample.shape))
        if step is None:
            continue
        with torch.no_grad():
            try:
                after = step.double().eval()(sample)
            except RuntimeError:  # a window larger than what is left of the map
                continue
        if after.numel() <= LARGEST and after.shape[1] <= 24 and min(after.shape[2:]) > 2:
            steps.append(step)
            sample = after
    return Drawn(steps).eval(), x


def check(seed: int, tally: Tally) -> None:
    """Draw one network and compare every row."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    net, x = drawn(rng)
    names = " > ".join(step.name for step in net.steps)
    compare(net, x, f"seed {seed}: {names}", tally, rng)


def compare(net: nn.Module, x: Tensor, name: str, tally: Tally, rng: random.Random) -> None:
    """Compare every row of a network with what gradients touch.

    Maps are the results in ``net.maps`` or else the last one; weights should be positive and ``x``
    and they double.
    """
    trace = trace_forward(net, (x,))
    rows = [row for row in rows_of(trace, layouts_of(trace)) if row.op != "input"]
    x.requires_grad_(True)
    results: list[Tensor | None] = []
    versions: list[int] = []

    def observe(position: int, result: object, traced: object) -> None:
        first = result[0] if isinstance(result, (tuple, list)) else result
        results.append(first if isinstance(first, Tensor) else None)
        versions.append(first._version if isinstance(first, Tensor) else 0)

    with Measuring():
        trace_forward(net, (x,), grad=True, observe=observe)
    assert len(rows) == len(results), name
    tally.networks += 1
    maps = {id(result) for result in getattr(net, "maps", results[-1:])}
    for row, result, version in zip(rows, results, versions, strict=True):
        said = row.receptive
        if result is None or not result.requires_grad or result._version != version:
            tally.status["not probed"] += 1  # a constant, or changed in place since
            continue
        if said is None and _is_constant(result, x):
            tally.status["not probed"] += 1
            continue
        tally.status[said.status if said else "unknown"] += 1
        if said is None:
            tally.unknown[row.op] += 1
            continue
        where = f"{row.id} {row.op} {row.out_shape}: {said}\n      of {name}"
        fault = _of_values(result, x, said, rng, tally)
        if not fault and id(result) in maps and result.dim() == x.dim():
            fault = _of_map(result, x, said, tally)
        if fault:
            tally.faults.append(f"{fault}\n      {where}")
            return


def _is_constant(result: Tensor, x: Tensor) -> bool:
    total = result.sum()
    return torch.autograd.grad(total, x, retain_graph=True, allow_unused=True)[0] is None


def _touched(value: Tensor, x: Tensor) -> list[tuple[int, int]] | None:
    """First and last touched pixel of the input along each axis; None where it touches none."""
    (gradient,) = torch.autograd.grad(value, x, retain_graph=True, allow_unused=True)
    if gradient is None:
        return None
    pixels = gradient.ne(0).any(0).any(0).nonzero()
    if not len(pixels):
        return None
    low, high = pixels.amin(0).tolist(), (pixels.amax(0) + 1).tolist()
    return list(zip(low, high, strict=True))


def _of_values(
    result: Tensor, x: Tensor, said: ReceptiveField, rng: random.Random, tally: Tally
) -> str:
    """A few values of any tensor: none sees more than is said."""
    flat = result.reshape(-1)
    if not flat.is_floating_point() or not flat.numel() or not flat.isfinite().all():
        return ""
    for _ in range(3):
        seen = _touched(flat[rng.randrange(flat.numel())], x)
        for axis, (first, last) in enumerate(seen or ()):
            if last - first > said.size[axis]:
                return f"a value sees {first} to {last} along axis {axis}"
    tally.compared["values"] += 3
    return ""


def _of_map(result: Tensor, x: Tensor, said: ReceptiveField, tally: Tally) -> str:
    """The outputs in the middle of a map, along each axis."""
    # Channels weigh differently: those of a softmax add up to 1.
    weights = torch.rand(result.shape[1], dtype=result.dtype) + 0.5
    places = torch.tensordot(weights, result.sum(0), 1)
    if result.shape[0] != 1 or not places.isfinite().all():
        return ""
    middle = [extent // 2 for extent in places.shape]
    count = PROBED[len(middle)]
    for axis in range(len(middle)):
        first = max(0, middle[axis] - count // 2)
        spans = {}
        for output in range(first, min(first + count, places.shape[axis])):
            at = tuple(output if a == axis else m for a, m in enumerate(middle))
            seen = _touched(places[at], x)
            if seen:
                spans[output] = seen[axis]
        fault = _along(spans, said, axis, x.shape[2 + axis], tally) if spans else ""
        if fault:
            return fault
    return ""


def _along(
    spans: dict[int, tuple[int, int]], said: ReceptiveField, axis: int, extent: int, tally: Tally
) -> str:
    """What outputs see along one axis of the picture, against what is said of them."""
    size, jump = said.size[axis], said.jump[axis]
    largest = max(last - first for first, last in spans.values())
    if largest > size:
        return f"the largest field is {largest} along axis {axis}: {spans}"
    tally.compared[said.status] += 1
    if said.status == "bound":
        tally.loose.append(size / largest)
    if said.status == "whole":
        tally.compared["whole, all seen"] += largest == size
    if jump:  # the borders cut fields that are larger than what is left around their centres
        centres = [first + last for first, last in spans.values()]
        cut = any(centre < size or centre > 2 * extent - size for centre in centres)
    else:  # what all outputs see alike was cut where it touches the borders
        centre = 2 * said.start[axis]
        cut = centre <= size or centre >= 2 * extent - size
    if said.status != "exact" or cut:
        return ""
    tally.compared["exact, uncut"] += 1
    if largest != size:
        return f"said to be exact, but the field is {largest} along axis {axis}: {spans}"
    return _of_places(spans, said, axis) if jump and float(jump).is_integer() else ""


def _of_places(spans: dict[int, tuple[int, int]], said: ReceptiveField, axis: int) -> str:
    """Jump and start of fields that all have one size. On a flipped axis they run backwards."""
    outputs = sorted(spans)
    if len(outputs) < 5 or outputs[-1] - outputs[0] >= len(outputs):
        return ""
    centres = [sum(spans[output]) / 2 for output in outputs]
    steps = outputs[-1] - outputs[0]
    jump = (centres[-1] - centres[0]) / steps
    even = all(spans[b][0] - spans[a][0] == jump * (b - a) for a, b in pairwise(outputs))
    if even and abs(abs(jump) - said.jump[axis]) > 1e-6:
        return f"the jump is {jump} along axis {axis}: {spans}"
    start = centres[0] - outputs[0] * jump
    if even and abs(start - said.start[axis]) > 1e-6:
        return f"the start is {start} along axis {axis}: {spans}"
    return ""


def main() -> None:
    """Check as many networks as asked for, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.set_num_threads(1)
    tally = Tally()
    for number in range(given.count):
        seed = given.seed * 1_000_000 + number
        begun = time.perf_counter()
        try:
            check(seed, tally)
        except Exception:
            tally.faults.append(f"seed {seed}: {traceback.format_exc()}")
        if time.perf_counter() - begun > 5:
            print(f"seed {seed} took {time.perf_counter() - begun:.1f} s", flush=True)
    print(*tally.faults[:20], tally, sep="\n")
    raise SystemExit(bool(tally.faults))


if __name__ == "__main__":
    main()
