"""A report of five hundred rows, made by hand: residual blocks of ten rows, most of them equal."""

from __future__ import annotations

from dataclasses import replace

from archreport.report.model import Block, Input, Module, ReceptiveField, Report, Row, TorchinfoView
from archreport.report.run import LayerRun, Sheet
from tests.hand_made import convolution, linear, make_report, small, stage_of_rows

ROWS_A_BLOCK = 10
CHANNELS = 16
SIDE = 14


def long_report(blocks: int = 50, kinds: int = 5) -> Report:
    """``blocks`` residual blocks in a row, in ``kinds`` runs of equal ones, then a classifier.

    Blocks of one run share a class; the runs have classes of their own.
    """
    rows = [_input()]
    copies: list[tuple[str, ...]] = []
    for number in range(blocks):
        made = _block(f"conv4_{number + 1}", rows[-1].id, number)
        copies.append(tuple(row.id for row in made))
        rows += made
    end = _field(2 * blocks)
    rows.append(small("flatten", "shape", "flatten", (rows[-1].id,), (1, CHANNELS * SIDE * SIDE),
                      "view", end, "classifier"))  # fmt: skip
    rows.append(linear("fc", "flatten", CHANNELS * SIDE * SIDE, 10, "classifier"))
    size = blocks // kinds
    folded = [
        Block(run[0][0], "stage-1", f"Bottleneck{index}", tuple(run))
        for index, run in enumerate(copies[i : i + size] for i in range(0, blocks, size))
    ]
    return _report(tuple(rows), tuple(folded))


def _input() -> Row:
    return small("input", "io", "input", (), (1, CHANNELS, SIDE, SIDE), "new", _field(0), "")


def _field(number: int) -> ReceptiveField:
    size = 2 * number + 1
    return ReceptiveField((size, size), (1, 1), (1, 1), (0.5, 0.5))


def _block(path: str, source: str, number: int) -> list[Row]:
    """1×1, 3×3, 1×1, each with normalisation and activation, and the addition."""
    made: list[Row] = []
    size, shape, field = (CHANNELS, SIDE, SIDE), (1, CHANNELS, SIDE, SIDE), _field(number + 1)
    before = source
    for part, kernel in enumerate((1, 3, 1), start=1):
        conv = convolution(f"{path}.conv{part}", before, size, CHANNELS, (kernel, kernel), 1, True,
                           field, "stage-1")  # fmt: skip
        norm = small(f"{path}.bn{part}", "norm", "batch_norm", (conv.id,), shape, "new", field,
                     "stage-1")  # fmt: skip
        made += [conv, norm]
        before = norm.id
        if part < 3:
            act = small(f"{path}.relu{part}", "act", "relu", (norm.id,), shape, "in place", field,
                        "stage-1")  # fmt: skip
            made.append(act)
            before = act.id
    add = small(f"{path}.add", "join", "add", (before, source), shape, "new", field, "stage-1")
    relu = small(f"{path}.relu3", "act", "relu", (add.id,), shape, "in place", field, "stage-1")
    made += [replace(add, module=path), relu]
    return made


def _report(rows: tuple[Row, ...], blocks: tuple[Block, ...]) -> Report:
    tiny = make_report()
    assert tiny.run and tiny.run.timings
    stages = (
        stage_of_rows("stage-1", "body", 1, (SIDE, SIDE), rows),
        stage_of_rows("classifier", "classifier", 2, (), rows),
    )
    params, macs = sum(row.param_count for row in rows), sum(row.macs for row in rows)
    activations = sum(row.activations for row in rows)
    layers = tuple(LayerRun(row.id, 0.25, 1.5, -2.5, 3.25, 0.5, 0, CHANNELS) for row in rows[1:])
    timings = replace(tiny.run.timings, rows={row.id: 0.0011 for row in rows[1:]})
    sheets = tuple(
        Sheet(row.id, "maps", f"maps/{row.id}.webp", 900, 400, (112, 112), 8,
              tuple(range(CHANNELS)), CHANNELS, 0.0, 2.5)
        for row in rows
        if row.kind in ("norm", "act", "join")
    )  # fmt: skip
    listing = "\n".join(f"├─Conv2d: 1-{n}  [1, 16, 14, 14]  2,320" for n in range(len(rows)))
    text = f"{listing}\n====\nTotal params: {params}\nTotal mult-adds (M): 1\n===="
    return replace(
        tiny,
        inputs=(Input("input", (1, CHANNELS, SIDE, SIDE), "float32"),),
        rows=rows,
        outputs=("fc",),
        stages=stages,
        blocks=blocks,
        modules=(Module("", "Long", params, 1),),
        totals=replace(tiny.totals, params=params, macs=macs, flops=2 * macs,
                       activations=activations, activation_bytes=4 * activations),
        torchinfo=TorchinfoView("1.8.0", text, params, macs, macs, 0),
        run=replace(tiny.run, layers=layers, sheets=sheets, timings=timings),
    )  # fmt: skip
