"""Chapter 1: AlexNet, and what a convolution is.

Its figures:

* ``convolution_by_hand``: a convolution with its numbers: values, kernel, output
* ``windows``: the places of a window on a row of values

What its lesson calculates with, and may call besides:

* ``small_kernel``: the kernel of the figure; its patch is that of chapter 0
* ``sliding_kernel(values, kernel, bias)``: the convolution, to be slid by the reader
* ``base_model``: what came of a base model tried on photographs (`base_model`)
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from archreport.course.lessons.alexnet import small_kernel
from archreport.course.lessons.alexnet.base_model import base_model
from archreport.course.lessons.alexnet.convolution_by_hand import Table, convolution_by_hand
from archreport.course.lessons.alexnet.windows import windows
from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.live_figures import live, phrases
from archreport.course.lessons.page import LessonPage

_WORDS = ("stride", "padding", "dilation", "place", "size", "sum", "no_place")


def _functions(page: LessonPage) -> Mapping[str, object]:
    def sliding_kernel(values: Table, kernel: Table, bias: int) -> Markup:
        """The convolution by hand; a script slides its kernel, with stride, padding, dilation."""
        by_hand = convolution_by_hand(
            values, kernel, page.t, bias=bias, prefix=f"idea{next(page.drawings)}"
        )
        settings = {"values": values, "kernel": kernel, "bias": bias}
        words = {
            **phrases(page, "course", "input", "kernel", "output"),
            **phrases(page, "alexnet.sliding_kernel", *_WORDS),
        }
        return live(page, "slide-kernel", by_hand, settings, words)

    return {
        "small_kernel": small_kernel,
        "sliding_kernel": sliding_kernel,
        "base_model": base_model(),
    }


CHAPTER = Chapter(figures=(convolution_by_hand, windows), functions=_functions)
