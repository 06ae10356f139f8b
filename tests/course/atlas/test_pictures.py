"""What the course's atlas looks at."""

from __future__ import annotations

import numpy as np

from archreport.course.album import photographs
from archreport.course.atlas.pictures import course_pictures, is_pasted, pasted
from archreport.course.kit.emoji import emoji, pixels


def test_all_photographs_and_a_third_of_the_emoji_are_looked_at() -> None:
    names = [source.name for source in course_pictures()]
    assert names[: len(photographs())] == [one.name for one in photographs()]
    assert len(set(names)) == len(names)
    assert 3 * 9 * sum(map(is_pasted, names)) == len(emoji())


def test_an_emoji_is_pasted_as_it_is() -> None:
    image = np.asarray(pasted(5, 120, photographs()))
    assert image.shape == (224, 224, 3)
    for place in range(9):
        tile = pixels()[5 + 120 * place]
        top, left = (round(224 / 3 * step + (224 / 3 - 64) / 2) for step in divmod(place, 3))
        shown = image[top : top + 64, left : left + 64]
        opaque = tile[..., 3] == 255
        assert (shown[opaque] == tile[..., :3][opaque]).all()
