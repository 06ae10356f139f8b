"""Chapter 6: FCN, U-Net and DeconvNet, which answer for every pixel.

Its figures:

* ``convolution_steps``: every step of a convolution: the window read, the value written
* ``transposed_steps``: every step of a transposed convolution
* ``window_overlaps``: how many windows write to each output
* ``transposed_by_hand``: a transposed convolution with its numbers
* ``convolution_matrix``: a convolution along a line as a matrix, and its transpose
* ``map_convolution_matrix``: the matrix of a convolution of a map, and its transpose
* ``tent_kernels``: what equal values write with the kernel of bilinear upsampling
* ``unpooling``: max pooling with switches, and the unpooling that uses them
* ``upsampling``: a map made twice as large in three ways
* ``score_fusion``: FCN's scores at three resolutions, added on the way up
* ``u_shape``: U-Net as two paths with what crosses between them
* ``tiling``: output tiles of a large picture, and what is read for them
* ``hourglass``: DeconvNet as two paths with the switches between them

What its lesson may call besides:

* ``painted_kernel(values, kernel, stride, p, extra)``: a transposed convolution, to be painted
* ``denoised``, ``coloured``: what came of two regressions (`regression`)
* ``segmented``: what came of animals in photographs (`segmentation`)
* ``strips``: pictures of all three (`strips`)
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.dense_prediction.convolution_steps import (
    convolution_steps,
    transposed_steps,
    window_overlaps,
)
from archreport.course.lessons.dense_prediction.matrices import (
    convolution_matrix,
    map_convolution_matrix,
)
from archreport.course.lessons.dense_prediction.regression import colouring, denoising
from archreport.course.lessons.dense_prediction.score_fusion import score_fusion
from archreport.course.lessons.dense_prediction.segmentation import segmentation
from archreport.course.lessons.dense_prediction.strips import Strips
from archreport.course.lessons.dense_prediction.tiling import tiling
from archreport.course.lessons.dense_prediction.transposed_by_hand import (
    Grid,
    transposed_by_hand,
)
from archreport.course.lessons.dense_prediction.u_and_hourglass import hourglass, u_shape
from archreport.course.lessons.dense_prediction.unpooling import unpooling
from archreport.course.lessons.dense_prediction.upsampling import tent_kernels, upsampling
from archreport.course.lessons.live_figures import live, phrases
from archreport.course.lessons.page import LessonPage

_WORDS = (
    "kind", "given", "ones", "tent", "side", "stride", "padding", "extra", "value", "canvas",
    "size", "overlap", "nothing",
)  # fmt: skip


def _functions(page: LessonPage) -> Mapping[str, object]:
    def painted_kernel(
        values: Grid, kernel: Grid, stride: int, *, p: int = 0, extra: int = 0
    ) -> Markup:
        """The transposed convolution by hand; a script lets the reader paint with other values."""
        by_hand = transposed_by_hand(
            values, kernel, stride, page.t, p=p, extra=extra,
            prefix=f"idea{next(page.drawings)}",
        )  # fmt: skip
        settings = {
            "values": values, "kernel": kernel, "stride": stride, "padding": p, "extra": extra,
        }  # fmt: skip
        words = {
            **phrases(page, "course", "input", "kernel"),
            **phrases(page, "dense_prediction.painted_kernel", *_WORDS),
        }
        return live(page, "paint-transposed", by_hand, settings, words)

    return {
        "painted_kernel": painted_kernel,
        "denoised": denoising(),
        "coloured": colouring(),
        "segmented": segmentation(),
        "strips": Strips(page, denoising(), colouring(), segmentation()),
    }


CHAPTER = Chapter(
    figures=(
        convolution_steps,
        transposed_steps,
        window_overlaps,
        transposed_by_hand,
        convolution_matrix,
        map_convolution_matrix,
        tent_kernels,
        unpooling,
        upsampling,
        score_fusion,
        u_shape,
        tiling,
        hourglass,
    ),
    functions=_functions,
)
