"""The whole audit against the whole shelf, and verdicts that were worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from archreport.audit import VERDICTS, audit, load_claims, networks_of, tally, within
from archreport.errors import ClaimInvalid

#: Worked out by hand from the layer tables: verdict, our number, and the convention or "".
BY_HAND = {
    "alex.paper.params": ("approx", 60_965_224, "rounded_down"),
    "alex.paper.neurons": ("approx", 659_272, ""),
    "alex.fig2.conv1": ("differs", 290_400, ""),
    "alex.fig2.conv2": ("agree", 186_624, ""),
    "alex.fig2.sum": ("differs", 659_272, ""),
    "alex.input224": ("approx", (227, 227, 3), "rounded_up"),
    "alex.conv1pct.conv2": ("agree", Fraction(307_456, 60_965_224), ""),
    "alex.conv1pct.conv3": ("differs", Fraction(885_120, 60_965_224), ""),
    "alex.conv1pct.conv4": ("differs", Fraction(663_936, 60_965_224), ""),
    "alex.aug2048": ("differs", 2178, ""),
    "deck.alex.params.fc6": ("agree", 37_748_736, ""),
    "deck.alex.order": ("differs", "norm2 -> pool2", ""),
    "deck.alex.shape.norm2": ("approx", (27, 27, 256), "norm_after_pool"),
    "deck.alex.shape.pool2": ("agree", (13, 13, 256), ""),
    "cb.alex.param": ("agree", 4 * 60_965_224, ""),
    "cb.alex.flops": ("approx", 724_406_816, ""),
    "owt.connections": ("differs", 1 - Fraction(714_188_480, 724_406_816), ""),
    "owt.params": ("agree", Fraction(61_100_840, 60_965_224) - 1, ""),
    "owt.tv.ops": ("agree", 714_188_480, ""),
    "deck.vgg.totalmem.values": ("differs", 15_237_608, ""),
    "deck.vgg.totalmem.bytes": ("differs", 60_950_432, ""),
    "deck.vgg.total": ("agree", 138_357_544, ""),
    "deck.vgg.19.params": ("agree", 102_760_448, ""),
    "deck.vgg.label": ("differs", Fraction("0.927"), ""),
    "cb.vggD.feat": ("agree", 60_950_432, ""),
    "vgg.t2.C": ("agree", 133_638_952, ""),
    "res.vgg16.153": ("approx", 15_470_264_320, "conv_only"),
    "res.vgg19.196": ("agree", 19_632_062_464, ""),
    "keras.vggD.size": ("approx", 4 * 138_357_544, "binary"),
    "deck.goog.5m": ("differs", 6_998_552, ""),
    "cs231n.goog.4M": ("differs", 6_998_552, ""),
    "goog.12x": ("differs", Fraction(60_965_224, 6_998_552), ""),
    "goog.t1.00.params": ("differs", 9_408, ""),
    "goog.t1.00.ops": ("differs", 118_013_952, ""),
    "goog.t1.02.params": ("approx", 114_688, "binary"),
    "goog.t1.04.params": ("approx", 163_328, "binary"),
    "goog.t1.07.ops": ("approx", 73_608_192, "rounded_down"),
    "goog.t1.09.params": ("differs", 509_440, ""),
    "goog.t1.09.ops": ("agree", 99_850_240, ""),
    "goog.t1.13.params": ("differs", 1_042_432, ""),
    "goog.t1.13.ops": ("differs", 51_079_168, ""),
    "goog.t1.17.params": ("approx", 1_024_000, "binary"),
    "goog.t3.7x144.delta": ("differs", Fraction("-0.034"), ""),
    "goog.22": ("agree", 22, ""),
    "goog.rf224": ("approx", (907, 907), "input_window"),
    "deck.goog.nofc": ("differs", 1, ""),
    "cb.goog.param": ("approx", 4 * 6_998_552, "with_heads"),
    "tv.goog.params": ("agree", 6_624_904, ""),
    "pt.v4.params": ("agree", 42_679_816, ""),
    "inc4.resnet151": ("differs", 152, ""),
    "res.t1.flops.34": ("approx", 3_663_761_408, "option_a"),
    "res.50.38": ("approx", 3_857_973_248, "rounded_down"),
    "tv.resnet50.ops": ("agree", 4_089_184_256, ""),
    "res.t6.params.20": ("agree", 269_722, ""),
    "keras.res50": ("agree", 25_636_712, ""),
    "fcn.t1.FCN-VGG16.rf": ("agree", 404, ""),
    "fcn.t1.FCN-AlexNet.rf": ("agree", 355, ""),
    "fcn.fc6_14": ("differs", (13, 13), ""),
    "fcn.70pct": ("differs", Fraction(454, 594), ""),
    "cb.fcn32.param": ("agree", 4 * 136_152_917, ""),
    "df.params": ("approx", 118_923_774, ""),
    "df.rf": ("differs", (73, 73, 3), ""),
    "df.c3kernel": ("differs", (9, 9, 32), ""),
    "unet.params": ("agree", 31_030_658, ""),
    "unet.23": ("agree", 23, ""),
    "unet.775": ("approx", Fraction("0.7756"), "rounded_down"),
    "unet.fig1.27": ("agree", (388, 388, 2), ""),
    "dn.252": ("agree", 251_805_653, ""),
    "dn.gain31": ("differs", Fraction("2.1"), ""),
    "deck.res.human": ("differs", Fraction("0.051"), ""),
    "deck.inc4.31": ("agree", Fraction("0.0308"), ""),
    "deck.deconv.4x4": ("differs", (3, 3), ""),
    "cs231n.72MB": ("differs", 77_070_336, ""),
    "deck.imagenet.per_class": ("differs", Fraction(1_281_167, 1000), ""),
}  # fmt: skip


def test_every_claim_has_a_finding(findings):
    assert [finding.claim for finding in findings] == list(load_claims())
    assert {finding.verdict for finding in findings} == set(VERDICTS)


@pytest.mark.parametrize("claim_id", BY_HAND)
def test_verdicts_worked_out_by_hand(findings, claim_id):
    found = next(finding for finding in findings if finding.claim.id == claim_id)
    assert (found.verdict, found.computed, found.convention) == BY_HAND[claim_id]


def test_twice_for_the_backward_pass_is_right_where_gradients_are_kept(findings):
    found = next(finding for finding in findings if finding.claim.id == "deck.vgg.bwd")
    assert (found.verdict, found.convention, found.reading) == ("approx", "kept_gradients", 2)
    assert isinstance(found.computed, Fraction)
    assert found.computed < Fraction(3, 2), "PyTorch frees a gradient once it has been used"


def test_whatever_differs_says_why_in_both_languages(findings):
    for finding in findings:
        if finding.verdict == "differs":
            why = finding.claim.why
            assert why is not None, finding.claim.id
            assert len(why.en) > 15, finding.claim.id
            assert len(why.zh) > 5, finding.claim.id


def test_every_size_of_unet_and_deconvnet_agrees(findings):
    sizes = [f for f in findings if f.claim.id.startswith(("unet.fig1.", "dn.t.", "zf.fig3."))]
    assert len(sizes) == 28 + 40 + 8
    assert {finding.verdict for finding in sizes} == {"agree"}


def test_another_tools_totals_come_out_by_its_own_rule(findings):
    ptflops = [
        finding
        for finding in findings
        if finding.claim.source == "ptflops" and finding.claim.of == "operations"
    ]
    assert len(ptflops) == 11
    assert {finding.verdict for finding in ptflops} == {"agree"}


def test_a_claim_that_differs_without_a_reason_fails(shelf):
    claim = next(claim for claim in load_claims() if claim.id == "deck.vgg.totalmem.values")
    with pytest.raises(ClaimInvalid, match=r"deck\.vgg\.totalmem\.values differs"):
        audit(shelf, [replace(claim, why=None)])


@pytest.mark.parametrize(
    "change",
    [
        {"of": "activation"},
        {"of": 'activations("no_such_row")'},
        {"report": "vgg99"},
        {"printed": "a lot"},
    ],
)
def test_a_claim_with_a_broken_query_fails_loudly(shelf, change):
    claim = next(claim for claim in load_claims() if claim.id == "deck.vgg.totalmem.values")
    with pytest.raises(ClaimInvalid, match=r"deck\.vgg\.totalmem\.values cannot be evaluated"):
        audit(shelf, [replace(claim, **change)])


def test_tallies_add_up(findings):
    total = tally(findings)["all"]
    assert sum(total.values()) == len(load_claims())
    for by in ("family", "model", "source"):
        counts = tally(findings, by)
        for verdict in VERDICTS:
            assert sum(row[verdict] for row in counts.values()) == total[verdict]


def test_a_part_of_the_shelf_answers_a_part_of_the_claims(shelf):
    part = {"alexnet": shelf["alexnet"]}
    claims = within(load_claims(), part)
    assert all(networks_of(claim) <= {"alexnet"} for claim in claims)
    assert any(claim.id == "alex.fig2.conv1" for claim in claims)
    assert all(claim.id != "owt.params" for claim in claims)
    assert len(audit(part, claims)) == len(claims)


def test_every_claim_stands_on_the_page_of_a_network_that_exists(shelf):
    assert {claim.page for claim in load_claims()} <= {*shelf, ""}
