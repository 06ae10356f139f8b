"""Receptive field, jump and start of every row, through branches; and output sizes.

For a layer with kernel k, stride s, padding p and dilation d over an input with field r, jump j
and start c (Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks",
Distill 2019):

    r' = r + (k - 1)·d·j      j' = j·s      c' = c + ((k - 1)·d/2 - p)·j

Transposed convolutions, unpoolings, crops and interpolations are led through exactly, by `Reach`,
from which all the numbers are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from archreport.operations.closed_forms import worked
from archreport.operations.names import KEEPS_POSITIONS
from archreport.operations.receptive_field.one_axis import Reach
from archreport.operations.windows import PAINTING, SLIDING, Window, pair, window_of
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import HyperValue, ReceptiveField, Shape

_GLOBAL = ("linear", "matmul", "mm", "bmm", "addmm", "baddbmm", "softmax_flat")
_ADAPTIVE = ("adaptive_avg_pool2d", "adaptive_max_pool2d")

Sums = dict[str, Arithmetic]


@dataclass(frozen=True)
class Field:
    """What a row sees, while the rows are gone through; `summary` is what a Report keeps.

    ``wide`` is over all paths from the input, ``narrow`` over the narrowest one, both as
    (vertical, horizontal). ``rough`` where a layer was too irregular for `Reach`; ``whole`` where
    every output sees the same part of the picture, of this (height, width) around ``centre``.
    """

    wide: tuple[Reach, Reach] = (Reach(), Reach())
    narrow: tuple[Reach, Reach] = (Reach(), Reach())
    rough: bool = False
    whole: tuple[int, int] | None = None
    centre: tuple[float, float] = (0, 0)

    def through(self, step: Callable[[Reach, int], Reach], rough: bool = False) -> Field:
        """The field behind a layer; ``step`` is told the axis, 0 or 1."""
        return Field(
            (step(self.wide[0], 0), step(self.wide[1], 1)),
            (step(self.narrow[0], 0), step(self.narrow[1], 1)),
            self.rough or rough,
        )

    @property
    def jump(self) -> float:
        return self.wide[1].jump


def summary(field: Field | None) -> ReceptiveField | None:
    """The numbers of a field: "bound" where they are the largest of several, or rough."""
    if field is None:
        return None
    if field.whole is not None:
        return ReceptiveField(field.whole, field.whole, (0, 0), field.centre, "whole")
    wide, narrow = field.wide, field.narrow
    exact = not field.rough and all(reach.regular for reach in wide)
    return ReceptiveField(
        size=(wide[0].size, wide[1].size),
        smallest=(narrow[0].size, narrow[1].size),
        jump=(wide[0].jump, wide[1].jump),
        start=(wide[0].start, wide[1].start),
        status="exact" if exact else "bound",
    )


def receptive_field(
    op: str,
    hyper: Mapping[str, HyperValue],
    inputs: Sequence[Field | None],
    in_shape: Shape,
    out_shape: Shape,
    image: tuple[int, int] | None,
    grid: tuple[int, int] | None,
) -> tuple[Field | None, Sums]:
    """The field of one operation from those of its inputs, with the sums "field" and "jump".

    ``image`` is the input picture's (height, width), ``grid`` that of the feature map the
    operation reads, also where it has been flattened. None means: not known for this operation.
    """
    if not inputs or image is None or any(field is None for field in inputs):
        return None, {}
    before = _joined([field for field in inputs if field is not None])
    if before is None or before.whole is not None:
        return before, {}
    maps = len(in_shape) == len(out_shape) == 4
    if op in SLIDING:
        window = window_of(hyper)
        if _covers(window, in_shape, out_shape):
            return _whole(before, grid, image)
        return _through(before, window)
    if op in _ADAPTIVE and maps:
        if in_shape[2:] == out_shape[2:]:
            return before, {}
        if out_shape[2:] == (1, 1):
            return _whole(before, grid, image)
        return _through(before, _adaptive_window(in_shape, out_shape), rough=True)
    if op in PAINTING:
        return _spread(before, window_of(hyper))
    if op in ("interpolate", "upsample", "pixel_shuffle"):
        return _resized(before, in_shape, out_shape, hyper) if maps else None, {}
    if op in _GLOBAL and len(out_shape) <= 2:
        return _whole(before, grid, image)
    if op in ("mean", "sum", "amax") and len(out_shape) <= 4 and len(in_shape) == 4:
        gone = len(out_shape) == 2 or out_shape[2:] == (1, 1)
        return _whole(before, grid, image) if gone else (None, {})
    if op in ("flatten", "view", "reshape", "squeeze") and len(out_shape) == 2:
        return before, {}
    if op == "pad" and maps:
        return _padded(before, hyper), {}
    if op in ("crop", "subsample", "center_crop", "getitem", "narrow") and maps:
        return _cropped(before, hyper), {}
    if op in KEEPS_POSITIONS and (
        not in_shape or in_shape[2:] == out_shape[2:] or len(in_shape) < 4
    ):
        return before, {}
    return None, {}


def _joined(fields: Sequence[Field]) -> Field | None:
    """Where branches meet: the union of their fields, and the narrowest of them."""
    joined = fields[0]
    for other in fields[1:]:
        if joined.whole is not None or other.whole is not None:
            joined = joined if joined.whole is not None else other
            continue
        unions = [joined.wide[axis].union(other.wide[axis]) for axis in (0, 1)]
        if unions[0] is None or unions[1] is None:
            return None
        narrow = [
            min(joined.narrow[axis], other.narrow[axis], key=lambda reach: reach.size)
            for axis in (0, 1)
        ]
        joined = Field((unions[0], unions[1]), (narrow[0], narrow[1]), joined.rough or other.rough)
    return joined


def _through(before: Field, window: Window, rough: bool = False) -> tuple[Field, Sums]:
    """A sliding window: convolution or pooling."""
    after = before.through(lambda reach, axis: reach.window(*window.along(axis)), rough)
    kernel, stride, _, dilation = window.along(1)
    sums = {}
    if kernel > 1:
        field = worked(
            "r + (k - 1)*d*j" if dilation > 1 else "r + (k - 1)*j",
            {"r": before.wide[1].size, "k": kernel, "d": dilation, "j": before.jump},
            after.wide[1].size,
        )
        if field.result == after.wide[1].size:  # behind an upsampling it need not be
            sums["field"] = field
    if stride > 1:
        sums["jump"] = worked("j*s", {"j": before.jump, "s": stride}, after.jump)
    return after, sums


def _covers(window: Window, in_shape: Shape, out_shape: Shape) -> bool:
    """A kernel as large as its whole input map: a fully connected layer, or a global pooling."""
    return (
        len(in_shape) == len(out_shape) == 4
        and out_shape[2:] == (1, 1) != in_shape[2:] == window.kernel
        and window.padding == (0, 0)
    )


def _whole(
    before: Field, grid: tuple[int, int] | None, image: tuple[int, int]
) -> tuple[Field, Sums]:
    """Every output reads every position of the grid: together they reach over the picture."""
    centre = (image[0] / 2, image[1] / 2)
    if grid is None:
        return Field(whole=image, centre=centre), {}
    size = tuple(
        min(round(reach.size + (n - 1) * reach.jump), extent)
        for reach, n, extent in zip(before.wide, grid, image, strict=True)
    )
    field = worked(
        "min(r + (n - 1)*j, picture)",
        {"r": before.wide[1].size, "n": grid[1], "j": before.jump, "picture": image[1]},
        size[1],
    )
    sums = {"field": field} if field.result == size[1] else {}
    return Field(whole=(size[0], size[1]), centre=centre), sums


def _spread(before: Field, window: Window) -> tuple[Field, Sums]:
    """A transposed convolution: at most ⌈k/s⌉ neighbouring inputs meet in one output."""
    after = before.through(lambda reach, axis: reach.spread(*window.along(axis)))
    stride = window.stride[1]
    if stride == 1:
        return after, {}
    return after, {"jump": worked("j/s", {"j": before.jump, "s": stride}, after.jump)}


def _resized(
    before: Field, in_shape: Shape, out_shape: Shape, hyper: Mapping[str, HyperValue]
) -> Field:
    """Resizing: one input per output, two for (bi)linear, four for bicubic."""
    mode = str(hyper.get("mode", ""))
    neighbours = {"linear": 2, "bilinear": 2, "bicubic": 4}.get(mode, 1)
    aligned = bool(hyper.get("align_corners")) and neighbours > 1
    factors = [out_shape[2 + axis] / in_shape[2 + axis] for axis in (0, 1)]
    if all(factor.is_integer() for factor in factors) and not aligned:
        return before.through(lambda reach, axis: reach.blend(int(factors[axis]), neighbours))

    def roughly(reach: Reach, axis: int) -> Reach:
        jump = reach.jump / factors[axis]
        low = reach.start - reach.jump / 2 + jump / 2 - reach.size / 2
        return Reach((low,), (low + reach.size + (neighbours - 1) * reach.jump,), jump)

    return before.through(roughly, rough=True)


def _padded(before: Field, hyper: Mapping[str, HyperValue]) -> Field:
    pad = hyper.get("pad", ())
    if not isinstance(pad, tuple) or len(pad) < 4:
        return before
    return before.through(lambda reach, axis: reach.window(1, padding=pad[2 if axis == 0 else 0]))


def _cropped(before: Field, hyper: Mapping[str, HyperValue]) -> Field:
    """A slice keeps ``step``-th positions from ``start`` on."""
    start, step = pair(hyper.get("start", 0)), pair(hyper.get("step", 1))
    return before.through(lambda reach, axis: reach.window(1, step[axis], -start[axis]))


def _adaptive_window(in_shape: Shape, out_shape: Shape) -> Window:
    """The largest window of an adaptive pooling, and its mean stride rounded down."""
    kernel = tuple(ceil(in_shape[2 + a] / out_shape[2 + a]) for a in (0, 1))
    stride = tuple(in_shape[2 + a] // out_shape[2 + a] for a in (0, 1))
    return Window((kernel[0], kernel[1]), (stride[0], stride[1]), (0, 0))
