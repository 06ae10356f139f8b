"""Small networks that draw a mask, and how well a mask is drawn."""

from archreport.course.kit.segmentation import (
    WIDTHS,
    MaskScore,
    SmallFCN,
    SmallUNet,
    band,
    intersection_over_union,
    judge,
)

__all__ = [
    "WIDTHS",
    "MaskScore",
    "SmallFCN",
    "SmallUNet",
    "band",
    "intersection_over_union",
    "judge",
]
