"""What operations do to the receptive field of their input: one rule for each way.

For a layer with kernel k, stride s, padding p and dilation d over an input with field r, jump j
and start c (Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks",
Distill 2019):

    r' = r + (k - 1)·d·j      j' = j·s      c' = c + ((k - 1)·d/2 - p)·j

Transposed convolutions, unpoolings, crops and interpolations are led through exactly, by
`archreport.operations.receptive_field.one_axis.Reach`.

A rule takes the field of what the operation reads and returns the field behind it, with the sums
"field" and "jump" along the last axis. None means: not known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from archreport.operations.call import Call
from archreport.operations.receptive_field.field import Field, joined
from archreport.operations.receptive_field.one_axis import Reach
from archreport.report.arithmetic import Arithmetic, worked
from archreport.report.model import HyperValue, Shape, Window

Sums = dict[str, Arithmetic]


@dataclass(frozen=True)
class Picture:
    """The spatial extents of the network's input, and of the feature map that an operation reads;
    ``grid`` is the last map's also where that has been flattened."""

    extents: Shape
    grid: Shape | None


FieldRule = Callable[[Field, Call, Picture], tuple[Field | None, Sums]]


def field_behind(
    rule: FieldRule, inputs: Sequence[Field | None], call: Call, picture: Picture
) -> tuple[Field | None, Sums]:
    """The field of one call from those of its ``inputs``, by its operation's ``rule``.

    What has seen the whole picture goes on seeing it, whatever follows.
    """
    before = joined(inputs)
    if before is None or before.whole is not None:
        return before, {}
    return rule(before, call, picture)


# -- rules -----------------------------------------------------------------------------------------


def unknown(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Nothing is known of what this operation sees."""
    return None, {}


def keeps(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Every spatial position stays where it was: activations, normalisations, joins."""
    source = call.source
    same = source[2:] == call.out[2:] or len(source) < 2 + before.dimensions
    return (before if same else None), {}


def spans_axis(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Every value reads all others along one axis, "dim": a softmax, a norm."""
    axis = call.hyper.get("dim")
    if not isinstance(axis, int) or not _maps(before, call):
        return keeps(before, call, picture)
    return _spanned(before, {axis % len(call.source) - 2}, picture)


def spans_map(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Statistics are taken over the whole map, of some channels."""
    if call.hyper.get("use_input_stats") is False or not _maps(before, call):
        return keeps(before, call, picture)
    return _spanned(before, set(range(before.dimensions)), picture)


def spans_last_axes(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Statistics are taken over the last axes, those of "normalized_shape"."""
    last = call.hyper.get("normalized_shape", ())
    if not isinstance(last, tuple) or not _maps(before, call):
        return keeps(before, call, picture)
    first = before.dimensions - len(last)
    return _spanned(before, set(range(first, before.dimensions)), picture)


def flattens(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """A map as one vector: its values see what they saw."""
    return (before if len(call.out) == 2 else None), {}


def slides(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """A window of the input makes one output: convolution, pooling."""
    window = call.window
    if window is None or len(window.kernel) != before.dimensions:
        return None, {}
    if _covers(window, call):
        return _whole(before, picture)
    return _through(before, window)


def paints(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """One input makes a window of the output: at most ⌈k/s⌉ neighbouring inputs meet in one
    output of a transposed convolution."""
    window = call.window
    if window is None or len(window.kernel) != before.dimensions:
        return None, {}
    after = before.through(lambda reach, axis: reach.spread(*window.along(axis)))
    stride = window.stride[-1]
    if stride == 1:
        return after, {}
    return after, {"jump": worked("j/s", {"j": before.jump, "s": stride}, after.jump)}


def adapts(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """An adaptive pooling: its windows differ by position, the largest is a bound."""
    if not _maps(before, call):
        return None, {}
    read, written = call.source[2:], call.out[2:]
    if read == written:
        return before, {}
    if set(written) == {1}:
        return _whole(before, picture)
    pairs = list(zip(read, written, strict=True))
    kernel = tuple(ceil(n / m) for n, m in pairs)
    stride = tuple(n // m for n, m in pairs)  # the mean one, rounded down
    return _through(before, _plain_window(kernel, stride), rough=True)


def resizes(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Resizing: one input per output and axis, two for (bi)linear, four for bicubic.

    Averaging over areas and smoothing before a reduction (``antialias``) read as many more as the
    map gets smaller: a bound, as the windows of neighbouring outputs differ.
    """
    if not _maps(before, call):
        return None, {}
    mode = str(call.hyper.get("mode", ""))
    neighbours = {"linear": 2, "bilinear": 2, "trilinear": 2, "bicubic": 4}.get(mode, 1)
    aligned = bool(call.hyper.get("align_corners")) and neighbours > 1
    smoothed = bool(call.hyper.get("antialias"))
    factors = [m / n for n, m in zip(call.source[2:], call.out[2:], strict=True)]
    enlarged = all(factor.is_integer() for factor in factors)
    if enlarged and not aligned and not smoothed and mode != "area":
        return before.through(lambda reach, axis: reach.blend(int(factors[axis]), neighbours)), {}

    def read(factor: float) -> int:
        """The most inputs along one axis that an output reads."""
        if mode == "area":
            return ceil(1 / factor) + (not (1 / factor).is_integer())
        return ceil(neighbours * max(1.0, 1 / factor)) + 1 if smoothed else neighbours

    def roughly(reach: Reach, axis: int) -> Reach:
        jump = reach.jump / factors[axis]
        size = reach.size + (read(factors[axis]) - 1) * reach.jump
        low = reach.start - reach.jump / 2 + jump / 2 - reach.size / 2
        return Reach((low,), (low + size,), jump)

    return before.through(roughly, rough=True), {}


def unshuffles(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """A pixel unshuffle moves f × f positions into the channels of one: as a window of kernel f
    and stride f, over all channels."""
    factor = call.hyper.get("downscale_factor")
    if not isinstance(factor, int) or not _maps(before, call):
        return None, {}
    extents = (factor,) * before.dimensions
    return _through(before, _plain_window(extents, extents))


def sees_all(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """Every output reads every value of its input: linear layers and products over vectors."""
    return _whole(before, picture) if len(call.out) <= 2 else (None, {})


def reduces(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """A mean or sum over all positions sees the whole."""
    rank = 2 + before.dimensions
    if len(call.source) != rank or len(call.out) > rank:
        return None, {}
    gone = len(call.out) == 2 or (len(call.out) == rank and set(call.out[2:]) == {1})
    return _whole(before, picture) if gone else (None, {})


def pads(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """A rim moves the positions. PyTorch lists it from the last axis to the first, two each."""
    if not _maps(before, call):
        return None, {}
    listed = call.hyper.get("pad", ())
    pad = listed if isinstance(listed, tuple) else ()

    def shifted(reach: Reach, axis: int) -> Reach:
        place = 2 * (before.dimensions - 1 - axis)
        return reach.window(1, padding=pad[place] if place < len(pad) else 0)

    return before.through(shifted), {}


def cuts(before: Field, call: Call, picture: Picture) -> tuple[Field | None, Sums]:
    """A slice keeps every ``step``-th position from ``start`` on."""
    if not _maps(before, call):
        return None, {}
    start = _numbers(call.hyper.get("start"), before.dimensions, 0)
    step = _numbers(call.hyper.get("step"), before.dimensions, 1)
    return before.through(lambda reach, axis: reach.window(1, step[axis], -start[axis])), {}


# -- parts -----------------------------------------------------------------------------------------


def _maps(before: Field, call: Call) -> bool:
    """True where the call reads and writes maps of the input's dimensions."""
    return len(call.source) == len(call.out) == 2 + before.dimensions


def _through(before: Field, window: Window, rough: bool = False) -> tuple[Field, Sums]:
    after = before.through(lambda reach, axis: reach.window(*window.along(axis)), rough)
    kernel, stride, _, dilation = window.along(-1)
    sums = {}
    if kernel > 1:
        field = worked(
            "r + (k - 1)*d*j" if dilation > 1 else "r + (k - 1)*j",
            {"r": before.wide[-1].size, "k": kernel, "d": dilation, "j": before.jump},
            after.wide[-1].size,
        )
        if field.result == after.wide[-1].size:  # behind an upsampling it need not be
            sums["field"] = field
    if stride > 1:
        sums["jump"] = worked("j*s", {"j": before.jump, "s": stride}, after.jump)
    return after, sums


def _covers(window: Window, call: Call) -> bool:
    """A kernel as large as its whole input map: a fully connected layer, or a global pooling."""
    read, written = call.source[2:], call.out[2:]
    return (
        len(call.source) == len(call.out)
        and set(written) == {1}
        and written != read == window.kernel
        and not any(window.padding)
    )


def _whole(before: Field, picture: Picture) -> tuple[Field, Sums]:
    """Every output reads every position of the grid: together they reach over the picture."""
    centre = tuple(extent / 2 for extent in picture.extents)
    if picture.grid is None:
        return Field(whole=picture.extents, centre=centre), {}
    size = tuple(
        min(round(reach.size + (n - 1) * reach.jump), extent)
        for reach, n, extent in zip(before.wide, picture.grid, picture.extents, strict=True)
    )
    field = worked(
        "min(r + (n - 1)*j, picture)",
        {"r": before.wide[-1].size, "n": picture.grid[-1], "j": before.jump,
         "picture": picture.extents[-1]},
        size[-1],
    )  # fmt: skip
    sums = {"field": field} if field.result == size[-1] else {}
    return Field(whole=size, centre=centre), sums


def _spanned(before: Field, axes: set[int], picture: Picture) -> tuple[Field, Sums]:
    """Every value sees all positions along ``axes`` of the map; negative ones are no axes of it."""
    if axes >= set(range(before.dimensions)):
        return _whole(before, picture)

    def spanned(reach: Reach, axis: int) -> Reach:
        return Reach.whole(picture.extents[axis]) if axis in axes else reach

    return before.through(spanned), {}


def _plain_window(kernel: Shape, stride: Shape) -> Window:
    zero, one = (0,) * len(kernel), (1,) * len(kernel)
    return Window(kernel, stride, padding=zero, dilation=one, output_padding=zero)


def _numbers(value: HyperValue | None, dimensions: int, default: int) -> Shape:
    if isinstance(value, tuple) and len(value) == dimensions:
        return value
    return (default,) * dimensions
