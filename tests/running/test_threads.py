"""Another number of threads for a while."""

import pytest
import torch

from archreport.running.threads import threads


def test_the_number_of_before_comes_back() -> None:
    before = torch.get_num_threads()
    with threads(before + 1):
        assert torch.get_num_threads() == before + 1
    with pytest.raises(KeyError), threads(before + 1):
        raise KeyError
    assert torch.get_num_threads() == before
