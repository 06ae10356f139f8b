"""The figures of chapter 6: their numbers against PyTorch, and what they refuse."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from archreport import analyze
from archreport.course.lessons.dense_prediction.convolution_steps import counts
from archreport.course.lessons.dense_prediction.matrices import (
    map_convolution_matrix,
    matrix_of_line,
    matrix_of_map,
)
from archreport.course.lessons.dense_prediction.score_fusion import score_fusion
from archreport.course.lessons.dense_prediction.tiling import tiling
from archreport.course.lessons.dense_prediction.transposed_by_hand import (
    transposed_by_hand,
    transposed_convolution,
)
from archreport.course.lessons.dense_prediction.u_and_hourglass import hourglass, u_shape
from archreport.course.lessons.dense_prediction.upsampling import (
    bilinear,
    tent,
    tent_kernels,
    upsampling,
)
from archreport.models.deconvnet import DeconvNet
from archreport.models.fcn import FCN8s, FCN32s
from archreport.models.layers.bilinear import tent as tent_of_models
from archreport.models.unet import UNet
from archreport.render.words.language import Language

VALUES = [[1, 3, 2, 8], [4, 2, 0, 5], [2, 9, 7, 1], [12, 3, 16, 4]]


@pytest.mark.parametrize(("n", "k", "s", "p"), [(5, 3, 2, 0), (4, 3, 2, 1), (6, 4, 2, 1)])
def test_the_matrix_of_a_convolution_is_the_convolution(n, k, s, p):
    weights = torch.arange(1.0, k + 1)
    matrix = torch.tensor(
        [[weights[w - 1] if w else 0.0 for w in row] for row in matrix_of_line(n, k, s, p)]
    )
    x = torch.arange(n, dtype=torch.float32) ** 2 + 1
    expected = F.conv1d(x[None, None], weights[None, None], stride=s, padding=p)[0, 0]
    assert torch.equal(matrix @ x, expected)


def test_its_transpose_is_the_transposed_convolution_with_one_more_value():
    """The course's sizes: 4 × 4 → 2 × 2 with padding 1; back again only with output padding 1."""
    kernel = torch.arange(1.0, 10).reshape(3, 3)
    matrix = torch.tensor(
        [[float(w) for w in row] for row in matrix_of_map(4, 3, 2, 1)]
    )  # weight w of the kernel has the value w
    assert matrix.shape == (4, 16)
    x = torch.arange(16.0)
    y = F.conv2d(x.reshape(1, 1, 4, 4), kernel[None, None], stride=2, padding=1)
    assert torch.equal(matrix @ x, y.flatten())
    up = F.conv_transpose2d(y, kernel[None, None], stride=2, padding=1, output_padding=1)
    assert torch.equal(matrix.T @ y.flatten(), up.flatten())


def test_the_transposed_convolution_is_pytorchs():
    values, kernel = [[1, 2], [3, 4]], [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    expected = F.conv_transpose2d(
        torch.tensor([[values]], dtype=torch.float32),
        torch.tensor([[kernel]], dtype=torch.float32), stride=2,
    )  # fmt: skip
    assert transposed_convolution(values, kernel, 2) == expected[0, 0].tolist()
    assert [
        row[:-1] for row in transposed_convolution(values, kernel, 2, extra=1)[:-1]
    ] == transposed_convolution(values, kernel, 2)


def test_bilinear_is_pytorchs():
    small = [[4, 8], [12, 16]]
    expected = F.interpolate(
        torch.tensor([[small]], dtype=torch.float64), scale_factor=2, mode="bilinear"
    )
    assert [[float(v) for v in row] for row in bilinear(small)] == expected[0, 0].tolist()


@pytest.mark.parametrize("factor", [2, 3, 4, 8])
def test_the_tent_is_that_of_the_models(factor):
    assert [float(v) for v in tent(factor)] == pytest.approx(tent_of_models(factor).tolist())


@pytest.mark.parametrize(("k", "s"), [(3, 2), (2, 2), (4, 2), (16, 8)])
def test_overlaps_are_what_a_kernel_of_ones_writes(k, s):
    ones = torch.ones(1, 1, 4)
    assert counts(4, k, s) == F.conv_transpose1d(ones, torch.ones(1, 1, k), stride=s)[0, 0].tolist()


@pytest.fixture(scope="module")
def reports():
    return {
        "unet": analyze(UNet(), (1, 1, 572, 572)),
        "padded": analyze(UNet(padded=True), (1, 1, 256, 256)),
        "deconvnet": analyze(DeconvNet(), (1, 3, 224, 224)),
        "fcn8s": analyze(FCN8s(), (1, 3, 500, 500)),
        "fcn32s": analyze(FCN32s(), (1, 3, 500, 500)),
    }


@pytest.mark.parametrize("code", ["en", "zh"])
def test_drawings_of_reports_say_what_the_reports_say(reports, parsed, code):
    t = Language(code)
    drawn = {
        "u": parsed(u_shape(reports["unet"], t, prefix="u")).text,
        "padded": parsed(u_shape(reports["padded"], t, prefix="p")).text,
        "hourglass": parsed(hourglass(reports["deconvnet"], t, prefix="h")).text,
        "fcn8s": parsed(score_fusion(reports["fcn8s"], t, prefix="f")).text,
        "fcn32s": parsed(score_fusion(reports["fcn32s"], t, prefix="g")).text,
        "tiles": parsed(tiling(reports["unet"], t, prefix="t")).text,
    }
    assert "572 → 570 → 568" in drawn["u"]
    assert t("dense_prediction.crop", a=568, b=392) in drawn["u"]
    assert "256 → 256 → 256" in drawn["padded"]
    assert t("dense_prediction.copy") in drawn["padded"]
    assert drawn["hourglass"].count(t("dense_prediction.switches")) == 5
    assert "fc6_deconv" in drawn["hourglass"]
    assert [drawn["fcn8s"].count(s) for s in ("↑ 2×", "↑ 8×")] == [2, 1]
    assert "↑ 32×" in drawn["fcn32s"]
    assert "92" in drawn["tiles"]


def test_a_network_of_another_form_is_refused(reports):
    t = Language("en")
    with pytest.raises(LookupError, match="concatenates nothing"):
        u_shape(reports["deconvnet"], t, prefix="x")
    with pytest.raises(LookupError, match="no unpooling"):
        hourglass(reports["unet"], t, prefix="x")
    with pytest.raises(LookupError, match="no rows score_"):
        score_fusion(reports["deconvnet"], t, prefix="x")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_drawings_of_numbers_write_their_numbers(parsed, code):
    t = Language(code)
    up = parsed(upsampling(VALUES, t, prefix="a")).text
    assert "16" in up
    assert t("dense_prediction.bilinear") in up
    painted = parsed(
        transposed_by_hand([[1, 2], [3, 4]], [[1, 2, 1], [2, 4, 2], [1, 2, 1]], 2, t, p=1,
                           extra=1, prefix="b")
    ).text  # fmt: skip
    assert t("dense_prediction.sum_and_kept", n=5, m=4) in painted
    tents = parsed(tent_kernels(4, 2, t, prefix="c")).text
    assert tents.count("¾") == 2 * 4 + 2
    assert "16 × 4" in parsed(map_convolution_matrix(4, 3, 2, t, p=1, prefix="d")).text
