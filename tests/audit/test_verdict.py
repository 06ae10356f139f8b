"""The rules of the verdict, with their boundaries; all numbers here are plain arithmetic."""

from fractions import Fraction

import pytest

from archreport.audit.claims import Claim, Words
from archreport.audit.printed import read_figure
from archreport.audit.query import Context
from archreport.audit.verdict import cut_off, judge, near, rounds
from archreport.errors import ClaimInvalid

NOWHERE = Context({}, "")


def claim(printed, of, **fields):
    fields = {"quantity": "params", "family": "vgg", "model": "M", "source": "deck", **fields}
    return Claim(id="a.claim", printed=printed, of=of, place=Words("here", "这里"), **fields)


def verdict(printed, of, **fields):
    finding = judge(claim(printed, of, **fields), NOWHERE)
    return finding.verdict, finding.convention or ("near" if finding.near else "")


@pytest.mark.parametrize(
    ("printed", "of", "expected"),
    [
        ("138M", "138357544", ("agree", "")),
        ("138M", "138500000", ("agree", "")),  # a half rounds either way
        ("138M", "137500000", ("agree", "")),
        ("138M", "138500001", ("approx", "rounded_down")),
        ("138M", "138999999", ("approx", "rounded_down")),
        ("138M", "137499999", ("approx", "near")),
        ("138M", "140816326", ("approx", "near")),  # 2% of ours
        ("138M", "140816328", ("differs", "")),
        ("60 million", "60965224", ("approx", "rounded_down")),
        ("650000", "659272", ("approx", "near")),
        ("622312", "659272", ("differs", "")),
        ("112K", "112*1024", ("approx", "binary")),
        ("380K", "388096", ("approx", "binary")),  # 379.0 Ki: near, read in 1,024
        ("463K", "509440", ("differs", "")),
        ("24M", "15237608", ("differs", "")),
        ("5m", "6998552", ("differs", "")),
        ("about 100", "83", ("agree", "")),
        ("about 100", "151", ("differs", "")),
        ("-3.45", "-3.45", ("agree", "")),
    ],
)
def test_one_number(printed, of, expected):
    assert verdict(printed, of) == expected


def test_one_printed_unit_is_near_only_where_it_is_a_tenth_at_most():
    assert verdict("16", "16.9*1.0", unit="") == ("approx", "rounded_down")
    assert verdict("17", "16.1") == ("approx", "near")  # 5.6% off, one unit
    assert verdict("9", "8.2") == ("differs", "")  # one unit is a ninth
    assert verdict("2", "1.2068") == ("differs", "")


def test_gains_are_forgiven_one_printed_unit_and_not_two_percent():
    assert verdict("-3.45", "-0.034", quantity="gain", unit="points") == ("differs", "")
    assert verdict("-3.41", "-0.034", quantity="gain", unit="points") == ("approx", "near")
    assert verdict("56.5", "0.56405", quantity="gain", unit="percent") == ("approx", "near")


@pytest.mark.parametrize(
    ("printed", "of", "expected"),
    [
        ("528", "553430176", ("approx", "binary")),
        ("549", "574668960", ("approx", "binary")),
        ("553", "553430176", ("agree", "")),
        ("~93MB", "60950432", ("differs", "")),
    ],
)
def test_megabytes(printed, of, expected):
    unit = "" if "MB" in printed else "mb"
    assert verdict(printed, of, quantity="memory", unit=unit) == expected


def test_a_unit_that_says_mib_is_no_convention():
    assert verdict("528", "553430176", quantity="memory", unit="mib") == ("agree", "")


@pytest.mark.parametrize(
    ("printed", "of", "expected"),
    [
        ("<= 1", "0.0099", "agree"),
        ("<= 1", "0.01", "agree"),
        ("<= 1", "0.0102", "approx"),
        ("<= 1", "0.0109", "differs"),
        ("more than 95%", "0.9996", "agree"),
        ("more than 95%", "0.95", "approx"),
        ("more than 120 million", "118923774", "approx"),
        ("more than 120 million", "117000000", "differs"),
        ("less than 1", "0.97", "agree"),
        ("at least 1", "0", "differs"),
    ],
)
def test_bounds_are_not_rounded(printed, of, expected):
    unit = "percent_params" if "=" in printed else ""
    assert verdict(printed, of, unit=unit)[0] == expected


@pytest.mark.parametrize(
    ("printed", "of", "expected"),
    [
        ("13x13x256", "(13, 13, 256)", "agree"),
        ("13x13x256", "(13, 13, 255)", "differs"),
        ("1x1x4096", "4096", "agree"),
        ("4096", "4096", "agree"),
        ("74x74x3", "(73, 73, 3)", "differs"),
    ],
)
def test_sizes_are_equal_or_not(printed, of, expected):
    assert verdict(printed, of, quantity="shape")[0] == expected


def test_counts_of_layers_are_equal_or_not():
    assert verdict("151", "152", quantity="label") == ("differs", "")
    assert verdict("22", "22", quantity="structure") == ("agree", "")
    assert verdict("75%", "3/4", quantity="structure") == ("agree", "")


def test_a_reading_of_the_claim_is_named():
    under = (("rounded_up", "224"),)
    assert verdict("224", "227", quantity="input", under=under) == ("approx", "rounded_up")
    under = (("rounded_up", "225"),)
    assert verdict("224", "227", quantity="input", under=under) == ("differs", "")


def test_a_sentence_is_judged_by_what_it_says():
    assert verdict("no fully connected layer", "1", says="0", quantity="structure")[0] == "differs"


def test_how_much_it_differs():
    finding = judge(claim("24M", "15237608"), NOWHERE)
    assert finding.difference == 24_000_000 - 15_237_608
    assert round(float(finding.relative), 3) == 0.575
    assert finding.basis == "arithmetic"


def test_not_computable_is_said_and_not_judged():
    finding = judge(claim("7.3", "", kind="error", quantity="top5_error"), NOWHERE)
    assert (finding.verdict, finding.computed, finding.difference) == ("na", None, None)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"printed": "138M", "of": "params"}, "there is no report"),
        ({"printed": "many", "of": "1"}, "not a figure"),
        ({"printed": "138M", "of": "1 +"}, "not an expression"),
        ({"printed": "138M", "of": "1/0"}, "1/0"),
        ({"printed": "13x13", "of": "7"}, "not one number"),
        ({"printed": "138M", "of": "1", "under": (("by_magic", "1"),)}, "no reading"),
        ({"printed": "138M", "of": "1", "why": Words("{nonsense(3)|n}", "x")}, "nonsense"),
    ],
)
def test_a_broken_claim_fails_loudly_and_is_named(fields, message):
    with pytest.raises(ClaimInvalid, match=r"a\.claim") as caught:
        judge(claim(**fields), NOWHERE)
    assert message in str(caught.value)
    assert "published/vgg.yaml" in caught.value.hint


def test_the_three_tests_of_a_number():
    printed = read_figure("3.8x10^9")
    assert not rounds(Fraction(3_857_973_248), printed)
    assert cut_off(Fraction(3_857_973_248), printed)
    assert not cut_off(Fraction(3_757_973_248), printed)
    assert near(Fraction(3_857_973_248), printed)
    assert not near(Fraction(4_089_184_256), printed)
    assert not cut_off(Fraction(0), read_figure("0"))
