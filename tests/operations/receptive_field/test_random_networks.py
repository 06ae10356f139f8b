"""Some random networks against gradients; `random_networks` checks as many as one likes."""

import pytest

from tests.operations.receptive_field.random_networks import Tally, check


@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_no_row_of_random_networks_says_less_than_gradients_touch():
    tally = Tally()
    for seed in range(7_000, 7_060):
        check(seed, tally)
    assert tally.faults == []
    assert tally.status["unknown"] <= 0.02 * sum(tally.status.values())
    assert min(tally.status[status] for status in ("exact", "bound", "whole")) > 20
    assert tally.compared["exact, uncut"] > 50
