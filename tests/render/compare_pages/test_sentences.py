"""Sentences about two networks: every number in them is computed again here."""

from __future__ import annotations

import re

import pytest

from archreport.audit import load_claims
from archreport.render.compare_pages.networks import ComparedNetwork, side_by_side
from archreport.render.compare_pages.ratios import compared
from archreport.render.compare_pages.selection import pairs_of
from archreport.render.compare_pages.sentences import clauses, listed, said_of, sentences
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.hand_made import make_bare_report, make_report

EN, ZH = Language("en"), Language("zh")
Shelf = dict[str, Report]


def two(
    shelf: Shelf, older: str, newer: str, t: Language = EN
) -> tuple[ComparedNetwork, ComparedNetwork]:
    first, second = side_by_side((shelf[older], shelf[newer]), t, load_claims())
    return first, second


def said(shelf: Shelf, older: str, newer: str, t: Language = EN) -> dict[str, str]:
    texts = {each.topic: each.text for each in sentences(*two(shelf, older, newer, t), t)}
    return {topic: text.replace("\u00a0", " ") for topic, text in texts.items()}


def test_the_sentence_of_the_brief(shelf: Shelf) -> None:
    assert said(shelf, "vgg19", "resnet34")["size"] == (
        "ResNet-34 has 6.6 times fewer parameters than VGG-19 and 5.4 times fewer MACs."
    )
    assert said(shelf, "vgg19", "resnet34", ZH)["size"] == (
        "ResNet-34 的参数量只有 VGG-19 的 1/6.6，乘加次数只有它的 1/5.4。"
    )


def test_opposite_directions_are_set_against_each_other(shelf: Shelf) -> None:
    assert said(shelf, "unet", "deconvnet")["size"] == (
        "DeconvNet has 8.1 times as many parameters as U-Net, but 4.6 times fewer MACs."
    )


def test_where_the_parameters_are(shelf: Shelf) -> None:
    apart, alike = said(shelf, "vgg19", "resnet34"), said(shelf, "alexnet", "vgg16")
    assert "In VGG-19, 86.1% of the parameters are in linear layers" in apart["where"]
    assert "Both keep most of their parameters in linear layers" in alike["where"]
    assert "fc6 with 102,764,544 parameters, 74.3% of all" in alike["where"]


def test_equal_depth_and_field_are_said_once(shelf: Shelf) -> None:
    text = said(shelf, "plain34", "resnet34")["depth"]
    assert text.startswith("Both have 34 layers")
    assert "is the same, 899 pixels. In both it is larger than the whole input." in text


def test_inputs_are_mentioned_only_where_they_differ(shelf: Shelf) -> None:
    assert "input" not in said(shelf, "vgg19", "resnet34")
    assert "1 × 572 × 572" in said(shelf, "fcn8s", "unet")["input"]


def test_errors_say_under_which_conditions(shelf: Shelf) -> None:
    alike, apart = said(shelf, "plain34", "resnet34"), said(shelf, "alexnet", "vgg16")
    assert "measured in the same way (validation, 10 crops)" in alike["error"]
    assert "They were not measured in the same way." in apart["error"]
    assert "error" not in said(shelf, "fcn8s", "unet")


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_every_ratio_of_every_pair_is_right(shelf: Shelf, t: Language) -> None:
    """The numbers a reader would check: taken from the text, computed from the totals."""
    for pair in pairs_of(shelf):
        older, newer = two(shelf, pair.older, pair.newer, t)
        text = said(shelf, pair.older, pair.newer, t)
        for topic, names in (("size", ("params", "macs")), ("memory", ("activations",))):
            wanted = [compared(getattr(newer, n), getattr(older, n)).n for n in names]
            without = text[topic].replace(older.title, "").replace(newer.title, "")
            found = re.findall(r"(?:1/)?(\d[\d,.]*%?)(?= |，|。|：|,|$)", without)
            assert found[: len(wanted)] == wanted, (pair, text[topic])


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_both_languages_speak_of_the_same_things(shelf: Shelf, t: Language) -> None:
    for pair in pairs_of(shelf):
        assert list(said(shelf, pair.older, pair.newer, t)) == list(
            said(shelf, pair.older, pair.newer, EN)
        )


def test_networks_without_numbers_are_compared_without_failing() -> None:
    for first, second in ((make_report(), make_bare_report()), (make_bare_report(),) * 2):
        shown = side_by_side((first, second), EN)
        texts = [text for _, text in said_of(shown, EN)]
        assert texts
        assert all("None" not in text and "nan" not in text for text in texts)


def test_two_reports_of_one_name_are_told_apart() -> None:
    titles = [item.title for item in side_by_side((make_report(),) * 3, EN)]
    assert titles == ["Tiny & <Small>", "Tiny & <Small> (2)", "Tiny & <Small> (3)"]


def test_more_than_two_are_each_seen_from_the_first(shelf: Shelf) -> None:
    shown = side_by_side([shelf[k] for k in ("vgg16", "googlenet", "resnet50")], EN)
    assert [topic for topic, _ in said_of(shown, EN)] == ["GoogLeNet", "ResNet-50"]
    assert all("VGG-16" in text for _, text in said_of(shown, EN))


def test_nothing_against_something() -> None:
    ratios = (("params", compared(0, 5)), ("macs", compared(5, 0)))
    assert (
        clauses(ratios, "Net", EN) == "no parameters, unlike Net and MACs, which the other has not"
    )


def test_lists_in_words() -> None:
    assert listed([], EN) == ""
    assert listed(["a"], EN) == "a"
    assert listed(["a", "b"], EN) == "a and b"
    assert listed(["a", "b", "c"], ZH) == "a、b 和 c"
    assert listed("abcdefgh", EN) == "a, b, c, d, e, f and 2 more"
    assert listed("abcdefg", EN) == "a, b, c, d, e, f and g"
