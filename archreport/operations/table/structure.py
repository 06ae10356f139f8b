"""Operations that compute nothing new: joins of branches, and changes of shape."""

from __future__ import annotations

from archreport.operations import hyper_parameters as hyper
from archreport.operations.entry import Operation, Words
from archreport.operations.receptive_field import rules


def _elementwise(
    *names: str,
    aliases: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
    words: Words | None = None,
) -> Operation:
    """A function of two values at the same place, which joins branches or takes a constant."""
    return Operation(
        names=names,
        kind="math",
        aliases=aliases,
        joins=True,
        settings=settings,
        field=rules.keeps,
        words=words,
    )


JOINS = (
    Operation(
        names=("cat",),
        kind="join",
        aliases=("concat", "concatenate"),
        arguments=("tensors", "dim"),
        settings=("dim",),
        field=rules.keeps,
        kernels=("cat",),
        words=Words("concat", "拼接"),
        in_ids=("concat",),
    ),
    Operation(
        names=("stack",),
        kind="join",
        arguments=("tensors", "dim"),
        settings=("dim",),
        field=rules.keeps,
        kernels=("stack",),
        words=Words("stack", "堆叠"),
    ),
    Operation(names=("hstack", "vstack", "dstack"), kind="join", field=rules.keeps),
    _elementwise("add", settings=("alpha",), words=Words("add", "相加")),
    _elementwise("mul", aliases=("multiply",), words=Words("multiply", "相乘")),
    _elementwise("sub", aliases=("subtract",), settings=("alpha",)),
    _elementwise("rsub", settings=("alpha",)),
    _elementwise("div", aliases=("divide",), settings=("rounding_mode",)),
    _elementwise("maximum", "minimum", "pow", "lerp", "where"),
    _elementwise("addcmul", "addcdiv", settings=("value",)),
)  # fmt: skip

SLICES = (
    Operation(
        names=("crop",),
        kind="shape",
        arguments=("input", "index"),
        derived=hyper.slice_steps,
        field=rules.cuts,
        layout="same scale",
        words=Words("crop", "裁剪"),
    ),
    Operation(
        names=("subsample",),
        kind="shape",
        arguments=("input", "index"),
        derived=hyper.slice_steps,
        field=rules.cuts,
        layout="other scale",
    ),
    Operation(
        names=("center_crop",),
        kind="shape",
        field=rules.cuts,
        layout="same scale",
        words=Words("crop", "裁剪"),
    ),
    Operation(names=("getitem",), kind="shape", field=rules.keeps, layout="same scale"),
    Operation(
        names=("narrow",),
        kind="shape",
        arguments=("input", "dim", "start", "length"),
        derived=hyper.narrowed_start,
        settings=(),
        field=rules.cuts,
        layout="same scale",
    ),
    Operation(
        names=("chunk", "split"),
        kind="shape",
        settings=("dim",),
        field=rules.keeps,
        layout="same scale",
        kernels=("split_with_sizes", "unsafe_split", "unsafe_chunk"),
    ),
    Operation(
        names=("tensor_split", "unbind", "select"),
        kind="shape",
        settings=("dim",),
        kernels=("unbind",),
    ),
    Operation(
        names=("pad",),
        kind="shape",
        arguments=("input", "pad", "mode", "value"),
        settings=("pad", "mode"),
        field=rules.pads,
        layout="padding",
        kernels=(
            "pad", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "replication_pad2d",
        ),
        words=Words("pad", "填充"),
    ),
)  # fmt: skip

RESHAPES = (
    Operation(
        names=("flatten",),
        kind="shape",
        arguments=("input", "start_dim", "end_dim"),
        settings=("start_dim", "end_dim"),
        field=rules.flattens,
        words=Words("flatten", "展平"),
    ),
    Operation(
        names=("view",),
        kind="shape",
        field=rules.flattens,
        words=Words("reshape", "改变形状"),
        in_ids=("flatten",),
    ),
    Operation(
        names=("reshape",),
        kind="shape",
        field=rules.flattens,
        words=Words("reshape", "改变形状"),
        kernels=("_reshape_alias", "_unsafe_view", "view"),
    ),
    Operation(names=("squeeze",), kind="shape", settings=("dim",), field=rules.flattens),
    Operation(names=("permute",), kind="shape", words=Words("permute", "调换维度")),
    Operation(names=("transpose",), kind="shape", words=Words("transpose", "转置")),
    Operation(
        names=(
            "unflatten", "view_as", "swapaxes", "movedim", "unsqueeze", "expand", "expand_as",
            "T", "mT", "t", "as_strided", "setitem",
        ),
        kind="shape",
        settings=("dim",),
        kernels=("alias", "as_strided", "as_strided_"),
    ),
    Operation(
        names=("repeat", "repeat_interleave", "roll", "flip"),
        kind="shape",
        settings=("dim", "dims", "shifts"),
        kernels=("repeat", "roll", "flip"),
    ),
    Operation(names=("unfold", "fold"), kind="shape", kernels=("im2col", "col2im")),
    Operation(
        names=("channel_shuffle",),
        kind="shape",
        arguments=("input", "groups"),
        field=rules.keeps,
        kernels=("channel_shuffle", "native_channel_shuffle"),
    ),
)  # fmt: skip

COPIES = (
    Operation(
        names=("contiguous", "clone", "detach", "to", "float", "half", "double", "type"),
        kind="shape",
        field=rules.keeps,
        layout="same scale",
        kernels=("clone", "detach", "_to_copy"),
    ),
    Operation(
        names=("type_as", "copy_"),
        kind="shape",
        field=rules.keeps,
        kernels=("copy_",),
    ),
)  # fmt: skip

STRUCTURE = (*JOINS, *SLICES, *RESHAPES, *COPIES)
