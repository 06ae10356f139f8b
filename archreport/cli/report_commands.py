"""Commands that look at networks: list, show, compare, inspect, cite."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from archreport.cli.commands import command, option
from archreport.cli.completion.answers import (
    complete_list,
    complete_model,
    complete_one,
    complete_row,
    complete_target,
    quantities,
)
from archreport.cli.json_forms import CitedReport, ListedNetwork, NetworkList
from archreport.cli.messages import say
from archreport.cli.options import names, table_options
from archreport.cli.output import Output, output_options
from archreport.cli.words import word
from archreport.errors import BadInput, known, nearest, phrase
from archreport.language.choice import current

if TYPE_CHECKING:
    from archreport.catalog.networks import Entry
    from archreport.render.chosen.table import Choice
    from archreport.report.model import Report


@command("list")
@output_options("table", "csv", "json")
def list_models(to: Output) -> None:
    """List the networks of the course."""
    from archreport.catalog.networks import CATALOG
    from archreport.render.terminal.layer_table import model_list
    from archreport.render.words.language import Language

    entries = list(CATALOG.values())
    if to.form == "table":
        to.table(lambda _width: model_list(entries, Language(current())))
    elif to.form == "csv":
        to.text(_listed_csv(entries))
    else:
        to.json(NetworkList(tuple(_listed(one) for one in entries)))


def _listed(one: Entry) -> ListedNetwork:
    identity = one.identity
    return ListedNetwork(
        network=one.key,
        title=identity.title,
        variant=identity.variant,
        family=identity.family,
        task=identity.task,
        year=identity.year,
        paper=identity.paper.title if identity.paper else None,
        input=one.shape,
        weights=(*(["oxford"] if one.oxford else []), *(["imagenet"] if one.public else [])),
    )


def _listed_csv(entries: Sequence[Entry]) -> str:
    """One line a network; the input as in ``3x224x224``, weights with a blank between them."""
    buffer = io.StringIO()
    writer = csv.DictWriter(
        buffer, [field.name for field in fields(ListedNetwork)], lineterminator="\n"
    )
    writer.writeheader()
    for one in map(_listed, entries):
        extents = "x".join(map(str, one.input))
        writer.writerow({**vars(one), "input": extents, "weights": " ".join(one.weights)})
    return buffer.getvalue()


@command()
@click.argument("model", metavar="MODEL[#ROW]", shell_complete=complete_row)
@table_options
@output_options("table", "csv", "json", "markdown", "latex")
def show(model: str, choice: Choice, to: Output) -> None:
    """The layer table of ``model``, or one row of it with its arithmetic."""
    name, _, row = model.partition("#")
    _print_report(named_report(name), row, choice, to)


@command()
@click.argument("models", nargs=-1, metavar="MODEL MODEL [MODEL]...", shell_complete=complete_model)
@option(
    "--columns",
    default="",
    metavar="NAME,…",
    help="option.compare.columns",
    shell_complete=complete_list(quantities),
)
@option(
    "--sort",
    default="",
    metavar="[-]NAME",
    help="option.compare.sort",
    shell_complete=complete_one(quantities),
)
@output_options("table", "csv", "json", "markdown")
def compare(models: Sequence[str], columns: str, sort: str, to: Output) -> None:
    """Print networks side by side: numbers with ratios, stages by resolution, sentences."""
    from archreport.audit.claims import load_claims
    from archreport.render.compare_pages import downloads
    from archreport.render.compare_pages.networks import side_by_side
    from archreport.render.compare_pages.quantities import in_order
    from archreport.render.terminal import comparison
    from archreport.render.words.language import Language

    _refuse_comparison(models, to.form, comparison.MOST)
    chosen = names(columns)
    _refuse_quantities([*chosen, *names(sort.strip().removeprefix("-"))])
    t = Language(current())
    shown = in_order(
        side_by_side([named_report(model) for model in models], t, load_claims()), sort.strip(), t
    )
    if to.form == "table":
        to.table(lambda width: comparison.comparison(shown, t, width, chosen))
    elif to.form == "csv":
        to.text(downloads.csv_text(shown, chosen))
    elif to.form == "json":
        to.text(downloads.comparison_json(shown, t, chosen))
    else:
        to.text(downloads.markdown_text(shown, t, chosen))


@command()
@click.argument("target", metavar="TARGET", shell_complete=complete_target)
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
@table_options
@output_options("table", "csv", "json", "markdown", "latex")
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
    choice: Choice,
    html: Path | None,
    to: Output,
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

        text = html_file(
            report, Language(current()), depth=choice.depth, every_row=choice.every_row
        )
        if str(html) == "-":
            click.echo(text, nl=False)
        else:
            write_atomically(html, text.encode())
    if str(html) != "-":
        _print_report(report, row, choice, to)
    if html is not None and str(html) != "-":
        say(word("output.wrote", file=html))
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
@click.argument("model", metavar="MODEL[#ROW]", shell_complete=complete_row)
@output_options(
    *("text", "bibtex", "apa", "gbt7714", "markdown", "latex", "csl-json", "json"),
    what="option.citation",
)
def cite(model: str, to: Output) -> None:
    """Print how to cite a report, or one ROW of it."""
    from archreport.render.downloads import citation
    from archreport.render.words.language import Language

    name, _, row = model.partition("#")
    t, today, report = Language(current()), date.today(), named_report(name)
    if to.form != "json":
        to.text(citation.cite(report, row or None, to.form, t=t, cited=today).rstrip() + "\n")
        return
    address = citation.page_address(report, t)
    to.json(
        CitedReport(
            network=report.identity.key or None,
            row=row or None,
            version=citation.version(report),
            address=(f"{address}#{row}" if row else address) if address else None,
            hash=report.content_hash,
            citations={
                form: citation.cite(report, row or None, form, t=t, cited=today).rstrip()
                for form in citation.FORMATS
            },
        )
    )


def named_report(name: str) -> Report:
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


def _refuse_quantities(chosen: Sequence[str]) -> None:
    """Raise `BadInput` for a name that is no quantity, with the nearest."""
    there = quantities()
    for name in chosen:
        if name not in there:
            raise BadInput("command.quantity", nearest(name, there) or known(there), name=name)


def _print_report(report: Report, row: str, choice: Choice, to: Output) -> None:
    from archreport.render.chosen import forms, table
    from archreport.render.downloads import table_files
    from archreport.render.terminal import layer_table
    from archreport.render.words.language import Language
    from archreport.report.report_file import row_json, to_json

    t = Language(current())
    if row:
        if to.form not in ("table", "json"):
            raise BadInput("command.row_format", form=to.form)
        if choice.depth is not None or not choice.usual:
            raise BadInput("command.one_row")
        if to.form == "json":
            to.text(row_json(report.row(row)))
        else:
            shown = layer_table.row_detail(report, row, t)
            to.table(lambda _width: shown)
    elif not choice.usual or (choice.depth is not None and to.form != "table"):
        if to.form == "latex":
            raise BadInput("command.chosen_latex")
        chosen = table.chosen_table(report, choice, t)
        if to.form == "table":
            to.table(lambda width: forms.chosen_text(report, chosen, t, width))
        elif to.form == "csv":
            to.text(forms.chosen_csv(chosen))
        elif to.form == "json":
            to.json(forms.chosen_data(report, chosen))
        else:
            to.text(forms.chosen_markdown(chosen, t))
    elif to.form == "table":
        depth, every = choice.depth, choice.every_row
        to.table(
            lambda width: layer_table.layer_table(report, t, width, depth=depth, every_row=every)
        )
    elif to.form == "json":
        to.text(to_json(report))
    elif to.form == "csv":
        to.text(table_files.csv_text(report))
    elif to.form == "latex":
        to.text(table_files.latex_text(report, t))
    else:
        to.text(table_files.markdown_text(report, t))
