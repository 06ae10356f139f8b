"""Chapter 1: AlexNet, and what a convolution is.

Its figures:

* ``convolution_by_hand``: a convolution with its numbers: values, kernel, output
* ``windows``: the places of a window on a row of values

What its lesson calculates with:

* ``small_kernel``: the kernel of the figure; its patch is that of chapter 0
"""

from __future__ import annotations

from archreport.course.lessons.alexnet import small_kernel
from archreport.course.lessons.alexnet.convolution_by_hand import convolution_by_hand
from archreport.course.lessons.alexnet.windows import windows
from archreport.course.lessons.chapter import Chapter

CHAPTER = Chapter(
    figures=(convolution_by_hand, windows),
    functions=lambda page: {"small_kernel": small_kernel},
)
