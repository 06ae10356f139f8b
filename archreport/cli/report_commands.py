"""Commands that look at networks: list, show, compare, inspect, cite."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rich.console import Console

from archreport.cli.messages import say
from archreport.cli.options import LANGUAGE, format_option, lines_options
from archreport.errors import BadInput

if TYPE_CHECKING:
    from archreport.report.model import Report


@click.command("list")
@LANGUAGE
def list_models(lang: str) -> None:
    """List the networks of the course."""
    from archreport.catalog.networks import CATALOG
    from archreport.render.terminal.layer_table import model_list
    from archreport.render.words.language import Language

    Console().print(model_list(list(CATALOG.values()), Language(lang)))


@click.command()
@click.argument("model", metavar="MODEL[#ROW]")
@format_option("table", "csv", "json", "markdown", "latex")
@lines_options
@LANGUAGE
def show(model: str, form: str, depth: int | None, every_row: bool, lang: str) -> None:
    """Print the layer table of MODEL, or one ROW of it with its arithmetic.

    MODEL is a name from `archreport list` or a report file. The numbers come from a pass that
    needs shapes alone, so nothing is downloaded and no GPU is needed.

    \b
    Examples:
      archreport show alexnet
      archreport show vgg16#fc6
      archreport show vgg16 --format csv > vgg16.csv
    """
    name, _, row = model.partition("#")
    _print_report(_report(name), row, form, lang, depth, every_row)


@click.command()
@click.argument("models", nargs=-1, metavar="MODEL MODEL [MODEL]...")
@format_option("table", "csv", "json", "markdown")
@LANGUAGE
def compare(models: Sequence[str], form: str, lang: str) -> None:
    """Print networks side by side: numbers with ratios, stages by resolution, sentences.

    Each MODEL is a name from `archreport list` or a report file. With more than two, the first is
    what the others are seen from.

    \b
    Examples:
      archreport compare alexnet vgg16
      archreport compare vgg11 vgg16 vgg19 --format csv
      archreport compare mynet.json vgg16 --format markdown
    """
    from archreport.audit.claims import load_claims
    from archreport.render.compare_pages import downloads
    from archreport.render.compare_pages.networks import side_by_side
    from archreport.render.terminal import comparison
    from archreport.render.words.language import Language

    _refuse_comparison(models, form, comparison.MOST)
    t = Language(lang)
    shown = side_by_side([_report(model) for model in models], t, load_claims())
    if form == "table":
        console = Console()
        console.print(comparison.comparison(shown, t, console.width))
    elif form == "csv":
        click.echo(downloads.csv_text(shown), nl=False)
    elif form == "json":
        click.echo(downloads.comparison_json(shown, t), nl=False)
    else:
        click.echo(downloads.markdown_text(shown, t), nl=False)


@click.command()
@click.argument("target", metavar="TARGET")
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="[NAME=]1x3x224x224",
    help="One argument of forward(): a shape, batch first (2x128:int64 names its type, "
    "2x128:int64<30522 its range, 16x has one extent), or a plain value (timestep=5, mask=null). "
    "Repeat it for several.",
)
@click.option(
    "--call",
    "call_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A YAML or JSON file with args and kwargs, instead of --input.",
)
@click.option(
    "--build",
    "build",
    multiple=True,
    metavar="NAME=VALUE",
    help="An argument of the callable, as in --build depth=50. Repeat it for several.",
)
@click.option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A state dict to load; otherwise no weights are made.",
)
@click.option("--download", is_flag=True, help="Let transformers fetch a configuration.")
@click.option(
    "--checks",
    type=click.Choice(["own", "all"]),
    default="own",
    show_default=True,
    help="own: closed forms, parameters and storages; all: FlopCounterMode and torchinfo too.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 where a number may be wrong.")
@click.option("--row", default="", help="Print only this row, with its arithmetic.")
@format_option("table", "csv", "json", "markdown", "latex")
@lines_options
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write one self-contained HTML file.",
)
@LANGUAGE
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
    lang: str,
) -> None:
    """Report on your own model: any callable that returns a PyTorch module.

    TARGET is package.module:callable, path/to/file.py:callable, torchvision:NAME, timm:NAME, or
    transformers:NAME. A module is looked for in the current folder too. Its weights are not needed:
    the pass follows shapes.

    \b
    Examples:
      archreport inspect mynet:Net --input 1x3x224x224
      archreport inspect mynet.py:build --build depth=50 --input 1x1x28x28 --html mynet.html
      archreport inspect transformers:bert --input input_ids=1x128:int64
      archreport inspect torchvision:resnet50 --input 1x3x224x224 --strict
      archreport inspect torchvision:vit_b_16 --input 1x3x224x224 --depth 2
    """
    from archreport.cli.inspection import inspected
    from archreport.cli.written_call import build_arguments, call_from_file, call_of

    if bool(inputs) == (call_file is not None):
        raise BadInput(
            "The call is given twice." if inputs else "There is no input.",
            "Give --input for each argument of forward(), or one file with --call.",
        )
    call = call_from_file(call_file) if call_file else call_of(inputs)
    report = inspected(
        target, call, build_arguments(build), weights, download=download, checks=checks
    )
    if html is not None:
        from archreport.files import write_atomically
        from archreport.render.downloads.notebook import html_file
        from archreport.render.words.language import Language

        text = html_file(report, Language(lang), depth=depth, every_row=every_row)
        write_atomically(html, text.encode())
    _print_report(report, row, form, lang, depth, every_row)
    if html is not None:
        say(f"Wrote {html}")
    if strict:
        _refuse_grave(report, lang)


def _refuse_grave(report: Report, lang: str) -> None:
    """End with 1 where a number of the report may be wrong, saying which on stderr."""
    from archreport.reading.remarks import remarks
    from archreport.render.words.language import Language
    from archreport.render.words.remarks import remark_text

    grave = [remark for remark in remarks(report) if remark.grave]
    for remark in grave:
        say(remark_text(remark, Language(lang)))
    if grave:
        raise SystemExit(1)


@click.command()
@click.argument("model", metavar="MODEL[#ROW]")
@format_option("text", "bibtex", "apa", "markdown", "latex", "csl-json", what="Citation format.")
@LANGUAGE
def cite(model: str, form: str, lang: str) -> None:
    """Print how to cite a report, or one ROW of it.

    \b
    Examples:
      archreport cite vgg16
      archreport cite vgg16#conv3_1 --format bibtex
    """
    from archreport.render.downloads.citation import cite as citation
    from archreport.render.words.language import Language

    name, _, row = model.partition("#")
    click.echo(citation(_report(name), row or None, form, t=Language(lang)).rstrip())


def _report(name: str) -> Report:
    """A report by name (analysed now, from shapes alone) or from a file."""
    if name.endswith(".json"):
        from archreport.report.model import load

        return load(name)
    from archreport.catalog.networks import entry
    from archreport.site.reports import analyse_entry

    return analyse_entry(entry(name))


def _refuse_comparison(models: Sequence[str], form: str, most: int) -> None:
    """Raise `BadInput` where ``models`` cannot be set side by side."""
    if len(models) < 2:
        named = models[0] if models else "none"
        raise BadInput(
            f"A comparison needs two networks or more; there is {named}.",
            "For example: archreport compare alexnet vgg16",
        )
    twice = next((name for name in models if models.count(name) > 1), None)
    if twice:
        raise BadInput(f"{twice} is named twice.", "Name each network once.")
    if form == "table" and len(models) > most:
        raise BadInput(
            f"{len(models)} networks do not fit side by side; a table holds {most}.",
            "Use --format csv, which has a line for each.",
        )


def _print_report(
    report: Report, row: str, form: str, lang: str, depth: int | None, every_row: bool
) -> None:
    from archreport.render.downloads import table_files
    from archreport.render.terminal import layer_table
    from archreport.render.words.language import Language
    from archreport.report.model import to_json

    t = Language(lang)
    if row and form != "table":
        raise BadInput(f"One row cannot be printed as {form}.", "Leave --format or the row out.")
    if depth is not None and (row or form != "table"):
        raise BadInput(
            "--depth groups the table by module.", "Leave it out with --row and with --format."
        )
    if row:
        Console().print(layer_table.row_detail(report, row, t))
    elif form == "table":
        console = Console()
        console.print(
            layer_table.layer_table(report, t, console.width, depth=depth, every_row=every_row)
        )
    elif form == "json":
        click.echo(to_json(report), nl=False)
    elif form == "csv":
        click.echo(table_files.csv_text(report), nl=False)
    elif form == "latex":
        click.echo(table_files.latex_text(report, t), nl=False)
    else:
        click.echo(table_files.markdown_text(report, t), nl=False)
