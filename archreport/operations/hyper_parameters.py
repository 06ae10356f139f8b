"""Reading a call: the arguments that shape it, as plain values under PyTorch's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archreport.operations.call import Arguments, Call
from archreport.operations.entry import Operation
from archreport.operations.slices import slices_of
from archreport.report.model import HyperValue, Shape

#: Arguments that shape no operation: how it is computed, or what it computes with.
_NEVER = frozenset(
    {"training", "momentum", "running_mean", "running_var", "input", "tensors", "value",
     "return_indices", "memory_format", "dtype", "out", "inplace"}
)  # fmt: skip


def read_call(
    operation: Operation,
    arguments: Arguments,
    reads: tuple[Shape, ...],
    source: Shape,
    writes: tuple[Shape, ...],
) -> Call:
    """A call as the rules take it, read by its operation's entry. See `Call` for the shapes."""
    groups = arguments.values.get("groups", 1)
    return Call(
        op=arguments.op,
        reads=reads,
        source=source,
        out=writes[0],
        window=operation.window(arguments) if operation.window else None,
        groups=groups if operation.window and isinstance(groups, int) else 1,
        hyper=_hyper_parameters(operation, arguments),
        writes=writes,
        values=arguments.values,
    )


def _hyper_parameters(operation: Operation, arguments: Arguments) -> Mapping[str, HyperValue]:
    """What is derived, then the settings in the order of the call; no window, no groups."""
    hyper = dict(operation.derived(arguments)) if operation.derived else {}
    for name, value in arguments.values.items():
        plain = _plain(value)
        wanted = name not in _NEVER if operation.settings is None else name in operation.settings
        if wanted and plain is not None:
            hyper[name] = plain
    return hyper


def _plain(value: Any) -> HyperValue | None:
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (tuple, list)) and all(isinstance(item, int) for item in value):
        return tuple(int(item) for item in value)
    return None


# -- read off an argument ------------------------------------------------------------------------


def convolution_channels(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Channels of a convolution; its weight is (out, in / groups, kernel …)."""
    weight = arguments.shapes.get("weight", ())
    if not weight:
        return {}
    return _channels(arguments, weight[1] * _groups(arguments), weight[0])


def transposed_channels(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Channels of a transposed convolution; its weight is (in, out / groups, kernel …)."""
    weight = arguments.shapes.get("weight", ())
    if not weight:
        return {}
    return _channels(arguments, weight[0], weight[1] * _groups(arguments))


def local_positions(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Positions and channels of a locally connected layer: (H, W, out, in, kernel …)."""
    weight = arguments.shapes["weight"]
    return {"positions": weight[:2], **_channels(arguments, weight[3], weight[2])}


def linear_features(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Values read and written by a linear layer; its weight is (out, in)."""
    weight = arguments.shapes.get("weight", ())
    if len(weight) != 2:
        return {}
    return {"in_features": weight[1], "out_features": weight[0], **_bias(arguments)}


def added_keys(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Keys that a multi-head attention adds to those it is given: a learned one, one of zeros."""
    added = ("bias_k" in arguments.shapes) + bool(arguments.values.get("add_zero_attn"))
    return {"added_keys": added} if added else {}


def bilinear_features(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Values read from both inputs and written; the weight is (out, in1, in2)."""
    weight = arguments.shapes.get("weight", ())
    if len(weight) != 3:
        return {}
    return {
        "in1_features": weight[1], "in2_features": weight[2], "out_features": weight[0],
        **_bias(arguments),
    }  # fmt: skip


def recurrent_layers(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Layers and directions of a recurrent layer. Given a packed sequence, the sizes of its batches
    stand where the state would, and everything after them one place later."""
    values = arguments.values
    packed = isinstance(values.get("num_layers"), bool)
    layers = values.get("dropout" if packed else "num_layers", 1)
    both = values.get("batch_first" if packed else "bidirectional", False)
    return {"num_layers": layers if isinstance(layers, int) else 1, "bidirectional": bool(both)}


def slice_steps(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Where ``x[:, :, a:b, c:d]`` starts and how it steps, one number per spatial dimension."""
    shape = arguments.shapes["input"]
    slices = slices_of(arguments.values["index"], len(shape))
    assert slices is not None  # as the operation's name says
    ranges = [range(*part.indices(n)) for part, n in zip(slices, shape, strict=True)][2:]
    return {"start": tuple(r.start for r in ranges), "step": tuple(r.step for r in ranges)}


def narrowed_start(arguments: Arguments) -> Mapping[str, HyperValue]:
    """Where ``x.narrow(axis, start, length)`` starts, one number per spatial dimension."""
    shape, values = arguments.shapes.get("input", ()), arguments.values
    axis, start = values.get("dim"), values.get("start")
    if not isinstance(axis, int) or not isinstance(start, int) or len(shape) < 3:
        return {}
    starts = [0] * len(shape)
    starts[axis] = start % shape[axis]
    return {"start": tuple(starts[2:])}


def _channels(arguments: Arguments, read: int, written: int) -> dict[str, HyperValue]:
    return {"in_channels": read, "out_channels": written, **_bias(arguments)}


def _bias(arguments: Arguments) -> dict[str, HyperValue]:
    return {"bias": "bias" in arguments.shapes}


def _groups(arguments: Arguments) -> int:
    groups = arguments.values.get("groups", 1)
    return groups if isinstance(groups, int) else 1
