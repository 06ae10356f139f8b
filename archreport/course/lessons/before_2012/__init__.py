"""Chapter 0: before 2012, when features were made by hand.

Its figures:

* ``pipelines``: the winners of 2010, 2011 and 2012, step by step
* ``gradient_histogram``: a patch, its gradients and the votes for eight directions
* ``binary_pattern``: a local binary pattern: nine values, eight bits, one number
* ``visual_words``: descriptors in a plane, the centres that k-means finds, the counts
* ``regions``: the same visual words in two orders, counted whole and strip by strip
* ``gaussian_mixture``: two Gaussians over a line, and their shares of each value

What its lesson calculates with:

* ``hand_made_features``: gradients, patterns, visual words, Fisher vectors
* ``small_data``: the patches, descriptors and values they are tried on
"""

from __future__ import annotations

from archreport.course.lessons.before_2012 import hand_made_features, small_data
from archreport.course.lessons.before_2012.binary_pattern import binary_pattern
from archreport.course.lessons.before_2012.gaussian_mixture import gaussian_mixture
from archreport.course.lessons.before_2012.gradient_histogram import gradient_histogram
from archreport.course.lessons.before_2012.pipelines import pipelines
from archreport.course.lessons.before_2012.regions import regions
from archreport.course.lessons.before_2012.visual_words import visual_words
from archreport.course.lessons.chapter import Chapter

CHAPTER = Chapter(
    figures=(
        pipelines,
        gradient_histogram,
        binary_pattern,
        visual_words,
        regions,
        gaussian_mixture,
    ),
    functions=lambda page: {
        "hand_made_features": hand_made_features,
        "small_data": small_data,
    },
)
