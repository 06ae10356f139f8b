"""Closed forms: parameters and multiply-accumulates from hyper-parameters and shapes alone.

These are the second method. The trace measures (``numel`` of the tensors, the dispatcher's
formulas); these formulas are written from the definition of each layer, and both must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from archreport.operations.call import Call
from archreport.report.arithmetic import Arithmetic, Values, worked
from archreport.report.model import Param, Shape

#: Formula and values of the parameters of a layer, ``biased`` or not; None for an unusual layer.
ParameterRule = Callable[[Call, bool], tuple[str, Values] | None]
#: Formula and values of the multiply-accumulates; None where the shapes do not fit the formula.
ProductRule = Callable[[Call], tuple[str, Values] | None]

_AXES = {1: ("w",), 2: ("h", "w"), 3: ("d", "h", "w")}


# -- parameters ----------------------------------------------------------------------------------


def parameter_sum(rule: ParameterRule | None, call: Call, params: Sequence[Param]) -> Arithmetic:
    """How many parameters ``params`` hold, weights before the bias.

    ``rule`` is the operation's. Without one, and where ``params`` are not a weight alone or with
    its bias, it is one product of extents per tensor.
    """
    total = sum(param.count for param in params)
    is_layer = len(params) <= 2 and len(params[0].shape) > 1
    found = rule(call, len(params) == 2) if rule and is_layer else None
    return worked(*(found or _tensor_by_tensor(params)), total)


def convolution_params(call: Call, biased: bool) -> tuple[str, Values] | None:
    """``kernel × (c_in / groups)`` weights for each of ``c_out`` channels, and their biases.

    A transposed convolution has as many: its groups divide the channels that it writes.
    """
    if call.window is None:
        return None
    kernel = _kernel(call.window.kernel)
    values: Values = {**kernel, **_channels(call)}
    inside, outside = "c_in", "c_out"
    if call.groups > 1:
        values["g"] = call.groups
        if call.op.startswith("conv_transpose"):
            outside = "(c_out/g)"
        else:
            inside = "(c_in/g)"
    formula = f"({'*'.join([*kernel, inside])})*{outside}"
    return formula + (" + c_out" if biased else ""), values


def local_params(call: Call, biased: bool) -> tuple[str, Values] | None:
    """Those of a convolution, bias included, once for each output position."""
    if not biased:
        return None
    formula = "h_out*w_out*(kh*kw*c_in)*c_out + h_out*w_out*c_out"
    return formula, _local_values(call)


def linear_params(call: Call, biased: bool) -> tuple[str, Values] | None:
    """A weight for each pair of an input and an output, a bias for each output."""
    values: Values = {"n_in": _hyper(call, "in_features"), "n_out": _hyper(call, "out_features")}
    return "n_in*n_out" + (" + n_out" if biased else ""), values


def bilinear_params(call: Call, biased: bool) -> tuple[str, Values] | None:
    """A matrix of n1 × n2 weights for each output, a bias for each output."""
    return "n_out*n1*n2" + (" + n_out" if biased else ""), _bilinear_values(call)


def _tensor_by_tensor(params: Sequence[Param]) -> tuple[str, Values]:
    """One product of extents per parameter tensor."""
    values: Values = {}
    terms = []
    for index, param in enumerate(params, start=1):
        names = [f"n{index}_{axis}" for axis in range(len(param.shape))] or [f"n{index}"]
        values.update(zip(names, param.shape or (1,), strict=True))
        terms.append("*".join(names))
    return " + ".join(terms), values


# -- multiply-accumulates ------------------------------------------------------------------------


def mac_sum(rule: ProductRule | None, call: Call, measured: int) -> Arithmetic | None:
    """The multiply-accumulates of a call by its operation's ``rule``; None without one."""
    found = rule(call) if rule else None
    return worked(*found, measured) if found else None


def convolution_macs(call: Call) -> tuple[str, Values] | None:
    """The work of one kernel at every *output* position."""
    return _kernel_work(call, call.out, "out", "c_in", "c_out")


def transposed_macs(call: Call) -> tuple[str, Values] | None:
    """The work of one kernel at every *input* position."""
    return _kernel_work(call, call.reads[0], "in", "c_out", "c_in")


def _kernel_work(
    call: Call, grid: Shape, suffix: str, inside: str, outside: str
) -> tuple[str, Values] | None:
    if call.window is None:
        return None
    kernel = _kernel(call.window.kernel)
    axes = _AXES[len(kernel)]
    positions = {f"{axis}_{suffix}": n for axis, n in zip(axes, grid[-len(axes) :], strict=True)}
    values: Values = {**positions, **kernel, **_channels(call)}
    if call.groups > 1:
        values["g"] = call.groups
        inside = f"({inside}/g)"
    formula = f"{'*'.join(positions)}*({'*'.join([*kernel, inside])})*{outside}"
    return _batched(formula, values, grid[0] if len(grid) > len(axes) + 1 else 1)


def local_macs(call: Call) -> tuple[str, Values] | None:
    """As a convolution: weights that are not shared are more to store, not more to multiply."""
    return _batched("h_out*w_out*(kh*kw*c_in)*c_out", _local_values(call), call.out[0])


def linear_macs(call: Call) -> tuple[str, Values] | None:
    """One product for each weight, for each item of the batch and of a sequence."""
    values: Values = {"n_in": call.reads[0][-1], "n_out": call.out[-1]}
    return _batched("n_in*n_out", values, prod(call.out[:-1]))


def bilinear_macs(call: Call) -> tuple[str, Values] | None:
    """``x1ᵀ W x2`` for each output: n1·n2 products make the row x1ᵀ W, n2 more its product with x2.

    That is the order in which PyTorch's kernel works.
    """
    return _batched("n_out*(n1 + 1)*n2", _bilinear_values(call), prod(call.out[:-1]))


def matrix_macs(call: Call) -> tuple[str, Values] | None:
    """A product of matrices, (…, m, k) by (…, k, n)."""
    return _matrices(call.reads[:2], call.out)


def added_matrix_macs(call: Call) -> tuple[str, Values] | None:
    """The same added to a third matrix, which is the first argument: addmm, baddbmm."""
    return _matrices(call.reads[-2:], call.out)


def _matrices(factors: Sequence[Shape], out: Shape) -> tuple[str, Values] | None:
    if len(factors) != 2 or min(map(len, factors)) < 2:
        return None
    first, second = factors
    values: Values = {"m": first[-2], "k": first[-1], "n": second[-1]}
    return _batched("m*k*n", values, prod(out[:-2]))


# -- parts -----------------------------------------------------------------------------------------


def _batched(formula: str, values: Values, batch: int) -> tuple[str, Values]:
    return (f"batch*{formula}", {"batch": batch, **values}) if batch != 1 else (formula, values)


def _kernel(extents: Shape) -> dict[str, int]:
    return {f"k{axis}": extent for axis, extent in zip(_AXES[len(extents)], extents, strict=True)}


def _channels(call: Call) -> dict[str, int]:
    return {"c_in": _hyper(call, "in_channels"), "c_out": _hyper(call, "out_channels")}


def _local_values(call: Call) -> Values:
    positions = call.hyper["positions"]
    assert isinstance(positions, tuple)
    kernel = _kernel(call.window.kernel) if call.window else {}
    return {"h_out": positions[0], "w_out": positions[1], **kernel, **_channels(call)}


def _bilinear_values(call: Call) -> Values:
    names = {"n1": "in1_features", "n2": "in2_features", "n_out": "out_features"}
    return {short: _hyper(call, name) for short, name in names.items()}


def _hyper(call: Call, name: str) -> int:
    value = call.hyper.get(name, 1)
    return value if isinstance(value, int) else 1


# -- another tool's count --------------------------------------------------------------------------


def torchinfo_macs(module_type: str, name: str, count: int, out: Shape) -> int:
    """What torchinfo 1.8 adds to its mult-adds for one parameter tensor of a called module.

    Its rule is by name: all values of "weight" and "bias", biases too, times the batch and, where
    the class name contains "Conv", times the output positions. It follows that

    * a bias counts one multiplication for every output value;
    * a transposed convolution counts the positions it paints, not those it reads: s² times the
      work for a stride s;
    * a batch normalisation counts its scale and shift once, whatever the size of the map;
    * a linear layer over a sequence counts as if there were one item;
    * a locally connected layer, whose weights are as many as its multiplications, is right;
    * operations without a module (``F.conv2d``, ``@``) count through the module whose parameters
      they use, or not at all;
    * a module that runs three times counts three times, as it should.
    """
    if name in ("weight", "bias"):
        positions = prod(out[2:]) if "Conv" in module_type else 1
        return count * out[0] * positions
    return count * prod(out[:2]) if "weight" in name or "bias" in name else 0
