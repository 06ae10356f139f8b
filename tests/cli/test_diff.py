"""`archreport diff` and `archreport budget`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archreport.cli import main

NET = """
from torch import nn

def net(kernel=3):
    return nn.Sequential(nn.Conv2d(3, 8, kernel, padding=kernel // 2), nn.ReLU())
"""


def run(*words: str) -> int:
    try:
        main(words)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def nets(tmp_path: Path) -> Path:
    (tmp_path / "one.py").write_text(NET)
    (tmp_path / "two.py").write_text(NET.replace("kernel=3", "kernel=5"))
    return tmp_path


def _two(nets: Path) -> tuple[str, str, str, str]:
    return f"{nets / 'one.py'}:net", f"{nets / 'two.py'}:net", "--input", "1x3x32x32"


def test_what_was_changed_is_said(nets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", *_two(nets)) == 0
    out = capsys.readouterr().out
    assert "~ 0  kernel 3\u00a0×\u00a03 → 5\u00a0×\u00a05" in out
    assert "+384 parameters" in out
    assert run("diff", *_two(nets), "--exit-code", "--lang", "zh") == 1
    assert "参数量 +384" in capsys.readouterr().out


def test_the_same_twice_is_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "alexnet", "alexnet", "--exit-code") == 0
    assert "No difference" in capsys.readouterr().out


def test_as_data_as_markdown_and_as_a_page(nets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", *_two(nets), "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)["differences"]
    assert one["changes"][0]["params"] == 8 * 3 * (25 - 9)
    assert run("diff", *_two(nets), "--format", "markdown") == 0
    assert "- ~ `0` kernel 3\u00a0×\u00a03 → 5\u00a0×\u00a05" in capsys.readouterr().out
    page = nets / "diff.html"
    assert run("diff", *_two(nets), "-o", str(page)) == 0
    assert "<script" not in page.read_text() and "+384 parameters" in page.read_text()


def test_three_are_two_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "vgg11", "vgg13", "vgg16", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["differences"]) == 2


def test_what_cannot_be_compared_is_one_sentence(
    nets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("diff", "vgg16") == 2
    assert "Give two networks" in capsys.readouterr().err
    assert run("diff", "vgg16", f"{nets / 'one.py'}:net") == 2
    assert "--input" in capsys.readouterr().err
    assert run("diff", "vgg16", "vgg17") == 2
    assert "vgg16" in capsys.readouterr().err


def _budget(nets: Path, text: str) -> str:
    file = nets / "net.toml"
    file.write_text('[model]\ntarget = "one.py:net"\ninput = "1x3x32x32"\n' + text)
    return str(file)


def test_a_budget_that_holds(nets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _budget(nets, '[budget]\nparams = 224\nmacs = "0.25 M"\n')
    assert run("budget", file) == 0
    assert "2 limits checked, 0 broken" in capsys.readouterr().out


def test_a_budget_that_breaks_names_each_limit(
    nets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _budget(nets, '[budget]\nparams = 200\n[budget.rows.0]\nmacs = "200 k"\n')
    assert run("budget", file) == 1
    out = capsys.readouterr().out
    assert "net: params is 224, 24 more than 200" in out
    assert "net#0: macs is 221,184, 21,184 more than 200,000" in out
    assert run("budget", file, "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)["budgets"]
    assert [one["value"] for one in found["broken"]] == [224, 221_184]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[budget]\nparams = 300\n[extra]\n",
        "[budget]\n",
        "[budget\n",
        '[budget]\nparams = "many"\n',
        "[budget]\nsize = 3\n",
    ],
)
def test_what_is_no_budget(nets: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("budget", _budget(nets, text)) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert run("budget", str(nets / "none.toml")) == 2


def test_a_network_of_the_course_can_have_one(nets: Path) -> None:
    (nets / "b.toml").write_text('[model]\ntarget = "alexnet"\n[budget]\nparams = "62.4 M"\n')
    assert run("budget", str(nets / "b.toml")) == 0
