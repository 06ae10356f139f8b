"""Rules for what slides, paints or enlarges: convolutions, poolings, interpolations, shuffles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import gcd

from archreport.operations.call import Call
from archreport.operations.receptive_field.field import Field, Step
from archreport.operations.receptive_field.joining import joined
from archreport.operations.receptive_field.layout import Part, extent_of, of_map
from archreport.operations.receptive_field.one_axis import (
    Reach,
    adaptive,
    interpolated,
    interpolated_aligned,
)
from archreport.operations.receptive_field.rules.common import (
    Fields,
    Operand,
    Sums,
    disordered,
    of_one,
    only_channels_at,
    scatters,
    sole,
    with_parts,
)
from archreport.operations.windows import dimensions_of
from archreport.report.arithmetic import worked
from archreport.report.model import Shape, Window


@of_one
def convolves(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """A window over all channels makes one output: a convolution."""
    return _slid(read, call, over_channels=True)


@of_one
def slides(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """A window of each channel makes one output: a pooling."""
    return _slid(read, call, over_channels=False)


@of_one
def paints(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """One input makes a window of the output: at most ⌈k/s⌉ neighbouring inputs meet in one
    output of a transposed convolution."""
    window, first = call.window, _first_place(read, call)
    if window is None or first is None:
        return scatters([read], call)
    before = _over_channels(read.field, first - 1, call)
    after = _painted(before, window, first, call.out)
    return after, _jump_sum(read.field, after, window)


def unpools(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Each value goes to one place of the window that it was the largest of: every place sees the
    window's value, and what decided on the place."""
    window, first = call.window, _first_place(operands[0], call)
    if window is None or first is None or len({item.shape for item in operands}) > 1:
        return scatters(operands, call)
    seeing = [item.field for item in operands if item.field.wide]
    after = joined([_painted(field, window, first, call.out) for field in seeing], call.out)
    return after, _jump_sum(seeing[0], after, window)


@of_one
def adapts(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """An adaptive pooling: its windows differ by position where the extents do not divide."""
    out = call.out
    first = len(out) - dimensions_of(call.op)
    if len(read.shape) != len(out):
        return scatters([read], call)
    after = read.field
    for place in range(first, len(out)):
        before, extent = read.shape[place], out[place]
        if extent == 1 and before > 1:
            after = with_parts(after.mixed([place]), place, Part(1))
        elif before != extent:
            after = _resized(after, place, extent, _adaptive(before, extent))
    pairs = list(zip(read.shape[first:], out[first:], strict=True))
    if any(n % m for n, m in pairs):
        return after, {}
    return after, _window_sums(read.field, after, _plain_window(tuple(n // m for n, m in pairs)))


@of_one
def resizes(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Resizing: one input per output and axis, two for (bi)linear, four for bicubic, as many as
    lie under an output where areas are averaged.

    Smoothing before a reduction (``antialias``) reads as many more as the map gets smaller; some
    of them may weigh nothing, so this is a bound.
    """
    out = call.out
    if len(read.shape) != len(out):
        return scatters([read], call)
    after = read.field
    for place in range(2, len(out)):
        if read.shape[place] != out[place] or _smooths(call):
            step = _resizing(call, read.shape[place], out[place], place - 2, len(out) - 2)
            after = _resized(after, place, out[place], step)
    return after, {}


@of_one
def shuffles(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """A pixel shuffle moves f² channels to f × f positions, each of which sees what their
    position saw."""
    field, out = read.field, call.out
    after = _over_channels(field, len(out) - 3, call, rough=True)
    for place in (len(out) - 2, len(out) - 1):
        times = out[place] // read.shape[place]
        after = _resized(after, place, out[place], _repeating(times), rough=not field.uniform)
    return after, {}


@of_one
def unshuffles(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """A pixel unshuffle moves f × f positions into the channels of one: as a window of kernel f
    and stride f, over all channels."""
    field, out = read.field, call.out
    factor = read.shape[-1] // out[-1]
    after = _over_channels(field, len(out) - 3, call, rough=True)
    for place in (len(out) - 2, len(out) - 1):
        after = _resized(
            after, place, out[place], partial(Reach.window, kernel=factor, stride=factor)
        )
    sums = _window_sums(field, after, _plain_window((factor, factor)))
    return replace(after, uniform=factor == 1 and field.uniform), sums


@of_one
def unfolds(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """``Tensor.unfold`` cuts one axis into windows; ``F.unfold`` all of a map's, into columns."""
    field, shape, window = read.field, read.shape, _window_of(call)
    if len(call.out) == len(shape) + 1:
        return _windows_of_axis(field, shape, call), {}
    if window is None or len(shape) < 3 or len(call.out) != len(shape) - 1:
        return scatters([read], call)
    first = len(shape) - 2
    after, inner, outer = field, list(field.layout[first - 1]), []
    for number in (0, 1):
        part = sole(field, first + number)
        kernel, stride, padding, dilation = window.along(number)
        if part is None:
            return scatters([read], call)
        after = after.led(part.axes[0], partial(Reach.window, kernel=1, padding=padding))
        inner.append(Part(kernel, part.axes, dilation))
        outer.append(Part(_slid_extent(shape[first + number], window, number), part.axes, stride))
    return after.placed((*field.layout[: first - 1], tuple(inner), tuple(outer))), {}


@of_one
def folds(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Columns are added up again where their windows lie: every place sees all columns that cover
    it."""
    shape, out, window = read.shape, call.out, _window_of(call)
    if window is None or len(out) != len(shape) + 1:
        return scatters([read], call)
    first = len(out) - 2
    extents = tuple(_slid_extent(out[first + number], window, number) for number in (0, 1))
    channels = read.field.mixed([first - 1], rough=True)
    map_ = with_parts(channels, first - 1, Part(out[first - 1])).viewed((*out[:-2], *extents))
    after = _painted(map_, window, first, out)
    return after if read.field.uniform else after.roughly(), {}


# -- sliding and painting --------------------------------------------------------------------------


def _slid(read: Operand, call: Call, over_channels: bool) -> tuple[Fields, Sums]:
    field, window, first = read.field, call.window, _first_place(read, call)
    if window is None or first is None:
        return scatters([read], call)
    before = _over_channels(field, first - 1, call) if over_channels else field
    if _covers(window, read.shape[first:], call.out[first:]):
        after = before.mixed(range(first, len(call.out)))
        for place in range(first, len(call.out)):
            after = with_parts(after, place, Part(1))
        return after, {}
    plain = _slid_over_map(before, window, first, call.out)
    if plain is not None:
        return plain, _window_sums(field, plain, window)
    after = before
    for number, place in enumerate(range(first, len(call.out))):
        after = _slid_along(after, place, call.out[place], window.along(number))
    after = after.counted()
    return after, _window_sums(field, after, window)


def _slid_over_map(field: Field, window: Window, first: int, out: Shape) -> Field | None:
    """Through a window over a plain map, whose last axes are those of the picture: the usual case
    at once. None where the map is laid otherwise."""
    extents = tuple(parts[0].extent for parts in field.layout[first:])
    if field.layout[first:] != of_map(extents, len(field.wide)):
        return None
    if any(part.axes for parts in field.layout[:first] for part in parts):
        return None
    wide = tuple(reach.window(*window.along(axis)) for axis, reach in enumerate(field.wide))
    narrow = wide
    if field.narrow is not field.wide:
        narrow = tuple(reach.window(*window.along(axis)) for axis, reach in enumerate(field.narrow))
    layout = (*field.layout[:first], *of_map(out[first:], len(wide)))
    return Field(field.picture, wide, narrow, layout, field.uniform)


def _slid_along(field: Field, place: int, extent: int, along: tuple[int, int, int, int]) -> Field:
    """Through a window along one axis of the tensor."""
    kernel, stride, padding, dilation = along
    parts = field.layout[place]
    if kernel == stride == 1 and not padding and not any(part.extent != extent for part in parts):
        return field
    part = parts[0]
    if len(parts) > 1 or (part.axes and not part.step):
        if kernel == stride == 1 and not padding:
            return field
        return disordered(field, place, extent)
    if not part.axes:
        return with_parts(field, place, Part(extent))
    axis, jump = part.axes[0], part.step
    # Of positions that are cut into windows, the next window's are not read, but zeros.
    rough = any(other.step > jump for _, other in field.parts(axis))
    if jump == 1 and len(field.parts(axis)) == 1:
        after = field.led(axis, lambda reach: reach.window(kernel, stride, padding, dilation))
        return with_parts(after, place, Part(extent, part.axes, 1))
    after = field.led(
        axis, lambda reach: reach.window(kernel, 1, padding * jump, dilation * jump), rough
    )
    return with_parts(after, place, Part(extent, part.axes, jump * stride))


def _painted(field: Field, window: Window, first: int, out: Shape) -> Field:
    after = field
    for number, place in enumerate(range(first, len(out))):
        along = window.along(number)
        if along[:3] == (1, 1, 0) and out[place] == field.layout[place][0].extent:
            continue
        kernel, stride, padding, dilation = along
        step = partial(
            Reach.spread, kernel=kernel, stride=stride, padding=padding, dilation=dilation
        )
        after = _resized(after, place, out[place], step)
    return after


def _resized(field: Field, place: int, extent: int, step: Step, rough: bool = False) -> Field:
    """Through a step along one axis of the tensor that gives it another extent."""
    if extent_of(field.layout[place]) == 1:  # whatever is made of it sees that one position
        return with_parts(field, place, Part(extent)).counted()
    part = sole(field, place)
    if part is None:
        return disordered(field, place, extent)
    return with_parts(field.led(part.axes[0], step, rough), place, Part(extent, part.axes, 1))


def _over_channels(field: Field, place: int, call: Call, rough: bool = False) -> Field:
    """All channels are read, those of a group where there are groups; there may be others then."""
    after = field.mixed([place], rough or call.groups > 1) if field.axes_at(place) else field
    if not field.uniform and call.groups == 1 and not rough:
        # What differs is brought together, unless it lies on another axis of the tensor.
        one = only_channels_at(after, place)
        after = replace(after, uniform=True) if one else after.roughly()
    if after.layout[place] == (Part(call.out[place]),):
        return after
    return with_parts(after, place, Part(call.out[place]))


def _first_place(read: Operand, call: Call) -> int | None:
    """The first spatial axis of a map that a window slides over, with or without a batch."""
    if call.window is None:
        return None
    rank = len(read.shape)
    first = rank - len(call.window.kernel)
    return first if first > 0 and len(call.out) == rank else None


def _covers(window: Window, read: Shape, written: Shape) -> bool:
    """A kernel as large as its whole input map: a fully connected layer, or a global pooling."""
    return set(written) == {1} and written != read == window.kernel and not any(window.padding)


# -- resizing --------------------------------------------------------------------------------------


_NEIGHBOURS = {"linear": 2, "bilinear": 2, "trilinear": 2, "bicubic": 4}


def _smooths(call: Call) -> bool:
    return bool(call.values.get("antialias"))


def _resizing(call: Call, read: int, written: int, number: int, dimensions: int) -> Step:
    mode = str(call.values.get("mode") or ("bilinear" if "bilinear" in call.op else "nearest"))
    neighbours = _NEIGHBOURS.get(mode, 1)
    if mode == "area":
        return _adaptive(read, written)
    if _smooths(call):
        return _smoothing(read, written, neighbours)
    if neighbours > 1 and (call.values.get("align_corners") or call.op == "upsample_bilinear"):
        return _by_ratio(read - 1, max(written - 1, 1), neighbours, interpolated_aligned)
    drift = _drift(call, read, written, number, dimensions)
    if drift:
        return _drifting(drift, neighbours)
    if mode == "nearest-exact":
        return _by_ratio(read, written, 0, interpolated)
    return _by_ratio(read, written, neighbours, interpolated)


def _by_ratio(
    read: int, written: int, neighbours: int,
    rule: Callable[[int, int, int], Callable[[int], range]],
) -> Step:  # fmt: skip
    shared = gcd(read, written)
    read, written = read // shared, written // shared
    if not read:  # one output over the first input, or one input for all
        return lambda reach: reach.window(1)
    if neighbours == 0:  # the input that an output's middle lies in
        middle: Callable[[int], range] = lambda output: range(  # noqa: E731
            (2 * output + 1) * read // (2 * written), (2 * output + 1) * read // (2 * written) + 1
        )
        return lambda reach: reach.resampled(read, written, middle)
    return lambda reach: reach.resampled(read, written, rule(read, written, neighbours))


def _adaptive(read: int, written: int) -> Step:
    shared = gcd(read, written)
    inputs = adaptive(read // shared, written // shared)
    return lambda reach: reach.resampled(read // shared, written // shared, inputs)


def _repeating(times: int) -> Step:
    return partial(Reach.blend, factor=times, neighbours=1)


def _smoothing(read: int, written: int, neighbours: int) -> Step:
    """Inputs whose middle is less than a window's half away from that of the output; the window is
    as many times wider as the map gets smaller. Its bicubic weights may be 0 within."""
    shared = gcd(read, written)
    n, m = read // shared, written // shared
    half = neighbours * max(n, m)

    def inputs(output: int) -> range:
        middle = (2 * output + 1) * n - m
        return range((middle - half) // (2 * m) + 1, -((-middle - half) // (2 * m)))

    return lambda reach: reach.resampled(n, m, inputs).roughly(neighbours > 2 or reach.rough)


def _drift(call: Call, read: int, written: int, number: int, dimensions: int) -> float:
    """With a ``scale_factor`` that does not fit the extents PyTorch steps by 1/factor, not by what
    the extents say: that step, or 0 where both are the same."""
    scale = call.values.get("scale_factor")
    if isinstance(scale, (tuple, list)) and len(scale) == dimensions:
        scale = scale[number]
    if not isinstance(scale, (int, float)) or call.values.get("recompute_scale_factor"):
        return 0
    return 0 if read * scale == written else 1 / scale


def _drifting(factor: float, neighbours: int) -> Step:
    if neighbours == 1:
        return lambda reach: reach.scaled(factor, -1, factor)
    middle = factor / 2 - 0.5
    half = neighbours // 2
    return lambda reach: reach.scaled(factor, middle - half, middle + half)


# -- columns ---------------------------------------------------------------------------------------


def _windows_of_axis(field: Field, shape: Shape, call: Call) -> Field:
    """``x.unfold(dimension, size, step)``: windows of an axis, each as a new last axis."""
    given = call.values
    dimension, size, step = (
        given.get(own, given.get(other))
        for own, other in (
            ("dimension", "kernel_size"), ("size", "dilation"), ("step", "padding"),
        )
    )  # fmt: skip
    if not (isinstance(dimension, int) and isinstance(size, int) and isinstance(step, int)):
        return field.scattered(call.out)
    place = dimension % len(shape)
    part = sole(field, place)
    if part is None:
        extent = call.out[place]
        after = disordered(field, place, extent, sure=False) if field.axes_at(place) else field
        after = with_parts(after, place, Part(extent)).partly()
        return replace(after, layout=(*after.layout, (Part(size),)))
    after = with_parts(field, place, Part(call.out[place], part.axes, step))
    return after.placed((*after.layout, (Part(size, part.axes, 1),)))


def _slid_extent(extent: int, window: Window, number: int) -> int:
    kernel, stride, padding, dilation = window.along(number)
    return (extent + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def _window_of(call: Call) -> Window | None:
    """The window of ``F.unfold`` and ``F.fold``, which are two-dimensional."""
    given = [
        _pair(call.values.get(name, default))
        for name, default in (("kernel_size", None), ("stride", 1), ("padding", 0), ("dilation", 1))
    ]
    if any(pair is None for pair in given):
        return None
    kernel, stride, padding, dilation = (pair or (1, 1) for pair in given)
    return Window(kernel, stride, padding, dilation, (0, 0))


def _pair(value: object) -> Shape | None:
    if isinstance(value, int):
        return (value, value)
    if isinstance(value, (tuple, list)) and all(isinstance(item, int) for item in value):
        return tuple(value) * (2 if len(value) == 1 else 1)
    return None


# -- sums ------------------------------------------------------------------------------------------


def _window_sums(before: Field, after: Field, window: Window) -> Sums:
    """The worked field and jump along the last axis, where they are what the formulas give."""
    reach, behind = before.wide[-1], after.wide[-1]
    if reach.fixed or behind.fixed or not _plain(before):
        return {}
    kernel, stride, _, dilation = window.along(-1)
    sums = {}
    if kernel > 1:
        field = worked(
            "r + (k - 1)*d*j" if dilation > 1 else "r + (k - 1)*j",
            {"r": reach.size, "k": kernel, "d": dilation, "j": abs(reach.jump)},
            behind.size,
        )
        if field.result == behind.size:  # behind an upsampling it need not be
            sums["field"] = field
    if stride > 1:
        sums["jump"] = worked("j*s", {"j": abs(reach.jump), "s": stride}, abs(behind.jump))
    return sums


def _jump_sum(before: Field, after: Field, window: Window) -> Sums:
    stride = window.stride[-1]
    if stride == 1 or before.wide[-1].fixed or after.wide[-1].fixed or not _plain(before):
        return {}
    jump, behind = abs(before.wide[-1].jump), abs(after.wide[-1].jump)
    return {"jump": worked("j/s", {"j": jump, "s": stride}, behind)}


def _plain(field: Field) -> bool:
    """True where the last axis of the tensor is the last of the picture."""
    parts = field.layout[-1]
    return len(parts) == 1 and parts[0].axes == (len(field.wide) - 1,) and parts[0].step == 1


def _plain_window(kernel: Shape) -> Window:
    zero, one = (0,) * len(kernel), (1,) * len(kernel)
    return Window(kernel, kernel, padding=zero, dilation=one, output_padding=zero)
