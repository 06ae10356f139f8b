"""Threads of PyTorch beside others."""

import pytest
import torch

from archreport.running.speed.free_cores import cores_left_to


def test_threads_are_left_and_taken_back() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(4)
        with cores_left_to(3):
            assert torch.get_num_threads() == 1
        with pytest.raises(KeyError), cores_left_to(9):
            assert torch.get_num_threads() == 1
            raise KeyError
        assert torch.get_num_threads() == 4
    finally:
        torch.set_num_threads(before)
