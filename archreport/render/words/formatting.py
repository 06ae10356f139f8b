"""Numbers, shapes and operations as people read them.

Everything here is a pure function from a value of the Report to text. Spaces inside a number or a
shape are no-break spaces, so that ``64 × 224 × 224`` never breaks across lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from string import Formatter
from typing import get_args

from archreport.operations.table import operation as known_operation
from archreport.render.words.language import Language
from archreport.report.arithmetic import grouped
from archreport.report.model import (
    HyperValue,
    Identity,
    Kind,
    ReceptiveField,
    Report,
    Row,
    Shape,
    Stage,
)

NBSP = "\u00a0"
TIMES = f"{NBSP}×{NBSP}"
NONE = "–"
MIB = 2**20
#: The common Chinese characters, as a range of a pattern.
HAN = "\u4e00-\u9fff"
_STOPS = "，。：；、（）"

#: Suffix of the CSS classes ``op-…``, ``n-…`` and ``s-…`` for each kind of operation.
CSS_CLASS: dict[Kind, str] = {kind: kind for kind in get_args(Kind)}


# -- numbers --------------------------------------------------------------------------------


def number(value: int | float) -> str:
    """``138357544`` as "138,357,544"; fractions keep at most six significant digits."""
    return grouped(value) if isinstance(value, int) else grouped(float(f"{value:.6g}"))


def si(value: int | float) -> str:
    """Four significant digits and a decimal prefix: ``15470264320`` as "15.47 G"."""
    scaled, prefix = float(value), ""
    for bigger in ("k", "M", "G", "T", "P"):
        if float(f"{abs(scaled):.4g}") < 1000:
            break
        scaled, prefix = scaled / 1000, bigger
    if not prefix:
        return number(value)
    digits = 3 - max(len(f"{abs(scaled):.4g}".split(".")[0]) - 1, 0)
    return f"{scaled:.{digits}f}{NBSP}{prefix}".replace("-", "−")


def big(value: int | float, t: Language) -> str:
    """A large number for prose, three digits: "138 million"; in Chinese "1.38 亿"."""
    steps = (
        ((10**8, "unit.hundred_million"), (10**4, "unit.ten_thousand"))
        if t.code == "zh"
        else ((10**9, "unit.billion"), (10**6, "unit.million"))
    )
    for size, key in steps:
        if float(f"{value:.3g}") >= size:
            return t(key, n=f"{float(f'{value / size:.3g}'):g}").replace(" ", NBSP)
    return number(value)


def mib(size: int | float) -> str:
    """Bytes as "58.1 MiB" (2**20 bytes)."""
    value = size / MIB
    text = f"{value:,.1f}" if value >= 1 or not value else f"{value:.2g}"
    return f"{text}{NBSP}MiB"


def percent(share: float) -> str:
    """A share of one, to a tenth: "74.3%", and "< 0.1%" for what would round to nothing."""
    if 0 < share < 0.0005:
        return f"<{NBSP}0.1%"
    if 0.9995 <= share < 1:
        return f">{NBSP}99.9%"
    return f"{share:.1%}".replace(".0%", "%") if share in (0, 1) else f"{share:.1%}"


def decimal(value: float, digits: int = 2) -> str:
    """A measured value with a fixed number of decimals and a true minus sign."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


# -- shapes and fields ------------------------------------------------------------------------


def shape(extents: Sequence[int], batch: int | None = 0) -> str:
    """An activation's shape without its batch of one: "64 × 224 × 224", or "4,096" for a vector.

    ``batch`` is which extent is the batch. One that is not 1, or not the first, is marked:
    "20 × N=1 × 64". Where no extent is known to be it, the whole shape is in brackets: "[4 × 16]".
    """
    return _shape(extents, batch, number, TIMES)


def _shape(
    extents: Sequence[int], batch: int | None, number: Callable[[int], str], times: str
) -> str:
    whole = tuple(extents)
    texts = [number(extent) for extent in whole]
    if batch is None or not -1 < batch < len(whole):
        return f"[{times.join(texts)}]" if batch is None and whole else times.join(texts) or "1"
    if batch == 0 and whole[0] == 1:
        return times.join(texts[1:]) or "1"
    texts[batch] = f"N={texts[batch]}"
    return times.join(texts)


def output(row: Row) -> str:
    """The shape of a row's first result, without its batch where that is 1 and comes first."""
    return shape(row.out_shape, row.batch_axis)


def batch_marks(report: Report) -> tuple[str, ...]:
    """Keys of what must be said of a report's shapes: that a batch is marked, and that a shape is
    whole; () where each is simply without a batch of 1 in front."""
    shapes = [(row.out_shape, row.batch_axis) for row in report.rows if row.out_shape]
    marked = any(batch is not None and (batch or extents[0] != 1) for extents, batch in shapes)
    whole = any(batch is None for _, batch in shapes)
    return (*(["shape.marked"] if marked else []), *(["shape.whole"] if whole else []))


def inputs(report: Report) -> str:
    """The shapes of all inputs, without their batch: "3 × 224 × 224"."""
    return ", ".join(output(row) for row in report.rows if row.kind == "io")


def resolution(stage: Stage) -> str:
    """The H × W of a stage; – where none is left."""
    return TIMES.join(number(extent) for extent in stage.resolution) or NONE


def plain_shape(extents: Sequence[int], batch: int | None = 0) -> str:
    """A shape as `shape` has it, as a program reads it: "64x224x224"."""
    return _shape(extents, batch, str, "x")


def pair(values: Sequence[float]) -> str:
    """One number where all directions agree, else "vertical × horizontal"."""
    texts = [grouped(round(value, 4)) for value in values]
    return texts[0] if len(set(texts)) == 1 else TIMES.join(texts)


def field(receptive: ReceptiveField | None) -> str:
    """The receptive field's size; "≤" where the true one varies and this is its bound."""
    if receptive is None:
        return NONE
    return (f"≤{NBSP}" if receptive.status == "bound" else "") + pair(receptive.size)


def jump(receptive: ReceptiveField | None) -> str:
    """The distance of neighbouring outputs, which has no meaning where no neighbours are left, or
    where it is not known which they are."""
    return pair(receptive.jump) if receptive is not None and any(receptive.jump) else NONE


# -- names --------------------------------------------------------------------------------------


def stage_name(stage: Stage, t: Language) -> str:
    """ "Stage 3", "Classifier", "Side branch 1", "Blocks", and "Blocks 2" for the next of them."""
    again = f"stage.{stage.kind}.again"
    key = again if stage.number > 1 and t.has(again) else f"stage.{stage.kind}"
    return t(key, n=stage.number)


def title(report: Report, t: Language) -> str:
    """The network's name in the page's language: names that say something are said in it too."""
    return title_of(report.identity, t)


def title_of(identity: Identity, t: Language) -> str:
    """`title`, of what a network says about itself."""
    key = f"title.{identity.key}"
    return t(key) if t.has(key) else identity.title


def variant(identity: Identity, t: Language) -> str:
    """Which variant of its paper a network is, in the page's language where there is a phrase."""
    key = f"variant.{identity.key}"
    return t(key) if t.has(key) else identity.variant


def spaced(text: str) -> str:
    """Chinese set as it is written: a space between it and Latin letters or digits, no other.

    For sentences put together from names, which cannot know what will be beside them.
    """
    text = re.sub(f"(?<=[{HAN}]) (?=[{HAN}])|(?<=[{_STOPS}]) | (?=[{_STOPS}])", "", text)
    return re.sub(f"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{HAN}])", " ", text)


def css_class(row: Row) -> str:
    """The category of a row as a CSS class suffix."""
    return CSS_CLASS[row.kind]


def operation(row: Row, t: Language) -> str:
    """What a row does, in words: "conv 3×3, stride 1, pad 1"."""
    return "".join(operation_parts(row, t))


def operation_parts(row: Row, t: Language) -> tuple[str, str]:
    """What a row does, in two parts, so that a narrow table can leave the second one out.

    The words of an operation are those of its entry in the table of operations; one that is not
    in the table is called by its name.
    """
    details = [*_window(row, t), *_details(row, t)]
    tail = "".join(t("op.separator") + detail for detail in details)
    if row.kind == "drop" and "p" in row.hyper:
        tail += t("op.off")
    if row.calls > 1:
        tail += t("op.call", n=row.call, of=row.calls)
    return _head(row, t), tail


def bare_operation(row: Row, t: Language) -> str:
    """A windowed operation without its kernel: "max pool"; others as `operation_parts`."""
    words = known_operation(row.op).words
    return _bare(words.text(t.code)) if words and row.window else _head(row, t)


def plain_op(op: str) -> str:
    """ "max_pool2d_with_indices" as "max_pool", "relu_" as "relu"."""
    name = op.strip("_").removesuffix("_with_indices")
    return re.sub(r"(?<=[a-z])[123]d$", "", name)


def _head(row: Row, t: Language) -> str:
    if row.kind == "io":
        return t("op.input")
    known, values = known_operation(row.op), _values(row, t)
    words = known.words_to_one if known.words_to_one and _leaves_one(row) else known.words
    if words is None:
        return plain_op(row.op)
    text = words.text(t.code)
    return text.format_map(values) if _names(text) <= values.keys() else _bare(text)


def _details(row: Row, t: Language) -> list[str]:
    """What the table says may follow, where the row has all values for it."""
    values = _values(row, t)
    texts = [words.text(t.code) for words in known_operation(row.op).details]
    return [text.format_map(values) for text in texts if _names(text) <= values.keys()]


def _values(row: Row, t: Language) -> dict[str, str]:
    """What the words of an operation may name, as text: its hyper-parameters and its kernel."""
    values = {name: per_dimension(value) for name, value in row.hyper.items()}
    if row.window is not None:
        values["kernel"] = cross(row.window.kernel)
    values["output_size"] = cross(_output_size(row))
    mode = f"op.mode.{row.hyper.get('mode')}"
    return {**values, "mode": t(mode)} if t.has(mode) else values


def _window(row: Row, t: Language) -> list[str]:
    """Stride, padding, dilation and groups; of a pooling no padding of 0."""
    window = row.window
    if window is None:
        return []
    wanted = (
        ("stride", window.stride, True),
        ("padding", window.padding, row.kind != "pool" or any(window.padding)),
        ("output_padding", window.output_padding, any(window.output_padding)),
        ("dilation", window.dilation, set(window.dilation) != {1}),
        ("groups", row.groups, row.groups != 1),
    )
    details = [t(f"op.{name}", n=per_dimension(value)) for name, value, say in wanted if say]
    return [*details, t("op.ceil")] if row.hyper.get("ceil_mode") else details


def _output_size(row: Row) -> Shape:
    """What an adaptive pooling was asked for; its output where it was asked for a part of that."""
    size = row.hyper.get("output_size")
    if isinstance(size, tuple):
        return size
    return (size,) * len(row.out_shape[2:]) if isinstance(size, int) else row.out_shape[2:]


def _leaves_one(row: Row) -> bool:
    return set(_output_size(row)) == {1}


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _bare(text: str) -> str:
    """The words before the first value: "max pool" of "max pool {kernel}"."""
    return text.partition("{")[0].strip()


def cross(extents: Sequence[int]) -> str:
    """Every dimension written out: "3×3", "1×7"."""
    return "×".join(map(number, extents))


def per_dimension(value: HyperValue) -> str:
    """One number where all dimensions agree, else all of them; texts as they are."""
    if isinstance(value, tuple):
        return number(value[0]) if len(set(value)) == 1 else cross(value)
    return str(value) if isinstance(value, bool | str) else number(value)
