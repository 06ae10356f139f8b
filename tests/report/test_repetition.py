"""Periods in a sequence, and the time it takes to find them."""

from random import Random

import pytest

from archreport.report.repetition import LONGEST_PERIOD, Repeat, numbered, repeats_of
from tests.work import lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("abc", [(0, 1, 1), (1, 1, 1), (2, 1, 1)]),
        ("aaaa", [(0, 1, 4)]),
        ("ababab", [(0, 2, 3)]),
        ("xabababy", [(0, 1, 1), (1, 2, 3), (7, 1, 1)]),
        ("aabaabaab", [(0, 3, 3)]),
        ("ababa", [(0, 2, 2), (4, 1, 1)]),
        ("abcabd", [(i, 1, 1) for i in range(6)]),
    ],
)
def test_periods(text, found):
    assert repeats_of(numbered(text)) == [Repeat(*one) for one in found]


def test_they_cover_the_sequence_and_each_copy_is_equal():
    random = Random(3)
    for _ in range(200):
        items = [random.randrange(3) for _ in range(random.randrange(40))]
        at = 0
        for repeat in repeats_of(items):
            assert repeat.start == at
            copies = [[items[place] for place in copy] for copy in repeat.copies()]
            assert all(copy == copies[0] for copy in copies)
            at = repeat.stop
        assert at == len(items)


def test_a_period_may_be_as_long_as_is_said_and_no_longer():
    for length, count in ((LONGEST_PERIOD, 3), (LONGEST_PERIOD + 1, 1)):
        assert repeats_of([*range(length)] * 3)[0].count == count


@pytest.mark.parametrize(
    "make",
    [
        lambda n: [0] * n,
        lambda n: [*range(n)],
        lambda n: [i % 300 for i in range(n)],
        lambda n: [i % 7 * (i % 11 > 0) for i in range(n)],
        lambda n: [Random(i).randrange(4) for i in range(n)],
        lambda n: ([0] * 40 + [1]) * (n // 82) + ([0] * 40 + [2]) * (n // 82),
    ],
)
def test_the_time_grows_with_the_length(make):
    shorter, longer = make(2_000), make(8_000)
    assert lines(lambda: repeats_of(longer)) < 5 * lines(lambda: repeats_of(shorter))
