"""The command line. Thin: it reads options, calls the package, and prints.

Exit codes: 0 done, 1 failed while working or found faults, 2 unusable input, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from archreport.errors import ArchreportError, BadInput

if TYPE_CHECKING:
    from archreport.build import BuildOptions
    from archreport.report import Report

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}
_BUILD_OPTIONS = (
    click.option(
        "--device",
        default="auto",
        show_default=True,
        type=click.Choice(["auto", "cpu", "cuda", "mps"]),
        help="Where the network runs. auto takes a GPU if there is one.",
    ),
    click.option(
        "--weights",
        default="seeded",
        show_default=True,
        metavar="seeded|imagenet|FILE",
        help="An untrained initialisation, public ImageNet weights, or a state-dict file.",
    ),
    click.option(
        "--image",
        metavar="NAME|FILE",
        help="The photograph: astronaut, chelsea, coffee, rocket, or your own file.",
    ),
    click.option("--seed", type=int, help="Seed of the initialisation [default: the network's]."),
    click.option(
        "--passes",
        type=click.IntRange(1, 100),
        help="How many timed passes; the median is reported "
        "[default: 3, or 1 for a network that takes longer than a second].",
    ),
    click.option("--force", is_flag=True, help="Build again what is fresh."),
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("build"),
        show_default=True,
        help="Where reports and pages are written.",
    ),
)
_LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language."
)


def _with_build_options(command: Any) -> Any:
    for option in reversed(_BUILD_OPTIONS):
        command = option(command)
    return command


class _Commands(click.Group):
    """Lists commands in the order of a reader's journey, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(package_name="archreport", message="archreport %(version)s")
def cli() -> None:
    """Architecture reports for convolutional networks: every number computed, shown with its
    arithmetic, and citable down to one row.

    \b
    Begin with:
      archreport list                  the networks of the course
      archreport show vgg16            the layer table of one
      archreport show vgg16#conv3_1    one row, with its arithmetic
      archreport compare vgg16 vgg19   two or more, side by side
      archreport cite vgg16#conv3_1    how to cite that row
      archreport inspect my.net:Net --input 1x3x224x224    your own model
    """


@cli.command("list")
@_LANGUAGE
def list_models(lang: str) -> None:
    """List the networks of the course."""
    from archreport.catalog import CATALOG
    from archreport.render.language import Language
    from archreport.render.terminal import model_list

    Console().print(model_list(list(CATALOG.values()), Language(lang)))


@cli.command()
@click.argument("model", metavar="MODEL[#ROW]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown", "latex"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@_LANGUAGE
def show(model: str, form: str, lang: str) -> None:
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
    _print_report(_report(name), row, form, lang)


@cli.command()
@click.argument("models", nargs=-1, metavar="MODEL MODEL [MODEL]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@_LANGUAGE
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
    from archreport.render import terminal_compare
    from archreport.render.compare import exports
    from archreport.render.compare.variants import side_by_side
    from archreport.render.language import Language

    _refuse_comparison(models, form, terminal_compare.MOST)
    t = Language(lang)
    shown = side_by_side([_report(model) for model in models], t, load_claims())
    if form == "table":
        console = Console()
        console.print(terminal_compare.comparison(shown, t, console.width))
    elif form == "csv":
        click.echo(exports.csv_text(shown), nl=False)
    elif form == "json":
        click.echo(exports.comparison_json(shown, t), nl=False)
    else:
        click.echo(exports.markdown_text(shown, t), nl=False)


@cli.command()
@click.argument("target", metavar="PACKAGE.MODULE:CALLABLE")
@click.option(
    "--input",
    "shapes",
    required=True,
    multiple=True,
    metavar="1x3x224x224",
    help="Input shape, batch first. Repeat it for several inputs.",
)
@click.option("--row", default="", help="Print only this row, with its arithmetic.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown", "latex"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write one self-contained HTML file.",
)
@_LANGUAGE
def inspect(
    target: str, shapes: Sequence[str], row: str, form: str, html: Path | None, lang: str
) -> None:
    """Report on your own model: any callable that returns a PyTorch module.

    The module is looked for in the current folder too. Its weights are not needed: the pass
    follows shapes.

    \b
    Examples:
      archreport inspect mynet:Net --input 1x3x224x224
      archreport inspect mynet:build --input 1x1x28x28 --html mynet.html
    """
    from archreport.analysis.analyze import analyze
    from archreport.inspection import load_target, parse_shape

    inputs = [parse_shape(text) for text in shapes]
    report = analyze(load_target(target), inputs, title=target.rpartition(":")[2])
    if html is not None:
        from archreport.files import write_atomically
        from archreport.render.language import Language
        from archreport.render.notebook import html_file

        write_atomically(html, html_file(report, Language(lang)).encode())
    _print_report(report, row, form, lang)
    if html is not None:
        _say(f"Wrote {html}")


@cli.command()
@click.argument("model", metavar="MODEL[#ROW]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "bibtex", "apa", "markdown", "latex", "csl-json"]),
    default="text",
    show_default=True,
    help="Citation format.",
)
@_LANGUAGE
def cite(model: str, form: str, lang: str) -> None:
    """Print how to cite a report, or one ROW of it.

    \b
    Examples:
      archreport cite vgg16
      archreport cite vgg16#conv3_1 --format bibtex
    """
    from archreport.render.cite import cite as citation
    from archreport.render.language import Language

    name, _, row = model.partition("#")
    click.echo(citation(_report(name), row or None, form, t=Language(lang)).rstrip())


@cli.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@_with_build_options
def build(models: Sequence[str], out: Path, force: bool, **options: Any) -> None:
    """Run networks on a photograph and write their reports and pages (all of them by default).

    What is fresh is skipped: a report is built again when its network, archreport, a library or
    an option changed. Each network is replaced whole or not at all.

    \b
    Examples:
      archreport build vgg16
      archreport build alexnet vgg16 --image cat.jpg
      archreport build vgg16 --weights imagenet --device cuda
    """
    from archreport.build import build_reports
    from archreport.site import write_pages

    with _Progress() as progress:
        built = build_reports(
            models, out / "reports", _build_options(options), force=force, progress=progress
        )
    stale = [one for one in built if not one.fresh or not _has_pages(out, one.report)]
    write_pages(stale, out / "docs")
    for one in built:
        run = one.report.run
        where = f"on {run.device} ({run.device_name})" if run else "by shapes alone"
        state = "is fresh" if one.fresh else f"ran {where}"
        click.echo(f"{one.report.identity.title}: {state} → {one.folder}")
    click.echo(f"Pages: {out / 'docs'}/{{en,zh}}/models/")


@cli.command()
@_with_build_options
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Where the finished site goes.",
)
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The project's folder [default: here].",
)
def site(out: Path, site: Path, root: Path, force: bool, **options: Any) -> None:
    """Build the whole site, English and Chinese, and check it.

    Reports that are not fresh are built first. The old site stays until the new one is complete
    and without faults.
    """
    from archreport.site import build_site

    steps = {
        "pages": "Writing pages …",
        "mkdocs": "Building the English and the Chinese site …",
        "check": "Checking links, ids, names and weights …",
    }
    with _Progress() as progress:
        build_site(
            root,
            out,
            site,
            _build_options(options),
            force=force,
            progress=progress,
            say=lambda step: _say(steps[step]),
        )
    click.echo(f"The site is in {site}. Look at it with: archreport serve")


@cli.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The built site.",
)
@click.option("--port", default=8000, show_default=True, help="Port; 0 takes any free one.")
def serve(site: Path, port: int) -> None:
    """Serve the built site on this machine, for reading. Stop with Ctrl-C."""
    from archreport.site import serve as serve_site

    try:
        serve_site(site, port, lambda address: click.echo(f"Serving {site} at {address}"))
    except KeyboardInterrupt:
        click.echo("Stopped.")


@cli.command()
@click.argument(
    "site", default="site", type=click.Path(path_type=Path, file_okay=False), metavar="[SITE]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build"),
    show_default=True,
    help="Where the reports were built.",
)
def check(site: Path, out: Path) -> None:
    """Check a built site and its reports; list every fault and exit with 1 if there is any.

    The site: dead links and anchors, duplicate ids, unnamed pictures, tables without headers,
    requests to other hosts, page weight, the same pages and anchors in both languages. The
    reports: rows against totals, printed sums against numbers, second methods.
    """
    from archreport.report import load
    from archreport.reportcheck import check_report
    from archreport.site import saved_reports
    from archreport.sitecheck import check_site

    if not site.is_dir():
        raise BadInput(f"There is no site in {site}.", "Build it with: archreport site")
    files = saved_reports(out)
    faults = [f"{fault.page}: {fault.kind}: {fault.detail}" for fault in check_site(site)]
    faults += [f"{file}: {fault}" for file in files for fault in check_report(load(file))]
    for fault in faults:
        click.echo(fault)
    pages = sum(1 for _ in site.rglob("*.html"))
    click.echo(f"{pages} pages and {len(files)} reports checked, {len(faults)} faults.")
    if faults:
        sys.exit(1)


# -- helpers -------------------------------------------------------------------------------------


def _report(name: str) -> Report:
    """A report by name (analysed now, from shapes alone) or from a file."""
    if name.endswith(".json"):
        from archreport.report import load

        return load(name)
    from archreport.build import analyse_entry
    from archreport.catalog import entry

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


def _print_report(report: Report, row: str, form: str, lang: str) -> None:
    from archreport.render import exports, terminal
    from archreport.render.language import Language
    from archreport.report import to_json

    t = Language(lang)
    if row and form != "table":
        raise BadInput(f"One row cannot be printed as {form}.", "Leave --format or the row out.")
    if row:
        Console().print(terminal.row_detail(report, row, t))
    elif form == "table":
        console = Console()
        console.print(terminal.layer_table(report, t, console.width))
    elif form == "json":
        click.echo(to_json(report), nl=False)
    elif form == "csv":
        click.echo(exports.csv_text(report), nl=False)
    elif form == "latex":
        click.echo(exports.latex_text(report, t), nl=False)
    else:
        click.echo(exports.markdown_text(report, t), nl=False)


def _build_options(options: dict[str, Any]) -> BuildOptions:
    from archreport.build import BuildOptions

    return BuildOptions(
        device=options["device"],
        weights=options["weights"],
        photo=options["image"],
        seed=options["seed"],
        passes=options["passes"],
    )


def _has_pages(out: Path, report: Report) -> bool:
    return all(
        (out / "docs" / language / "models" / report.identity.key / "index.md").is_file()
        for language in ("en", "zh")
    )


def _say(message: str) -> None:
    """Progress and notices go to stderr, so that output can be piped."""
    click.echo(message, err=True)


class _Progress:
    """A bar a network on a terminal, a line a step elsewhere."""

    _STEPS = {  # noqa: RUF012 - read only
        "trace": "tracing shapes",
        "weights": "initialising weights",
        "time": "timing passes",
        "maps": "drawing feature maps",
    }

    def __enter__(self) -> _Progress:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(stderr=True)
        self._tasks: dict[str, Any] = {}
        self._last: tuple[str, str] | None = None
        self._bar = Progress(
            TextColumn("{task.fields[title]:<16}"),
            BarColumn(24),
            TextColumn("{task.fields[what]:<22}"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()

    def __call__(self, title: str, what: str, done: int, total: int) -> None:
        words = "done" if done == total else self._STEPS.get(what, what)
        if not self._console.is_terminal:
            if self._last != (title, words):
                _say(f"{title}: {words}")
            self._last = (title, words)
            return
        if title not in self._tasks:
            self._tasks[title] = self._bar.add_task("", total=total, title=title, what=words)
        self._bar.update(self._tasks[title], completed=done, total=total, what=words)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code. Foreseen errors are one message."""
    try:
        cli.main(args=arguments, prog_name="archreport", standalone_mode=False)
    except ArchreportError as error:
        _fail(str(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _interrupted()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _interrupted() -> None:
    """Leave at once: Python would die of the signal itself where it struck inside an import."""
    _tell("Interrupted. What was there before is untouched.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(130)


def _fail(message: str, code: int) -> None:
    _tell(message)
    sys.exit(code)


def _tell(message: str) -> None:
    from rich.markup import escape

    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold red]archreport:[/] {escape(message)}"
    )
