"""Where the axes of a tensor come from: which axis of an input each of them is, or is a part of.

An axis is followed by what is done to it, not by its extent: through permutations, reshapes that
split it or merge it with others, slices, joins and products. That answers two questions of a shape:
which extent is the batch, and which are the positions of a picture, wherever they stand.

An `Axis` is the product of its parts, slowest first. A part is an axis of an input (its root), or
so much of one as a reshape has split off: ``step`` is how many positions of the root one step along
the part takes, so that parts that meet again in their old order are the whole axis again. A root of
None is an axis that comes from no input (channels, heads) or is not known any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from archreport.report.model import Shape

#: An axis of an input of the network: the number of the input, and of its axis.
Root = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """So many positions of a root, ``step`` apart."""

    root: Root | None
    size: int
    step: int = 1


Axis = tuple[Part, ...]
Axes = tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A tensor among the arguments: the operation whose ``result``-th result it is, ``-1 - i`` for
    the i-th input, None for a parameter or a constant."""

    shape: Shape
    source: int | None
    result: int = 0
    boolean: bool = False


#: An argument that is neither plain nor a tensor.
UNREADABLE = object()


@dataclass(frozen=True)
class Given:
    """The arguments of a call as they stood: plain values, and a `Read` for each tensor."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A call for the rules: its arguments, its first result's shape, and the axes of what it reads.

    ``axes`` gives those of a tensor among the arguments.
    """

    given: Given
    out: Shape
    axes: Callable[[Read], Axes]

    def argument(self, place: int, *names: str) -> Any:
        """The argument at a place of the call or under one of its names; None without it."""
        for name in names:
            if name in self.given.kwargs:
                return self.given.kwargs[name]
        return self.given.args[place] if place < len(self.given.args) else None

    def tensors(self) -> list[tuple[Shape, Axes]]:
        """Every tensor among the arguments with its axes, in order."""
        reads = _reads((self.given.args, tuple(self.given.kwargs.values())))
        return [(read.shape, self.axes(read)) for read in reads]

    def tensor(self, place: int, *names: str) -> tuple[Shape, Axes]:
        """One tensor argument. Raises `_Lost` where there is none."""
        found = self.argument(place, *names)
        if not isinstance(found, Read):
            raise _Lost
        return found.shape, self.axes(found)

    def many(self, place: int, name: str) -> tuple[int, ...]:
        """An argument that is one number or several, also written out: ``x.permute(0, 2, 1)``."""
        value = self.given.kwargs.get(name)
        if value is None:
            rest = self.given.args[place:]
            value = rest[0] if len(rest) == 1 and isinstance(rest[0], tuple) else rest
        value = (value,) if isinstance(value, int) else value
        if not isinstance(value, tuple) or not all(_is_whole(item) for item in value):
            raise _Lost
        return value


class _Lost(Exception):  # noqa: N818
    """What becomes of the axes is not known."""


def unknown(shape: Sequence[int]) -> Axes:
    """Axes that come from no input."""
    return tuple((Part(None, extent),) for extent in shape)


def axes_of_input(number: int, shape: Shape) -> Axes:
    """The axes of the input of that number: each is its own root."""
    return tuple((Part((number, axis), extent),) for axis, extent in enumerate(shape))


def axes_behind(name: str, given: Given, out: Shape, axes: Callable[[Read], Axes]) -> Axes:
    """The axes of a result of shape ``out``, which the operation ``name`` makes from ``given``.

    An operation without a rule, and one whose rule does not explain the shape, gives unknown axes.
    """
    rule = _RULES.get(name.rstrip("_") or name)
    if rule is None:
        return unknown(out)
    try:
        found = rule(Step(given, out, axes))
    except (_Lost, IndexError, TypeError, ValueError, ZeroDivisionError):
        return unknown(out)
    fits = tuple(prod(part.size for part in axis) for axis in found) == out
    return found if fits else unknown(out)


# -- what is asked of axes ------------------------------------------------------------------------


def place_of(root: Root, axes: Axes) -> int | None:
    """Which axis is the whole of ``root`` and nothing else; None where none is, or several are."""
    holding = [place for place, axis in enumerate(axes) if any(p.root == root for p in axis)]
    if len(holding) != 1:
        return None
    axis = axes[holding[0]]
    return holding[0] if len(axis) == 1 and axis[0].step == 1 else None


def extents_of(roots: Sequence[Root], axes: Axes) -> Shape | None:
    """The extents along ``roots`` where they are axes of their own, side by side and in order, as
    in (N, C, H, W) and (N, H, W, C); () where they are there in another way, None where they are
    not all there. A sequence with its channels behind it, (N, L, C), is not a map."""
    present = {part.root for axis in axes for part in axis}
    if not roots or not present.issuperset(roots):
        return None
    places = [place_of(root, axes) for root in roots]
    first = places[0]
    if first is None or places != list(range(first, first + len(roots))):
        return ()
    if len(roots) == 1 and first != len(axes) - 1:
        return ()
    return tuple(prod(part.size for part in axes[place]) for place in places if place is not None)


# -- rules ----------------------------------------------------------------------------------------


def _same_place(step: Step) -> Axes:
    """Functions value by value: every axis is that of the operands which reach along it."""
    return _broadcast([axes for _, axes in step.tensors()], step.out)


def _broadcast(operands: Sequence[Axes], out: Shape) -> Axes:
    found: list[Axis] = []
    for place in range(-len(out), 0):
        extent = out[place]
        here = [axes[place] for axes in operands if len(axes) >= -place]
        # an operand of extent 1 is stretched along the others, and says nothing of them
        here = [axis for axis in here if _extent(axis) == extent]
        known = [axis for axis in here if any(part.root for part in axis)]
        found.append((known or here or [(Part(None, extent),)])[0])
    return tuple(found)


def _first(step: Step) -> Axes:
    """Axes of the first tensor, whatever else is read."""
    return step.tensors()[0][1]


def _resized(step: Step) -> Axes:
    """Windows and interpolation: the extents behind the channels change, their meaning does not."""
    shape, axes = step.tensors()[0]
    if len(shape) != len(step.out):
        raise _Lost
    return tuple(map(_with_extent, axes, step.out))


def _convolved(step: Step) -> Axes:
    shape, axes = step.tensor(0, "input")
    weight = step.argument(1, "weight")
    if not isinstance(weight, Read):
        raise _Lost
    # (out, in, kernel …), where weights are not shared (H, W, out, in, kernel …)
    dimensions = (len(weight.shape) - 2) if len(weight.shape) < 6 else 2
    channels = len(shape) - dimensions - 1
    resized = _resized(step)
    return (
        *resized[:channels],
        *unknown(step.out[channels : channels + 1]),
        *resized[channels + 1 :],
    )


def _last_is_new(step: Step) -> Axes:
    """A linear layer: features are new, all other axes stay."""
    _, axes = step.tensor(0, "input")
    return (*axes[:-1], *unknown(step.out[-1:]))


def _embedded(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    return (*axes, *unknown(step.out[-1:]))


def _permuted(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    dims = step.many(1, "dims")
    return tuple(axes[dim] for dim in dims)


def _transposed(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    one, two = step.argument(1, "dim0", "axis0"), step.argument(2, "dim1", "axis1")
    return _swapped(axes, one, two)


def _swapped(axes: Axes, one: int, two: int) -> Axes:
    found = list(axes)
    found[one], found[two] = axes[two], axes[one]
    return tuple(found)


def _last_two_swapped(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    return _swapped(axes, -1, -2) if len(axes) > 1 else axes


def _reversed(step: Step) -> Axes:
    return step.tensor(0, "input")[1][::-1]


def _moved(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    rank = len(axes)
    sources, targets = step.argument(1, "source"), step.argument(2, "destination")
    pairs = [
        (one % rank, two % rank)
        for one, two in zip(*(_tuple(value) for value in (sources, targets)), strict=True)
    ]
    order = [axis for axis in range(rank) if axis not in {one for one, _ in pairs}]
    for one, two in sorted(pairs, key=lambda pair: pair[1]):
        order.insert(two, one)
    return tuple(axes[axis] for axis in order)


def _unsqueezed(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    dim = step.argument(1, "dim") % (len(axes) + 1)
    return (*axes[:dim], *unknown((1,)), *axes[dim:])


def _squeezed(step: Step) -> Axes:
    shape, axes = step.tensor(0, "input")
    dims = {dim % len(shape) for dim in _tuple(step.argument(1, "dim"))} if shape else set()
    dims = dims or set(range(len(shape)))
    return tuple(axis for place, axis in enumerate(axes) if place not in dims or shape[place] != 1)


def _reshaped(step: Step) -> Axes:
    """Axes split and merged: walked through from the slowest on, as memory is."""
    _, axes = step.tensor(0, "input")
    return split_and_merged(axes, step.out)


def split_and_merged(axes: Axes, out: Shape) -> Axes:
    """The parts of ``axes`` in their order, cut anew into axes of the extents ``out``.

    Where the cuts fall into a part that they do not divide, that stretch is unknown.
    """
    if 0 in out:
        raise _Lost
    parts = [part for axis in axes for part in axis][::-1]  # as a stack
    found: list[Axis] = []
    for number, extent in enumerate(out):
        taken: list[Part] = []
        size = 1
        while size < extent and parts:
            part = parts.pop()
            room = extent // size
            if part.size > room:
                if extent % size or part.size % room:
                    raise _Lost
                inner = part.size // room
                parts.append(replace(part, size=inner))
                part = replace(part, size=room, step=part.step * inner)
            taken.append(part)
            size *= part.size
        if extent == 1 and parts and parts[-1].size == 1:
            taken.append(parts.pop())
        if size != extent:
            raise _Lost
        if number == len(out) - 1:  # what is left has extent 1, and goes into the last axis
            taken += parts[::-1]
        found.append(_joined(taken) or (Part(None, 1),))
    return tuple(found)


def _joined(parts: Sequence[Part]) -> Axis:
    """Parts of one root that follow one another as they did in it are one part."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if last and part.root and last.root == part.root and last.step == part.size * part.step:
            found[-1] = Part(part.root, last.size * part.size, part.step)
        elif last and part.root is None and last.root is None:
            found[-1] = Part(None, last.size * part.size)
        else:
            found.append(part)
    # an axis of its own with something of extent 1 that was never an axis of an input
    real = [part for part in found if part.root or part.size > 1]
    return tuple(real or found[:1])


def _indexed(step: Step) -> Axes:
    """``x[index]``: numbers take an axis away, slices keep it, None makes one. One list of places
    puts its own axes where the axis was."""
    shape, axes = step.tensor(0, "input")
    index = step.argument(1, "index")
    parts = index if isinstance(index, tuple) else (index,)
    used = sum(
        len(part.shape) if isinstance(part, Read) and part.boolean else 1
        for part in parts
        if part is not None and part is not Ellipsis
    )
    if sum(isinstance(part, Read) for part in parts) > 1 or any(_is_list(p) for p in parts):
        raise _Lost
    found: list[Axis] = []
    at = 0
    if Ellipsis not in parts:
        parts = (*parts, Ellipsis)
    for part in parts:
        if part is None:
            found.append((Part(None, 1),))
        elif part is Ellipsis:
            left = len(axes) - used
            found += axes[at : at + left]
            at += left
        elif isinstance(part, slice):
            found.append(_with_extent(axes[at], len(range(*part.indices(shape[at])))))
            at += 1
        elif isinstance(part, Read) and not part.boolean:
            found += step.axes(part) if part.shape else ()
            at += 1
        elif isinstance(part, int) and not isinstance(part, bool):
            at += 1
        else:
            raise _Lost
    return tuple(found)


def _concatenated(step: Step) -> Axes:
    operands = [(shape, axes) for shape, axes in step.tensors() if shape != (0,)]
    dim = _whole(step.argument(1, "dim", "axis") or 0) % len(step.out)
    found = list(_broadcast_except(operands, step.out, dim))
    along = {axes[dim][0].root for _, axes in operands if len(axes[dim]) == 1}
    whole = all(len(axes[dim]) == 1 for _, axes in operands)
    root = along.pop() if whole and len(along) == 1 else None
    found[dim] = (Part(root, step.out[dim]),)
    return tuple(found)


def _broadcast_except(operands: Sequence[tuple[Shape, Axes]], out: Shape, dim: int) -> Axes:
    changed = [(*axes[:dim], (Part(None, out[dim]),), *axes[dim + 1 :]) for _, axes in operands]
    return _broadcast(changed, out)


def _stacked(step: Step) -> Axes:
    operands = step.tensors()
    dim = _whole(step.argument(1, "dim") or 0) % len(step.out)
    rest = (*step.out[:dim], *step.out[dim + 1 :])
    inner = _broadcast([axes for _, axes in operands], rest)
    return (*inner[:dim], *unknown((step.out[dim],)), *inner[dim:])


def _cut(step: Step) -> Axes:
    """Chunks and narrower tensors: one axis is shorter."""
    _, axes = step.tensor(0, "input")
    if len(axes) != len(step.out):
        raise _Lost
    return tuple(map(_with_extent, axes, step.out))


def _selected(step: Step) -> Axes:
    """One position of an axis: ``select``, and each result of ``unbind``."""
    _, axes = step.tensor(0, "input")
    dim = _whole(step.argument(1, "dim") or 0) % len(axes)
    return (*axes[:dim], *axes[dim + 1 :])


def _reduced(step: Step) -> Axes:
    """Sums and means over axes, which go or are left with extent 1."""
    shape, axes = step.tensor(0, "input")
    dim = step.argument(1, "dim", "axis")
    if isinstance(dim, bool) or dim is None:
        return unknown(step.out)
    dims = {_whole(one) % len(shape) for one in _tuple(dim)}
    kept = len(step.out) == len(shape)
    return tuple(
        (Part(None, 1),) if place in dims else axis
        for place, axis in enumerate(axes)
        if kept or place not in dims
    )


def _expanded(step: Step) -> Axes:
    _, axes = step.tensor(0, "input")
    return _broadcast([axes], step.out)


def _repeated(step: Step) -> Axes:
    """Copies of a tensor: an axis that is longer than it was is not what it was."""
    _, axes = step.tensor(0, "input")
    missing = len(step.out) - len(axes)
    padded = (*unknown((1,) * missing), *axes)
    return tuple(
        axis if _extent(axis) == extent else (Part(None, extent),)
        for axis, extent in zip(padded, step.out, strict=True)
    )


def _multiplied(step: Step) -> Axes:
    """Matrix products: the axes in front are shared, the last two are a row and a column."""
    (_, one), (_, two) = step.tensors()[-2:]  # behind the term that is added
    row = () if len(one) == 1 else (one[-2],)
    column = () if len(two) == 1 else (two[-1],)
    front = step.out[: len(step.out) - len(row) - len(column)]
    return (*_broadcast([one[:-2], two[:-2]], front), *row, *column)


def _attended(step: Step) -> Axes:
    _, query = step.tensor(0, "query")
    _, value = step.tensor(2, "value")
    return (*_broadcast([query[:-1], value[:-2] + query[-2:-1]], step.out[:-1]), value[-1])


def _attended_by_heads(step: Step) -> Axes:
    """``F.multi_head_attention_forward``: as long as the query, or the weights of its positions."""
    _, query = step.tensor(0, "query")
    if len(step.out) == len(query) and step.out[:2] == tuple(_extent(axis) for axis in query[:2]):
        return (*query[:-1], *unknown(step.out[-1:]))
    if len(query) == 3:  # (N, L, S), averaged over the heads, or (N, heads, L, S)
        return (query[1], *unknown(step.out[1:]))
    raise _Lost


def _recurred(step: Step) -> Axes:
    """A recurrent layer: a value for each step of the sequence, or the last states, which are
    length first: (layers, N, features)."""
    _, source = step.tensor(0, "input")
    if len(source) != 3 or len(step.out) != 3:
        raise _Lost
    if tuple(map(_extent, source[:2])) == step.out[:2]:
        return (*source[:2], *unknown(step.out[2:]))
    return (*unknown(step.out[:1]), source[batch_of_recurrent(step.given)], *unknown(step.out[2:]))


def _summed(step: Step) -> Axes:
    """``einsum`` by its letters."""
    equation = step.argument(0, "equation")
    left, arrow, right = str(equation).replace(" ", "").partition("->")
    if not arrow or "..." in left:
        raise _Lost
    found: dict[str, Axis] = {}
    for letters, (_, axes) in zip(left.split(","), step.tensors(), strict=True):
        for letter, axis in zip(letters, axes, strict=True):
            held = found.get(letter)
            if held is None or _extent(held) == 1 or not any(part.root for part in held):
                found[letter] = axis
    return tuple(found[letter] for letter in right)


# -- what operations take their axes for ----------------------------------------------------------


def batch_places(name: str, given: Given) -> tuple[tuple[Read, int], ...]:
    """The tensors of a call whose batch the operation knows, each with the axis that it takes.

    Convolutions and poolings take the first. PyTorch's own attention and recurrent layers say
    whether the sequence or the batch comes first.
    """
    plain = name.rstrip("_")
    reads = tuple(_reads(given.args))
    if not reads:
        return ()
    if plain == "multi_head_attention_forward":
        return tuple((read, 1) for read in reads[:3] if len(read.shape) == 3)
    if plain in _RECURRENT:
        states = tuple((read, 1) for read in _reads(given.args[1:2]) if len(read.shape) == 3)
        first = ((reads[0], batch_of_recurrent(given)),) if len(reads[0].shape) == 3 else ()
        return first + states if first else ()
    return ((reads[0], 0),) if window_places(name, given) else ()


def window_places(name: str, given: Given) -> tuple[int, ...]:
    """The axes of its first tensor that a convolution or a pooling slides over; () for others,
    and for one that is given no batch."""
    read = next(_reads(given.args), None)
    found = _WINDOWED.match(name)
    if found is None or read is None or len(read.shape) != 2 + int(found[1]):
        return ()
    return tuple(range(2, len(read.shape)))


def batch_of_recurrent(given: Given) -> int:
    """0 for a recurrent layer that is given the batch first, else 1: its last argument says so."""
    first = given.kwargs.get("batch_first", given.args[-1] if given.args else False)
    return 0 if first is True else 1


# -- helpers --------------------------------------------------------------------------------------


def _reads(value: object) -> Any:
    if isinstance(value, Read):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _reads(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _reads(item)


def _extent(axis: Axis) -> int:
    return prod(part.size for part in axis)


def _with_extent(axis: Axis, extent: int) -> Axis:
    """The axis at another extent: it keeps its meaning where it is one root's own."""
    if _extent(axis) == extent:
        return axis
    own = len(axis) == 1 and axis[0].step == 1
    return (Part(axis[0].root if own else None, extent),)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _whole(value: object) -> int:
    if isinstance(value, int):
        return value
    raise _Lost


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _is_list(part: object) -> bool:
    return isinstance(part, tuple)


_WINDOWED = re.compile(r"(?:conv|conv_transpose|(?:adaptive_)?(?:max|avg)_pool)(\d)d")
_RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")

_NAMES: Mapping[Callable[[Step], Axes], str] = {
    _same_place: """add mul sub rsub div maximum minimum pow rpow lerp where addcmul addcdiv neg exp
    log sqrt rsqrt abs sign square erf sin cos reciprocal identity relu relu6 leaky_relu prelu rrelu
    elu celu selu mish hardsigmoid hardswish softsign tanhshrink gelu silu sigmoid logsigmoid tanh
    hardtanh softplus threshold clamp softmax log_softmax softmin eq ne lt le gt ge logical_and
    logical_or logical_not bitwise_not invert and or masked_fill expm1 log1p floor round floordiv
    remainder mod""",
    _first: """layer_norm batch_norm group_norm instance_norm local_response_norm rms_norm normalize
    dropout dropout1d dropout2d dropout3d alpha_dropout feature_dropout feature_alpha_dropout
    stochastic_depth contiguous clone detach to float half double type type_as bfloat16 long int bool
    copy setitem roll flip cumsum cumprod cummax tril triu zeros_like ones_like empty_like full_like
    rand_like randn_like fill zero index_add scatter
    _transformer_encoder_layer_fwd _native_multi_head_attention channel_shuffle sort argsort""",
    _resized: """max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices
    max_pool3d_with_indices avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d
    adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
    adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices
    adaptive_max_pool3d_with_indices lp_pool1d lp_pool2d interpolate upsample grid_sample pad
    max_unpool1d max_unpool2d max_unpool3d pixel_shuffle pixel_unshuffle center_crop glu""",
    _convolved: """conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d
    locally_connected2d""",
    _last_is_new: "linear",
    _embedded: "embedding one_hot",
    _permuted: "permute",
    _transposed: "transpose swapaxes swapdims",
    _last_two_swapped: "t mT mH adjoint",
    _reversed: "T",
    _moved: "movedim moveaxis",
    _unsqueezed: "unsqueeze",
    _squeezed: "squeeze",
    _reshaped: "view reshape flatten unflatten view_as reshape_as ravel",
    _indexed: "getitem crop subsample",
    _concatenated: "cat",
    _stacked: "stack",
    _cut: "chunk split narrow tensor_split index_select gather topk diff",
    _selected: "select unbind",
    _reduced: "mean sum amax amin prod std var max min argmax argmin logsumexp any all norm",
    _expanded: "expand expand_as broadcast_to",
    _repeated: "repeat repeat_interleave tile",
    _multiplied: "matmul mm bmm baddbmm addmm mv addmv",
    _attended: "scaled_dot_product_attention",
    _attended_by_heads: "multi_head_attention_forward",
    _recurred: "lstm gru rnn_tanh rnn_relu",
    _summed: "einsum",
}
_RULES = {name: rule for rule, names in _NAMES.items() for name in names.split()}
