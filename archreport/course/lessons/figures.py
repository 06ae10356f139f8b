"""Small drawings of single ideas, made from numbers: a window, a stack, a module, a step.

Each function takes parameters (or a Report) and a Language and returns inline SVG. ``prefix``
keeps ids unique in a page. Colours are classes of ``docs/assets/css``; nothing is fixed to light
or dark.
"""

from archreport.course.lessons.alexnet.convolution_by_hand import convolved
from archreport.course.lessons.alexnet.windows import stacked, windows
from archreport.course.lessons.before_2012.binary_pattern import binary_pattern
from archreport.course.lessons.before_2012.gaussian_mixture import mixture
from archreport.course.lessons.before_2012.gradient_histogram import gradient_histogram
from archreport.course.lessons.before_2012.pipelines import pipelines
from archreport.course.lessons.before_2012.regions import regions
from archreport.course.lessons.before_2012.visual_words import visual_words
from archreport.course.lessons.deepface.alignment import landmarks, turning
from archreport.course.lessons.deepface.weight_bands import bands
from archreport.course.lessons.deepface.weight_sharing import sharing
from archreport.course.lessons.dense_prediction.convolution_steps import (
    convolution_steps,
    overlaps,
    transposed_steps,
)
from archreport.course.lessons.dense_prediction.matrices import map_matrix_pair, matrix_pair
from archreport.course.lessons.dense_prediction.score_fusion import fusion
from archreport.course.lessons.dense_prediction.tiling import tiling
from archreport.course.lessons.dense_prediction.transposed_by_hand import painted
from archreport.course.lessons.dense_prediction.u_and_hourglass import hourglass, ushape
from archreport.course.lessons.dense_prediction.unpooling import unpooling
from archreport.course.lessons.dense_prediction.upsampling import tents, upsampled
from archreport.course.lessons.googlenet.inception_module import inception
from archreport.course.lessons.inside_vgg.angles import angles
from archreport.course.lessons.inside_vgg.heat_maps import gradcam, occlusion
from archreport.course.lessons.inside_vgg.photographs import ascent, preprocessing
from archreport.course.lessons.now_you.choices import dealt, freezing
from archreport.course.lessons.resnet.residual_block import residual

__all__ = [
    "angles", "ascent", "bands", "binary_pattern", "convolution_steps", "convolved", "dealt",
    "freezing", "fusion", "gradcam", "gradient_histogram", "hourglass", "inception", "landmarks",
    "map_matrix_pair", "matrix_pair", "mixture", "occlusion", "overlaps", "painted", "pipelines",
    "preprocessing", "regions", "residual", "sharing", "stacked", "tents", "tiling",
    "transposed_steps", "turning", "unpooling", "upsampled", "ushape", "visual_words", "windows",
]  # fmt: skip
