"""Which language the process speaks."""

from __future__ import annotations

import pytest

import archreport
from archreport.language import choice
from archreport.language.choice import choose, current, of_environment, unknown_wish


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LC_ALL": "zh_CN", "ARCHREPORT_LANG": "en"}, "en"),
        ({"LC_ALL": "en_US", "ARCHREPORT_LANG": "zh-Hans"}, "zh"),
        ({"LC_ALL": "zh_CN", "ARCHREPORT_LANG": "fr"}, "zh"),
        ({"ARCHREPORT_LANG": " ZH "}, "zh"),
    ],
)
def test_the_environment_decides(environment, language) -> None:
    assert of_environment(environment) == language


def test_on_windows_the_locale_of_the_user_decides(monkeypatch) -> None:
    monkeypatch.setattr(choice.sys, "platform", "win32")
    monkeypatch.setattr(choice.locale, "getlocale", lambda: ("Chinese (Simplified)_China", "936"))
    assert of_environment({}) == "zh"
    monkeypatch.setattr(choice.locale, "getlocale", lambda: (None, None))
    assert of_environment({}) == "en"


def test_what_is_chosen_comes_first(monkeypatch) -> None:
    monkeypatch.setenv("ARCHREPORT_LANG", "en")
    choose("zh")
    assert current() == "zh"
    choose(None)
    assert current() == "en"


def test_a_wish_for_another_language_is_known() -> None:
    assert unknown_wish({"ARCHREPORT_LANG": "fr"}) == "fr"
    assert unknown_wish({"ARCHREPORT_LANG": "zh"}) == unknown_wish({}) == ""


def test_a_report_is_printed_in_the_language_of_the_process(report, monkeypatch) -> None:
    english = str(report), report._repr_html_()
    monkeypatch.setenv("ARCHREPORT_LANG", "zh")
    assert "合计" in str(report) and "合计" in report._repr_html_()
    assert str(report) == report.table(lang="zh")
    assert (report.table(lang="en"), "合计" in english[1]) == (english[0], False)
    assert archreport.ArchreportError("own.empty").message == "其中没有任何内容。"
