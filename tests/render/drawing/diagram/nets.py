"""Small networks as hand-made Reports, each for one thing a figure must get right."""

from __future__ import annotations

from collections.abc import Sequence

from archreport.operations.windows import window
from archreport.report.model import (
    Block,
    Coverage,
    HyperValue,
    Identity,
    Input,
    Kind,
    Param,
    Report,
    Row,
    Shape,
    Stage,
    Totals,
    Window,
)

Maps = tuple[int, int]  # channels and resolution of square feature maps


def maps(size: Maps) -> Shape:
    return (1, size[0], size[1], size[1])


def row(
    id_: str,
    kind: Kind,
    op: str,
    sources: Sequence[Row],
    out: Shape,
    stage: str = "stage-1",
    params: int = 0,
    macs: int = 0,
    window: Window | None = None,
    groups: int = 1,
    **hyper: HyperValue,
) -> Row:
    count = 1
    for extent in out:
        count *= extent
    return Row(
        id=id_,
        kind=kind,
        op=op,
        module=id_.partition("@")[0],
        module_type="",
        inputs=tuple(source.id for source in sources),
        in_shapes=tuple(source.out_shape for source in sources),
        out_shapes=(out,),
        window=window,
        groups=groups,
        hyper=dict(hyper),
        params=(Param(f"{id_}.weight", (params,), params),) if params else (),
        param_count=params,
        macs=macs,
        activations=0 if kind in ("act", "shape", "drop") else count,
        stage=stage,
    )


def given(size: Maps = (3, 8)) -> Row:
    return row("input", "io", "input", (), maps(size), "")


def conv(
    id_: str, source: Row, out: int, kernel: int = 3, stride: int = 1, groups: int = 1,
    stage: str = "stage-1", up: bool = False,
) -> Row:  # fmt: skip
    _, channels, _, size = source.out_shape
    after = size * stride if up else size // stride
    params = kernel * kernel * channels // groups * out
    return row(
        id_, "up" if up else "conv", "conv_transpose2d" if up else "conv2d", (source,),
        maps((out, after)), stage, params, params * after * after,
        window=window(kernel, stride, (kernel - 1) // 2), groups=groups,
    )  # fmt: skip


def same(id_: str, kind: Kind, op: str, source: Row, stage: str = "stage-1") -> Row:
    """A row that keeps the shape: an activation, a normalisation, dropout."""
    return row(id_, kind, op, (source,), source.out_shape, stage)


def relu(id_: str, source: Row, stage: str = "stage-1") -> Row:
    return same(id_, "act", "relu", source, stage)


def pool(id_: str, source: Row, stage: str = "stage-1", stride: int = 2) -> Row:
    _, channels, _, size = source.out_shape
    out = maps((channels, size // stride))
    return row(id_, "pool", "max_pool2d", (source,), out, stage, window=window(2, stride))


def cat(id_: str, *sources: Row, stage: str = "stage-1") -> Row:
    total = sum(source.out_shape[1] for source in sources)
    return row(id_, "join", "cat", sources, maps((total, sources[0].out_shape[2])), stage)


def add(id_: str, *sources: Row, stage: str = "stage-1") -> Row:
    return row(id_, "join", "add", sources, sources[0].out_shape, stage)


def linear(id_: str, source: Row, out: int, stage: str = "classifier") -> Row:
    features = 1
    for extent in source.out_shape[1:]:
        features *= extent
    return row(
        id_, "linear", "linear", (source,), (1, out), stage, features * out, features * out,
        in_features=features, out_features=out,
    )  # fmt: skip


def report(
    rows: Sequence[Row], blocks: Sequence[Block] | None = None, title: str = "Net", end: str = ""
) -> Report:
    """Rows with the stages they name; ``blocks`` default to one for each row but the input."""
    names = dict.fromkeys(item.stage for item in rows if item.stage)
    stages = tuple(_stage(name, rows, number) for number, name in enumerate(names, 1))
    if blocks is None:
        blocks = [Block(r.id, r.stage, "", ((r.id,),)) for r in rows if r.kind != "io"]
    params, macs = sum(r.param_count for r in rows), sum(r.macs for r in rows)
    return Report(
        identity=Identity("net", title),
        inputs=tuple(Input(r.id, r.out_shape, "float32") for r in rows if r.kind == "io"),
        rows=tuple(rows),
        outputs=(end or rows[-1].id,),
        stages=stages,
        blocks=tuple(blocks),
        modules=(),
        totals=Totals(
            params, params, 4 * params, 0, macs, 2 * macs, sum(r.activations for r in rows),
            0, 1, 0, 0, 0,
        ),
        checks=(),
        coverage=Coverage(len(rows), len(rows)),
    )  # fmt: skip


def _stage(name: str, rows: Sequence[Row], position: int) -> Stage:
    kind, _, number = name.partition("-")
    own = [item for item in rows if item.stage == name]
    return Stage(
        id=name,
        kind={"stage": "body", "side": "side"}.get(kind, "classifier"),  # type: ignore[arg-type]
        number=int(number or position),
        resolution=() if kind == "classifier" else own[0].out_shape[2:],
        rows=tuple(item.id for item in own),
        params=sum(item.param_count for item in own),
        macs=sum(item.macs for item in own),
        activations=sum(item.activations for item in own),
    )


def chain() -> Report:
    """conv ×2 with ReLU, pool, two linear layers: VGG in small."""
    x = given()
    c1 = conv("conv1", x, 8)
    r1 = relu("relu1", c1)
    c2 = conv("conv2", r1, 8)
    r2 = relu("relu2", c2)
    p = pool("pool1", r2)
    f = row("flatten", "shape", "flatten", (p,), (1, 128), "classifier")
    l1 = linear("fc1", f, 10)
    d = same("drop1", "drop", "dropout", l1, "classifier")
    l2 = linear("fc2", d, 10)
    blocks = [
        Block("conv1", "stage-1", "", (("conv1", "relu1"), ("conv2", "relu2"))),
        Block("pool1", "stage-1", "", (("pool1",),)),
        Block("flatten", "classifier", "", (("flatten",),)),
        Block("fc1", "classifier", "", (("fc1", "drop1"),)),
        Block("fc2", "classifier", "", (("fc2",),)),
    ]
    return report([x, c1, r1, c2, r2, p, f, l1, d, l2], blocks)


def inception() -> Report:
    """Two modules of three branches, a concatenation each, then a linear layer."""
    x = given((16, 8))
    rows = [x]
    source = x
    copies = []
    for name in ("mixed_a", "mixed_b"):
        one = conv(f"{name}.one", source, 4, kernel=1)
        reduce = conv(f"{name}.reduce", source, 2, kernel=1)
        three = conv(f"{name}.three", reduce, 8)
        five = conv(f"{name}.five", source, 4, kernel=5)
        source = cat(f"{name}.cat", one, three, five)
        made = [one, reduce, three, five, source]
        copies.append(tuple(item.id for item in made))
        rows += made
    last = linear("fc", source, 10)
    blocks = [Block(copy[0], "stage-1", "Mixed", (copy,)) for copy in copies]
    return report([*rows, last], [*blocks, Block("fc", "classifier", "", (("fc",),))])


def residual() -> Report:
    """A projection block and two identity blocks; the last two are equal."""
    x = given((8, 8))
    rows = [x, conv("stem", x, 8)]
    source = rows[-1]
    copies = []
    for number in range(3):
        name = f"block{number}"
        c1 = conv(f"{name}.conv1", source, 16)
        bn = same(f"{name}.bn1", "norm", "batch_norm", c1)
        r1 = relu(f"{name}.relu", bn)
        c2 = conv(f"{name}.conv2", r1, 16)
        made = [c1, bn, r1, c2]
        shortcut = source
        if number == 0:
            shortcut = conv(f"{name}.project", source, 16, kernel=1)
            made.append(shortcut)
        total = add(f"{name}.add", c2, shortcut)
        source = relu(f"{name}.relu@2", total)
        made += [total, source]
        copies.append(tuple(item.id for item in made))
        rows += made
    blocks = [
        Block("stem", "stage-1", "", (("stem",),)),
        Block(copies[0][0], "stage-1", "Basic", (copies[0],)),
        Block(copies[1][0], "stage-1", "Basic", tuple(copies[1:])),
    ]
    return report(rows, blocks)


def bridge() -> Report:
    """A U in small: what the first stage made comes back in the third."""
    x = given((1, 8))
    c1 = conv("down.conv", x, 8)
    r1 = relu("down.relu", c1)
    p = pool("down.pool", r1)
    c2 = conv("bottom.conv", p, 16, stage="stage-2")
    u = conv("up.conv", c2, 8, kernel=2, stride=2, stage="stage-3", up=True)
    j = cat("up.cat", r1, u, stage="stage-3")
    c3 = conv("out.conv", j, 2, stage="stage-3")
    return report([x, c1, r1, p, c2, u, j, c3])


def fuse() -> Report:
    """An FCN in small: scores of the pooling, cropped, are added to the enlarged coarse ones.

    Crop and addition are one module without weights, as in `archreport.models.fcn`.
    """
    x = given((1, 16))
    c = conv("conv", x, 8)
    p = pool("pool", c)
    deep = conv("deep", p, 8, stride=2, stage="stage-2")
    coarse = conv("score", deep, 2, kernel=1, stage="stage-2")
    up = conv("upscore", coarse, 2, kernel=4, stride=2, stage="stage-3", up=True)
    fine = conv("score_pool", p, 2, kernel=1, stage="stage-3")
    crop = row("fuse.crop", "shape", "crop", (fine,), up.out_shape, "stage-3")
    total = add("fuse.add", up, crop, stage="stage-3")
    rows = [x, c, p, deep, coarse, up, fine, crop, total]
    alone = [r for r in rows if r.kind != "io" and not r.id.startswith("fuse")]
    blocks = [Block(r.id, r.stage, "", ((r.id,),)) for r in alone]
    return report(rows, [*blocks, Block(crop.id, "stage-3", "Fuse", ((crop.id, total.id),))])


def side_head() -> Report:
    """A main path with an auxiliary head that leaves it for good."""
    x = given((3, 8))
    c1 = conv("conv1", x, 8)
    head = linear("aux.fc", c1, 5, stage="side-1")
    c2 = conv("conv2", c1, 8, stride=2, stage="stage-2")
    out = linear("fc", c2, 10)
    return report([x, c1, head, c2, out], end="fc")


def towers() -> Report:
    """Two convolutions, the second in two groups."""
    x = given((3, 8))
    c1 = conv("conv1", x, 96)
    c2 = conv("conv2", c1, 256, kernel=5, groups=2)
    return report([x, c1, c2])


def one_row() -> Report:
    x = row("input", "io", "input", (), (1, 7), "")
    return report([x, linear("only", x, 2)])


def long_chain(length: int, stage: str = "stage-1") -> Report:
    rows = [given((8, 8))]
    for number in range(length):
        make = relu if number % 2 else lambda id_, source: conv(id_, source, 8)
        rows.append(make(f"row{number}", rows[-1]))
    return report(rows)


ALL = {
    "chain": chain,
    "inception": inception,
    "residual": residual,
    "bridge": bridge,
    "fuse": fuse,
    "side_head": side_head,
    "towers": towers,
    "one_row": one_row,
}
