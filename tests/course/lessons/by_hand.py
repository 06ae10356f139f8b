"""The figures of what a pencil can follow, drawn from the chapters' own small data."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

from archreport.course.lessons.alexnet import small_kernel
from archreport.course.lessons.alexnet.convolution_by_hand import convolution_by_hand
from archreport.course.lessons.before_2012 import small_data
from archreport.course.lessons.before_2012.binary_pattern import binary_pattern
from archreport.course.lessons.before_2012.gaussian_mixture import gaussian_mixture
from archreport.course.lessons.before_2012.gradient_histogram import gradient_histogram
from archreport.course.lessons.before_2012.pipelines import pipelines
from archreport.course.lessons.before_2012.regions import regions
from archreport.course.lessons.before_2012.visual_words import visual_words
from archreport.course.lessons.deepface import small_face
from archreport.course.lessons.deepface.alignment import aligned_landmarks, turned_head
from archreport.course.lessons.deepface.weight_matrices import weight_matrices
from archreport.course.lessons.learning import small_network
from archreport.course.lessons.learning.batch_of_values import batch_of_values
from archreport.course.lessons.learning.learning_rates import learning_rates
from archreport.course.lessons.learning.momentum_paths import momentum_paths
from archreport.course.lessons.learning.network_by_hand import network_by_hand
from archreport.course.lessons.learning.overfitting import overfitting
from archreport.course.lessons.learning.slope_of_loss import slope_of_loss
from archreport.course.lessons.resnet.depth_chart import depth_chart
from archreport.render.words.language import Language

DRAWINGS: dict[str, Callable[[Language], str]] = {
    "pipelines": lambda t: pipelines(t, prefix="a"),
    "gradient_histogram": lambda t: gradient_histogram(small_data.CORNER, t, prefix="a"),
    "binary_pattern": lambda t: binary_pattern(small_data.NEIGHBOURS, t, prefix="a"),
    "visual_words": lambda t: visual_words(small_data.DESCRIPTORS, small_data.START, t, prefix="a"),
    "gaussian_mixture": lambda t: gaussian_mixture(
        small_data.VALUES, small_data.MIXTURE, t, prefix="a"
    ),
    "regions": lambda t: regions(small_data.ARRANGED, t, prefix="a"),
    "convolution_by_hand": lambda t: convolution_by_hand(
        small_data.CORNER, small_kernel.KERNEL, t, bias=small_kernel.BIAS, prefix="a"
    ),
    "aligned_landmarks": lambda t: aligned_landmarks(
        small_face.LANDMARKS, small_face.TEMPLATE, t, prefix="a"
    ),
    "turned_head": lambda t: turned_head(
        small_face.HEAD, small_face.TRIANGLES, small_face.TURN, small_face.FAR_CHEEK, t, prefix="a"
    ),
    "slope_of_loss": lambda t: slope_of_loss(
        small_network.NET,
        small_network.PICTURE,
        small_network.RIGHT,
        small_network.FOLLOWED,
        t,
        prefix="a",
    ),
    "network_by_hand": lambda t: network_by_hand(
        small_network.NET, small_network.PICTURE, small_network.RIGHT, t, prefix="a"
    ),
    "learning_rates": lambda t: learning_rates(t, prefix="a"),
    "momentum_paths": lambda t: momentum_paths(0.1, 0.5, 20, t, prefix="a"),
    "overfitting": lambda t: overfitting(("none", "augmentation"), t, prefix="a"),
    "batch_of_values": lambda t: batch_of_values(
        small_network.BATCH, small_network.SCALE, small_network.SHIFT, t, prefix="a"
    ),
    "depth_chart": lambda t: depth_chart(
        [(2011, "XRCE", 0, 0.258), (2014, "GoogLeNet", 22, 0.067), (2015, "ResNet", 152, 0.0357)],
        t,
        prefix="a",
    ),
    "weight_matrices": lambda t: weight_matrices(6, 3, t, prefix="a"),
}


def drawn(name: str, code: str = "en") -> ET.Element:
    """One of the figures, read as XML."""
    return ET.fromstring(str(DRAWINGS[name](Language(code))))


def texts(root: ET.Element) -> list[str]:
    """What is written in a figure, in the order of its code."""
    return ["".join(node.itertext()) for node in root.iter("text")]
