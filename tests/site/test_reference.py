"""The reference has every public name, command and option, in both languages; examples run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

import archreport
from archreport.cli import cli, json_forms, main
from archreport.cli.described import described
from archreport.errors import __all__ as errors
from archreport.render.words.language import Language
from archreport.site.reference.docstrings import inline_html, markdown, typed
from archreport.site.reference.pages import EXIT_CODES, PAGES, VARIABLES, reference_pages
from archreport.site.reference.python_names import classes_of, public_names
from tests.paths import PACKAGE
from tests.shelf import report_of

PROGRAMS = described(cli)
TEXTS = {code: reference_pages(PROGRAMS[code], Language(code)) for code in ("en", "zh")}


def whole(language: str) -> str:
    return "\n".join(TEXTS[language].values())


@pytest.fixture(params=["en", "zh"])
def text(request: pytest.FixtureRequest) -> str:
    return whole(request.param)


def test_every_public_name_is_explained(text: str) -> None:
    names = [name for name in archreport.__all__ if name != "__version__"]
    assert [name for name in names if f"{{: #archreport.{name} }}" not in text] == []
    assert "__version__" in archreport.__all__ and archreport.__version__


def test_every_public_method_of_the_report_is_explained(text: str) -> None:
    methods = [name for name in vars(archreport.Report) if not name.startswith("_")]
    functions = [name for name in methods if callable(getattr(archreport.Report, name))]
    assert "to_json" in functions and "from_json" in functions
    assert [one for one in functions if f"{{: #archreport.Report.{one} }}" not in text] == []


def test_every_public_error_is_explained(text: str) -> None:
    classes = [name for name in errors if name[0].isupper() and name != "Phrase"]
    assert [name for name in classes if not re.search(rf"\.{name} }}", text)] == []


def test_every_field_of_a_report_and_of_the_json_is_there(text: str) -> None:
    for module in ("archreport.report.model", "archreport.report.run", "archreport.cli.json_forms"):
        for one in classes_of(module):
            for field in one.fields:
                assert f"<code>{field.name}</code></th>" in text, (one.name, field.name)


def test_every_command_and_every_option_is_explained(text: str) -> None:
    for name, command in cli.commands.items():
        assert f"## archreport {name} {{: #{name} }}" in text
        for option in command.params:
            if isinstance(option, click.Option):
                missing = [one for one in option.opts if f"<code>{one}</code>" not in text]
                assert missing == [], (name, missing)


def test_an_option_has_an_address_of_its_own(text: str) -> None:
    assert 'id="show-columns"' in text and 'id="every-lang"' in text
    ids = re.findall(r'id="([\w-]+)"', text)
    assert len(ids) == len(set(ids))


def test_both_languages_have_the_same_addresses() -> None:
    for page in TEXTS["en"]:
        english, chinese = (
            re.findall(r'\{: #(\S+) \}|id="(\S+?)"', TEXTS[code][page]) for code in ("en", "zh")
        )
        assert english == chinese
    assert list(TEXTS["en"]) == [f"{page}/index.md" if page else "index.md" for page in PAGES]


def test_the_chinese_frame_is_chinese() -> None:
    for page, text in TEXTS["zh"].items():
        assert re.search(r"^# .*[\u4e00-\u9fff]", text, re.MULTILINE), page
    commands = TEXTS["zh"]["commands/index.md"]
    assert "Write the result" not in commands and "把结果写入 FILE" in commands


def test_docstrings_are_marked_as_english() -> None:
    page = TEXTS["zh"]["python/index.md"]
    assert page.count('lang="en"') >= len(public_names())


def test_the_same_sources_give_the_same_pages() -> None:
    assert reference_pages(described(cli)["en"], Language("en")) == TEXTS["en"]


def test_exit_codes_and_variables_are_those_of_the_code(text: str) -> None:
    for code in EXIT_CODES:
        assert f'<th scope="row">{code}</th>' in text
    asked = set()
    for path in PACKAGE.rglob("*.py"):
        if "labs" not in path.parts:
            asked |= set(
                re.findall(r'environ(?:\.get\(|\[)\s*"([A-Z_]+)"', path.read_text("utf-8"))
            )
    assert asked - {"PATH", "XDG_CACHE_HOME"} <= set(VARIABLES)
    assert all(f"<code>{one}</code>" in text for one in VARIABLES)


def test_what_is_marked_in_a_docstring() -> None:
    links = {"Row": "../report/index.md#Row", "archreport.Report": "#R"}
    assert markdown("A ``x | y`` and a `Row`.", links) == (
        "A `x | y` and a [`Row`](../report/index.md#Row)."
    )
    assert markdown("Text.\n\n>>> 1\n1", links) == "Text.\n\n```pycon\n>>> 1\n1\n```"
    assert inline_html("`Row` < ``a``", links) == (
        '<a href="../report/#Row"><code>Row</code></a> &lt; <code>a</code>'
    )
    assert typed("tuple[Row, ...]", links) == (
        '<code>tuple[<a href="../report/#Row">Row</a>, ...]</code>'
    )


def examples() -> list[str]:
    return [example for one in PROGRAMS["en"].commands for example in one.examples]


@pytest.mark.parametrize("example", examples())
def test_every_example_is_a_command_line_that_is_understood(example: str) -> None:
    """Read by click, without running it."""
    line = re.sub(r"^source <\((.*)\)$", r"\1", example)
    words = shlex.split(line.partition(" | ")[0] if not line.startswith("pdf") else line)
    if "|" in words:
        words = words[words.index("|") + 1 :]
    assert words[0] == "archreport"
    words = words[1 : words.index(">")] if ">" in words else words[1:]
    command = cli.commands[words[0]]
    arguments = [one for one in words[1:] if not one.endswith(".yaml")]
    assert command.make_context(words[0], arguments, resilient_parsing=False)


LIGHT = ("list", "show", "compare", "cite", "completion")


@pytest.mark.parametrize("example", [one for one in examples() if one.split()[1] in LIGHT])
def test_light_examples_run(
    example: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    if "mynet.json" in example or "~/" in example or example.startswith("source"):
        pytest.skip("it takes a file of the reader's, or writes into their home")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("archreport.site.reports.analyse_entry", lambda one: report_of(one.key))
    main(shlex.split(example.partition(" > ")[0])[1:])
    assert capsys.readouterr().out or [file for file in tmp_path.iterdir() if file.read_text()]


def test_the_json_of_a_comparison_and_of_a_chosen_table_is_as_described(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """These two are described in words."""
    monkeypatch.setattr("archreport.site.reports.analyse_entry", lambda one: report_of(one.key))
    page = TEXTS["en"]["json/index.md"]
    for words in (
        ["compare", "alexnet", "vgg16", "--json"],
        ["show", "alexnet", "--columns", "row", "--json"],
    ):
        main(words)
        keys = json.loads(capsys.readouterr().out)
        assert [key for key in keys if f"`{key}`" not in page] == []


def test_every_json_form_belongs_to_a_command() -> None:
    said = " ".join(
        form.__doc__ or "" for form in vars(json_forms).values() if isinstance(form, type)
    )
    for name in ("list", "cite", "build", "labs", "site", "atlas", "check", "why", "clean", "open"):
        assert f"archreport {name} --json" in said
        assert any("--json" in option.opts for option in cli.commands[name].params)
