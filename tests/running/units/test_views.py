"""Pictures cut into views."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from archreport.running.units.views import ENLARGED, MOST, STEP, cut, views_of


@pytest.mark.parametrize(
    "size", [(400, 300), (300, 400), (320, 240), (90, 40), (224, 224), (999, 224)]
)
def test_the_views_of_each_scale_cover_the_picture_and_stay_inside(size: tuple[int, int]) -> None:
    side = (224, 200)
    views = views_of(size, side)
    for scale in {(view.width, view.height) for view in views}:
        covered = np.zeros(scale[::-1], bool)
        for view in views:
            if (view.width, view.height) == scale:
                assert 0 <= view.left <= view.width - side[1]
                assert 0 <= view.top <= view.height - side[0]
                covered[view.top : view.top + side[0], view.left : view.left + side[1]] = True
        assert covered.all()


def test_the_smallest_scale_just_fills_the_input() -> None:
    first = views_of((400, 300), (224, 224))[0]
    assert (first.width, first.height) == (299, 224)


def test_scales_are_apart_and_bounded() -> None:
    for size in ((400, 300), (2000, 1500), (320, 240), (50, 60)):
        heights = sorted({view.height for view in views_of(size, (224, 224))})
        for low, high in pairwise(heights):
            assert high / low > STEP * 0.99
        assert heights[-1] <= max(heights[0], size[1] * ENLARGED + 1)
        assert heights[-1] <= heights[0] * MOST + 1


def test_nearly_all_photographs_of_the_course_are_seen_at_two_scales_or_more() -> None:
    from archreport.course.album import photographs, read_photograph

    scales = [
        {(view.width, view.height) for view in views_of(read_photograph(one).size, (224, 224))}
        for one in photographs()
    ]
    assert sum(len(one) >= 2 for one in scales) > 0.9 * len(scales)


def test_a_view_at_the_pictures_own_size_is_a_part_of_it() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (50, 60, 3)).astype(np.uint8)
    image = Image.fromarray(pixels)
    view = views_of((60, 50), (50, 40))[1]
    assert (view.width, view.height) == (60, 50)
    shown = np.asarray(cut(image, view, (50, 40)))
    assert (shown == pixels[:, view.left : view.left + 40]).all()
