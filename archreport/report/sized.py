"""A report at another size of its input, by its formulas: no model, no pass, no torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from archreport.errors import BadInput, Phrase, phrase
from archreport.report.arithmetic import Arithmetic, evaluate
from archreport.report.model import Block, ReceptiveField, Report, Row, Stage
from archreport.report.size_functions import (
    Condition,
    FieldFormulas,
    FixedExtent,
    Formula,
    RowFormulas,
    SizeFunctions,
    SumFormula,
)

#: Counts that are a row's own number: a sum that gives another is left out.
_COUNTS = ("macs", "activations")
#: So many values on either side of one that is refused are looked at for one that is not.
_SEARCHED = 512


def at_size(report: Report, sizes: Mapping[str, int]) -> Report:
    """``report`` as it would be for an input of ``sizes``; what is not named stays as it is.

    Shapes, counts, bytes, sums and peaks are those of a pass at that size, as far as the rules hold
    that were found between the sizes that were tried: a model may do something else at a single
    size among them. Stages have the rows that they had at the traced size, with their numbers at
    this one. A receptive field or a peak that follows no rule is left out (None, 0), and what is
    saved for the backward pass where no step of training is possible. Second methods, runs and
    other tools are of the traced size and are left out.

    Raises `BadInput` for an extent that cannot be chosen, a value outside of those that were tried,
    and a size that the model refuses.
    """
    if report.sizes is None:
        raise BadInput("report.size.none", title=report.identity.title)
    functions = report.sizes
    whole = {one.name: one.traced for one in functions.variables}
    for name, value in sizes.items():
        _refuse_value(report, functions, name, value)
        whole[name] = int(value)
    broken = broken_condition(functions, whole)
    if broken is not None:
        raise _refused(report, functions, whole, broken, sizes)
    _refuse_outside(functions, whole)
    if all(whole[one.name] == one.traced for one in functions.variables):
        return report
    return _filled(report, functions, whole)


def broken_condition(functions: SizeFunctions, sizes: Mapping[str, int]) -> Condition | None:
    """The first condition that ``sizes``, which has a value for each variable, does not fulfil."""
    for one in functions.conditions:
        left, right = value_of(one.left, sizes), value_of(one.right, sizes)
        if not (left >= right if one.is_least else left == right):
            return one
    return None


def value_of(formula: Formula, sizes: Mapping[str, int]) -> int | float:
    """The value of a formula of `SizeFunctions`."""
    return evaluate(formula, sizes) if isinstance(formula, str) else formula


def _refuse_value(report: Report, functions: SizeFunctions, name: str, value: Any) -> None:
    known = {one.name: one for one in functions.variables}
    if name not in known:
        fixed = next((one for one in functions.fixed if one.name == name), None)
        if fixed is None:
            raise BadInput(
                "report.size.unknown", name=name, names=list(known), title=report.identity.title
            )
        raise _fixed(report, fixed)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadInput("report.size.no_number", name=name, value=value)


def _refuse_outside(functions: SizeFunctions, sizes: Mapping[str, int]) -> None:
    for one in functions.variables:
        if not one.lowest <= sizes[one.name] <= one.highest:
            raise BadInput(
                "report.size.outside",
                name=one.name,
                value=sizes[one.name],
                low=one.lowest,
                high=one.highest,
            )


def _fixed(report: Report, fixed: FixedExtent) -> BadInput:
    title = report.identity.title
    row, detail = fixed.row, fixed.detail
    if fixed.reason == "fails":
        return BadInput(
            "report.size.fails", title=title, name=fixed.name, traced=fixed.traced, detail=detail
        )
    if fixed.reason == "branches":
        return BadInput(
            "report.size.branches", title=title, name=fixed.name, row=row, detail=detail
        )
    return BadInput("report.size.no_rule", title=title, name=fixed.name, row=row)


def _refused(
    report: Report,
    functions: SizeFunctions,
    sizes: Mapping[str, int],
    broken: Condition,
    given: Mapping[str, int],
) -> BadInput:
    where = broken.row or report.identity.title
    return BadInput(
        "report.size.least" if broken.is_least else "report.size.refused",
        _nearest(functions, sizes, given),
        row=where,
        sizes=", ".join(f"{name} {value}" for name, value in sizes.items()),
        found=value_of(broken.left, sizes),
        needed=value_of(broken.right, sizes),
    )


def _nearest(
    functions: SizeFunctions, sizes: Mapping[str, int], given: Mapping[str, int]
) -> Phrase:
    """The nearest values that are taken, of one of the names that were given, or of the spatial
    ones together."""
    bounds = {one.name: one for one in functions.variables}
    moved = [name for name in given if name != "batch"]
    for names in (*([name] for name in moved), moved):
        found = []
        for direction in (-1, 1):
            for step in range(1, _SEARCHED):
                tried = {**sizes, **{name: sizes[name] + direction * step for name in names}}
                if any(
                    not bounds[name].lowest <= tried[name] <= bounds[name].highest for name in names
                ):
                    break
                if broken_condition(functions, tried) is None:
                    found.append(", ".join(f"{name}={tried[name]}" for name in names))
                    break
        if found:
            return phrase("report.size.nearest", sizes=found)
    return phrase("report.size.traced", sizes=[f"{n}={one.traced}" for n, one in bounds.items()])


# -- filling in ------------------------------------------------------------------------------------


def _filled(report: Report, functions: SizeFunctions, sizes: Mapping[str, int]) -> Report:
    values: dict[Formula, int | float] = {}

    def value(formula: Formula) -> int | float:
        if formula not in values:
            values[formula] = value_of(formula, sizes)
        return values[formula]

    rows = tuple(
        _row(row, functions.formulas[number], value)
        for row, number in zip(report.rows, functions.rows, strict=True)
    )
    by_id = {row.id: row for row in rows}
    traced = {row.id: row for row in report.rows}
    inputs = tuple(
        replace(given, shape=by_id[given.id].out_shape) if given.id in by_id else given
        for given in report.inputs
    )
    macs = sum(row.macs for row in rows)
    peaks = functions.peaks_at(sizes)
    inference = int(max(map(value, peaks.inference), default=0))
    training = int(max(map(value, peaks.training), default=0))
    has_saved = any(row.saved_bytes for row in report.rows)
    totals = replace(
        report.totals,
        macs=macs,
        flops=2 * macs,
        activations=sum(row.activations for row in rows),
        activation_bytes=sum(row.activation_bytes for row in rows),
        saved_bytes=sum(row.saved_bytes for row in rows) if has_saved else 0,
        peak_inference_bytes=inference,
        peak_training_bytes=training,
    )
    moved = tuple(replace(one, traced=sizes[one.name]) for one in functions.variables)
    sized = replace(
        report,
        inputs=inputs,
        rows=rows,
        stages=tuple(_stage(stage, traced, by_id) for stage in report.stages),
        blocks=tuple(block for block in report.blocks if _is_even(block, by_id)),
        totals=totals,
        checks=(),
        torchinfo=None,
        run=None,
        untrained=None,
        made=report.made and replace(report.made, command=_command(sizes)),
        sizes=replace(functions, variables=moved),
    )
    return sized if _can_train(rows) else _without_training(sized)


#: Normalisations that work over positions: of the batch too, or of each picture by itself.
_OVER_POSITIONS = {"batch_norm": (1,), "instance_norm": (0, 1)}


def _can_train(rows: Sequence[Row]) -> bool:
    """Whether a step of training is possible: PyTorch refuses to normalise over a single value, and
    what would be kept is then not known."""
    for row in rows:
        kept = _OVER_POSITIONS.get(row.op)
        if kept and row.out_shape:
            values = [n for axis, n in enumerate(row.out_shape) if axis not in kept]
            if prod(values) == 1:
                return False
    return True


def _without_training(report: Report) -> Report:
    return replace(
        report,
        rows=tuple(replace(row, saved_bytes=0) for row in report.rows),
        totals=replace(report.totals, saved_bytes=0, peak_training_bytes=0),
    )


def _command(sizes: Mapping[str, int]) -> str:
    return f"report.at({', '.join(f'{name}={value}' for name, value in sizes.items())})"


_Value = Callable[[Formula], int | float]


def _row(row: Row, formulas: RowFormulas, value: _Value) -> Row:
    def whole(formula: Formula) -> int:
        return int(value(formula))

    def shapes(given: Sequence[Sequence[int | str]]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(map(whole, shape)) for shape in given)

    macs = whole(formulas.macs)
    sized = replace(
        row,
        in_shapes=shapes(formulas.in_shapes),
        out_shapes=shapes(formulas.out_shapes),
        macs=macs,
        flops=2 * macs,
        activations=whole(formulas.activations),
        activation_bytes=whole(formulas.activation_bytes),
        saved_bytes=whole(formulas.saved_bytes),
        hyper={
            **row.hyper,
            **{
                name: tuple(map(whole, one)) if isinstance(one, tuple) else whole(one)
                for name, one in formulas.hyper.items()
            },
        },
        receptive=_field(row.receptive, formulas.receptive, value),
    )
    return replace(sized, sums=_sums(sized, formulas.sums, value))


def _field(
    traced: ReceptiveField | None, formulas: str | FieldFormulas, value: _Value
) -> ReceptiveField | None:
    if isinstance(formulas, str):
        return traced if formulas == "same" else None
    if any(value(one) <= 1 for one in formulas.above_one):
        return None
    return ReceptiveField(
        size=tuple(int(value(one)) for one in formulas.size),
        smallest=tuple(int(value(one)) for one in formulas.smallest),
        jump=tuple(map(value, formulas.jump)),
        start=tuple(map(value, formulas.start)),
        status=formulas.status,
    )


def _sums(
    row: Row, columns: Mapping[str, Sequence[SumFormula]], value: _Value
) -> dict[str, Arithmetic]:
    found = {}
    for column, forms in columns.items():
        if column in ("field", "jump") and row.receptive is None:
            continue
        sum_ = _sum(forms, value, getattr(row, column) if column in _COUNTS else None)
        if sum_ is not None:
            found[column] = sum_
    return found


def _sum(forms: Sequence[SumFormula], value: _Value, count: int | None) -> Arithmetic | None:
    """The sum in the first form that fits; None where none does, or gives another number."""
    for form in forms:
        values = {name: value(one) for name, one in form.values.items()}
        if any(values[name] == 1 for name in form.above_one):
            continue
        try:
            result = evaluate(form.formula, values)
        except (ArithmeticError, ValueError):
            return None
        return Arithmetic(form.formula, values, result) if count in (None, result) else None
    return None


def _stage(stage: Stage, traced: Mapping[str, Row], rows: Mapping[str, Row]) -> Stage:
    """A stage of the traced size: the same rows, with their numbers of this size."""
    members = [rows[name] for name in stage.rows]
    return replace(
        stage,
        resolution=_resolution(stage, traced, rows),
        macs=sum(row.macs for row in members),
        activations=sum(row.activations for row in members),
    )


def _resolution(
    stage: Stage, traced: Mapping[str, Row], rows: Mapping[str, Row]
) -> tuple[int, ...]:
    """The map of a row whose map was the stage's at the traced size."""
    rank = len(stage.resolution)
    if not rank:
        return ()
    for name in stage.rows:
        shape = traced[name].out_shape
        if len(shape) == rank + 2 and shape[-rank:] == stage.resolution:
            return rows[name].out_shape[-rank:]
    return stage.resolution


def _is_even(block: Block, rows: Mapping[str, Row]) -> bool:
    """Whether all copies still have equal shapes."""
    first, *others = ([rows[name].out_shapes for name in copy] for copy in block.copies)
    return all(shapes == first for shapes in others)


# -- validity --------------------------------------------------------------------------------------

#: Characters of the longest formula. Ours have some thousands, in the peaks.
_LONGEST = 100_000


def size_faults(report: Report) -> Iterator[Phrase]:
    """What in a report's functions of size cannot be evaluated, or is not what its rows say at its
    own size; at most one of a kind."""
    functions = report.sizes
    if functions is None or not functions.variables:
        return
    traced = {one.name: one.traced for one in functions.variables}
    try:
        for formula in _formulas(functions):
            if len(formula) > _LONGEST:
                raise ValueError(formula[:40])
        again = _filled(report, functions, traced)
        broken = broken_condition(functions, traced)
    except (
        ArithmeticError, IndexError, KeyError, MemoryError, RecursionError, SyntaxError, TypeError,
        ValueError,
    ) as error:  # fmt: skip
        yield phrase("report.fault.size", what="sizes", formula=str(error)[:80])
        return
    if broken is not None:
        yield phrase("report.fault.size", what=broken.row or "sizes", formula=str(broken.left)[:80])
    for one, other in zip(report.rows, again.rows, strict=True):
        for name in _TRACED:
            if getattr(one, name) != getattr(other, name):
                what = f"{one.id} {name}"
                yield phrase("report.fault.size", what=what, formula=str(getattr(other, name))[:80])
                return
    for name, total in functions.totals.items():
        if value_of(total, traced) != getattr(report.totals, name, None):
            yield phrase("report.fault.size", what=name, formula=str(total)[:80])


_TRACED = (
    "in_shapes", "out_shapes", "macs", "activations", "activation_bytes", "saved_bytes", "hyper",
)  # fmt: skip


def _formulas(functions: SizeFunctions) -> Iterator[str]:
    """All formulas that are text."""
    for row in functions.formulas:
        for shape in (*row.in_shapes, *row.out_shapes):
            yield from (one for one in shape if isinstance(one, str))
        for one in (row.macs, row.activations, row.activation_bytes, row.saved_bytes):
            if isinstance(one, str):
                yield one
    peaks = functions.peaks, functions.peaks_of_one or functions.peaks
    several = (*(one.inference for one in peaks), *(one.training for one in peaks))
    for formulas in (functions.totals.values(), *several):
        yield from (one for one in formulas if isinstance(one, str))
