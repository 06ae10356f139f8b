"""``--output``, ``--json``, ``--quiet`` and ``--verbose``: the same for every command."""

import dataclasses
import json
import os
import stat

import click
import pytest

from archreport.cli import cli, json_forms, main, verbosity
from tests.shelf import report_of


@pytest.fixture(autouse=True)
def report_at_hand(monkeypatch):
    monkeypatch.setattr("archreport.site.reports.analyse_entry", lambda one: report_of(one.key))
    monkeypatch.setenv("COLUMNS", "120")
    yield
    verbosity.choose("usual")


def run(capsys, *words):
    code = 0
    try:
        main(list(words))
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capsys.readouterr()
    return code, out, err


COMMANDS = [
    ("list",),
    ("show", "alexnet"),
    ("show", "alexnet#conv1"),
    ("show", "alexnet", "--columns", "row,macs"),
    ("compare", "alexnet", "vgg16"),
    ("cite", "alexnet"),
    ("completion", "bash"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_holds_what_would_be_printed(capsys, tmp_path, words):
    _, printed, _ = run(capsys, *words)
    code, out, err = run(capsys, *words, "--output", str(tmp_path / "result"))
    assert (code, out) == (0, "")
    assert err == f"Wrote {tmp_path / 'result'}\n"
    assert (tmp_path / "result").read_text(encoding="utf-8") == printed
    assert run(capsys, *words, "-o", "-")[1] == printed


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("a.csv", ("show", "alexnet"), "csv"),
        ("a.JSON", ("show", "alexnet"), "json"),
        ("a.md", ("show", "alexnet"), "markdown"),
        ("a.tex", ("show", "alexnet"), "latex"),
        ("a.md", ("compare", "alexnet", "vgg16"), "markdown"),
        ("a.txt", ("show", "alexnet"), "table"),
    ],
)
def test_the_end_of_a_name_chooses_the_form(capsys, tmp_path, name, words, form):
    _, printed, _ = run(capsys, *words, "--format", form)
    run(capsys, *words, "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text(encoding="utf-8") == printed


def test_a_form_that_is_named_counts_more_than_the_name(capsys, tmp_path):
    run(capsys, "show", "alexnet", "--format", "csv", "-o", str(tmp_path / "a.md"))
    assert (tmp_path / "a.md").read_text().startswith("row,stage,")


def test_a_link_is_followed_and_a_pipe_written_to(capsys, tmp_path):
    target, link, pipe = (tmp_path / name for name in ("target", "link", "pipe"))
    target.write_text("old")
    link.symlink_to(target)
    run(capsys, "cite", "alexnet", "-o", str(link))
    assert link.is_symlink() and target.read_text().startswith("archreport ")
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        run(capsys, "cite", "alexnet", "-o", str(pipe))
        assert os.read(reading, 10_000).decode() == target.read_text()
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_file_that_cannot_be_written_is_one_sentence(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    code, out, err = run(capsys, "show", "alexnet", "-o", str(tmp_path / "file" / "a.csv"))
    assert (code, out) == (1, "")
    assert err.startswith("archreport: Cannot write ") and "Traceback" not in err


def test_no_line_of_a_pipe_ends_in_blanks(capsys):
    for words in COMMANDS[:5]:
        _, out, _ = run(capsys, *words)
        assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_quiet_says_no_more_than_the_result(capsys, tmp_path, monkeypatch):
    _, usual, _ = run(capsys, "show", "alexnet")
    assert run(capsys, "show", "alexnet", "--quiet") == (0, usual, "")
    assert run(capsys, "show", "alexnet", "-q", "-o", str(tmp_path / "a.csv")) == (0, "", "")
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path)
    words = ("check", "site")
    assert "faults." in run(capsys, *words)[1].splitlines()[-1]
    assert "faults." not in run(capsys, *words, "-q")[1]


def test_quiet_does_not_swallow_errors(capsys):
    code, out, err = run(capsys, "show", "vgg61", "-q")
    assert (code, out) == (2, "") and "vgg61" in err


def test_how_much_is_said_is_asked_anew_each_time(capsys):
    run(capsys, "list", "-q")
    assert verbosity.quiet()
    run(capsys, "list")
    assert not verbosity.quiet()
    run(capsys, "list", "-q", "-v")
    assert verbosity.verbose()


def leaves():
    return sorted(cli.commands.items())


@pytest.mark.parametrize(("name", "command"), leaves(), ids=lambda one: str(one)[:12])
def test_every_command_has_the_same_words(name, command):
    """Whoever knows the options of one command knows those of the others."""
    options = {
        long: option
        for option in command.params
        if isinstance(option, click.Option)
        for long in option.opts
    }
    assert {"--lang", "--quiet", "-q", "--verbose", "-v"} <= set(options)
    assert ("--output" in options) == ("-o" in options)
    if "--json" in options or "--format" in options:
        assert options["--output"].help == "option.output"
    if "--format" in options and "json" in options["--format"].type.choices:
        assert "--json" in options
    for long in ("--out", "--site"):
        if long in options and options[long].metavar is None:
            assert not options[long].type.file_okay, long
    for long in ("--device", "--weights", "--seed", "--depth", "--columns", "--sort", "--jobs"):
        if long in options:
            assert options[long].metavar == ALIKE.setdefault(long, options[long].metavar) or (
                long == "--weights" and isinstance(options[long].type, click.Path)
            )


ALIKE: dict[str, object] = {}


def test_every_json_form_is_described():
    for name, form in vars(json_forms).items():
        if dataclasses.is_dataclass(form):
            assert form.__doc__ and not form.__doc__.startswith(f"{name}("), name


def test_the_list_is_data_too(capsys):
    from archreport.catalog.networks import CATALOG

    _, out, _ = run(capsys, "list", "--json")
    networks = json.loads(out)["networks"]
    assert [one["network"] for one in networks] == list(CATALOG)
    assert set(networks[0]) == {one.name for one in dataclasses.fields(json_forms.ListedNetwork)}
    _, out, _ = run(capsys, "list", "--format", "csv")
    assert len(out.splitlines()) == len(CATALOG) + 1


def test_a_citation_is_data_too(capsys, published):
    _, out, _ = run(capsys, "cite", "vgg16#conv3_1", "--json")
    found = json.loads(out)
    assert found["address"] == f"{published}/en/models/vgg16/#conv3_1"
    assert found["hash"] == report_of("vgg16").content_hash
    _, text, _ = run(capsys, "cite", "vgg16#conv3_1")
    assert found["citations"]["text"] == text.rstrip()


def test_faults_are_data_too(capsys, tmp_path, monkeypatch):
    (tmp_path / "site" / "en").mkdir(parents=True)
    (tmp_path / "site" / "en" / "index.html").write_text("<a href='nowhere/'>x</a>")
    monkeypatch.chdir(tmp_path)
    words = ("check", "site")
    code, out, _ = run(capsys, *words, "--json")
    found = json.loads(out)
    assert (code, found["pages"], found["reports"]) == (1, 1, 0)
    assert {"place": "en/index.html", "kind": "link", "detail": "nowhere/"}.keys() == found[
        "faults"
    ][0].keys()
    assert run(capsys, *words)[1].count("\n") == len(found["faults"]) + 1
