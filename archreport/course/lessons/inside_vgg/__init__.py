"""Chapter 7: VGG taken apart.

Its figures:

* ``preprocessing``: from a photograph to the input, to scale
* ``feature_angles``: feature vectors as arrows, and the angles between them
* ``occlusion``: the score with a patch at each place, and by how much it falls
* ``grad_cam``: Grad-CAM with small numbers, worked out
* ``activation_maximisation``: the loop that makes a picture for one unit

What its lesson quotes and shows of VGG-16 with learned weights:

* ``measured``: what came of the experiments (`measured`)
* ``pictures``: their pictures, each beside its control (`pictures`)
"""

from __future__ import annotations

from collections.abc import Mapping

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.inside_vgg.activation_maximisation import activation_maximisation
from archreport.course.lessons.inside_vgg.angles import feature_angles
from archreport.course.lessons.inside_vgg.heat_maps import grad_cam, occlusion
from archreport.course.lessons.inside_vgg.measured import results
from archreport.course.lessons.inside_vgg.pictures import Pictures
from archreport.course.lessons.inside_vgg.preprocessing import preprocessing
from archreport.course.lessons.page import LessonPage


def _functions(page: LessonPage) -> Mapping[str, object]:
    found = results()
    return {"measured": found, "pictures": Pictures(page, found)}


CHAPTER = Chapter(
    figures=(preprocessing, feature_angles, occlusion, grad_cam, activation_maximisation),
    functions=_functions,
)
