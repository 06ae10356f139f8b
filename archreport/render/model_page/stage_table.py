"""The table of stages, derived from the rows, as papers print it.

Two forms, chosen by what the network is made of:

* *branches*, as Table 1 of the GoogLeNet paper: one line for each layer, pooling and module, and a
  column for each layer inside a module. It is used where all modules that concatenate branches
  have the same ones;
* *blocks*, as Table 1 of the ResNet paper: one line for each resolution, with its layers in
  brackets, × how often. A pooling that reduces is listed where its result is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.reading.paper_table import TableEntry, paper_table
from archreport.reading.stages import side_stages
from archreport.reading.totals import subtotal
from archreport.render.table_lines import slug
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.kinds import has_weights
from archreport.report.model import Report, Row

MOST_LINES = 48  # a longer table is no summary
MOST_COLUMNS = 8  # of layers inside a module


@dataclass(frozen=True)
class BranchLine:
    """``cells`` are channels, one for each column, "" where the module has no such layer."""

    row: str
    name: str
    patch: str
    output: str
    depth: int
    cells: tuple[str, ...]
    params: int
    macs: int


@dataclass(frozen=True)
class Item:
    """A part of a line, ``times`` in a row: layers one below the other, or one in words."""

    layers: tuple[str, ...]
    bracketed: bool
    times: int = 1
    note: str = ""


@dataclass(frozen=True)
class BlockLine:
    """One resolution. ``row`` is the first row of the line."""

    row: str
    name: str
    output: str
    items: tuple[Item, ...]
    params: int
    macs: int


def has_stage_table(report: Report, t: Language) -> bool:
    """False for a network that has no stages to speak of, or far too many."""
    return bool(stage_table(report, t, 0))


def stage_table(report: Report, t: Language, number: int) -> Markup:
    """The table in the form that suits the network, or "" (see `has_stage_table`)."""
    entries = paper_table(report)
    columns, branches = branch_lines(report, entries, t)
    lines = branches or block_lines(report, entries, t)
    if len(lines) < 3 or len(lines) > MOST_LINES:
        return Markup()
    return render_html(
        "stage_table.html.j2",
        t,
        id=f"tbl-{slug(report)}-stages",
        number=number,
        columns=columns,
        form="branches" if branches else "blocks",
        lines=lines,
        totals=report.totals,
    )


# -- as GoogLeNet's paper ----------------------------------------------------------------------


def branch_lines(
    report: Report, entries: Sequence[TableEntry], t: Language
) -> tuple[tuple[str, ...], tuple[BranchLine, ...]]:
    """The columns and lines of the branches form; both empty where it does not fit."""
    joined = [entry for entry in entries if entry.join == "cat"]
    labels = {_labels(entry, t) for entry in joined}
    columns = next(iter(labels), ())
    if len(joined) < 2 or len(labels) != 1 or not 0 < len(columns) <= MOST_COLUMNS:
        return (), ()
    return columns, tuple(
        _branch_line(entry, columns, t) for entry in _with_sides_last(report, entries)
    )


def _labels(entry: TableEntry, t: Language) -> tuple[str, ...]:
    """Names of the layers in a module's branches: "#1×1", "#3×3 reduce", "#3×3", …, "pool proj".

    Branches of another build (a third layer, no layer at all) give no names.
    """
    names: list[str] = []
    for chain in entry.chains:
        convs = [row for row in chain if has_weights(row)]
        kernels = [f"#{_kernel(row)}" for row in convs]
        if chain and chain[0].kind == "pool" and len(convs) == 1:
            names.append(t("stages.pool_proj"))
        elif len(convs) == 1 and len(chain) == 1:
            names.append(kernels[0])
        elif len(convs) == 2 and len(chain) == 2 and _kernel(convs[0]) == "1×1":
            names += [t("stages.reduce", kernel=kernels[1]), kernels[1]]
        else:
            return ()
    return tuple(names)


def _branch_line(entry: TableEntry, columns: Sequence[str], t: Language) -> BranchLine:
    last = entry.chains[0][-1] if entry.kind == "module" and entry.chains[0] else entry.lead
    single = entry.kind != "module" or len(entry.chains) == 1
    return BranchLine(
        row=entry.rows[0].id,
        name=_type(entry, last, t),
        patch=_patch(last) if single else "",
        output=formatting.shape(entry.out),
        depth=entry.depth,
        cells=_cells(entry, columns, t),
        params=entry.subtotal.params,
        macs=entry.subtotal.macs,
    )


def _type(entry: TableEntry, last: Row, t: Language) -> str:
    """ "convolution", "max pool", "dropout (40%)", or the module's own name."""
    if entry.kind == "module" and (entry.join or len(entry.chains[0]) > 2):
        return entry.name
    if entry.kind == "drop":
        rate = entry.lead.hyper.get("p", 0.0)
        return t("stages.dropout", rate=f"{float(str(rate)):.0%}")
    if entry.kind == "pool":
        return formatting.bare_operation(entry.lead, t)
    key = f"stages.type.{last.kind}"
    return t(key) if t.has(key) else t(f"kind.{last.kind}")


def _cells(entry: TableEntry, columns: Sequence[str], t: Language) -> tuple[str, ...]:
    convs = [row for chain in entry.chains for row in chain if has_weights(row)]
    if entry.join == "cat":
        return tuple(formatting.number(row.out_shape[1]) for row in convs)
    if entry.kind != "module" or len(convs) != 2:
        return ("",) * len(columns)
    own = dict(zip(_labels(entry, t), convs, strict=False))  # a reduction outside of a module
    return tuple(formatting.number(own[c].out_shape[1]) if c in own else "" for c in columns)


def _with_sides_last(report: Report, entries: Sequence[TableEntry]) -> list[TableEntry]:
    sides = side_stages(report)
    return sorted(entries, key=lambda entry: entry.stage in sides)


# -- as ResNet's paper -------------------------------------------------------------------------


def block_lines(
    report: Report, entries: Sequence[TableEntry], t: Language
) -> tuple[BlockLine, ...]:
    """One line for each stage, with the pooling that leads to it.

    A pooling that leads to the classifier but leaves a map (6 × 6) has a line of its own.
    """
    sides = side_stages(report)
    groups: list[list[TableEntry]] = []
    moved: list[TableEntry] = []
    for stage in sorted(report.stages, key=lambda stage: stage.id in sides):
        inside = [entry for entry in entries if entry.stage == stage.id]
        if stage.kind == "classifier" and moved and max(moved[-1].out[2:], default=1) > 1:
            groups.append(moved)
            moved = []
        own = [*moved, *inside]
        moved = []
        while stage.kind == "body" and len(own) > 1 and own[-1].shrinks:
            moved.insert(0, own.pop())
        groups.append(own)
    groups.append(moved)
    return tuple(_block_line(group, t) for group in groups if group)


def _block_line(inside: Sequence[TableEntry], t: Language) -> BlockLine:
    out, own = inside[-1].out, subtotal(row for entry in inside for row in entry.rows)
    return BlockLine(
        row=inside[0].rows[0].id,
        name=_common_name([entry.name for entry in inside if entry.depth] or [inside[0].name]),
        output=formatting.TIMES.join(map(formatting.number, out[2:])) or f"1{formatting.TIMES}1",
        items=_items(inside, t),
        params=own.params,
        macs=own.macs,
    )


def _items(inside: Sequence[TableEntry], t: Language) -> tuple[Item, ...]:
    """The parts of a line, equal neighbours counted together."""
    items: list[Item] = []
    for entry in inside:
        if entry.kind == "drop":
            continue
        layers = _layers(entry, t)
        note = t("stages.projected", layer=_size(entry.shortcut[0], t)) if entry.shortcut else ""
        bracketed = entry.depth > 0
        last = items[-1] if items else None
        if last and bracketed and last.bracketed and last.layers == layers:
            items[-1] = Item(layers, True, last.times + 1, last.note or note)
        else:
            items.append(Item(layers, bracketed, 1, note))
    return tuple(items)


def _layers(entry: TableEntry, t: Language) -> tuple[str, ...]:
    if entry.kind != "module":
        return (_single(entry.lead, t),)
    if entry.join == "cat":
        return tuple(" → ".join(_step(row, t) for row in chain) or t("stages.identity")
                     for chain in entry.chains)  # fmt: skip
    return tuple(_step(row, t) for row in entry.chains[0]) or (entry.module_type or entry.name,)


def _step(row: Row, t: Language) -> str:
    """A layer inside of brackets: "3×3, 64"; its stride is that of the first of the blocks."""
    return _size(row, t) if row.kind == "conv" else _single(row, t)


def _single(row: Row, t: Language) -> str:
    """A layer on its own: "7×7, 64, stride 2", "max pool 3×3, stride 2", "4,096 linear"."""
    if row.kind == "linear":
        return t("stages.linear", n=formatting.number(row.out_shape[-1]))
    if row.kind == "join":
        return formatting.operation_parts(row, t)[0]
    stride = _stride(row)
    tail = t("op.separator") + t("op.stride", n=stride) if stride not in ("", "1") else ""
    if row.kind == "conv":
        return _size(row, t) + tail
    head = formatting.operation_parts(row, t)[0]
    channels = (
        f"{t('op.separator')}{formatting.number(row.out_shape[1])}" if has_weights(row) else ""
    )
    return head + channels + tail


def _common_name(names: Sequence[str]) -> str:
    """One name for several: "conv2_x" for conv2_1 to conv2_3, else the first and the last."""
    if len(names) == 1:
        return names[0]
    shared = names[0]
    for name in names[1:]:
        while not name.startswith(shared):
            shared = shared[:-1]
    if shared.endswith(("_", ".")) and all(name[len(shared) :].isdigit() for name in names):
        return f"{shared}x"
    return f"{names[0]} … {names[-1]}"


# -- words -------------------------------------------------------------------------------------


def _kernel(row: Row) -> str:
    return formatting.cross(row.window.kernel) if row.window else "1"


def _stride(row: Row) -> str:
    return formatting.per_dimension(row.window.stride) if row.window else ""


def _size(row: Row, t: Language) -> str:
    """ "3×3, 64"."""
    return _kernel(row) + t("op.separator") + formatting.number(row.out_shape[1])


def _patch(row: Row) -> str:
    """ "7×7/2" as the GoogLeNet paper writes it."""
    return f"{_kernel(row)}/{_stride(row)}" if row.window else ""
