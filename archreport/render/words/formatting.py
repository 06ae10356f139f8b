"""Numbers, shapes and operations as people read them.

Everything here is a pure function from a value of the Report to text. Spaces inside a number or a
shape are no-break spaces, so that ``64 × 224 × 224`` never breaks across lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from archreport.render.words.language import Language
from archreport.report.arithmetic import grouped
from archreport.report.model import HyperValue, Identity, Kind, ReceptiveField, Report, Row, Stage

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


def shape(extents: Sequence[int]) -> str:
    """An activation's shape without its batch: "64 × 224 × 224", or "4,096" for a vector."""
    inner = tuple(extents)[1:] if len(extents) > 1 else tuple(extents)
    return TIMES.join(number(extent) for extent in inner) or "1"


def inputs(report: Report) -> str:
    """The shapes of all inputs, without their batch: "3 × 224 × 224"."""
    return ", ".join(shape(item.shape) for item in report.inputs)


def resolution(stage: Stage) -> str:
    """The H × W of a stage; a classifier has none left."""
    return TIMES.join(number(extent) for extent in stage.resolution) or NONE


def plain_shape(extents: Sequence[int]) -> str:
    """The same for machines: "64x224x224"."""
    inner = tuple(extents)[1:] if len(extents) > 1 else tuple(extents)
    return "x".join(str(extent) for extent in inner) or "1"


def pair(values: tuple[float, float]) -> str:
    """One number where both directions agree, else "vertical × horizontal"."""
    texts = [grouped(round(value, 4)) for value in values]
    return texts[0] if texts[0] == texts[1] else TIMES.join(texts)


def field(receptive: ReceptiveField | None) -> str:
    """The receptive field's size; "≤" where the true one varies and this is its bound."""
    if receptive is None:
        return NONE
    return (f"≤{NBSP}" if receptive.status == "bound" else "") + pair(receptive.size)


def jump(receptive: ReceptiveField | None) -> str:
    """The distance of neighbouring outputs, which has no meaning where no neighbours are left."""
    return NONE if receptive is None or receptive.status == "whole" else pair(receptive.jump)


# -- names --------------------------------------------------------------------------------------


def stage_name(stage: Stage, t: Language) -> str:
    """ "Stage 3", "Classifier" or "Side branch 1"."""
    return t(f"stage.{stage.kind}", n=stage.number)


def title(report: Report, t: Language) -> str:
    """The network's name in the page's language: names that say something are said in it too."""
    key = f"title.{report.identity.key}"
    return t(key) if t.has(key) else report.identity.title


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
    """The same in two parts, so that a narrow table can leave the second one out."""
    name = plain_op(row.op)
    details: list[str] = []
    suffix = ""
    match row.kind:
        case "io":
            head = t("op.input")
        case "conv" | "local" | "up" if "kernel" in row.hyper:
            keys = {"conv": "op.conv", "local": "op.local", "up": "op.conv_transpose"}
            key = "op.max_unpool" if name == "max_unpool" else keys[row.kind]
            head = t(key, kernel=_kernel(row))
            details = _window(row, t, always=True)
        case "linear" if "out_features" in row.hyper:
            features = (row.hyper["in_features"], row.hyper["out_features"])
            head = t("op.linear", inputs=_plain(features[0]), outputs=_plain(features[1]))
        case "pool" if "kernel" in row.hyper:
            head = t(f"op.{name}", kernel=_kernel(row)) if t.has(f"op.{name}") else name
            details = _window(row, t, always=False)
        case "pool" if "output_size" in row.hyper:
            head = _adaptive(name, row, t)
        case "drop" if "p" in row.hyper:
            head, suffix = t("op.dropout", p=_plain(row.hyper["p"])), t("op.off")
        case _:
            head = t(f"op.{name}") if t.has(f"op.{name}") else name
            details = _extras(name, row, t)
    if row.calls > 1:
        suffix += t("op.call", n=row.call, of=row.calls)
    tail = "".join(t("op.separator") + detail for detail in details) + suffix
    return head, tail


def plain_op(op: str) -> str:
    """ "max_pool2d_with_indices" as "max_pool", "relu_" as "relu"."""
    name = op.strip("_").removesuffix("_with_indices")
    return re.sub(r"(?<=[a-z])[123]d$", "", name)


def _window(row: Row, t: Language, *, always: bool) -> list[str]:
    """Stride, padding, dilation and groups. ``always`` says a padding of 0 too."""
    hyper = row.hyper
    wanted = (
        ("stride", True),
        ("padding", always or not _is(hyper.get("padding", 0), 0)),
        ("output_padding", not _is(hyper.get("output_padding", 0), 0)),
        ("dilation", not _is(hyper.get("dilation", 1), 1)),
        ("groups", not _is(hyper.get("groups", 1), 1)),
    )
    details = [
        t(f"op.{name}", n=_per_dimension(hyper[name]))
        for name, say in wanted
        if say and name in hyper
    ]
    return [*details, t("op.ceil")] if hyper.get("ceil_mode") else details


def _extras(name: str, row: Row, t: Language) -> list[str]:
    hyper = row.hyper
    if name == "local_response_norm" and "size" in hyper:
        names = ("size", "alpha", "beta", "k")
        return [t("op.lrn", **{key: _plain(hyper.get(key, NONE)) for key in names})]
    if name in ("interpolate", "upsample"):
        mode = str(hyper.get("mode", ""))
        factor = hyper.get("scale_factor")
        return [
            *([t("op.factor", n=_per_dimension(factor))] if factor is not None else []),
            *([t(f"op.{mode}") if t.has(f"op.{mode}") else mode] if mode else []),
        ]
    return []


def _adaptive(name: str, row: Row, t: Language) -> str:
    size = row.hyper["output_size"]
    if _is(size, 1):
        return t("op.global_max_pool" if "max" in name else "op.global_avg_pool")
    key = "op.adaptive_max_pool" if "max" in name else "op.adaptive_avg_pool"
    return t(key, size=_cross(size, _dimensions(row)))


def _kernel(row: Row) -> str:
    return _cross(row.hyper["kernel"], _dimensions(row))


def _dimensions(row: Row) -> int:
    return max(len(row.out_shape) - 2, 1)


def _cross(value: HyperValue, dimensions: int) -> str:
    """Every dimension written out: 3 as "3×3", (1, 7) as "1×7"."""
    values = value if isinstance(value, tuple) else (value,) * dimensions
    return "×".join(_plain(item) for item in values)


def _per_dimension(value: HyperValue) -> str:
    """One number where all dimensions agree, else all of them."""
    if isinstance(value, tuple):
        return _plain(value[0]) if len(set(value)) == 1 else "×".join(_plain(v) for v in value)
    return _plain(value)


def _is(value: HyperValue, expected: int) -> bool:
    return (
        all(item == expected for item in value) if isinstance(value, tuple) else value == expected
    )


def _plain(value: HyperValue | str) -> str:
    if isinstance(value, bool | str):
        return str(value)
    return "×".join(map(number, value)) if isinstance(value, tuple) else number(value)
