"""One axis of the receptive field, output by output."""

from torch import nn

from archreport.operations.receptive_field.one_axis import Reach
from tests.operations.receptive_field.gradients import measured_spans


def test_the_field_of_every_single_output():
    """`Reach` knows each output's edges, not only the largest extent."""
    reach = Reach().window(3, 1, 0).window(2, 2, 0).spread(2, 2).window(3, 1, 0)
    net = nn.Sequential(
        nn.Conv2d(3, 2, 3), nn.AvgPool2d(2), nn.ConvTranspose2d(2, 2, 2, 2), nn.Conv2d(2, 2, 3)
    )
    assert measured_spans(net, 40, range(4, 20)) == [reach.at(output) for output in range(4, 20)]


def test_branches_whose_outputs_do_not_lie_over_each_other_have_no_union():
    assert Reach().window(3, 2).union(Reach().window(3)) is None
