"""What ``inspect`` does: find the model, call it, and try again where the first way cannot work."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archreport.errors import ForwardFailed
from archreport.report.model import Report

if TYPE_CHECKING:
    from torch import nn

    from archreport.analysis.analyze import Checks
    from archreport.analysis.inputs.call import Call


def inspected(
    target: str,
    call: Call,
    build: Mapping[str, Any],
    weights: Path | None = None,
    *,
    download: bool = False,
    checks: Checks = "own",
) -> Report:
    """The report of the model that ``target`` names, called with ``call``.

    The model is built without weights, on the meta device; where its pass needs values it is built
    once more with them. ``weights`` is a state dict to load. What the model prints goes to stderr.

    Raises `BadInput`, `WeightsMismatch` and `ForwardFailed`.
    """
    from archreport.analysis.analyze import analyze
    from archreport.catalog.own_model import load_target

    title = target.rpartition(":")[2]
    with redirect_stdout(sys.stderr):
        if weights is not None:
            return analyze(
                _with_weights(target, build, weights, download), call, checks=checks, title=title
            )
        model = load_target(target, build, download=download)
        try:
            return analyze(model, call, checks=checks, title=title)
        except ForwardFailed:
            if not _is_on_meta(model):
                raise
        model = load_target(target, build, meta=False, download=download)
        return analyze(model, call, checks=checks, title=title)


def _with_weights(
    target: str, build: Mapping[str, Any], weights: Path, download: bool
) -> nn.Module:
    from archreport.catalog.own_model import load_target
    from archreport.running.weights.files import load_state_dict_file

    model = load_target(target, build, meta=False, download=download)
    load_state_dict_file(model, weights)
    return model


def _is_on_meta(model: nn.Module) -> bool:
    """Also False for modules nested so deep that Python cannot go through them."""
    with suppress(RecursionError):
        return any(tensor.is_meta for tensor in (*model.parameters(), *model.buffers()))
    return False
