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
        field=rules.concatenates,
        kernels=("cat",),
        words=Words("concat", "拼接"),
        in_ids=("concat",),
    ),
    Operation(
        names=("stack",),
        kind="join",
        arguments=("tensors", "dim"),
        settings=("dim",),
        field=rules.stacks,
        kernels=("stack",),
        words=Words("stack", "堆叠"),
    ),
    Operation(names=("hstack", "vstack", "dstack"), kind="join", field=rules.concatenates),
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
    Operation(
        names=("getitem",),
        kind="shape",
        arguments=("input", "index"),
        field=rules.cuts,
        layout="same scale",
    ),
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
        arguments=("input", "pieces", "dim"),
        settings=("dim",),
        field=rules.splits,
        layout="same scale",
        kernels=("split_with_sizes", "unsafe_split", "unsafe_chunk"),
    ),
    Operation(
        names=("tensor_split",),
        kind="shape",
        arguments=("input", "pieces", "dim"),
        settings=("dim",),
        field=rules.splits,
    ),
    Operation(
        names=("unbind",),
        kind="shape",
        arguments=("input", "dim"),
        settings=("dim",),
        field=rules.splits,
        kernels=("unbind",),
    ),
    Operation(
        names=("select",),
        kind="shape",
        arguments=("input", "dim", "index"),
        settings=("dim",),
        field=rules.cuts,
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
        field=rules.views,
        words=Words("flatten", "展平"),
    ),
    Operation(
        names=("view",),
        kind="shape",
        field=rules.views,
        words=Words("reshape", "改变形状"),
        in_ids=("flatten",),
    ),
    Operation(
        names=("reshape",),
        kind="shape",
        field=rules.views,
        words=Words("reshape", "改变形状"),
        kernels=("_reshape_alias", "_unsafe_view", "view"),
    ),
    Operation(names=("squeeze",), kind="shape", settings=("dim",), field=rules.views),
    Operation(
        names=("permute",),
        kind="shape",
        arguments=("input", "*dims"),
        field=rules.permutes,
        words=Words("permute", "调换维度"),
    ),
    Operation(
        names=("transpose",),
        kind="shape",
        arguments=("input", "dim0", "dim1"),
        field=rules.permutes,
        words=Words("transpose", "转置"),
    ),
    Operation(
        names=("unflatten", "view_as", "unsqueeze", "ravel", "reshape_as"),
        kind="shape",
        settings=("dim",),
        field=rules.views,
    ),
    Operation(
        names=("swapaxes", "swapdims"),
        kind="shape",
        arguments=("input", "axis0", "axis1"),
        field=rules.permutes,
    ),
    Operation(
        names=("movedim", "moveaxis"),
        kind="shape",
        arguments=("input", "source", "destination"),
        field=rules.permutes,
    ),
    Operation(names=("T", "mT", "t", "H", "mH", "adjoint"), kind="shape", field=rules.permutes),
    Operation(
        names=("expand", "expand_as"),
        kind="shape",
        settings=("dim",),
        field=rules.expands,
        kernels=("alias",),
    ),
    Operation(
        names=("as_strided",),
        kind="shape",
        field=rules.scatters,
        kernels=("as_strided", "as_strided_"),
    ),
    Operation(
        names=("setitem",),
        kind="shape",
        arguments=("input", "index", "value"),
        field=rules.writes,
    ),
    Operation(
        names=("repeat", "tile"),
        kind="shape",
        arguments=("input", "*sizes"),
        settings=(),
        field=rules.repeats,
        kernels=("repeat",),
    ),
    Operation(
        names=("repeat_interleave",),
        kind="shape",
        arguments=("input", "repeats", "dim"),
        settings=("dim",),
        field=rules.repeats,
    ),
    Operation(
        names=("roll",),
        kind="shape",
        arguments=("input", "shifts", "dims"),
        settings=("dims", "shifts"),
        field=rules.rolls,
        kernels=("roll",),
    ),
    Operation(
        names=("flip",),
        kind="shape",
        arguments=("input", "*dims"),
        settings=("dims",),
        field=rules.flips,
        kernels=("flip",),
    ),
    Operation(names=("fliplr", "flipud"), kind="shape", field=rules.flips),
    Operation(
        names=("unfold",),
        kind="shape",
        arguments=("input", "kernel_size", "dilation", "padding", "stride"),
        settings=(),
        field=rules.unfolds,
        kernels=("im2col",),
    ),
    Operation(
        names=("fold",),
        kind="shape",
        arguments=("input", "output_size", "kernel_size", "dilation", "padding", "stride"),
        settings=(),
        field=rules.folds,
        kernels=("col2im",),
    ),
    Operation(
        names=("channel_shuffle",),
        kind="shape",
        arguments=("input", "groups"),
        field=rules.shuffles_channels,
        kernels=("channel_shuffle", "native_channel_shuffle"),
    ),
)  # fmt: skip

COPIES = (
    Operation(
        names=("contiguous", "clone", "detach", "to", "float", "half", "double", "type"),
        kind="shape",
        field=rules.takes_first,
        layout="same scale",
        kernels=("clone", "detach", "_to_copy"),
    ),
    Operation(names=("type_as",), kind="shape", field=rules.takes_first),
    Operation(names=("copy_",), kind="shape", field=rules.copies, kernels=("copy_",)),
)  # fmt: skip

STRUCTURE = (*JOINS, *SLICES, *RESHAPES, *COPIES)
