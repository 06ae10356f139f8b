"""Small drawings of single ideas, made from numbers: a window, a stack, a module, a step.

Each function takes parameters (or a Report) and a Language and returns inline SVG. ``prefix``
keeps ids unique in a page. Colours are classes of ``docs/assets/css``; nothing is fixed to light
or dark.
"""

from archreport.render.ideas.alignment import landmarks, turning
from archreport.render.ideas.bands import bands
from archreport.render.ideas.bells import mixture
from archreport.render.ideas.blocks import residual
from archreport.render.ideas.choices import dealt, freezing
from archreport.render.ideas.convolved import convolved
from archreport.render.ideas.encoders import hourglass, ushape
from archreport.render.ideas.fusion import fusion
from archreport.render.ideas.gradients import gradient_histogram
from archreport.render.ideas.heat import gradcam, occlusion
from archreport.render.ideas.modules import inception
from archreport.render.ideas.painting import painted
from archreport.render.ideas.patterns import binary_pattern
from archreport.render.ideas.photographs import ascent, preprocessing
from archreport.render.ideas.pipelines import pipelines
from archreport.render.ideas.pooling import unpooling
from archreport.render.ideas.regions import regions
from archreport.render.ideas.sharing import sharing
from archreport.render.ideas.steps import convolution_steps, overlaps, transposed_steps
from archreport.render.ideas.tiling import tiling
from archreport.render.ideas.transpose import map_matrix_pair, matrix_pair
from archreport.render.ideas.upsampling import tents, upsampled
from archreport.render.ideas.vectors import angles
from archreport.render.ideas.vocabulary import visual_words
from archreport.render.ideas.windows import stacked, windows

__all__ = [
    "angles", "ascent", "bands", "binary_pattern", "convolution_steps", "convolved", "dealt",
    "freezing", "fusion", "gradcam", "gradient_histogram", "hourglass", "inception", "landmarks",
    "map_matrix_pair", "matrix_pair", "mixture", "occlusion", "overlaps", "painted", "pipelines",
    "preprocessing", "regions", "residual", "sharing", "stacked", "tents", "tiling",
    "transposed_steps", "turning", "unpooling", "upsampled", "ushape", "visual_words", "windows",
]  # fmt: skip
