"""Commands that make something: build, labs, site, serve, check."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archreport.cli.commands import command, option
from archreport.cli.messages import say
from archreport.cli.options import build_options, folder_option, with_build_options
from archreport.cli.progress import Progress
from archreport.cli.words import reason, word
from archreport.cli.writing import writing
from archreport.errors import BadInput, ReportInvalid
from archreport.files import write_atomically

if TYPE_CHECKING:
    from archreport.report.model import Report


@command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_build_options
def build(models: Sequence[str], out: Path, force: bool, **options: Any) -> None:
    """Run networks on a photograph and write their reports and pages (all of them by default)."""
    from archreport.site.pages import write_pages
    from archreport.site.reports import build_reports

    _say_untrained(models, options["weights"])
    with writing(out):
        with Progress() as progress:
            built = build_reports(
                models, out / "reports", build_options(options), force=force, progress=progress
            )
        stale = [one for one in built if not one.fresh or not _has_pages(out, one.report)]
        write_pages(stale, out / "docs")
    for one in built:
        run = one.report.run
        device_name = run.timings.device_name if run and run.timings else ""
        where = word("built.shapes")
        if run:
            key = "built.on" if device_name else "built.on_device"
            where = word(key, device=run.device, name=device_name)
        name = one.report.identity.title
        click.echo(_state(name, one.folder, "" if one.fresh else where, one.because))
    click.echo(word("built.pages", place=f"{out / 'docs'}/{{en,zh}}/models/"))


_ROOT = option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="option.root",
)


_JOBS = option("--jobs", type=click.IntRange(min=1), metavar="N", help="option.jobs")
_KEPT = option("--kept", metavar="FILE|URL", help="option.kept")


@command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@option("--force", is_flag=True, help="option.labs.force")
@_JOBS
@_KEPT
@option(
    "--pack",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="option.pack",
)
@folder_option("--out", "build", "option.labs.out")
@_ROOT
def labs(
    names: Sequence[str],
    force: bool,
    jobs: int | None,
    kept: str | None,
    pack: Path | None,
    out: Path,
    root: Path,
) -> None:
    """Run the laboratories of the course (all of them by default) and keep their results."""
    from archreport.course.labs.archive import pack as archive_of
    from archreport.course.labs.run import run_labs

    sources, results = root / "docs" / "labs", out / "labs"
    with writing(out):
        if kept:
            _take_kept(kept, sources, results, names)
        with Progress() as progress:
            ran = run_labs(sources, results, names, force=force, jobs=jobs, watch=progress.lab)
    for one in ran:
        ran_on = ""
        if one.made and not one.fresh:
            ran_on = word("lab.ran", seconds=one.made.seconds, device=one.made.device)
        click.echo(_state(one.lab.name, results / one.lab.name, ran_on, one.because))
    if pack:
        content = archive_of(ran, results)
        write_atomically(pack, content)
        click.echo(word("lab.packed", file=pack, sum=hashlib.sha256(content).hexdigest()))


def _take_kept(place: str, sources: Path, results: Path, names: Sequence[str] = ()) -> None:
    """Take what can be taken of the laboratories from an archive, and say what cannot."""
    from archreport.course.labs.archive import Unusable, take
    from archreport.course.labs.run import kept_labs

    labs = [one.lab for one in kept_labs(sources, results, names)]
    try:
        with Progress() as progress:
            progress(word("kept.title"), word("kept.reading", place=place), 0, 1)
            taken = take(place, labs, results)
    except Unusable as error:
        say(word("kept.unusable", error=error))
        return
    for name in taken.names:
        say(word("kept.taken", name=name, place=place))
    for name, because in taken.refused.items():
        say(word("kept.refused", name=name, reason=reason(because)))


@command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_build_options
@folder_option("--site", "site", "option.site")
@option("--no-labs", is_flag=True, help="option.no_labs")
@_JOBS
@_KEPT
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
    jobs: int | None,
    kept: str | None,
    builder: str,
    **options: Any,
) -> None:
    """Build the whole site, English and Chinese, and check it."""
    from archreport.site.build_site import build_site

    _say_untrained(models, options["weights"])
    with writing(out, site.resolve().parent):
        if kept and not no_labs:
            _take_kept(kept, root / "docs" / "labs", out / "labs")
        with Progress() as progress:
            build_site(
                root,
                out,
                site,
                build_options(options),
                models=models,
                force=force,
                labs=not no_labs,
                jobs=jobs,
                builder=builder,
                progress=progress,
                watch=progress.lab,
                say=lambda step: progress(
                    word("site.title"), word(f"site.{step}", site=site), 0, 1
                ),
            )
    click.echo(word("site.done", site=site))


@command()
@folder_option("--site", "site", "option.served")
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="option.port",
)
@option("--open", "opened", is_flag=True, help="option.open")
def serve(site: Path, port: int, opened: bool) -> None:
    """Serve the built site on this machine, for reading. Stop with Ctrl-C."""
    from archreport.site.serve import serve as serve_site

    def ready(address: str) -> None:
        click.echo(word("serve.at", site=site, address=address))
        if opened:
            click.launch(address)

    try:
        serve_site(site, port, ready)
    except KeyboardInterrupt:
        click.echo(word("serve.stopped"))


@command()
@click.argument(
    "site", default="site", type=click.Path(path_type=Path, file_okay=False), metavar="[SITE]"
)
@folder_option("--out", "build", "option.check.out")
def check(site: Path, out: Path) -> None:
    """Check a built site and its reports; list every fault and exit with 1 if there is any."""
    from archreport.report.report_file import read
    from archreport.report.self_check import check_report
    from archreport.site.build_site import saved_reports
    from archreport.site.check.faults import check_site

    if not site.is_dir():
        raise BadInput("site.none", site=site)
    files = saved_reports(out)
    faults = [str(fault) for fault in check_site(site)]
    for file in files:
        try:
            faults += [f"{file}: {fault}" for fault in check_report(read(file))]
        except ReportInvalid as error:
            faults.append(error.message)
    for fault in faults:
        click.echo(fault)
    pages = sum(1 for _ in site.rglob("*.html"))
    click.echo(word("check.done", pages=pages, reports=len(files), faults=len(faults)))
    if faults:
        sys.exit(1)


def _say_untrained(models: Sequence[str], weights: str) -> None:
    """Say once that networks which could have learned weights are run without them, and why."""
    from archreport.catalog.networks import CATALOG
    from archreport.running.weights.choice import why_untrained

    chosen = [CATALOG[key] for key in models or CATALOG if key in CATALOG]
    error = why_untrained(chosen, weights)
    if error:
        say(word("built.untrained", error=error))


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
