"""Garbage collection is as before after an analysis, whatever happens."""

import gc

import pytest
from torch import nn

from archreport import analyze
from archreport.errors import ForwardFailed
from tests.analysis.any_nets import Calls


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_it_is_left_as_it_was(on, fails):
    before = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        if fails:
            with pytest.raises(ForwardFailed):
                analyze(Calls(lambda net, x: x.no_such_thing), (1, 3))
        else:
            analyze(nn.Linear(3, 2), (1, 3))
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
