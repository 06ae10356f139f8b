"""What a row was told to do, and what follows from what it reads."""

from __future__ import annotations

from archreport.reading.differences.model import Value
from archreport.report.model import Row

#: Hyper-parameters that the tensor read decides.
_FOLLOWING = frozenset(("in_channels", "in_features", "in1_features", "in2_features",
                        "normalized_shape", "positions", "start"))  # fmt: skip
_WINDOW = ("kernel", "stride", "padding", "dilation", "output_padding")


def settings_of(row: Row) -> dict[str, Value]:
    """What somebody chose: the operation, its window, how many channels it makes, and the rest."""
    found: dict[str, Value] = {"operation": row.op}
    if row.window:
        found.update((name, getattr(row.window, name)) for name in _WINDOW)
    is_by_channel = _is_by_channel(row)
    decided = _FOLLOWING | {"out_channels"} if is_by_channel else _FOLLOWING
    found.update((name, value) for name, value in row.hyper.items() if name not in decided)
    if row.kind in ("conv", "up", "local"):
        found["groups"] = "channels" if is_by_channel else row.groups
        if is_by_channel:
            found["multiplier"] = _number(row, "out_channels") // _number(row, "in_channels")
    if row.params:
        found["trainable"] = all(param.trainable for param in row.params)
        if any(not param.counted for param in row.params):
            found["shares_weights"] = True
        if row.kind == "embed" or (row.kind == "other" and not row.hyper):
            found["weights"] = row.params[0].shape
    if row.kind == "norm":
        found["affine"] = bool(row.params)
    return found


def following_of(row: Row) -> dict[str, Value]:
    """What the tensors read decide: input channels, shapes."""
    found: dict[str, Value] = {
        name: value for name, value in row.hyper.items() if name in _FOLLOWING
    }
    if _is_by_channel(row):
        found["out_channels"] = row.hyper.get("out_channels")
        found["groups"] = row.groups
    for at, shape in enumerate(row.out_shapes):
        found["output" if not at else f"output_{at + 1}"] = shape
    return found


def _is_by_channel(row: Row) -> bool:
    """Whether a convolution has a group for each channel, so that their number follows."""
    channels = _number(row, "in_channels")
    return row.groups > 1 and row.groups == channels


def _number(row: Row, name: str) -> int:
    value = row.hyper.get(name, 0)
    return value if isinstance(value, int) else 0
