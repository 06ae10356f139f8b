"""The query language, on two real networks."""

from fractions import Fraction

import pytest

from archreport.audit.quantities import Counting
from archreport.audit.query import (
    Context,
    QueryError,
    basis_of,
    evaluate,
    quantities_in,
    reports_in,
)
from archreport.audit.worked import worked
from archreport.catalog.networks import CATALOG


@pytest.fixture(scope="module")
def reports():
    torch = pytest.importorskip("torch")
    from archreport.analysis.analyze import analyze

    found = {}
    for key in ("alexnet", "vgg16"):
        with torch.device("meta"):
            network = CATALOG[key].build()
        found[key] = analyze(network, CATALOG[key].input_shape, identity=CATALOG[key].identity)
    return found


@pytest.fixture
def place(reports):
    printed = {"a.b": Fraction("0.375")}
    return Context(reports, "alexnet", printed.__getitem__)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("params", 60_965_224),
        ("params()", 60_965_224),
        ('params(report="vgg16")', 138_357_544),
        ('params("fc6")', 37_752_832),
        ('weights("fc6")', 37_748_736),
        ('weights("conv*")', 34_848 + 307_200 + 884_736 + 663_552 + 442_368),
        ('weights("conv1", "conv2")', 34_848 + 307_200),
        ("params(conv)", 2_334_080),
        ("values(conv, linear)", 659_272),
        ("values(io, conv, linear, pool)", 936_323),
        ("activations", 1_413_347),
        ("macs", 724_406_816),
        ("count(linear)", 3),
        ("count(up)", 0),
        ("depth", 8),
        ('depth("conv?")', 5),
        ("running", 0),
        ('size("conv1")', (55, 55)),
        ('shape("pool2")', (13, 13, 256)),
        ('shape("conv*")', (13, 13, 256)),  # the last of them
        ('shape("fc8")', (1000,)),
        ('filters("conv2")', (256, 5, 5, 48)),
        ('window("conv4")', (3, 3, 192)),
        ('field("pool5")', 195),
        ('jump("pool5")', 32),
        ('stride("conv1")', 4),
        ('kernel("conv1")', 11),
        ('height("conv1")', 55),
        ('channels("conv1")', 96),
        ('hyper("norm1", "alpha")', Fraction("0.0001")),
        ('hyper("conv1", "stride")', (4, 4)),
        ('hyper("conv2", "groups")', 2),
        ('order("pool2", "norm2")', "norm2 -> pool2"),
        ('claim("a.b") * 8', 3),
        ("(256 - 224 + 1)**2 * 2", 2178),
        ("floor((4 + 2*1 - 3)/2) + 1", 2),
        ("ceil(1/3)", 1),
        ("max(1, 2) - min(1, 2)", 1),
        ("abs(-3)", 3),
        ("0.182 - 0.181", Fraction("0.001")),  # exact: no binary fractions
        ('(1, 2*3, height("conv1"))', (1, 6, 55)),
    ],
)
def test_values(place, query, value):
    assert evaluate(query, place) == value


@pytest.mark.parametrize(
    ("counting", "query", "value"),
    [
        (Counting(params="weights"), "params", 60_954_656),
        (Counting(macs="flop"), "macs", 2 * 724_406_816),
        (Counting(macs="conv"), "macs", 724_406_816 - 58_621_952),
        (Counting(macs="bias"), "macs", 724_406_816 + 659_272),
    ],
)
def test_other_ways_of_counting(place, counting, query, value):
    assert evaluate(query, place.counted(counting)) == value


def test_the_small_operations_of_ptflops(reports):
    vgg = Context(reports, "vgg16")
    outputs = 13_556_712  # of the layers with weights
    rectified = outputs - 1000  # fc8 has no ReLU
    pooled = 3_211_264 + 1_605_632 + 802_816 + 401_408 + 100_352
    assert evaluate("operations", vgg) == 15_470_264_320 + outputs + rectified + pooled


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('params("fc9")', "AlexNet has no row 'fc9'"),
        ('params(report="vgg99")', "no report 'vgg99'"),
        ("parameters", "not part of the language"),
        ("parameters()", "no quantity 'parameters'"),
        ('__import__("os")', "no quantity"),
        ("params.real", "not part of the language"),
        ("[1, 2]", "not part of the language"),
        ("params if 1 else 2", "not part of the language"),
        ("2**99", "not part of the language"),
        ("params(of=3)", "only keyword is report"),
        ("params(7)", "should be a name in quotes"),
        ('field("fc6", "nothing")', "no row 'nothing'"),
        ('stride("relu1")', "relu1 has no window"),
        ('hyper("norm1", "gamma")', "gamma"),
        ('claim("no.such")', "no.such"),
        ("shape(up)", "out of range"),
        ("1/(2 - 2)", "1/(2 - 2)"),
        ("shape + 1", "not a number"),
        ("1 +", "not an expression"),
        ("", "not an expression"),
    ],
)
def test_what_cannot_be_read_says_so(place, query, message):
    with pytest.raises(QueryError) as caught:
        evaluate(query, place)
    assert message in str(caught.value)


def test_what_a_query_rests_on():
    assert basis_of("4*params") == "report"
    assert basis_of('claim("a") / params') == "report"
    assert basis_of('claim("a") - claim("b")') == "printed"
    assert basis_of("4*3*6*2") == "arithmetic"
    assert quantities_in('macs("a") / params') == {"macs", "params"}
    assert reports_in('params(report="vgg16") / params', "alexnet") == ("vgg16", "alexnet")
    assert reports_in('macs("conv1") + order("a", "b")', "zfnet") == ("zfnet",)
    assert reports_in('claim("a") + 1', "zfnet") == ()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("params", ""),
        ('params("conv3") / params', "885,120 / 60,965,224"),
        ("4*params", "4 · 60,965,224"),
        ('field("pool5") + (height("pool5") - 1)*jump("pool5")', "195 + (6 − 1) · 32"),
        ("(256 - 224 + 1)**2 * 2", "(256 − 224 + 1)² · 2"),
        ("7*7 / (3*3*3) - 1", "7 · 7 / (3 · 3 · 3) − 1"),
        ("1 - (1 - 0.5) / (1 - 0.25)", "1 − (1 − 0.5) / (1 − 0.25)"),
        ("3 - (2 - 1)", "3 − (2 − 1)"),
        ("floor((4 - 3)/2) + 1", "⌊(4 − 3) / 2⌋ + 1"),
        ("abs(1 - 2)", "|1 − 2|"),
        ("(1 + 1, 1 + 1)", "1 + 1"),
        ("(1 + 1, 2 + 1)", "1 + 1, 2 + 1"),
    ],
)
def test_worked(place, query, text):
    assert worked(query, place) == text
