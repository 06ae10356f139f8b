"""The command line in both languages: help, progress, results, click's own sentences."""

from __future__ import annotations

import re

import click
import pytest
from rich.cells import cell_len

from archreport.cli import cli, main
from archreport.cli.click_words import _chinese
from archreport.cli.commands import Command, Option
from archreport.cli.help_text import wrapped
from archreport.cli.progress import Progress
from archreport.cli.words import phrases, reason
from archreport.course.labs.moments import Moment
from archreport.freshness.dependencies import differences
from archreport.language.choice import choose
from tests.commands import LONG, start

HAN = re.compile(r"[\u4e00-\u9fff]")
COMMANDS = sorted(cli.commands)


def printed(capsys, *words: str) -> tuple[int, str, str]:
    code = 0
    try:
        main(list(words))
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained_in_both_languages(name: str) -> None:
    command = cli.commands[name]
    assert isinstance(command, Command)
    keys = [f"help.{name}"]
    for param in command.params:
        if isinstance(param, click.Option):
            assert isinstance(param, Option), param.name
            keys.append(param.help)
    assert "--lang" in [opt for param in command.params for opt in param.opts]
    for key in keys:
        assert phrases()[key].keys() == {"en", "zh"}
        assert HAN.search(phrases()[key]["zh"]), key


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_the_terminal_and_is_in_one_language(capsys, monkeypatch, name, lang, width):
    monkeypatch.setenv("COLUMNS", str(width))
    words = [name] if name else []
    code, out, _ = printed(capsys, *words, "--help", "--lang", lang)
    assert code == 0
    prose = [line for line in out.splitlines() if not line.startswith("    archreport ")]
    assert all(cell_len(line) <= width for line in prose)
    if lang == "en":
        assert not HAN.search(out)
    else:
        assert out.startswith("用法：")
        english = re.findall(r"\b(?:the|is|of|and|this|Show|Options|Usage|default)\b", out)
        assert not english


def test_the_language_is_known_before_anything_is_said(capsys, monkeypatch) -> None:
    assert printed(capsys, "--help", "--lang", "zh")[1].startswith("用法：")
    assert printed(capsys, "--lang=zh", "list", "--help")[1].startswith("用法：")
    monkeypatch.setenv("ARCHREPORT_LANG", "zh")
    assert printed(capsys, "list", "--help")[1].startswith("用法：")
    assert printed(capsys, "list", "--help", "--lang", "en")[1].startswith("Usage:")


def test_the_locale_decides_where_nothing_else_does(capsys, monkeypatch) -> None:
    monkeypatch.delenv("ARCHREPORT_LANG")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有名为“vgg17”的网络。" in printed(capsys, "show", "vgg17")[2]


def test_an_unknown_language_is_one_sentence(capsys, monkeypatch) -> None:
    code, _, err = printed(capsys, "list", "--lang", "fr")
    assert code == 2 and "'fr' is not one of 'en', 'zh'" in err
    monkeypatch.setenv("ARCHREPORT_LANG", "fr")
    monkeypatch.setenv("LC_ALL", "C")
    code, _, err = printed(capsys, "list")
    assert (code, err.count("\n")) == (2, 1)
    assert "ARCHREPORT_LANG is 'fr'" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["shw"], "错误：没有命令“shw”。是否要用“show”？"),
        (["show"], "错误：缺少参数“MODEL[#ROW]”。"),
        (["show", "a", "--depht", "1"], "错误：没有选项 --depht。是否要用“--depth”？"),
        (["show", "a", "--depth", "x"], "错误：“--depth”的值无效：“x”不是整数。"),
        (["show", "a", "--depth", "0"], "错误：“--depth”的值无效：0 不在范围 x>=1 之内。"),
        (["show", "a", "b"], "错误：多余的参数：b"),
        (["show", "a", "--format"], "错误：选项 --format 需要一个值。"),
        (["show", "a", "--all=1"], "错误：选项 --all 不带值。"),
        (["inspect", "a", "--call", "none.yaml"], "错误：“--call”的值无效：“none.yaml”不存在。"),
    ],
)
def test_click_speaks_chinese(capsys, words, says) -> None:
    code, _, err = printed(capsys, *words, "--lang", "zh")
    if words[-1] == "--format":
        code, _, err = printed(capsys, "--lang", "zh", *words)
    assert code == 2
    assert err.splitlines()[-1] == says


def test_sentences_of_click_are_sentences_of_click() -> None:
    """One that click words anew would be said in English: it is then found here."""
    from pathlib import Path

    source = "".join(file.read_text() for file in Path(click.__file__).parent.glob("*.py"))
    for english in _chinese():
        assert repr(english)[1:-1] in source or english in source, english


def test_english_is_said_as_click_says_it(capsys) -> None:
    _, _, err = printed(capsys, "show")
    assert err.splitlines()[-1] == "Error: Missing argument 'MODEL[#ROW]'."
    code, out, _ = printed(capsys)
    assert code == 0 and out.startswith("Usage: archreport")


def test_progress_is_told_in_chinese(capsys) -> None:
    choose("zh")
    with Progress(clock=lambda: 0.0) as progress:
        progress("VGG-16", "trace", 0, 2)
        progress.lab(Moment("01-counting", 1, 2, 2, 9, line="x = 1", seconds=95.0))
        progress("VGG-16", "done", 2, 2)
        progress.lab(Moment("01-counting", 1, 2, 10, 9))
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "VGG-16：追踪形状", "01-counting (1/2)：单元格 2/9：x = 1（上次用时 1 分 35 秒）",
        "VGG-16：完成，用时 0 秒", "01-counting (1/2)：完成，用时 0 秒",
    ]  # fmt: skip


def test_why_something_was_made_again_is_told_in_both_languages() -> None:
    before, now = {"library torch": "1", "a.py": "x"}, {"library torch": "2", "b.py": "y"}
    clauses = [*differences(before, now), "cat.webp is damaged", "there was no earlier result"]
    assert [reason(clause) for clause in clauses] == clauses
    choose("zh")
    assert [reason(clause).strip() for clause in clauses] == [
        "library torch 有变化", "新增了 b.py", "不再有 a.py", "cat.webp 已损坏", "此前没有结果",
    ]  # fmt: skip


def test_a_process_of_its_own_speaks_chinese() -> None:
    process = start("list", "--lang", "zh")
    out, _ = process.communicate(timeout=LONG)
    assert "黑白" in out or "带辅助分类器" in out


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("每个数字都由计算得出，附有算式。", 12, ["每个数字都由", "计算得出，附", "有算式。"]),
        ("one two three", 7, ["one two", "three"]),
        ("批量在前（2x128 给出类型）", 12, ["批量在前", "（2x128 给出", "类型）"]),
        ("a" * 30, 10, ["a" * 30]),
        ("", 10, []),
    ],
)
def test_lines_break_where_chinese_may(text, width, lines) -> None:
    assert wrapped(text, width) == lines
