"""Labels of a plot: beside their marks, inside the field, none on another."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

from archreport.render.drawing.geometry import Rectangle
from archreport.render.drawing.scatter import labels
from archreport.render.drawing.scatter.labels import (
    Label,
    Mark,
    label_size,
    place_labels,
    points_on,
)

FIELD = Rectangle(0, 0, 600, 400)


def crowd(count: int, seed: int = 1) -> list[Mark]:
    """Marks at random places, as a crowded plot has them."""
    chance = random.Random(seed)
    return [
        Mark(chance.uniform(20, 580), chance.uniform(20, 380), chance.uniform(3, 12),
             (f"Network-{number}",))
        for number in range(count)
    ]  # fmt: skip


def placed(marks: list[Mark], **options: object) -> list[Label]:
    return [label for label in place_labels(marks, FIELD, **options) if label]  # type: ignore[arg-type]


def test_no_label_touches_another_or_leaves_the_field() -> None:
    for seed in range(5):
        found = placed(crowd(40, seed))
        assert len(found) > 30
        for one, other in combinations(found, 2):
            assert not one.box.meets(other.box, 1)
        assert all(label.box.inside(FIELD) for label in found)


def test_a_lone_label_stands_right_of_its_mark_without_a_leader() -> None:
    (label,) = placed([Mark(100, 100, 5, ("VGG-16",))])
    assert label.box.x == 100 + 5 + labels.GAP
    assert label.box.y + label.box.height / 2 == 100
    assert label.leader is None


def test_a_label_at_the_right_edge_goes_to_the_other_side() -> None:
    (label,) = placed([Mark(590, 200, 5, ("Inception-v4",))])
    assert label.box.x + label.box.width < 590


def test_walls_are_kept_free() -> None:
    wall = Rectangle(105, 80, 200, 40)
    (label,) = placed([Mark(100, 100, 5, ("VGG-16",))], walls=[wall])
    assert not label.box.meets(wall, 1)


def test_lines_are_avoided_where_there_is_room() -> None:
    line = points_on([(0, 100), (600, 100)])
    (label,) = placed([Mark(100, 100, 5, ("VGG-16",))], lines=line)
    assert not label.box.y <= 100 <= label.box.y + label.box.height


def test_what_finds_no_place_is_left_out_and_the_first_come_first() -> None:
    tight = Rectangle(0, 0, 70, 16)
    marks = [Mark(8, 8, 3, ("First",)), Mark(11, 8, 3, ("Second name",))]
    first, second = place_labels(marks, tight)
    assert first is not None
    assert second is None


def test_a_mark_without_a_label_keeps_others_away() -> None:
    marks = [Mark(100, 100, 5, ("VGG-16",)), Mark(130, 100, 14, ())]
    label, none = place_labels(marks, FIELD)
    assert none is None
    assert label is not None
    assert not (label.box.x <= 130 <= label.box.x + label.box.width and label.box.y <= 100)


def test_a_far_label_has_a_leader_that_starts_outside_its_mark() -> None:
    crowded = [Mark(300, 200, 6, (f"Name {number}",)) for number in range(12)]
    apart = [label for label in placed(crowded) if label.leader]
    assert apart
    for label in apart:
        x, y = label.leader[:2] if label.leader else (0, 0)
        assert (x - 300) ** 2 + (y - 200) ** 2 >= 6**2


def test_the_work_is_bounded(monkeypatch) -> None:
    """A thousand marks: at most MOST are labelled, each from 8 directions and 6 distances."""
    tried = 0

    def counted(*arguments: object) -> Label:
        nonlocal tried
        tried += 1
        return Label(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(labels, "Label", counted)
    placed_ = place_labels(crowd(1000), FIELD)
    assert 0 < sum(label is not None for label in placed_) <= labels.MOST
    assert 0 < tried <= labels.MOST * 8 * 6


def test_the_same_marks_give_the_same_labels() -> None:
    assert place_labels(crowd(30), FIELD) == place_labels(crowd(30), FIELD)


def test_two_lines_take_twice_the_height() -> None:
    one, two = label_size(("FCN-32s",)), label_size(("FCN-32s", "16s"))
    assert two == (one[0], 2 * one[1])


def test_points_on_a_line_are_close_together() -> None:
    points = points_on([(0, 0), (100, 0), (100, 50)], every=10)
    assert points[0] == (0, 0)
    assert points[-1] == (100, 50)
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) <= 10.01
               for a, b in pairwise(points))  # fmt: skip
