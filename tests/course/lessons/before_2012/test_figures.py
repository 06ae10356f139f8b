"""The figures of chapter 0 show what its sums give."""

from __future__ import annotations

from archreport.course.lessons.before_2012 import hand_made_features, small_data
from archreport.course.lessons.before_2012.regions import counts
from tests.course.lessons.by_hand import drawn, texts


def test_the_histogram_shows_the_votes_and_an_arrow_for_each_gradient() -> None:
    root = drawn("gradient_histogram")
    shown = [int(text) for text in texts(root)[-8:]]
    assert shown == [int(vote) for vote in hand_made_features.votes(small_data.CORNER)]
    heads = [node for node in root.iter("path") if node.get("class") == "head"]
    assert (
        len(heads)
        == len(hand_made_features.gradients(small_data.CORNER)) + hand_made_features.DIRECTIONS
    )


def test_the_pattern_is_added_up() -> None:
    assert "128 + 64 + 16 + 2 = 210" in texts(drawn("binary_pattern"))


def test_each_descriptor_has_the_mark_of_its_word() -> None:
    words = hand_made_features.words(small_data.DESCRIPTORS, small_data.START)
    root = drawn("visual_words")
    for word, kind in enumerate(("s-conv", "s-pool", "s-linear")):
        marks = [node for node in root.iter() if node.get("class") == kind]
        assert len(marks) == words.counts[word] + 1, "and one in the key"


def test_turned_over_the_words_are_the_same_and_the_strips_are_not() -> None:
    rows = small_data.ARRANGED
    turned = rows[::-1]
    assert counts(rows) == counts(turned)
    assert counts(rows[:2]) != counts(turned[:2])
    shown = texts(drawn("regions"))
    assert shown.count(str(counts(rows)[0])) == 2
