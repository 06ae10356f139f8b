"""Commands that make something: build, labs, site, serve, check."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archreport.cli.messages import say
from archreport.cli.options import build_options, folder_option, with_build_options
from archreport.cli.progress import Progress
from archreport.errors import BadInput
from archreport.files import write_atomically

if TYPE_CHECKING:
    from archreport.report.model import Report


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_build_options
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
        where = f"on {run.device} ({run.device_name})" if run else "by shapes alone"
        state = "is fresh" if one.fresh else f"ran {where}{_since(one.because)}"
        click.echo(f"{one.report.identity.title}: {state} → {one.folder}")
    click.echo(f"Pages: {out / 'docs'}/{{en,zh}}/models/")


_ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The project's folder [default: here].",
)

_JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many laboratories run at a time [default: as many as there are cores, at most 4].",
)
_KEPT = click.option(
    "--kept",
    metavar="FILE|URL",
    help="Take results from this archive where code, data and versions are exactly the same as "
    "here, and run the others. FILE#sha256=… takes none from another file.",
)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--force", is_flag=True, help="Run again what is fresh.")
@_JOBS
@_KEPT
@click.option(
    "--pack",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Pack the results into an archive for --kept.",
)
@folder_option("--out", "build", "Where results are kept.")
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
    """Run the laboratories of the course (all of them by default) and keep their results.

    Each runs in a fresh kernel and an empty folder, with one thread, so that the results are the
    same on any number of cores; the first cell that fails stops the command.
    What is fresh is skipped: a laboratory runs again when its code, what it imports of archreport,
    or a library changed. Changes of its text cost nothing.

    \b
    Examples:
      archreport labs
      archreport labs 01-counting 04-degradation
      archreport labs 02-receptive-field --force
      archreport labs --pack laboratories.zip
    """
    from archreport.course.labs.archive import pack as archive_of
    from archreport.course.labs.run import run_labs

    sources, results = root / "docs" / "labs", out / "labs"
    if kept:
        _take_kept(kept, sources, results, names)
    with Progress() as progress:
        ran = run_labs(sources, results, names, force=force, jobs=jobs, watch=progress.lab)
    for one in ran:
        took = f"{one.made.seconds:.0f} s on {one.made.device}" if one.made else ""
        ran_on = f"ran {took}{_since(one.because)}"
        state = "is fresh" if one.fresh else ran_on
        click.echo(f"{one.lab.name}: {state} → {results / one.lab.name}")
    if pack:
        content = archive_of(ran, results)
        write_atomically(pack, content)
        click.echo(f"Packed into {pack}, SHA-256 {hashlib.sha256(content).hexdigest()}")


def _take_kept(place: str, sources: Path, results: Path, names: Sequence[str] = ()) -> None:
    """Take what can be taken of the laboratories from an archive, and say what cannot."""
    from archreport.course.labs.archive import Unusable, take
    from archreport.course.labs.run import kept_labs

    labs = [one.lab for one in kept_labs(sources, results, names)]
    try:
        with Progress() as progress:
            progress("Kept results", f"reading {place}", 0, 1)
            taken = take(place, labs, results)
    except Unusable as error:
        say(f"{error} The laboratories that are not fresh are run.")
        return
    for name in taken.names:
        say(f"{name}: taken from {place}")
    for name, because in taken.refused.items():
        say(f"{name}: not taken, since {because}; it is run")


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_build_options
@folder_option("--site", "site", "Where the finished site goes.")
@click.option("--no-labs", is_flag=True, help="Build without running or showing the laboratories.")
@_JOBS
@_KEPT
@click.option(
    "--builder",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    show_default=True,
    help="What makes HTML of the pages. Zensical must be installed by you.",
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
    """Build the whole site, English and Chinese, and check it.

    With MODELs only these networks have pages: for a project whose own pages and navigation name
    no others.

    Reports that are not fresh are made first (--force makes all of them again), then the site. It
    can be read from then on, while the laboratories that are not fresh run (`archreport labs
    --force` runs all of them again); when they have run it is made once more, with their results.
    The old site stays until the new one is complete and without faults.
    """
    from archreport.site.build_site import build_site

    steps = {
        "pages": "writing pages",
        "html": "building the English and the Chinese site",
        "check": "checking links, ids, names and weights",
        "labs": f"can be read in {site}; laboratories are being run",
    }
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
            say=lambda step: progress("Site", steps[step], 0, 1),
        )
    click.echo(f"The site is in {site}. Look at it with: archreport serve")


@click.command()
@folder_option("--site", "site", "The built site.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 takes any free one.")
def serve(site: Path, port: int) -> None:
    """Serve the built site on this machine, for reading. Stop with Ctrl-C."""
    from archreport.site.serve import serve as serve_site

    try:
        serve_site(site, port, lambda address: click.echo(f"Serving {site} at {address}"))
    except KeyboardInterrupt:
        click.echo("Stopped.")


@click.command()
@click.argument(
    "site", default="site", type=click.Path(path_type=Path, file_okay=False), metavar="[SITE]"
)
@folder_option("--out", "build", "Where the reports were built.")
def check(site: Path, out: Path) -> None:
    """Check a built site and its reports; list every fault and exit with 1 if there is any.

    The site: dead links and anchors, duplicate ids, unnamed pictures, tables without headers,
    requests to other hosts, page weight, the same pages and anchors in both languages. The
    reports: rows against totals, printed sums against numbers, second methods.
    """
    from archreport.report.model import load
    from archreport.report.self_check import check_report
    from archreport.site.build_site import saved_reports
    from archreport.site.check.faults import check_site

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


def _since(reasons: Sequence[str]) -> str:
    """Why something was made again, as the end of a sentence; "" where nothing was wrong."""
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f", since {reasons[0]}{more}" if reasons else ""


def _has_pages(out: Path, report: Report) -> bool:
    return all(
        (out / "docs" / language / "models" / report.identity.key / "index.md").is_file()
        for language in ("en", "zh")
    )
