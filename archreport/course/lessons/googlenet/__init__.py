"""Chapter 3: GoogLeNet and Inception.

Its figures:

* ``inception_module``: the branches of a module, or of the naïve one it replaces
"""

from __future__ import annotations

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.googlenet.inception_module import inception_module

CHAPTER = Chapter(
    figures=(inception_module,),
)
