"""`analyze`: any PyTorch model and an input to a Report."""

from __future__ import annotations

import platform
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import torch
from torch import nn

from archreport.analysis.axes import layouts_of
from archreport.analysis.blocks import blocks_of, modules_of, weight_layers
from archreport.analysis.collection import collection_paused
from archreport.analysis.composites import composites_of
from archreport.analysis.isolation.definitions import definitions_put_back
from archreport.analysis.isolation.surroundings import undisturbed
from archreport.analysis.memory import memory_of
from archreport.analysis.rows import rows_of
from archreport.analysis.second_counts import checks_of, torchinfo_view, uncalled_modules
from archreport.analysis.sizes.functions import size_functions
from archreport.analysis.stages import with_stages
from archreport.analysis.tracing.passes import METHODS, Method, Passes, trace_passes
from archreport.analysis.tracing.records import type_name
from archreport.errors import BadInput, ForwardFailed, phrase
from archreport.report.model import Coverage, Identity, Input, Report, Row, Totals
from archreport.report.run import Made

#: Which second methods run.
Checks = Literal["own", "all"]

#: What a model leaves in its class or its file is put back after the pass; until then no other
#: analysis may meet it. Random generators are the process's, too.
_ONE_AT_A_TIME = threading.RLock()


def analyze(
    model: nn.Module,
    input: Any,
    *,
    method: Method | None = None,
    hooks: bool = False,
    checks: Checks = "own",
    sizes: bool = False,
    title: str | None = None,
    identity: Identity | None = None,
) -> Report:
    """Trace one forward pass of ``model`` and report every operation with its arithmetic.

    >>> from torch import nn
    >>> model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(288, 10))
    >>> analyze(model, (1, 3, 8, 8))
    <Report of Sequential: 3 operations, 3,114 parameters, 10,656 MACs>

    Args:
        model: any ``nn.Module``; control flow, several inputs and outputs are fine. It is left
            exactly as it was: mode, buffers, hooks, random state, also when it raises.
        input: a shape with the batch first, such as ``(1, 3, 224, 224)``; a tensor; a tuple or
            list of these for several positional inputs; a dictionary for keyword inputs; or both
            with `call`.
        method: "meta", "fake" or "real" to make the pass that way alone; by default the lightest
            that works.
        hooks: let the user's own hooks run too.
        checks: "own" holds the rows against closed forms, parameters and storages; "all" also runs
            PyTorch's ``FlopCounterMode`` and torchinfo, a pass of their own each.
        sizes: also find every number as a function of the input's size, so that `Report.at` gives
            the report of another one. Some fifty further passes are made.
        title: the name to print; the class name by default.
        identity: what the course's own networks say about themselves, instead of ``title``.

    Returns:
        A `Report`: rows in execution order, totals, stages, checks. Counts are for the batch as
        given (batch 1 for counts per picture), activations and sizes in values and bytes,
        receptive fields in input pixels. ``print(report)`` shows the table; a notebook shows it
        in colour.

    Raises:
        BadInput: ``model`` is no module, or ``input`` is none of the above.
        ForwardFailed: the model cannot take this input; the message is its own, with the place.
    """
    _refuse_what_is_no_module(model)
    if checks not in ("own", "all"):
        raise BadInput("analysis.no_checks", checks=checks)
    if method is not None and method not in METHODS:
        raise BadInput("analysis.no_method", method=method, methods=list(METHODS))
    named = identity or Identity("", title or type_name(model))
    try:
        with _ONE_AT_A_TIME, undisturbed(), definitions_put_back(model):
            passes = trace_passes(model, input, method=method, hooks=hooks)
            with collection_paused():
                report = _report(passes, named, checks)
            if not sizes:
                return report
            return replace(report, sizes=size_functions(model, input, report, hooks))
    except RecursionError as error:
        limit = sys.getrecursionlimit()
        raise ForwardFailed("analysis.too_deep", title=named.title, limit=limit) from error


def _refuse_what_is_no_module(model: object) -> None:
    if isinstance(model, nn.Module):
        return
    if isinstance(model, type) and issubclass(model, nn.Module):
        raise BadInput("analysis.class", name=model.__name__)
    if isinstance(getattr(model, "__self__", None), nn.Module):
        raise BadInput("analysis.method")
    hint = "analysis.give_module"
    if hasattr(model, "module") and callable(model.module):
        hint = "analysis.holds"
    elif callable(model):
        hint = "analysis.callable"
    raise BadInput("analysis.no_module", phrase(hint), kind=type(model).__name__)


def _report(passes: Passes, identity: Identity, checks: Checks) -> Report:
    tree = passes.inference.tree
    layouts = layouts_of(passes.inference)
    memory = memory_of(passes.inference.memory(), passes.training)
    rows = rows_of(passes.inference, layouts, memory.saved_by)
    if not rows:
        raise BadInput("analysis.nothing", title=identity.title)
    outputs = _output_ids(rows, passes)
    main = outputs[0] if outputs else rows[-1].id
    maps = dict(zip((row.id for row in rows), layouts.maps, strict=True))
    composites = composites_of(rows, passes.inference)
    rows, stages = with_stages(rows, main, tree, composites, maps)
    used = {param.name: None for row in rows for param in row.params}
    uncalled, uncalled_params = uncalled_modules(tree, used)
    totals = _totals(rows, passes, main)
    totals = replace(
        totals,
        saved_bytes=memory.saved,
        peak_inference_bytes=memory.peak_inference,
        peak_training_bytes=memory.peak_training,
    )
    return Report(
        identity=identity,
        inputs=tuple(Input(name, info.shape, info.dtype) for name, info in passes.inference.inputs),
        rows=rows,
        outputs=outputs,
        stages=stages,
        blocks=blocks_of(rows, stages, tree, composites),
        modules=modules_of(tree, passes.inference.calls),
        totals=totals,
        checks=checks_of(rows, totals, passes, uncalled_params, others=checks == "all"),
        coverage=_coverage(passes, uncalled),
        torchinfo=torchinfo_view(rows, passes) if checks == "all" else None,
        made=made(),
    )


def _output_ids(rows: tuple[Row, ...], passes: Passes) -> tuple[str, ...]:
    inputs = len(passes.inference.inputs)
    return tuple(
        rows[inputs + position].id if position >= 0 else rows[-1 - position].id
        for position in passes.inference.outputs
    )


def _totals(rows: tuple[Row, ...], passes: Passes, main: str) -> Totals:
    params = {param.name: param for row in rows for param in row.params}.values()
    tree = passes.inference.tree
    sizes = {name: p.element_size() for name, p in tree.parameters.items()}
    return Totals(
        params=sum(row.param_count for row in rows),
        trainable=sum(param.count for param in params if param.trainable),
        param_bytes=sum(param.count * sizes[param.name] for param in params),
        buffers=tree.buffers,
        macs=sum(row.macs for row in rows),
        flops=sum(row.flops for row in rows),
        activations=sum(row.activations for row in rows),
        activation_bytes=sum(row.activation_bytes for row in rows),
        weight_layers=weight_layers(rows, main),
        saved_bytes=0,
        peak_inference_bytes=0,
        peak_training_bytes=0,
    )


def _coverage(passes: Passes, uncalled: tuple[str, ...]) -> Coverage:
    trace = passes.inference
    return Coverage(
        counted=sum(not (call.unknown or call.uncounted) for call in trace.operations),
        total=len(trace.operations),
        method=passes.method,
        unknown=_once(
            (*(name for call in trace.operations for name in call.unknown), *trace.unseen)
        ),
        uncalled=uncalled,
        uncounted=_once(name for call in trace.operations for name in call.uncounted),
        by_value=tuple(trace.by_value),
        unregistered=trace.unregistered,
        integers=passes.integers,
        hooks=passes.hooks,
        unwatched=trace.unwatched,
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def made(command: str = "archreport.analyze(model, input)") -> Made:
    """Versions, for the page's provenance."""
    return Made(
        archreport=package_version(),
        torch=str(torch.__version__),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        command=command,
    )


@cache
def package_version() -> str:
    try:
        return version("archreport")
    except PackageNotFoundError:  # used from a source folder that is not installed
        return "0"
