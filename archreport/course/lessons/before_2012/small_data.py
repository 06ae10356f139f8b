"""The small data that chapter 0 calculates with by hand, the same in both languages."""

from __future__ import annotations

from archreport.course.lessons.before_2012.hand_made_features import Mixture

#: Grey values of a patch with a bright corner. All nine gradients have whole lengths.
CORNER = (
    (3, 0, 3, 4, 0),
    (1, 2, 4, 5, 4),
    (2, 4, 7, 7, 10),
    (4, 2, 8, 9, 7),
    (3, 1, 7, 7, 7),
)

#: Grey values of a pixel and its eight neighbours.
NEIGHBOURS = ((5, 9, 1), (4, 5, 6), (7, 2, 3))

#: Descriptors of two numbers each, and where three visual words begin.
DESCRIPTORS = (
    (1.0, 6.2), (1.6, 7.4), (2.2, 6.6), (2.6, 7.8), (1.4, 8.4), (2.0, 5.4), (3.4, 7.0),
    (5.8, 1.4), (6.6, 2.4), (7.4, 1.2), (8.2, 2.2), (7.0, 3.4),
    (7.6, 6.8), (8.6, 7.6), (8.0, 8.4), (9.2, 6.4), (6.8, 7.8), (7.4, 5.6), (9.0, 8.6),
)  # fmt: skip
START = ((3.6, 4.2), (5.2, 3.0), (5.8, 5.6))

#: Two Gaussians on a line, and four values between them.
MIXTURE = Mixture(weights=(0.5, 0.5), means=(2.0, 6.0), deviations=(1.5, 1.5))
VALUES = (1, 2.5, 4, 7)

#: Two pictures of the same visual words: the second is the first turned upside down.
ARRANGED = ("AAAA", "AAAA", "ABBA", "BBBB", "CCBC", "CCCC")
