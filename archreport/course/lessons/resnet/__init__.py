"""Chapter 4: ResNet.

Its figures:

* ``depth_chart``: the winners year by year, how deep and with how many errors
* ``residual_block``: a block with its shortcut, or beside the same layers without
"""

from __future__ import annotations

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.resnet.depth_chart import depth_chart
from archreport.course.lessons.resnet.residual_block import residual_block

CHAPTER = Chapter(
    figures=(depth_chart, residual_block),
)
