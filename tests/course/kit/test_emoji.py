"""The labelled emoji: the pixels as stored, the counts, and a split that keeps groups together."""

import hashlib
import json
from collections import Counter
from importlib import resources

import numpy as np

from archreport.course.kit.emoji import CLASSES, CLASSES_ZH, emoji, pixels, split

FOLDER = resources.files("archreport.course.kit") / "data"
TRAIN = (80, 105, 32, 104, 93, 42, 40, 104, 104, 105)
TEST = (26, 35, 10, 35, 31, 14, 13, 36, 36, 35)


def test_the_pixels_are_those_of_the_source() -> None:
    assert pixels().shape == (1080, 64, 64, 4)
    visible = pixels() * (pixels()[..., 3:] > 0)  # colour under full transparency means nothing
    digest = hashlib.sha256(visible.astype(np.uint8).tobytes()).hexdigest()
    assert digest == "3aae62b269d3f42747e84a29565d46d2e6562537dc3bd951a8bba597d931ecbe"


def test_a_picture_is_the_one_its_code_points_name() -> None:
    codes = [one.code for one in emoji()]
    red, green = codes.index("1f34e"), codes.index("1f34f")  # red apple, green apple
    assert emoji()[red].name == "red apple"
    for index, strongest in ((red, 0), (green, 1)):
        colour = pixels()[index][pixels()[index][..., 3] == 255][:, :3].mean(0)
        assert colour.argmax() == strongest


def test_class_counts() -> None:
    train, test = split()
    for side, expected in ((train, TRAIN), (test, TEST)):
        counts = Counter(emoji()[i].label for i in side)
        assert tuple(counts[label] for label in range(len(CLASSES))) == expected
    assert len(CLASSES_ZH) == len(CLASSES)


def test_no_group_is_on_both_sides() -> None:
    sides: dict[int, set[bool]] = {}
    for one in emoji():
        sides.setdefault(one.group, set()).add(one.test)
    assert len(sides) < 900  # there are groups to keep together
    assert all(len(side) == 1 for side in sides.values())


def test_groups_gathered_by_hand_are_groups() -> None:
    by_hand = json.loads((FOLDER / "groups.json").read_text(encoding="utf-8"))
    assert {"hearts", "circles", "squares", "arrows"} <= set(by_hand)
    group = {one.code: one.group for one in emoji()}
    for name, codes in by_hand.items():
        assert len({group[code] for code in codes}) == 1, name


def test_no_test_picture_is_nearly_a_training_picture_of_its_class() -> None:
    colour = pixels().astype(np.float64) / 255
    colour[..., :3] *= colour[..., 3:]
    small = colour.reshape(-1, 16, 4, 16, 4, 4).mean((2, 4))
    train, test = split()
    labels = np.array([one.label for one in emoji()])
    nearest = 1.0
    for index in test:
        same = train[labels[train] == labels[index]]
        for seen in (small[same], small[same][:, :, ::-1]):
            distance = np.sqrt(((seen - small[index]) ** 2).mean((1, 2, 3)))
            nearest = min(nearest, distance.min())
    assert nearest >= 0.06
