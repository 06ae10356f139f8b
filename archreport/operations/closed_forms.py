"""Closed forms: parameters and multiply-accumulates from hyper-parameters and shapes alone.

These are the second method. The trace measures (``numel`` of the tensors, the dispatcher's
formulas); these formulas are written from the definition of each layer, and both must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from archreport.operations.call import Call
from archreport.report.arithmetic import Arithmetic, Values, evaluate, worked
from archreport.report.model import Shape

#: Formula and values of the parameters of a layer, ``biased`` or not; None for an unusual layer.
ParameterRule = Callable[[Call, bool], tuple[str, Values] | None]
#: Formula and values of the multiply-accumulates; None where the shapes do not fit the formula.
ProductRule = Callable[[Call], tuple[str, Values] | None]

_AXES = {1: ("w",), 2: ("h", "w"), 3: ("d", "h", "w")}


# -- parameters ----------------------------------------------------------------------------------


def parameter_sum(rule: ParameterRule | None, call: Call, shapes: Sequence[Shape]) -> Arithmetic:
    """How many parameters tensors of these ``shapes`` hold, weights before the bias.

    ``rule`` is the operation's. Without one, and where the tensors are not a weight alone or with
    its bias, it is one product of extents per tensor.
    """
    total = sum(map(prod, shapes))
    is_layer = len(shapes) <= 2 and len(shapes[0]) > 1
    found = rule(call, len(shapes) == 2) if rule and is_layer else None
    if found is None or evaluate(*found) != total:  # a computed weight, or a bias alone
        found = _tensor_by_tensor(shapes)
    return worked(*found, total)


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


def _tensor_by_tensor(shapes: Sequence[Shape]) -> tuple[str, Values]:
    """One product of extents per parameter tensor."""
    values: Values = {}
    terms = []
    for index, shape in enumerate(shapes, start=1):
        names = [f"n{index}_{axis}" for axis in range(len(shape))] or [f"n{index}"]
        values.update(zip(names, shape or (1,), strict=True))
        terms.append("*".join(names))
    return " + ".join(terms), values


# -- multiply-accumulates ------------------------------------------------------------------------


def closed_macs(rule: ProductRule | None, call: Call) -> Arithmetic | None:
    """The multiply-accumulates of a call by its operation's ``rule``; None without one."""
    found = rule(call) if rule else None
    return worked(*found, evaluate(*found)) if found else None


#: More terms than this no reader adds up: a longer sum is folded.
MOST_TERMS = 12


def sum_of_products(products: Sequence[tuple[Shape, int]], measured: int) -> Arithmetic | None:
    """The products that the kernels made, as (extents, how often); None where there are none.

    No second method: for an operation without a closed form, or one whose form does not fit. Of
    many products those that differ in one extent are one, n·k + m·k = (n + m)·k; what is still too
    many for a reader is one number behind the largest ones, ``others…`` with how many they are.
    """
    terms = [
        _Term(extents or (1,), times) for extents, times in products if times and prod(extents)
    ]
    if not terms:
        return None
    terms = _folded(terms)
    shown = sorted(terms, key=lambda term: -term.value) if len(terms) > MOST_TERMS else terms
    hidden = shown[MOST_TERMS - 1 :] if len(terms) > MOST_TERMS else []
    values: Values = {}
    written = []
    for index, term in enumerate(shown[: len(shown) - len(hidden)], start=1):
        factors = {
            f"{'sum' if axis == term.added else 'n'}{index}_{axis}": extent
            for axis, extent in enumerate(term.extents)
        }
        if term.times > 1:
            factors = {f"times{index}": term.times, **factors}
        values.update(factors)
        written.append("*".join(factors))
    if hidden:
        others = f"others{sum(term.products for term in hidden)}"
        values[others] = sum(term.value for term in hidden)
        written.append(others)
    return worked(" + ".join(written), values, measured)


@dataclass(frozen=True)
class _Term:
    """Equal products: their extents, and how often. ``added`` is the axis whose extent is a sum of
    several products', ``products`` how many different ones they are."""

    extents: Shape
    times: int
    added: int | None = None
    products: int = 1

    @property
    def value(self) -> int:
        return self.times * prod(self.extents)


def _folded(terms: list[_Term]) -> list[_Term]:
    """As many terms as a reader adds up, or the fewest that can be made by adding extents."""
    if len(terms) <= MOST_TERMS:
        return terms
    ranks = range(max(len(term.extents) for term in terms))
    fewest = min((_added(terms, axis) for axis in ranks), key=len)
    return fewest if len(fewest) < len(terms) else terms


def _added(terms: Sequence[_Term], axis: int) -> list[_Term]:
    """Terms that differ in the extent of ``axis`` alone, and in how often, added up."""
    alike: dict[tuple[Shape, Shape | None], list[_Term]] = {}
    for term in terms:
        behind = term.extents[axis + 1 :] if axis < len(term.extents) else None
        alike.setdefault((term.extents[:axis], behind), []).append(term)
    found = []
    for (before, behind), group in alike.items():
        if behind is None or len(group) == 1:
            found += group
            continue
        total = sum(term.times * term.extents[axis] for term in group)
        found.append(_Term((*before, total, *behind), 1, axis, len(group)))
    return found


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
    if len(call.reads) > 1 and len(call.reads[1]) == 1:  # one output, and no extent for it
        return _batched("n_in", {"n_in": call.reads[0][-1]}, prod(call.out))
    values: Values = {"n_in": call.reads[0][-1], "n_out": call.out[-1]}
    return _batched("n_in*n_out", values, prod(call.out[:-1]))


def bilinear_macs(call: Call) -> tuple[str, Values] | None:
    """``x1ᵀ W x2`` for each output: one product for each weight."""
    return _batched("n_out*n1*n2", _bilinear_values(call), prod(call.out[:-1]))


def added_matrix_macs(call: Call) -> tuple[str, Values] | None:
    """A product of matrices added to a third one, the first argument: addmm, baddbmm."""
    return _matrices(call.reads[-2:], call.out)


def _matrices(factors: Sequence[Shape], out: Shape) -> tuple[str, Values] | None:
    if len(factors) != 2 or min(map(len, factors)) < 2:
        return None
    first, second = factors
    values: Values = {"m": first[-2], "k": first[-1], "n": second[-1]}
    return _batched("m*k*n", values, prod(out[:-2]))


def vector_macs(call: Call) -> tuple[str, Values] | None:
    """A matrix with a vector, (m, k) by (k,), or two vectors."""
    return _vector(call.reads[:2])


def added_vector_macs(call: Call) -> tuple[str, Values] | None:
    """A matrix with a vector, added to a vector, which is the first argument."""
    return _vector(call.reads[1:3])


def _vector(factors: Sequence[Shape]) -> tuple[str, Values] | None:
    if len(factors) != 2 or len(factors[1]) != 1 or len(factors[0]) not in (1, 2):
        return None
    names = ("m", "k") if len(factors[0]) == 2 else ("k",)
    return "*".join(names), dict(zip(names, factors[0], strict=True))


def matrix_or_vector_macs(call: Call) -> tuple[str, Values] | None:
    """``a @ b``, whatever their dimensions."""
    if len(call.reads) != 2:
        return None
    first, second = call.reads
    if len(second) == 1:
        rows: Values = {"m": prod(first[:-1])} if len(first) > 1 else {}
        return "*".join([*rows, "k"]), {**rows, "k": first[-1]}
    if len(first) == 1:
        return _batched("k*n", {"k": first[0], "n": second[-1]}, prod(second[:-2]))
    return _matrices(call.reads, call.out)


def summed_matrix_macs(call: Call) -> tuple[str, Values] | None:
    """addbmm: a batch of products, (b, m, k) by (b, k, n), whose sum is added to a matrix."""
    if len(call.reads) != 3 or len(call.reads[1]) != 3:
        return None
    batch, m, k = call.reads[1]
    return "b*m*k*n", {"b": batch, "m": m, "k": k, "n": call.reads[2][-1]}


def attention_macs(call: Call) -> tuple[str, Values] | None:
    """softmax(Q Kᵀ) V for each head: n_q·n_k scores of d products, and as many sums of d_v values.

    A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017, equation 1. Scaling, masking and
    the softmax multiply nothing by our definition; masked pairs are computed all the same.
    """
    if len(call.reads) < 3 or min(len(shape) for shape in call.reads[:3]) < 2:
        return None
    query, key, value = call.reads[:3]
    values: Values = {"n_q": query[-2], "n_k": key[-2], "d": query[-1], "d_v": value[-1]}
    heads = call.out[-3] if len(call.out) > 2 else 1  # queries and keys may be broadcast
    if heads > 1:
        values = {"heads": heads, **values}
    formula = "*".join([*(["heads"] if heads > 1 else []), "n_q", "n_k", "(d + d_v)"])
    return _batched(formula, values, prod(call.out[:-3]))


def multi_head_macs(call: Call) -> tuple[str, Values] | None:
    """``F.multi_head_attention_forward``: projections of queries, keys and values, the attention
    of all heads together, and the projection of its result.

    Queries, keys and values are (length, batch, width), or without the batch.
    """
    if len(call.reads) < 3 or len(call.reads[0]) not in (2, 3):
        return None
    query, key, value = call.reads[:3]
    batch = query[1] if len(query) == 3 else 1
    values: Values = {"n_q": query[0], "n_k": key[0], "d": query[-1], "d_k": key[-1],
                      "d_v": value[-1]}  # fmt: skip
    seen = "n_k"
    if added := _hyper(call, "added_keys", 0):  # keys that no projection makes
        values["n_added"] = added
        seen = "(n_k + n_added)"
    return _batched(f"(n_q*d*d + n_k*d_k*d + n_k*d_v*d + 2*n_q*{seen}*d + n_q*d*d)", values, batch)


#: How many gates a recurrent cell has: each is one pair of weight matrices.
_GATES = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}


def recurrent_macs(call: Call) -> tuple[str, Values] | None:
    """Both matrices of every gate at every step, in all layers and directions.

    The matrices read the input, (gates·h, n_in), or the layer below, and the state, (gates·h, h);
    with a projection the state has p values, made by a matrix (p, h).
    """
    gates = _GATES.get(call.op)
    weights = [shape for shape in call.reads if len(shape) == 2 and gates and not shape[0] % gates]
    data = call.reads[0] if call.reads else ()
    if gates is None or len(data) not in (2, 3):
        return None
    first = next((shape for shape in weights if shape[1] == data[-1] and shape != data), None)
    if first is None:
        return None
    hidden = first[0] // gates
    directions = 2 if call.hyper.get("bidirectional") else 1
    layers = _hyper(call, "num_layers")
    out = call.out[-1] // directions
    state = "p" if out != hidden else "h"
    values: Values = {"steps": prod(data[:-1]), "gates": gates, "h": hidden, "n_in": data[-1]}
    project = ""
    if state == "p":
        values["p"] = out
        project = " + p*h"
    terms = [f"(gates*h*(n_in + {state}){project})"]
    if layers > 1:
        values["layers"] = layers
        below = f"directions*{state}" if directions > 1 else state
        terms.append(f"(layers - 1)*(gates*h*({below} + {state}){project})")
    formula = f"steps*({' + '.join(terms)})" if layers > 1 else f"steps*{terms[0]}"
    if directions > 1:
        values["directions"] = directions
        formula = f"directions*{formula}"
    return formula, values


def recurrent_cell_macs(call: Call) -> tuple[str, Values] | None:
    """One step of one layer: both matrices of every gate."""
    gates = {"lstm_cell": 4, "gru_cell": 3, "rnn_tanh_cell": 1, "rnn_relu_cell": 1}[call.op]
    data = call.reads[0]
    hidden = call.out[-1]
    values: Values = {"gates": gates, "h": hidden, "n_in": data[-1]}
    return _batched("gates*h*(n_in + h)", values, prod(data[:-1]))


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


def _hyper(call: Call, name: str, default: int = 1) -> int:
    value = call.hyper.get(name, default)
    return value if isinstance(value, int) else default


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
