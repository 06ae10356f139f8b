"""How the weights of a network's convolutions are spread."""

from __future__ import annotations

import math

import numpy as np
from torch import nn

from archreport.report.model import Report
from archreport.report.run import KernelStatistics

_BLOCK = 2**20  # values that are looked at together


def kernel_statistics(report: Report, network: nn.Module) -> tuple[KernelStatistics, ...]:
    """Standard deviation and kurtosis of the kernels of every convolution, in the order of the
    rows; kernels that several rows share are listed with the first.

    Added up in double precision and in one order, so that it gives the same bits everywhere.
    """
    parameters = dict(network.named_parameters())
    return tuple(
        _statistics(row.id, parameters[row.params[0].name].detach().cpu().numpy().ravel())
        for row in report.rows
        if row.kind == "conv" and row.params and row.params[0].counted
    )


def _statistics(row: str, values: np.ndarray) -> KernelStatistics:
    blocks = [values[start : start + _BLOCK] for start in range(0, len(values), _BLOCK)]
    mean = sum(float(block.sum(dtype=np.float64)) for block in blocks) / len(values)
    squares = fourths = 0.0
    for block in blocks:
        square = (block.astype(np.float64) - mean) ** 2
        squares += float(square.sum())
        fourths += float((square**2).sum())
    variance = squares / len(values)
    kurtosis = fourths / len(values) / variance**2 if variance else 0.0
    return KernelStatistics(row, round(math.sqrt(variance), 6), round(kurtosis, 4))
