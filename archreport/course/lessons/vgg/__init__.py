"""Chapter 2: VGG, small kernels stacked.

Its figures:

* ``stacked_windows``: a stack of convolutions from the side: what one output sees
"""

from __future__ import annotations

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.vgg.stacked_windows import stacked_windows

CHAPTER = Chapter(
    figures=(stacked_windows,),
)
