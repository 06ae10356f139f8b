"""Closed forms: parameters and multiply-accumulates from hyper-parameters and shapes alone.

These are the second method. The trace measures (``numel`` of the tensors, the dispatcher's
formulas); these formulas are written from the definition of each layer, and both must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

from archreport.report.arithmetic import Arithmetic, evaluate
from archreport.report.model import HyperValue, Param, Shape

Values = dict[str, int | float]
_AXES = {1: ("w",), 2: ("h", "w"), 3: ("d", "h", "w")}


def worked(formula: str, values: Values, measured: int | float) -> Arithmetic:
    """The sum behind ``measured``, evaluated: ``result`` is the formula's own value."""
    used = {name: value for name, value in values.items() if name in formula}
    return (
        Arithmetic(formula, used, evaluate(formula, used))
        if used
        else Arithmetic(formula, {}, measured)
    )


def parameter_sum(op: str, hyper: Mapping[str, HyperValue], params: Sequence[Param]) -> Arithmetic:
    """How many parameters the layer has: weights, then biases.

    A convolution holds ``kernel × (c_in / groups)`` weights for each of ``c_out`` channels; a
    locally connected layer holds that, bias included, once for each output position.
    """
    total = sum(param.count for param in params)
    if op == "locally_connected2d" and len(params) == 2:
        formula = "h_out*w_out*(kh*kw*c_in)*c_out + h_out*w_out*c_out"
        return worked(formula, _local_values(hyper), total)
    if op.startswith("conv") and len(params) <= 2 and "kernel" in hyper:
        kernel = _kernel(hyper)
        values: Values = {**kernel, "c_in": _int(hyper, "in_channels"),
                          "c_out": _int(hyper, "out_channels")}  # fmt: skip
        inside = "*".join([*kernel, "c_in"])
        outside = "c_out"
        if _int(hyper, "groups") > 1:
            values["g"] = _int(hyper, "groups")
            if op.startswith("conv_transpose"):
                outside = "(c_out/g)"
            else:
                inside = "*".join([*kernel, "(c_in/g)"])
        formula = f"({inside})*{outside}" + (" + c_out" if len(params) == 2 else "")
        return worked(formula, values, total)
    if op == "linear" and len(params) <= 2:
        formula = "n_in*n_out" + (" + n_out" if len(params) == 2 else "")
        values = {"n_in": _int(hyper, "in_features"), "n_out": _int(hyper, "out_features")}
        return worked(formula, values, total)
    return _by_tensor(params, total)


def _local_values(hyper: Mapping[str, HyperValue]) -> Values:
    positions = hyper["positions"]
    assert isinstance(positions, tuple)
    return {
        "h_out": positions[0], "w_out": positions[1], **_kernel(hyper),
        "c_in": _int(hyper, "in_channels"), "c_out": _int(hyper, "out_channels"),
    }  # fmt: skip


def _by_tensor(params: Sequence[Param], total: int) -> Arithmetic:
    """One product of extents per parameter tensor."""
    values: Values = {}
    terms = []
    for index, param in enumerate(params, start=1):
        names = [f"n{index}_{axis}" for axis in range(len(param.shape))] or [f"n{index}"]
        values.update(zip(names, param.shape or (1,), strict=True))
        terms.append("*".join(names))
    return worked(" + ".join(terms), values, total)


def mac_sum(
    op: str, hyper: Mapping[str, HyperValue], reads: Sequence[Shape], out: Shape, measured: int
) -> Arithmetic | None:
    """The multiply-accumulates of an operation, or None where there is no closed form here.

    ``reads`` are the shapes of all tensors read, weights included. A convolution does the work of
    one kernel at every *output* position, a transposed convolution at every *input* position.
    """
    for names, formula in _MACS:
        if op in names:
            found = formula(op, hyper, reads, out)
            return None if found is None else worked(*found, measured)
    return None


_Formula = Callable[
    [str, Mapping[str, HyperValue], Sequence[Shape], Shape], tuple[str, Values] | None
]


def _conv(
    op: str, hyper: Mapping[str, HyperValue], reads: Sequence[Shape], out: Shape
) -> tuple[str, Values]:
    transposed = op.startswith("conv_transpose")
    grid = reads[0] if transposed else out
    kernel = _kernel(hyper)
    axes = _AXES[len(kernel)]
    suffix = "in" if transposed else "out"
    positions = {f"{axis}_{suffix}": n for axis, n in zip(axes, grid[-len(axes) :], strict=True)}
    values: Values = {**positions, **kernel, "c_in": _int(hyper, "in_channels"),
                      "c_out": _int(hyper, "out_channels")}  # fmt: skip
    inside, outside = ("c_out", "c_in") if transposed else ("c_in", "c_out")
    if _int(hyper, "groups") > 1:
        values["g"] = _int(hyper, "groups")
        inside = f"({inside}/g)"
    formula = f"{'*'.join(positions)}*({'*'.join([*kernel, inside])})*{outside}"
    return _batched(formula, values, grid[0] if len(grid) > len(axes) + 1 else 1)


def _local(
    op: str, hyper: Mapping[str, HyperValue], reads: Sequence[Shape], out: Shape
) -> tuple[str, Values]:
    """As a convolution: weights that are not shared are more to store, not more to multiply."""
    return _batched("h_out*w_out*(kh*kw*c_in)*c_out", _local_values(hyper), out[0])


def _linear(
    op: str, hyper: Mapping[str, HyperValue], reads: Sequence[Shape], out: Shape
) -> tuple[str, Values]:
    values: Values = {"n_in": reads[0][-1], "n_out": out[-1]}
    return _batched("n_in*n_out", values, prod(out[:-1]))


def _product(
    op: str, hyper: Mapping[str, HyperValue], reads: Sequence[Shape], out: Shape
) -> tuple[str, Values] | None:
    """Matrix products: (…, m, k) by (…, k, n)."""
    first, second = reads[-2:] if op in ("addmm", "baddbmm") else reads[:2]
    if len(first) < 2 or len(second) < 2:
        return None
    values: Values = {"m": first[-2], "k": first[-1], "n": second[-1]}
    return _batched("m*k*n", values, prod(out[:-2]))


_MACS: tuple[tuple[tuple[str, ...], _Formula], ...] = (
    (tuple(f"conv{t}{d}d" for t in ("", "_transpose") for d in (1, 2, 3)), _conv),
    (("locally_connected2d",), _local),
    (("linear",), _linear),
    (("matmul", "mm", "bmm", "addmm", "baddbmm"), _product),
)


def _batched(formula: str, values: Values, batch: int) -> tuple[str, Values]:
    return (f"batch*{formula}", {"batch": batch, **values}) if batch != 1 else (formula, values)


def _kernel(hyper: Mapping[str, HyperValue]) -> dict[str, int]:
    kernel = hyper["kernel"]
    extents = kernel if isinstance(kernel, tuple) else (int(kernel),)
    return {f"k{axis}": extent for axis, extent in zip(_AXES[len(extents)], extents, strict=True)}


def _int(hyper: Mapping[str, HyperValue], name: str) -> int:
    value = hyper.get(name, 1)
    return value if isinstance(value, int) else 1


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
