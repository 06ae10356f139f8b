"""archreport: architecture reports for convolutional networks.

>>> import archreport
>>> from torch import nn
>>> model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(288, 10))
>>> report = archreport.analyze(model, (1, 3, 8, 8))
>>> report.totals.params
3114
>>> from archreport.report.arithmetic import words
>>> words(report.row("0").sums["params"])  # one number with its arithmetic
'(3·3·3)·8 + 8 = 224'

``print(report)`` is the layer table, ``archreport.save(report, "net.json")`` a file of it.

Importing this package does not import torch; the first call of `analyze` does.
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

from archreport.analysis.inputs.call import call, plain, shape
from archreport.errors import ArchreportError
from archreport.report.budget import check_budget
from archreport.report.model import Report
from archreport.report.report_file import load, save

if TYPE_CHECKING:
    from archreport.analysis.analyze import analyze as analyze

    __version__: str

__all__ = [
    "ArchreportError", "Report", "__version__", "analyze", "call", "check_budget", "load", "plain",
    "save", "shape",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "analyze":
        from archreport.analysis.analyze import analyze

        return analyze
    if name == "__version__":
        return metadata.version("archreport")
    raise AttributeError(f"module 'archreport' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({name for name in globals() if name.startswith("__")} | set(__all__))
