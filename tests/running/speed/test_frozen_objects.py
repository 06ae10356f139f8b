"""Garbage collections while items are worked on."""

import gc

import pytest

from archreport.running.speed.frozen_objects import frozen_after_each


def test_what_one_item_leaves_is_frozen_until_all_are_done() -> None:
    before = gc.get_freeze_count()
    kept = []
    for number in frozen_after_each([1, 2]):
        assert (gc.get_freeze_count() > before) == (number == 2)
        kept.append([number])
    assert gc.get_freeze_count() == 0
    assert kept == [[1], [2]]


def test_after_an_error_nothing_stays_frozen() -> None:
    items = frozen_after_each([1, 2])
    next(items), next(items)
    with pytest.raises(KeyError):
        items.throw(KeyError)  # type: ignore[attr-defined]
    assert gc.get_freeze_count() == 0
