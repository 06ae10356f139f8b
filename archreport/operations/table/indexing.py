"""Values taken, written or put in order by their places: gathering, sorting, sampling, embedding.

Names are those of PyTorch's own lists of indexing and comparison operations
(https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops).
"""

from __future__ import annotations

from archreport.operations.entry import Operation, Words, listed
from archreport.operations.receptive_field import rules


def _indexing(
    text: str,
    *,
    arguments: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
    kernels: str = "",
    words: Words | None = None,
    field: rules.FieldRule = rules.scatters,
) -> Operation:
    """Functions by places, by names in a text; the kernels of their names multiply nothing."""
    names = listed(text)
    return Operation(
        names=names,
        kind="index",
        arguments=arguments,
        settings=settings,
        field=field,
        kernels=(*names, *listed(kernels)),
        words=words,
    )


TAKING = (
    _indexing(
        "index_select", field=rules.picks, arguments=("input", "dim", "index"), settings=("dim",)
    ),
    _indexing("gather", field=rules.picks, arguments=("input", "dim", "index"), settings=("dim",)),
    _indexing(
        "take_along_dim",
        field=rules.picks,
        arguments=("input", "indices", "dim"),
        settings=("dim",),
    ),
    _indexing("take index", kernels="_unsafe_index _unsafe_masked_index"),
    _indexing("masked_select", words=Words("select where masked", "按掩码选取")),
)

WRITING = (
    _indexing(
        "scatter scatter_add scatter_reduce",
        arguments=("input", "dim", "index"),
        settings=("dim",),
    ),
    _indexing(
        "index_add index_copy index_fill index_reduce",
        arguments=("input", "dim", "index"),
        settings=("dim",),
    ),
    _indexing(
        "index_put put",
        kernels="_index_put_impl _unsafe_index_put _unsafe_masked_index_put_accumulate",
    ),
    _indexing("masked_scatter"),
    _indexing("select_scatter slice_scatter diagonal_scatter as_strided_scatter"),
)

PLACES = (
    _indexing("nonzero nonzero_static argwhere", words=Words("places of non-zeros", "非零位置")),
    _indexing(
        "unique unique_consecutive unique_dim",
        kernels="_unique _unique2 unique_dim_consecutive",
        words=Words("distinct values", "去重"),
    ),
    _indexing("unravel_index"),
    _indexing("searchsorted bucketize", words=Words("place in sorted values", "有序查找")),
    _indexing("multinomial", words=Words("random choice", "随机抽取")),
)

ORDER = (
    _indexing(
        "sort argsort msort",
        field=rules.sorts,
        arguments=("input", "dim", "descending"),
        settings=("dim", "descending"),
        words=Words("sort", "排序"),
    ),
    _indexing(
        "topk",
        field=rules.sorts,
        arguments=("input", "k", "dim"),
        settings=("k", "dim"),
        words=Words("largest values", "取最大的若干值"),
    ),
    _indexing(
        "kthvalue", field=rules.sorts, arguments=("input", "k", "dim"), settings=("k", "dim")
    ),
    _indexing("_rowwise_prune", words=Words("rows that are kept", "保留的行")),
    _indexing("nms", words=Words("non-maximum suppression", "非极大值抑制")),
)

#: Values between the places of a map, weighted by how near their neighbours are.
SAMPLING = (
    _indexing(
        "grid_sample grid_sampler grid_sampler_2d grid_sampler_3d cudnn_grid_sampler",
        arguments=("input", "grid", "mode", "padding_mode", "align_corners"),
        settings=("mode", "padding_mode", "align_corners"),
        words=Words("sample at positions", "按位置采样"),
    ),
)

POOLING_OF_REGIONS = (
    Operation(
        names=("roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool"),
        kind="pool",
        kernels=("roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool"),
        words=Words("pool in regions", "区域池化"),
    ),
)

EMBEDDINGS = (
    Operation(
        names=("embedding",),
        kind="embed",
        arguments=("input", "weight"),
        kernels=("embedding", "embedding_renorm"),
        words=Words("embedding", "嵌入"),
    ),
    Operation(
        names=("embedding_bag", "_embedding_bag", "_embedding_bag_forward_only"),
        kind="embed",
        kernels=("_embedding_bag", "_embedding_bag_forward_only"),
        words=Words("embedding, summed", "嵌入并求和"),
    ),
    Operation(
        names=("one_hot",),
        kind="embed",
        arguments=("input", "num_classes"),
        settings=("num_classes",),
        words=Words("one-hot vectors", "独热编码"),
    ),
)

INDEXING = (*TAKING, *WRITING, *PLACES, *ORDER, *SAMPLING, *POOLING_OF_REGIONS, *EMBEDDINGS)
