"""Chapter 4: ResNet.

Its figures:

* ``residual_block``: a block with its shortcut, or beside the same layers without
"""

from __future__ import annotations

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.resnet.residual_block import residual_block

CHAPTER = Chapter(
    figures=(residual_block,),
)
