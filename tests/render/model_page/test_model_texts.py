"""What is said of each network of the shelf: there, in both languages, every number filled in."""

import re

import pytest
import torch

from archreport.catalog.networks import CATALOG
from archreport.render.model_page import sections
from archreport.render.model_page.row_facts import RowsOf
from archreport.render.words import formatting
from archreport.render.words.language import LANGUAGES, Language
from archreport.report import arithmetic
from tests.shelf import report_of


@pytest.fixture(params=LANGUAGES)
def t(request):
    return Language(request.param)


@pytest.mark.parametrize("key", CATALOG)
def test_every_network_has_its_claim_variant_and_idea(key, t):
    report = report_of(key)
    assert t.has(f"claim.{key}")
    assert t.has(f"variant.{key}")
    assert formatting.variant(report.identity, t)
    for text in (sections.claim(report, t), sections.idea(report, t)):
        assert len(text) > 40
        assert not re.search(r"[{}]|–", text), text


@pytest.mark.parametrize("key", CATALOG)
def test_every_network_says_where_it_differs_from_its_paper(key, t):
    found = sections.deviations(report_of(key), t)
    assert len(found) >= 2
    for text in found:
        assert not re.search(r"[{}]|–", text), text


@pytest.mark.parametrize("key", CATALOG)
def test_sums_under_a_question_are_true(key, t):
    asked = sections.question(report_of(key), t)
    if asked is None:
        assert CATALOG[key].identity.family in ("vgg", "alexnet"), "others have their question"
        return
    assert not re.search(r"[{}]|–", asked.title + asked.text)
    for label, text in asked.sums:
        value, result = arithmetic.read_words(str(text))
        assert value == result, label


def test_what_the_reductions_of_googlenet_save_is_true():
    """Said on its page: more than half of the work, and less than the rest of the way from VGG."""
    report = report_of("googlenet")
    saved = 0
    for row in report.rows:
        head, _, name = row.id.rpartition(".")
        if name not in ("conv_3x3", "conv_5x5"):
            continue
        size = name.removeprefix("conv_")
        reduction = report.row(f"{head}.reduce_{size}")
        read = reduction.hyper["in_channels"] / row.hyper["in_channels"]
        saved += row.macs * read - row.macs - reduction.macs
    without = report.totals.macs + saved
    vgg = report_of("vgg16").totals.macs
    assert without > 2 * report.totals.macs
    assert vgg / without > without / report.totals.macs
    side = report.inputs[0].shape[2]
    modules = [row for row in report.rows if row.id.startswith("inception_")]
    assert max(row.out_shape[2] for row in modules) * 8 == side
    assert report.row("conv1").out_shape[2] < side


def test_a_row_of_kernels_times_a_column_is_any_square_kernel_with_enough_channels():
    """Said on the page of Inception-v4: seven channels between make up every 7×7 filter."""
    square = torch.randn(7, 7, generator=torch.Generator().manual_seed(0))
    columns, sizes, rows = torch.linalg.svd(square)
    between = [sizes[i] * torch.outer(columns[:, i], rows[i]) for i in range(7)]
    assert torch.allclose(torch.stack(between).sum(0), square, atol=1e-5)
    assert not torch.allclose(between[0], square, atol=0.1)
    assert report_of("inception-v4").row("inception_b1.conv_1x7.conv").out_shape[1] >= 7


def test_public_weights_are_named_where_the_catalogue_has_them():
    for key, entry in CATALOG.items():
        assert Language("en").has(f"public_weights.{key}") == bool(entry.public), key


def test_a_row_in_words_and_what_it_would_be():
    rows = RowsOf(report_of("googlenet"))
    reduced = rows["inception_3a.conv_5x5"]
    assert reduced.params_sum == "(5·5·16)·32 + 32 = 12,832"
    assert reduced.macs_unreduced_sum == "28·28·(5·5·192)·32 = 120,422,400"
    assert rows["conv1"].height_unpadded_sum.endswith("= 109")
    assert rows["fc"].side == "–"
    with pytest.raises(KeyError):
        rows["no such row"]


def test_unshared_weights_beside_shared_ones():
    row = RowsOf(report_of("deepface"))["L4"]
    assert row.params_sum.endswith("= 62,774,800")
    assert row.params_shared_sum == "1·1·(9·9·16)·16 + 1·1·16 = 20,752"


def test_the_two_places_of_a_stride_differ_in_work_only():
    paper = RowsOf(report_of("resnet50"))["conv3_1.conv1"]
    later = RowsOf(report_of("resnet50-v15"))["conv3_1.conv1"]
    assert paper.params_sum == later.params_sum
    assert paper.macs_unstrided_sum == later.macs_sum
    assert later.macs_strided_sum == paper.macs_sum
