"""The two short lines of text in a node, for a single row, a folded block, or a run of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.operations.table import operation
from archreport.render.drawing.diagram.graph import ONE_LINE
from archreport.render.drawing.svg import shorten
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Row, Shape

TITLE_LIMIT = 26


@dataclass(frozen=True)
class NodeText:
    """``title`` is the upper line and ``sub`` the lower one, smaller, often empty."""

    title: str
    sub: str = ""


def row_text(row: Row, t: Language, prefix: str = "") -> NodeText:
    """One row: its id and what it does. ``prefix`` (a module's path) is left off the id."""
    name = shorten(row.id.removeprefix(prefix), TITLE_LIMIT)
    if row.kind == "io":
        shape = formatting.output(row)
        word = t("op.input")
        return NodeText(f"{name if word in name or row.id != 'input' else word} {shape}")
    if row.kind in ONE_LINE:
        return NodeText(_with_word(name, row, t))
    if row.kind == "pool":
        return NodeText(f"{name} → {square(row.out_shape)}", window(row, t))
    if row.kind == "join":
        return NodeText(_with_word(name, row, t), concatenated(row))
    return NodeText(name, operation_line(row, t))


def block_text(rows: Sequence[Row], t: Language) -> NodeText:
    """A layer with its followers, as one node of the block level."""
    lead, *rest = rows
    tail = followers(rest, t)
    if _is_windowed_layer(lead):
        word, kernel = _word(lead, t), window_size(lead)
        return NodeText(f"{word} {flow(lead)}", f"{kernel}{stride(lead)}{tail}")
    if lead.kind == "linear" and "in_features" in lead.hyper:
        return NodeText(flow(lead), f"{t('kind.linear')}{tail}")
    if lead.kind == "pool":
        size = f"{window_size(lead)}{stride(lead)}" if lead.window else ""
        return NodeText(
            f"{formatting.bare_operation(lead, t)} → {square(lead.out_shape)}",
            f"{size}{tail}".strip(),
        )
    if lead.kind in ONE_LINE:
        return NodeText(f"{_op(lead, t)}{tail}")
    return NodeText(f"{_op(lead, t)}{tail}", concatenated(lead))


def stage_text(leads: Sequence[Row], rest: Sequence[Row], t: Language) -> NodeText:
    """A run of equal layers as one node of the stage level: "conv 3×3, 256" and "+ ReLU"."""
    lead = leads[0]
    if _is_windowed_layer(lead):
        out = formatting.number(leads[-1].out_shape[1])
        title = f"{_word(lead, t)} {window_size(lead)}{stride(lead)}, {out}"
        return NodeText(title, followers(rest, t).removeprefix(" "))
    if lead.kind == "linear":
        sizes = [formatting.number(row.out_shape[-1]) for row in leads]
        outs = " · ".join(sizes) if len(sizes) < 4 else f"{sizes[0]} … {sizes[-1]}"
        return NodeText(_op(lead, t) if "in_features" not in lead.hyper else t("kind.linear"), outs)
    if lead.kind == "pool":
        return NodeText(formatting.bare_operation(lead, t), f"→ {formatting.output(lead)}")
    return NodeText(_op(lead, t), concatenated(lead))


def module_text(
    module_type: str, name: str, repeats: int, inputs: Sequence[int], outputs: Sequence[int]
) -> NodeText:
    """A composite module: its name (its class where it shows several) and its channels."""
    counts = [formatting.number(value) for value in outputs]
    after = counts[0] if len(set(counts)) == 1 else f"{counts[0]} … {counts[-1]}"
    one = len(set(inputs)) == len(set(outputs)) == 1 and inputs[0]
    before = f"{formatting.number(inputs[0])} → " if one else "→ "
    if repeats > 1:
        return NodeText(shorten(module_type, TITLE_LIMIT), before + after)
    return NodeText(
        shorten(name, TITLE_LIMIT), f"{shorten(module_type, TITLE_LIMIT)}, {before}{after}"
    )


# -- parts ----------------------------------------------------------------------------------------


def operation_line(row: Row, t: Language) -> str:
    """ "conv 11×11 /4, 3 → 96", "linear 9,216 → 4,096", or the operation's name."""
    if _is_windowed_layer(row):
        return f"{_word(row, t)} {window_size(row)}{stride(row)}, {flow(row)}"
    return _op(row, t)


def flow(row: Row) -> str:
    """Channels in and out: "3 → 96"; of one group, where there are several: "2 × (48 → 128)"."""
    if row.kind == "linear":
        features = (row.hyper["in_features"], row.hyper["out_features"])
        return " → ".join(formatting.number(n) for n in features if isinstance(n, int))
    channels = row.in_shapes[0][1] if row.in_shapes and len(row.in_shapes[0]) > 1 else 1
    out = row.out_shape[1] if len(row.out_shape) > 1 else 1
    groups = row.groups
    pair = f"{formatting.number(channels // groups)} → {formatting.number(out // groups)}"
    return pair if groups == 1 else f"{formatting.number(groups)} × ({pair})"


def window(row: Row, t: Language) -> str:
    """ "max pool 3×3 /2", or "global average pool"."""
    return f"{_op(row, t)}{stride(row)}"


def window_size(row: Row) -> str:
    """The kernel, every dimension written out: "3×3"."""
    return formatting.cross(row.window.kernel) if row.window else ""


def stride(row: Row) -> str:
    """ " /2" for a stride of 2, nothing for 1."""
    if row.window is None or set(row.window.stride) == {1}:
        return ""
    return f" /{formatting.per_dimension(row.window.stride)}"


def square(shape: Shape) -> str:
    """The spatial extent in a few characters: "112²" where it is square."""
    extents = shape[2:]
    if len(extents) == 2 and extents[0] == extents[1] and extents[0] > 1:
        return f"{formatting.number(extents[0])}²"
    return "×".join(map(formatting.number, extents)) or formatting.shape(shape)


def concatenated(row: Row) -> str:
    """The sum of a concatenation along channels: "64 + 128 + 32 + 32 = 256"; else ""."""
    parts = [shape[1] for shape in row.in_shapes if len(shape) > 1]
    total = row.out_shape[1] if len(row.out_shape) > 1 else 0
    if len(parts) < 2 or sum(parts) != total:
        return ""
    written = [formatting.number(part) for part in parts]
    if len(written) > 5:
        written = [written[0], "…", written[-1]]
    return f"{' + '.join(written)} = {formatting.number(total)}"


def followers(rows: Sequence[Row], t: Language) -> str:
    """ " + BN + ReLU": what comes after a layer without a node of its own."""
    names = dict.fromkeys(_short(row, t) for row in rows if row.kind != "shape")
    return "".join(f" + {name}" for name in names)


def _is_windowed_layer(row: Row) -> bool:
    return row.kind in ("conv", "up", "local") and row.window is not None and bool(row.params)


def _short(row: Row, t: Language) -> str:
    words = operation(row.op).short_words
    return words.text(t.code) if words else _op(row, t)


def _op(row: Row, t: Language) -> str:
    return formatting.operation_parts(row, t)[0]


def _word(row: Row, t: Language) -> str:
    return t("figure.up_conv") if row.kind == "up" else t(f"kind.{row.kind}")


def _with_word(name: str, row: Row, t: Language) -> str:
    """The id alone where it says what the row is ("relu1_1"), else with the operation's name."""
    op = formatting.plain_op(row.op)
    hints = {op, *operation(row.op).in_ids, row.kind}
    plain = name.lower()
    if any(hint in plain for hint in hints):
        return name
    return f"{name} · {_short(row, t)}"
