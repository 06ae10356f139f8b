"""A small network's Report, made by hand, that every render test can use.

It is built to hold what breaks pages: ids with dots and "@", a second call with shared weights, an
uneven kernel without bias, a join, a side branch, in-place rows and views, a name with "&" and "<".

    input 3×8×8 ─ stem.conv 3×3 ─ stem.relu ─┬───────────────── stem.add ─ pool ─┐
                                             └─ branch.conv 1×3 ─┘               │
               ┌─────────────────────────────────────────────────────────────────┤
               ├─ mix 1×1 ─ mix@2 (the same layer again) ─ flatten ─ drop ─ fc   │
               └─ aux.flatten ─ aux.fc ──────────────────────────────────────────┘
"""

from __future__ import annotations

from dataclasses import replace

from archreport.operations.windows import window
from archreport.report import arithmetic
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import (
    Block,
    Check,
    Coverage,
    HyperValue,
    Identity,
    Input,
    Kind,
    Module,
    Paper,
    Param,
    ReceptiveField,
    Report,
    Row,
    Shape,
    Stage,
    TorchinfoView,
    Totals,
)
from archreport.report.run import LayerRun, Made, Photo, Run, Scaling, Sheet, Weights
from archreport.report.timings import Timings

CONV = {
    "params": "(kh*kw*(c_in/g))*c_out + b",
    "macs": "h*w*(kh*kw*(c_in/g))*c_out",
    "activations": "c_out*h*w",
    "height": "floor((h + 2*ph - kh)/s) + 1",
    "width": "floor((w + 2*pw - kw)/s) + 1",
}
WHOLE = ReceptiveField((8, 8), (8, 8), (0, 0), (4, 4), "whole")


def sums(formulas: dict[str, str], values: dict[str, int | float]) -> dict[str, Arithmetic]:
    """Each formula with the values it names, and its result."""
    found = {}
    for column, formula in formulas.items():
        used = {name: values[name] for name in values if name in _names(formula)}
        found[column] = Arithmetic(formula, used, arithmetic.evaluate(formula, used))
    return found


def _names(formula: str) -> set[str]:
    spaced = "".join(c if c.isalnum() or c == "_" else " " for c in formula)
    return set(spaced.split())


def convolution(
    row_id: str, source: str, size: tuple[int, int, int], c_in: int, kernel: tuple[int, int],
    groups: int, bias: bool, field: ReceptiveField, stage: str, module: str = "", call: int = 1,
    calls: int = 1,
) -> Row:  # fmt: skip
    """A convolution of stride 1 that keeps the size; a second call owns no parameters."""
    c_out, height, width = size
    padding = (kernel[0] // 2, kernel[1] // 2)
    worked = sums(CONV, {
        "kh": kernel[0], "kw": kernel[1], "c_in": c_in, "g": groups, "c_out": c_out,
        "b": c_out if bias else 0, "h": height, "w": width, "ph": padding[0], "pw": padding[1],
        "s": 1,
    })  # fmt: skip
    weight = (c_out, c_in // groups, *kernel)
    own = call == 1
    params = [Param(f"{module or row_id}.weight", weight, _numel(weight), counted=own)]
    if bias:
        params.append(Param(f"{module or row_id}.bias", (c_out,), c_out, counted=own))
    if not own:
        del worked["params"]
    return Row(
        id=row_id, kind="conv", op="conv2d", module=module or row_id, module_type="Conv2d",
        inputs=(source,), in_shapes=((1, c_in, height, width),), out_shapes=((1, *size),),
        window=window(kernel, padding=padding), groups=groups,
        hyper={"in_channels": c_in, "out_channels": c_out, "bias": bias},
        params=tuple(params), param_count=sum(p.count for p in params) if own else 0,
        macs=int(worked["macs"].result), flops=2 * int(worked["macs"].result),
        activations=_numel(size), activation_bytes=4 * _numel(size), receptive=field, stage=stage,
        call=call, calls=calls, source="tiny.py:7", sums=worked,
    )  # fmt: skip


def linear(row_id: str, source: str, n_in: int, n_out: int, stage: str) -> Row:
    worked = sums(
        {"params": "n_in*n_out + n_out", "macs": "n_in*n_out"}, {"n_in": n_in, "n_out": n_out}
    )
    weight = Param(f"{row_id}.weight", (n_out, n_in), n_in * n_out)
    return Row(
        id=row_id, kind="linear", op="linear", module=row_id, module_type="Linear",
        inputs=(source,), in_shapes=((1, n_in),), out_shapes=((1, n_out),),
        hyper={"in_features": n_in, "out_features": n_out, "bias": True},
        params=(weight, Param(f"{row_id}.bias", (n_out,), n_out)),
        param_count=n_in * n_out + n_out, macs=n_in * n_out, flops=2 * n_in * n_out,
        activations=n_out, activation_bytes=4 * n_out, receptive=WHOLE, stage=stage, sums=worked,
    )  # fmt: skip


def small(
    row_id: str, kind: Kind, op: str, inputs: tuple[str, ...], shape: Shape, storage: str,
    field: ReceptiveField, stage: str, hyper: dict[str, HyperValue] | None = None,
) -> Row:  # fmt: skip
    """A row without weights."""
    stored = _numel(shape) if storage == "new" else 0
    worked = {}
    if stored and len(shape) == 4:
        worked = sums({"activations": "c*h*w"}, dict(zip("chw", shape[1:], strict=True)))
    return Row(
        id=row_id, kind=kind, op=op, module="" if kind == "join" else row_id, module_type="",
        inputs=inputs, in_shapes=(shape,) * len(inputs), out_shapes=(shape,), hyper=hyper or {},
        storage=storage, activations=stored, activation_bytes=4 * stored,  # type: ignore[arg-type]
        receptive=field, stage=stage, sums=worked,
    )  # fmt: skip


def _numel(shape: Shape) -> int:
    count = 1
    for extent in shape:
        count *= extent
    return count


def _rows() -> tuple[Row, ...]:
    start = ReceptiveField((1, 1), (1, 1), (1, 1), (0.5, 0.5))
    stem = ReceptiveField((3, 3), (3, 3), (1, 1), (0.5, 0.5))
    branch = ReceptiveField((3, 5), (3, 5), (1, 1), (0.5, 0.5))
    joined = ReceptiveField((3, 5), (3, 3), (1, 1), (0.5, 0.5))
    pooled = ReceptiveField((4, 6), (4, 4), (2, 2), (1.0, 1.0))
    full, half = (1, 4, 8, 8), (1, 4, 4, 4)
    pool = small("pool", "pool", "max_pool2d", ("stem.add",), half, "new", pooled, "stage-1",
                 {"ceil_mode": False})  # fmt: skip
    pool = replace(pool, window=window(2, 2))
    pool.sums.update(sums({"jump": "j*s"}, {"j": 1, "s": 2}))
    return (
        small("input", "io", "input", (), (1, 3, 8, 8), "new", start, ""),
        convolution("stem.conv", "input", (4, 8, 8), 3, (3, 3), 1, True, stem, "stage-1"),
        small("stem.relu", "act", "relu_", ("stem.conv",), full, "in place", stem, "stage-1"),
        convolution("branch.conv", "stem.relu", (4, 8, 8), 4, (1, 3), 2, False, branch, "stage-1"),
        small("stem.add", "join", "add", ("stem.relu", "branch.conv"), full, "new", joined,
              "stage-1"),
        pool,
        convolution("mix", "pool", (4, 4, 4), 4, (1, 1), 1, True, pooled, "stage-2", calls=2),
        convolution("mix@2", "mix", (4, 4, 4), 4, (1, 1), 1, True, pooled, "stage-2", "mix", 2, 2),
        small("aux.flatten", "shape", "flatten", ("pool",), (1, 64), "view", pooled, "side-1"),
        linear("aux.fc", "aux.flatten", 64, 5, "side-1"),
        small("flatten", "shape", "flatten", ("mix@2",), (1, 64), "view", pooled, "classifier"),
        small("drop", "drop", "dropout", ("flatten",), (1, 64), "view", pooled, "classifier",
              {"p": 0.5}),
        linear("fc", "drop", 64, 10, "classifier"),
    )  # fmt: skip


def stage_of_rows(
    stage_id: str, kind: str, number: int, resolution: Shape, rows: tuple[Row, ...]
) -> Stage:
    own = [row for row in rows if row.stage == stage_id]
    return Stage(
        stage_id, kind, number, resolution, tuple(row.id for row in own),  # type: ignore[arg-type]
        sum(row.param_count for row in own), sum(row.macs for row in own),
        sum(row.activations for row in own),
    )  # fmt: skip


def _run() -> Run:
    layers = tuple(
        LayerRun(row.id, mean, 1.25, -0.5, 3.5, 0.5, dead, row.out_shape[1])
        for row, mean, dead in (
            (_rows()[1], -0.001, 0),
            (_rows()[2], 0.41, 1),
            (_rows()[7], 0.73, 0),
            (_rows()[12], 0.1, 0),
        )
    )
    sheets = (
        _sheet("stem.conv", "filters", "filters/stem.conv.webp", (0, 1, 2, 3), 4),
        _sheet("stem.relu", "maps", "maps/stem.relu.webp", (0, 1, 2, 3), 4),
        _sheet("stem.relu", "maps", "maps/stem.relu-top.webp", (2, 0, 3), 4),
        _sheet("mix@2", "maps", "maps/mix@2.webp", (0, 1, 2, 3), 4),
        _sheet("fc", "maps", "maps/fc.webp", tuple(range(10)), 10),
    )
    return Run(
        device="cpu", dtype="float32",
        weights=Weights("seeded", trained=False, sha256="ab" * 32, seed=7),
        scaling=Scaling((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
        photo=Photo("drawing", "Cat & <dog>", "us", "CC0 1.0", "cd" * 32, (12, 9), "input.webp"),
        layers=layers, sheets=sheets, maps="all", timings=_timings(),
    )  # fmt: skip


def _timings() -> Timings:
    seconds = {"stem.conv": 0.0021, "stem.relu": 0.0002, "mix@2": 0.0011, "fc": 0.0001}
    return Timings(
        date="2026-01-02", device_name="Test <CPU>", threads=2, passes=3, seconds=0.003,
        peak_bytes=2**20, peak_method="resident set", rows=seconds,
    )  # fmt: skip


def _sheet(row: str, what: str, file: str, channels: tuple[int, ...], of: int) -> Sheet:
    return Sheet(row, what, file, 100, 50, (16, 16), 4, channels, of, 0.0, 2.5)  # type: ignore[arg-type]


def make_report() -> Report:
    """The report with everything in it. Totals are sums; the tests hold the typed truth."""
    rows = _rows()
    stages = (
        stage_of_rows("stage-1", "body", 1, (8, 8), rows),
        stage_of_rows("stage-2", "body", 2, (4, 4), rows),
        stage_of_rows("classifier", "classifier", 3, (), rows),
        stage_of_rows("side-1", "side", 1, (), rows),
    )
    params = sum(row.param_count for row in rows)
    macs = sum(row.macs for row in rows)
    activations = sum(row.activations for row in rows)
    totals = Totals(
        params=params, trainable=params, param_bytes=4 * params, buffers=0, macs=macs,
        flops=2 * macs, activations=activations, activation_bytes=4 * activations, weight_layers=5,
        saved_bytes=6000, peak_inference_bytes=3072, peak_training_bytes=7000,
    )  # fmt: skip
    blocks = (
        Block("stem.conv", "stage-1", "", (("stem.conv", "stem.relu"),)),
        Block("branch.conv", "stage-1", "", (("branch.conv",),)),
        Block("stem.add", "stage-1", "", (("stem.add",),)),
        Block("pool", "stage-1", "", (("pool",),)),
        Block("mix", "stage-2", "", (("mix",), ("mix@2",))),
        Block("flatten", "classifier", "", (("flatten", "drop"),)),
        Block("fc", "classifier", "", (("fc",),)),
        Block("aux.flatten", "side-1", "", (("aux.flatten",),)),
        Block("aux.fc", "side-1", "", (("aux.fc",),)),
    )
    identity = Identity(
        key="tiny", title="Tiny & <Small>", variant="test", family="tiny", task="classification",
        paper=Paper("K. Simonyan, A. Zisserman", "Depth & <more>", "ICLR", 2015),
        source="archreport/models/tiny.py",
    )  # fmt: skip
    return Report(
        identity=identity,
        inputs=(Input("input", (1, 3, 8, 8), "float32"),),
        rows=rows,
        outputs=("fc", "aux.fc"),
        stages=stages,
        blocks=blocks,
        modules=(Module("", "Tiny", params, 1), Module("mix", "Conv2d", 20, 2)),
        totals=totals,
        checks=(Check("params", params, params), Check("macs", macs, macs + 1)),
        coverage=Coverage(12, 12),
        torchinfo=TorchinfoView("1.8.0", "Layer  <0>\nTotal", params, macs + 9, macs + 9, 8 * 723),
        run=_run(),
        made=Made("0.1.0", "2.13.0", "3.11", "Linux", "archreport build tiny"),
    )


def few_maps(report: Report) -> Report:
    """The same with one short sheet for each stage, as of an untrained network."""
    assert report.run
    sheets = (
        _sheet("stem.conv", "filters", "filters/stem.conv.webp", (0, 1, 2, 3), 4),
        _sheet("stem.relu", "maps", "maps/stem.relu-top.webp", (2, 0, 3), 4),
        _sheet("mix@2", "maps", "maps/mix@2-top.webp", (3, 1), 4),
        _sheet("fc", "maps", "maps/fc-top.webp", tuple(range(10)), 10),
    )
    return replace(report, run=replace(report.run, sheets=sheets, maps="stages"))


def make_bare_report() -> Report:
    """The same network as `archreport.analyze` gives a stranger's model: no key, no run, no paper.

    One operation could not be counted and one module did not run.
    """
    return replace(
        make_report(),
        identity=Identity(key="", title="Net"),
        coverage=Coverage(11, 12, "real", ("custom_op",), ("unused.fc",)),
        torchinfo=None,
        run=None,
        made=None,
        checks=(),
    )
