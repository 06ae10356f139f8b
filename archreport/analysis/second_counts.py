"""Second methods: every total is computed again by somebody else's code or another formula."""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
import torchinfo
from torch.overrides import TorchFunctionMode
from torch.utils.flop_counter import FlopCounterMode

from archreport.analysis.rows import closed_form_macs
from archreport.analysis.tracing.nested import tensors_in
from archreport.analysis.tracing.passes import Passes
from archreport.analysis.tracing.records import ModuleTree
from archreport.operations.closed_forms import torchinfo_macs
from archreport.report.model import Check, Row, TorchinfoView, Totals


def checks_of(
    rows: Sequence[Row], totals: Totals, passes: Passes, uncalled: int, *, others: bool
) -> tuple[Check, ...]:
    """Compare the rows with independent counts. ``uncalled`` is parameters that did not run;
    ``others`` asks for a pass that somebody else's code counts too.

    * "params": the rows against ``sum(p.numel())``;
    * "params_closed": the worked sums, evaluated, against the rows;
    * "macs", with ``others``: what of the rows PyTorch's own `FlopCounterMode` has formulas for,
      against it in a pass of its own;
    * "macs_closed": the rows whose operation has a closed form, against the forms;
    * "activation_bytes": values counted from shapes against the bytes of the storages.

    torchinfo is compared apart (`torchinfo_view`): it follows rules of its own.
    """
    numel = passes.inference.tree.counts[""] - uncalled
    with_params = [row for row in rows if row.param_count]
    storage_bytes = passes.inference.storage_bytes
    stored = sum(
        storage_bytes[storage]
        for operation in passes.inference.operations
        for storage in operation.new_storages
        if storage in storage_bytes
    ) + sum(info.nbytes for _, info in passes.inference.inputs)  # perhaps a part of something
    counted_again = flop_counter_macs(passes) if others else None
    known_to_both = sum(traced.pytorchs_macs for traced in passes.inference.operations)
    again = () if counted_again is None else (Check("macs", known_to_both, counted_again),)
    return (
        Check("params", totals.params, numel),
        Check(
            "params_closed", totals.params, _sum(row.sums["params"].result for row in with_params)
        ),
        *again,
        Check("macs_closed", *closed_form_macs(passes.inference)),
        Check(
            "activation_bytes",
            totals.activation_bytes - _without_storage(passes),
            stored - _left_empty(passes),
        ),
    )


def _without_storage(passes: Passes) -> int:
    """Bytes of results that have no storage to compare with, in layouts of a library of their own:
    they are counted by their shapes alone."""
    seen = passes.inference.storage_bytes
    return sum(
        info.nbytes
        for operation in passes.inference.operations
        for info in {i.storage: i for i in operation.writes}.values()
        if info.storage in operation.new_storages and info.storage not in seen
    )


def _left_empty(passes: Passes) -> int:
    """Bytes that a result takes and does not fill, alone in its storage: a sum that was worked out
    in place, what is only found out to be shorter when it is there."""
    trace = passes.inference
    empty = 0
    for operation in trace.operations:
        for storage in operation.new_storages:
            views = [info for info in operation.writes if info.storage == storage]
            if len({info.shape for info in views}) == 1:
                filled = sum(info.nbytes for info in views)
                empty += max(0, trace.storage_bytes.get(storage, 0) - filled)
    return empty


def _sum(values: Any) -> int:
    return int(sum(values))


class _NoModules:
    """In the place of `FlopCounterMode`'s tracker of modules, whose hooks would see every thread's
    modules, and which a gradient taken inside ``forward`` breaks. Totals need none."""

    parents: frozenset[str] = frozenset({"Global"})

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""


class _Watched(TorchFunctionMode):
    """Lets every function run as it is: while functions are watched, fused layers (the fast path of
    ``nn.TransformerEncoder``) take the same road as in the traced pass."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return func(*args, **(kwargs or {}))


def flop_counter_macs(passes: Passes) -> int | None:
    """PyTorch's own counter over the same model and input, ÷ 2, in a separate pass.

    None where that pass fails: a model may run only once.
    """
    counter: Any = FlopCounterMode(display=False)
    counter.mod_tracker = _NoModules()
    try:
        with passes.again() as subject, torch.no_grad(), counter, _Watched():
            subject.model(*subject.args, **subject.kwargs)
    except (Exception, SystemExit):
        return None
    return int(counter.get_total_flops()) // 2


def torchinfo_view(rows: Sequence[Row], passes: Passes) -> TorchinfoView:
    """Run ``torchinfo.summary`` as a reader would, and predict its mult-adds from our rows."""
    version = str(torchinfo.__version__)
    predicted = sum(
        torchinfo_macs(row.module_type, name, count, row.out_shape)
        for row, own in _leaf_calls(rows, passes.inference.tree)
        for name, count in own.items()
    )
    try:
        with passes.again() as subject, _nothing_remembered():
            model, args, kwargs = subject.model, subject.args, subject.kwargs
            tensors = (*model.parameters(), *tensors_in((args, kwargs)))
            if passes.method == "fake":  # moving fake tensors works or fails by chance
                itself = weakref.ref(model)  # no cycle: the weights go when nobody holds them
                object.__setattr__(model, "to", lambda *_args, **_kwargs: itself())
            statistics = torchinfo.summary(
                model,
                input_data=[*args] or kwargs,
                device=tensors[0].device if tensors else torch.device("cpu"),
                mode="eval",
                depth=10,
                col_names=("output_size", "num_params", "mult_adds"),
                verbose=0,
                **(kwargs if args else {}),
            )
            return TorchinfoView(
                version=version,
                text=_without_trailing_blanks(str(statistics)),
                params=int(statistics.total_params),
                mult_adds=int(statistics.total_mult_adds),
                predicted_macs=predicted,
                forward_backward_bytes=int(statistics.total_output_bytes),
            )
    except (Exception, SystemExit) as error:  # torchinfo fails where a pass of our own does not
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return TorchinfoView(version, "", 0, 0, predicted, 0, error=reason)


@contextmanager
def _nothing_remembered() -> Iterator[None]:
    """torchinfo remembers the last model of every class for as long as the process lives, and with
    it the weights; its notes hold each other in cycles. The caller's own stay remembered."""
    remembered = torchinfo.torchinfo._cached_forward_pass
    before = dict(remembered)
    try:
        yield
    finally:
        for name, notes in list(remembered.items()):
            if notes is not before.get(name):
                for note in notes:
                    vars(note).clear()
        remembered.clear()
        remembered.update(before)


def _leaf_calls(rows: Sequence[Row], tree: ModuleTree) -> list[tuple[Row, dict[str, int]]]:
    """For each call of a module without submodules: its last row and its own parameters."""
    calls: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        if row.kind != "io" and row.module in tree.modules and row.module not in tree.composites:
            calls[row.module, row.call].append(row)
    own: dict[str, dict[str, int]] = defaultdict(dict)
    for name, parameter in tree.parameters.items():
        path, _, leaf = name.rpartition(".")
        own[path][leaf] = parameter.numel()
    return [(inside[-1], own[path]) for (path, _), inside in calls.items()]


def _without_trailing_blanks(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


def uncalled_modules(tree: ModuleTree, used: Mapping[str, object]) -> tuple[tuple[str, ...], int]:
    """Modules that own parameters no operation read, and how many parameters those are."""
    names: dict[str, None] = {}
    count = 0
    for name, parameter in tree.parameters.items():
        if name not in used:
            names[name.rpartition(".")[0] or name] = None
            count += parameter.numel()
    return tuple(names), count
