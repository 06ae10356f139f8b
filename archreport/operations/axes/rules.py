"""What each operation does to axes, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

from archreport.operations.axes.call import AxesLost, Given, Read, Step
from archreport.operations.axes.conventions import batch_of_recurrent
from archreport.operations.axes.parts import Axes, Axis, Part, extent_of, unknown
from archreport.operations.axes.reshaping import split_and_merged
from archreport.report.model import Shape


def axes_behind(name: str, given: Given, out: Shape, axes: Callable[[Read], Axes]) -> Axes:
    """The axes of a result of shape ``out``, which the operation ``name`` makes from ``given``.

    An operation without a rule, and one whose rule does not explain the shape, gives unknown axes.
    """
    rule = _RULES.get(name.rstrip("_") or name)
    if rule is None:
        return unknown(out)
    try:
        found = rule(Step(given, out, axes))
    except (AxesLost, IndexError, TypeError, ValueError, ZeroDivisionError):
        return unknown(out)
    fits = tuple(prod(part.size for part in axis) for axis in found) == out
    return found if fits else unknown(out)


# -- one rule after the other


def _same_place(step: Step) -> Axes:
    """Functions value by value: every axis is that of the operands which reach along it."""
    return _broadcast([axes for _, axes in step.tensors()], step.out)


def _broadcast(operands: Sequence[Axes], out: Shape) -> Axes:
    found: list[Axis] = []
    for place in range(-len(out), 0):
        extent = out[place]
        here = [axes[place] for axes in operands if len(axes) >= -place]
        # an operand of extent 1 is stretched along the others, and says nothing of them
        here = [axis for axis in here if extent_of(axis) == extent]
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
        raise AxesLost
    return tuple(map(_with_extent, axes, step.out))


def _convolved(step: Step) -> Axes:
    shape, _ = step.tensor(0, "input")
    weight = step.argument(1, "weight")
    if not isinstance(weight, Read):
        raise AxesLost
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
    found = split_and_merged(axes, step.out)
    if found is None:
        raise AxesLost
    return found


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
        raise AxesLost
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
            raise AxesLost
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
        raise AxesLost
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
        axis if extent_of(axis) == extent else (Part(None, extent),)
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
    if len(step.out) == len(query) and step.out[:2] == tuple(extent_of(axis) for axis in query[:2]):
        return (*query[:-1], *unknown(step.out[-1:]))
    if len(query) == 3:  # (N, L, S), averaged over the heads, or (N, heads, L, S)
        return (query[1], *unknown(step.out[1:]))
    raise AxesLost


def _recurred(step: Step) -> Axes:
    """A recurrent layer: a value for each step of the sequence, or the last states, which are
    length first: (layers, N, features)."""
    _, source = step.tensor(0, "input")
    if len(source) != 3 or len(step.out) != 3:
        raise AxesLost
    if tuple(map(extent_of, source[:2])) == step.out[:2]:
        return (*source[:2], *unknown(step.out[2:]))
    return (*unknown(step.out[:1]), source[batch_of_recurrent(step.given)], *unknown(step.out[2:]))


def _summed(step: Step) -> Axes:
    """``einsum`` by its letters."""
    equation = step.argument(0, "equation")
    left, arrow, right = str(equation).replace(" ", "").partition("->")
    if not arrow or "..." in left:
        raise AxesLost
    found: dict[str, Axis] = {}
    for letters, (_, axes) in zip(left.split(","), step.tensors(), strict=True):
        for letter, axis in zip(letters, axes, strict=True):
            held = found.get(letter)
            if held is None or extent_of(held) == 1 or not any(part.root for part in held):
                found[letter] = axis
    return tuple(found[letter] for letter in right)


def _with_extent(axis: Axis, extent: int) -> Axis:
    """The axis at another extent: it keeps its meaning where it is one root's own."""
    if extent_of(axis) == extent:
        return axis
    own = len(axis) == 1 and axis[0].step == 1
    return (Part(axis[0].root if own else None, extent),)


def _whole(value: object) -> int:
    if isinstance(value, int):
        return value
    raise AxesLost


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _is_list(part: object) -> bool:
    return isinstance(part, tuple)


_NAMES: Mapping[Callable[[Step], Axes], str] = {
    _same_place: """add mul sub rsub div maximum minimum pow rpow lerp where addcmul addcdiv neg exp
    log sqrt rsqrt abs sign square erf sin cos reciprocal identity relu relu6 leaky_relu prelu rrelu
    elu celu selu mish hardsigmoid hardswish softsign tanhshrink gelu silu sigmoid logsigmoid tanh
    hardtanh softplus threshold clamp softmax log_softmax softmin eq ne lt le gt ge logical_and
    logical_or logical_not bitwise_not invert and or masked_fill expm1 log1p floor round floordiv
    remainder mod""",
    _first: """layer_norm batch_norm group_norm instance_norm local_response_norm rms_norm normalize
    dropout dropout1d dropout2d dropout3d alpha_dropout feature_dropout feature_alpha_dropout
    stochastic_depth contiguous clone detach to float half double type type_as bfloat16 long int
    bool
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
