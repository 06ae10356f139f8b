"""The composite modules around each row, as the pass went through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import nn

from archreport.analysis.tracing.records import ModuleTree, Trace
from archreport.report.model import Row

_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)

#: One call of a module: its path, and the how-manieth call it is.
Instance = tuple[str, int]
#: For each row, by its id, the calls of composite modules around it, outermost first.
Composites = Mapping[str, tuple[Instance, ...]]


def composites_of(rows: Sequence[Row], trace: Trace) -> Composites:
    """The calls of composite modules around each row.

    A composite has submodules and a class of its own: an inception module, a residual block, but
    no ``nn.Sequential``, which only lists. The network itself is not among them. A module that is
    called again and again is another instance each time.
    """
    tree = trace.tree
    composite = {path for path in tree.composites if _has_class_of_its_own(tree, path)}
    known: dict[tuple[Instance, ...], tuple[Instance, ...]] = {}
    found: dict[str, tuple[Instance, ...]] = {row.id: () for row in rows[: len(trace.inputs)]}
    for row, traced in zip(rows[len(trace.inputs) :], trace.operations, strict=True):
        around = known.get(traced.around)
        if around is None:
            around = tuple(one for one in traced.around if one[0] in composite)
            known[traced.around] = around
        found[row.id] = around
    return found


def parent(tree: ModuleTree, path: str) -> str:
    """The path of the container that lists a module, "" where none does."""
    above = path.rpartition(".")[0]
    return above if isinstance(tree.modules.get(above), _CONTAINERS) else ""


def _has_class_of_its_own(tree: ModuleTree, path: str) -> bool:
    return bool(path) and not isinstance(tree.modules[path], _CONTAINERS)
