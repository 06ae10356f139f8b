"""What is to be said of a report besides its numbers, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archreport.reading.remarks import remarks
from archreport.render.words.language import Language
from archreport.render.words.remarks import remark_text
from archreport.report.model import Check, Coverage
from tests.hand_made import make_report


def report(checks=(), **coverage):
    return replace(make_report(), checks=checks, coverage=Coverage(12, 12, **coverage))


@pytest.mark.parametrize(
    ("coverage", "key", "grave", "says"),
    [
        ({"unknown": ("a.b", "c")}, "unknown", True, "a.b, c"),
        ({"uncounted": ("aten._fft_r2c",)}, "uncounted", True, "aten._fft_r2c"),
        ({"uncalled": ("aux.fc",)}, "uncalled", True, "aux.fc"),
        ({"unregistered": 12_000}, "unregistered", True, "12,000"),
        ({"by_value": ("item",)}, "by_value", False, "item"),
        ({"integers": True}, "integers", False, ""),
        ({"hooks": 2}, "hooks", False, "2"),
        ({"method": "fake"}, "fake", False, ""),
        ({"method": "real"}, "real", False, ""),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_is_said_in_both_languages(coverage, key, grave, says, language):
    (remark,) = remarks(report(**coverage))
    assert (remark.key, remark.grave) == (key, grave)
    text = remark_text(remark, Language(language))
    assert says in text
    assert "{" not in text


def test_a_failed_check_is_said_by_the_name_that_its_page_uses():
    (remark,) = remarks(report((Check("params", 1, 1), Check("macs", 9_920, 9_921))))
    assert remark.grave
    text = remark_text(remark, Language("en"))
    assert "9,920 here, 9,921" in text
    assert "FlopCounterMode" in text


def test_an_unknown_check_is_said_by_its_own_name():
    (remark,) = remarks(report((Check("something", 1, 2),)))
    assert "something" in remark_text(remark, Language("en"))


def test_a_whole_count_needs_no_remark():
    assert remarks(report((Check("params", 5, 5),))) == ()


def test_grave_things_come_first():
    said = remarks(report((Check("macs", 1, 2),), method="real", unknown=("a",), integers=True))
    assert [remark.key for remark in said] == ["unknown", "check", "integers", "real"]
    assert [remark.grave for remark in said] == [True, True, False, False]
