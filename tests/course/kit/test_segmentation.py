"""Small networks that draw masks, and the measures of a mask, on cases done by hand."""

import pytest
import torch

import archreport
from archreport.course.kit.segmentation import (
    SmallFCN,
    SmallUNet,
    band,
    intersection_over_union,
    judge,
)
from archreport.running.weights.seeded import seeded_initialisation


def square(top, left, side, size=16):
    mask = torch.zeros(1, size, size, dtype=torch.bool)
    mask[0, top : top + side, left : left + side] = True
    return mask


@pytest.mark.parametrize("net", [SmallUNet(), SmallUNet(skips=False), SmallFCN()])
def test_the_mask_is_as_large_as_the_picture(net):
    report = archreport.analyze(net, (1, 3, 64, 48))
    assert report.rows[-1].out_shape == (1, 1, 64, 48)


def test_skips_only_widen_the_first_convolution_of_each_step_up():
    with_, without = (sum(p.numel() for p in SmallUNet(skips).parameters()) for skips in (1, 0))
    assert with_ - without == 9 * (32 * 32 + 16 * 16 + 8 * 8)


def test_without_skips_details_of_the_first_level_do_not_come_across():
    """Two pictures that are alike after three poolings: equal masks, but only without skips."""
    one = torch.zeros(1, 3, 16, 16)
    for skips in (True, False):
        net = SmallUNet(skips)
        seeded_initialisation(net, 0)
        net.eval()
        with torch.no_grad():
            hook = net.down[3].register_forward_hook(lambda m, i, o: torch.zeros_like(o))
            kept = [net(picture) for picture in (one, torch.rand_like(one))]
            hook.remove()
        assert torch.equal(*kept) is not skips


def test_the_upsampling_of_fcn_starts_bilinear():
    net = SmallFCN()
    seeded_initialisation(net, 0)
    with torch.no_grad():
        up = net.up(torch.ones(1, 1, 6, 6))
    assert up.shape == (1, 1, 48, 48)
    assert torch.allclose(up[..., 8:-8, 8:-8], torch.ones(1, 1, 32, 32))


def test_intersection_over_union():
    one, other = square(2, 2, 4), square(4, 2, 4)
    assert intersection_over_union(one, other).tolist() == pytest.approx([8 / 24])
    assert intersection_over_union(one, one).tolist() == [1]
    empty = torch.zeros_like(one)
    assert intersection_over_union(empty, empty).tolist() == [1]
    assert intersection_over_union(one, empty).tolist() == [0]


def test_the_band_lies_on_both_sides_of_the_outline():
    near = band(square(4, 4, 8), reach=2)[0]
    assert near.sum() == 12 * 12 - 4 * 4
    assert near[2, 2] and not near[1, 2] and near[5, 5] and not near[6, 6]


def test_a_border_of_the_picture_is_no_outline():
    assert not band(torch.ones(1, 8, 8, dtype=torch.bool)).any()


def test_judging_a_mask_that_is_one_pixel_too_large():
    score = judge(square(3, 3, 10), square(4, 4, 8), reach=2)
    assert score.iou == pytest.approx(64 / 100)
    assert score.band_iou == pytest.approx((64 - 16) / (100 - 16))
    assert score.band_wrong == pytest.approx(36 / 128)
    perfect = judge(square(4, 4, 8), square(4, 4, 8))
    assert (perfect.iou, perfect.band_iou, perfect.band_wrong) == (1, 1, 0)
