"""Commands that make something: build, labs, site, serve, check."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archreport.cli.commands import command, option
from archreport.cli.messages import Progress, say
from archreport.cli.options import build_options, folder_option, with_build_options
from archreport.cli.words import reason, word
from archreport.errors import BadInput

if TYPE_CHECKING:
    from archreport.report.model import Report


@command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_build_options
def build(models: Sequence[str], out: Path, force: bool, **options: Any) -> None:
    """Run networks on a photograph and write their reports and pages (all of them by default)."""
    from archreport.site.pages import write_pages
    from archreport.site.reports import build_reports

    with Progress() as progress:
        built = build_reports(
            models, out / "reports", build_options(options), force=force, progress=progress
        )
    stale = [one for one in built if not one.fresh or not _has_pages(out, one.report)]
    write_pages(stale, out / "docs")
    for one in built:
        run = one.report.run
        where = (
            word("built.on", device=run.device, name=run.device_name)
            if run
            else word("built.shapes")
        )
        name = one.report.identity.title
        click.echo(_state(name, one.folder, "" if one.fresh else where, one.because))
    click.echo(word("built.pages", place=f"{out / 'docs'}/{{en,zh}}/models/"))


_ROOT = option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="option.root",
)


@command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@option("--force", is_flag=True, help="option.labs.force")
@folder_option("--out", "build", "option.labs.out")
@_ROOT
def labs(names: Sequence[str], force: bool, out: Path, root: Path) -> None:
    """Run the laboratories of the course (all of them by default) and keep their results."""
    from archreport.course.labs.run import run_labs

    with Progress() as progress:
        ran = run_labs(root / "docs" / "labs", out / "labs", names, force=force, progress=progress)
    for one in ran:
        ran_on = word("lab.ran", seconds=one.made.seconds, device=one.made.device)
        folder = out / "labs" / one.lab.name
        click.echo(_state(one.lab.name, folder, "" if one.fresh else ran_on, one.because))


@command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_build_options
@folder_option("--site", "site", "option.site")
@option("--no-labs", is_flag=True, help="option.no_labs")
@option(
    "--builder",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    show_default=True,
    help="option.builder",
)
@_ROOT
def site(
    models: Sequence[str],
    out: Path,
    site: Path,
    root: Path,
    force: bool,
    no_labs: bool,
    builder: str,
    **options: Any,
) -> None:
    """Build the whole site, English and Chinese, and check it."""
    from archreport.site.build_site import build_site

    with Progress() as progress:
        build_site(
            root,
            out,
            site,
            build_options(options),
            models=models,
            force=force,
            labs=not no_labs,
            builder=builder,
            progress=progress,
            say=lambda step: say(word(f"site.{step}")),
        )
    click.echo(word("site.done", site=site))


@command()
@folder_option("--site", "site", "option.served")
@option("--port", default=8000, show_default=True, help="option.port")
def serve(site: Path, port: int) -> None:
    """Serve the built site on this machine, for reading. Stop with Ctrl-C."""
    from archreport.site.serve import serve as serve_site

    try:
        serve_site(
            site, port, lambda address: click.echo(word("serve.at", site=site, address=address))
        )
    except KeyboardInterrupt:
        click.echo(word("serve.stopped"))


@command()
@click.argument(
    "site", default="site", type=click.Path(path_type=Path, file_okay=False), metavar="[SITE]"
)
@folder_option("--out", "build", "option.check.out")
def check(site: Path, out: Path) -> None:
    """Check a built site and its reports; list every fault and exit with 1 if there is any."""
    from archreport.report.model import load
    from archreport.report.self_check import check_report
    from archreport.site.build_site import saved_reports
    from archreport.site.check.faults import check_site

    if not site.is_dir():
        raise BadInput("site.none", site=site)
    files = saved_reports(out)
    faults = [f"{fault.page}: {fault.kind}: {fault.detail}" for fault in check_site(site)]
    faults += [f"{file}: {fault}" for file in files for fault in check_report(load(file))]
    for fault in faults:
        click.echo(fault)
    pages = sum(1 for _ in site.rglob("*.html"))
    click.echo(word("check.done", pages=pages, reports=len(files), faults=len(faults)))
    if faults:
        sys.exit(1)


def _state(name: str, folder: Path, where: str, because: Sequence[str]) -> str:
    """What became of one thing that is kept; ``where`` it ran is "" for one that was fresh."""
    if not where:
        return word("built.fresh", name=name, folder=folder)
    more = word("since.more", n=len(because) - 1) if len(because) > 1 else ""
    since = word("since", reason=reason(because[0]), more=more) if because else ""
    return word("built.ran", name=name, where=where, since=since, folder=folder)


def _has_pages(out: Path, report: Report) -> bool:
    return all(
        (out / "docs" / language / "models" / report.identity.key / "index.md").is_file()
        for language in ("en", "zh")
    )
