"""Commands that look at networks: list, show, compare, inspect, cite."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rich.console import Console

from archreport.cli.commands import command, option
from archreport.cli.messages import say
from archreport.cli.options import format_option, lines_options
from archreport.cli.printing import print_whole
from archreport.cli.words import word
from archreport.errors import BadInput, phrase
from archreport.language.choice import current

if TYPE_CHECKING:
    from archreport.report.model import Report


@command("list")
def list_models() -> None:
    """List the networks of the course."""
    from archreport.catalog.networks import CATALOG
    from archreport.render.terminal.layer_table import model_list
    from archreport.render.words.language import Language

    print_whole(model_list(list(CATALOG.values()), Language(current())), Console())


@command()
@click.argument("model", metavar="MODEL[#ROW]")
@format_option("table", "csv", "json", "markdown", "latex")
@lines_options
def show(model: str, form: str, depth: int | None, every_row: bool) -> None:
    """The layer table of ``model``, or one row of it with its arithmetic."""
    name, _, row = model.partition("#")
    _print_report(_report(name), row, form, depth, every_row)


@command()
@click.argument("models", nargs=-1, metavar="MODEL MODEL [MODEL]...")
@format_option("table", "csv", "json", "markdown")
def compare(models: Sequence[str], form: str) -> None:
    """Print networks side by side: numbers with ratios, stages by resolution, sentences."""
    from archreport.audit.claims import load_claims
    from archreport.render.compare_pages import downloads
    from archreport.render.compare_pages.networks import side_by_side
    from archreport.render.terminal import comparison
    from archreport.render.words.language import Language

    _refuse_comparison(models, form, comparison.MOST)
    t = Language(current())
    shown = side_by_side([_report(model) for model in models], t, load_claims())
    if form == "table":
        console = Console()
        print_whole(comparison.comparison(shown, t, console.width), console)
    elif form == "csv":
        click.echo(downloads.csv_text(shown), nl=False)
    elif form == "json":
        click.echo(downloads.comparison_json(shown, t), nl=False)
    else:
        click.echo(downloads.markdown_text(shown, t), nl=False)


@command()
@click.argument("target", metavar="TARGET")
@option(
    "--input",
    "inputs",
    multiple=True,
    metavar="[NAME=]1x3x224x224",
    help="option.input",
)
@option(
    "--call",
    "call_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="option.call",
)
@option(
    "--build",
    "build",
    multiple=True,
    metavar="NAME=VALUE",
    help="option.build",
)
@option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False),
    help="option.state_dict",
)
@option("--download", is_flag=True, help="option.download")
@option(
    "--checks",
    type=click.Choice(["own", "all"]),
    default="own",
    show_default=True,
    help="option.checks",
)
@option("--strict", is_flag=True, help="option.strict")
@option("--row", default="", help="option.row")
@format_option("table", "csv", "json", "markdown", "latex")
@lines_options
@option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="option.html",
)
def inspect(
    target: str,
    inputs: Sequence[str],
    call_file: Path | None,
    build: Sequence[str],
    weights: Path | None,
    download: bool,
    checks: Literal["own", "all"],
    strict: bool,
    row: str,
    form: str,
    depth: int | None,
    every_row: bool,
    html: Path | None,
) -> None:
    """Report on your own model: any callable that returns a PyTorch module."""
    from archreport.cli.inspection import inspected
    from archreport.cli.written_call import build_arguments, call_from_file, call_of

    if bool(inputs) == (call_file is not None):
        raise BadInput(
            "command.call_twice" if inputs else "command.no_input", phrase("command.give_input")
        )
    call = call_from_file(call_file) if call_file else call_of(inputs)
    report = inspected(
        target, call, build_arguments(build), weights, download=download, checks=checks
    )
    if html is not None:
        from archreport.files import write_atomically
        from archreport.render.downloads.notebook import html_file
        from archreport.render.words.language import Language

        text = html_file(report, Language(current()), depth=depth, every_row=every_row)
        if str(html) == "-":
            click.echo(text, nl=False)
        else:
            write_atomically(html, text.encode())
    if str(html) != "-":
        _print_report(report, row, form, depth, every_row)
    if html is not None and str(html) != "-":
        say(word("inspect.wrote", file=html))
    if strict:
        _refuse_grave(report)


def _refuse_grave(report: Report) -> None:
    """End with 1 where a number of the report may be wrong, saying which on stderr."""
    from archreport.reading.remarks import remarks
    from archreport.render.words.language import Language
    from archreport.render.words.remarks import remark_text

    grave = [remark for remark in remarks(report) if remark.grave]
    for remark in grave:
        say(remark_text(remark, Language(current())))
    if grave:
        raise SystemExit(1)


@command()
@click.argument("model", metavar="MODEL[#ROW]")
@format_option(
    "text", "bibtex", "apa", "gbt7714", "markdown", "latex", "csl-json", what="option.citation"
)
def cite(model: str, form: str) -> None:
    """Print how to cite a report, or one ROW of it."""
    from archreport.render.downloads.citation import cite as citation
    from archreport.render.words.language import Language

    name, _, row = model.partition("#")
    t, today = Language(current()), date.today()
    click.echo(citation(_report(name), row or None, form, t=t, cited=today).rstrip())


def _report(name: str) -> Report:
    """A report by name (analysed now, from shapes alone) or from a file."""
    if name.endswith(".json"):
        from archreport.report.report_file import load

        return load(name)
    if Path(name).is_file():
        raise BadInput("command.no_report", name=name)
    if _is_a_path(name):
        raise BadInput("command.no_file", name=name)
    from archreport.catalog.networks import entry
    from archreport.site.reports import analyse_entry

    return analyse_entry(entry(name))


def _is_a_path(name: str) -> bool:
    """Whether who wrote ``name`` meant a file: no network has a folder or such an ending."""
    return "/" in name or os.sep in name or Path(name).suffix[1:].isalpha()


def _refuse_comparison(models: Sequence[str], form: str, most: int) -> None:
    """Raise `BadInput` where ``models`` cannot be set side by side."""
    if len(models) < 2:
        raise BadInput(
            "command.compare_one" if models else "command.compare_none",
            phrase("command.compare_example"),
            named="".join(models),
        )
    twice = next((name for name in models if models.count(name) > 1), None)
    if twice:
        raise BadInput("command.compare_twice", name=twice)
    if form == "table" and len(models) > most:
        raise BadInput("command.compare_many", count=len(models), most=most)


def _print_report(report: Report, row: str, form: str, depth: int | None, every_row: bool) -> None:
    from archreport.render.downloads import table_files
    from archreport.render.terminal import layer_table
    from archreport.render.words.language import Language
    from archreport.report.report_file import row_json, to_json

    t = Language(current())
    if row and form not in ("table", "json"):
        raise BadInput("command.row_format", form=form)
    if depth is not None and (row or form != "table"):
        raise BadInput("command.depth")
    if row and form == "json":
        click.echo(row_json(report.row(row)), nl=False)
    elif row:
        print_whole(layer_table.row_detail(report, row, t), Console())
    elif form == "table":
        console = Console()
        table = layer_table.layer_table(report, t, console.width, depth=depth, every_row=every_row)
        print_whole(table, console)
    elif form == "json":
        click.echo(to_json(report), nl=False)
    elif form == "csv":
        click.echo(table_files.csv_text(report), nl=False)
    elif form == "latex":
        click.echo(table_files.latex_text(report, t), nl=False)
    else:
        click.echo(table_files.markdown_text(report, t), nl=False)
