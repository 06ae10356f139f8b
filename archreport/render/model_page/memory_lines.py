"""What a network keeps in memory, with the sums that give it.

Activations are for one input (the traced batch). "Twice the forward pass" is folklore: what the
backward pass needs is measured by the analysis (``saved_bytes``), and what is alive at once is
the liveness peak over the graph.
"""

from __future__ import annotations

from dataclasses import dataclass

from archreport.reading.totals import bytes_each, bytes_per_activation
from archreport.report import arithmetic
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import Report


@dataclass(frozen=True)
class MemoryLine:
    """One line: ``name`` is a message key under "memory.", ``sum`` the arithmetic where known."""

    name: str
    bytes: int
    sum: str = ""
    total: bool = False


def memory_parts(report: Report) -> tuple[tuple[MemoryLine, ...], ...]:
    """The lines in three parts: what the parameters cost, the activations, and the totals."""
    totals = report.totals
    each = bytes_each(totals.param_bytes, totals.params)
    gradients = totals.trainable * each if each else totals.param_bytes
    weights = _product("weights", totals.params, each, totals.param_bytes)
    parameters = (
        weights,
        _product("gradients", totals.trainable, each, gradients),
        _product("momentum", totals.trainable, each, gradients),
        _product("adam", totals.trainable, 2 * each, 2 * gradients),
    )
    per_value = bytes_per_activation(report)
    activations = (
        _product("activations", totals.activations, per_value, totals.activation_bytes),
        MemoryLine("saved", totals.saved_bytes),
        MemoryLine("peak_inference", totals.peak_inference_bytes),
        MemoryLine("peak_training", totals.peak_training_bytes),
    )
    weight_bytes = totals.param_bytes
    sums = (
        _total("inference", weight_bytes, totals.peak_inference_bytes),
        _total("training_sgd", weight_bytes, gradients, gradients, totals.peak_training_bytes),
        _total("training_adam", weight_bytes, gradients, 2 * gradients, totals.peak_training_bytes),
    )
    return parameters, activations, sums


def _product(name: str, count: int, each: int, size: int) -> MemoryLine:
    if not each or count * each != size:
        return MemoryLine(name, size)
    product = Arithmetic("count*bytes", {"count": count, "bytes": each}, size)
    return MemoryLine(name, size, arithmetic.words(product))


def _total(name: str, *parts: int) -> MemoryLine:
    values: dict[str, int | float] = {f"part_{i}": part for i, part in enumerate(parts)}
    sum_ = Arithmetic(" + ".join(values), values, sum(parts))
    return MemoryLine(name, sum(parts), arithmetic.words(sum_), total=True)
