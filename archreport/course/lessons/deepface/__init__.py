"""Chapter 5: DeepFace, alignment and locally connected layers.

Its figures:

* ``aligned_landmarks``: landmarks moved onto a template by a similarity
* ``turned_head``: a head of triangles, from the front and turned
* ``weight_sharing``: one kernel for all places beside a kernel for each place
* ``weight_matrices``: convolution, locally connected and full layer as matrices

What its lesson calculates with:

* ``face_geometry``: similarities, turns and areas
* ``small_face``: the landmarks and the head they are tried on
"""

from __future__ import annotations

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.deepface import face_geometry, small_face
from archreport.course.lessons.deepface.alignment import aligned_landmarks, turned_head
from archreport.course.lessons.deepface.weight_matrices import weight_matrices
from archreport.course.lessons.deepface.weight_sharing import weight_sharing

CHAPTER = Chapter(
    figures=(aligned_landmarks, turned_head, weight_sharing, weight_matrices),
    functions=lambda page: {"face_geometry": face_geometry, "small_face": small_face},
)
