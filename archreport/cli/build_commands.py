"""Commands that make something: build, labs, site, serve, check."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from archreport.cli.commands import Group, command, option
from archreport.cli.completion.answers import complete_lab, complete_network
from archreport.cli.json_forms import (
    BuildSummary,
    CheckSummary,
    FoundFault,
    LabSummary,
    Result,
    SiteSummary,
)
from archreport.cli.messages import conclude, explain, say, tell
from archreport.cli.options import build_options, folder_option, root_option, with_build_options
from archreport.cli.output import Output, output_options
from archreport.cli.progress import Progress
from archreport.cli.words import amount, reason, word
from archreport.cli.writing import writing
from archreport.errors import BadInput, ReportInvalid
from archreport.files import write_atomically
from archreport.language.choice import LANGUAGES, current
from archreport.progress import Say

if TYPE_CHECKING:
    from archreport.course.labs.results import Ran
    from archreport.site.reports import Built


@command()
@click.argument("models", nargs=-1, metavar="[MODEL]...", shell_complete=complete_network)
@with_build_options
@output_options("table", "json")
def build(models: Sequence[str], out: Path, force: bool, to: Output, **options: Any) -> None:
    """Run networks on a photograph and write their reports and pages (all of them by default)."""
    from archreport.site.page_folders import write_pages
    from archreport.site.reports import build_reports

    _say_untrained(models, options["weights"])
    with writing(out):
        with Progress() as progress:
            built = build_reports(
                models, out / "reports", build_options(options), force=force, progress=progress
            )
        write_pages(built, out / "pages")
    if to.form == "json":
        pages = {one: str(out / "pages" / one) for one in LANGUAGES}
        to.json(BuildSummary(tuple(_built_result(one) for one in built), pages))
        return
    lines = []
    for one in built:
        run = one.report.run
        device_name = run.timings.device_name if run and run.timings else ""
        where = word("built.shapes")
        if run:
            key = "built.on" if device_name else "built.on_device"
            where = word(key, device=run.device, name=device_name)
        name = one.report.identity.title
        lines.append(_state(name, one.folder, "" if one.fresh else where, one.because))
        explain_reasons(one.because)
    lines.append(word("built.pages", place=out / "pages" / current()))
    to.summary(lines)


def _built_result(one: Built) -> Result:
    run = None if one.fresh else one.report.run
    seconds = run.timings.seconds if run and run.timings else None
    return Result(
        one.report.identity.key,
        str(one.folder),
        one.fresh,
        tuple(one.because),
        run.device if run else None,
        seconds,
    )


_JOBS = option("--jobs", type=click.IntRange(min=1), metavar="N", help="option.jobs")
_KEPT = option("--kept", metavar="FILE|URL", help="option.kept")


@command()
@click.argument("names", nargs=-1, metavar="[LAB]...", shell_complete=complete_lab)
@option("--force", is_flag=True, help="option.labs.force")
@_JOBS
@_KEPT
@option(
    "--pack",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="option.pack",
)
@folder_option("--out", "build", "option.labs.out")
@root_option
@output_options("table", "json")
def labs(
    names: Sequence[str],
    force: bool,
    jobs: int | None,
    kept: str | None,
    pack: Path | None,
    out: Path,
    root: Path,
    to: Output,
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
    to_output = str(pack) == "-"  # then nothing else goes there
    packed = ""
    if pack:
        content = archive_of(ran, results)
        if to_output:
            click.echo(content, nl=False)
        else:
            write_atomically(pack, content)
        packed = hashlib.sha256(content).hexdigest()
    if to.form == "json":
        made = tuple(_lab_result(one, results) for one in ran)
        to.json(LabSummary(made, str(pack) if pack else None, packed or None))
        return
    lines = []
    for one in ran:
        ran_on = ""
        if one.made and not one.fresh:
            ran_on = word("lab.ran", seconds=one.made.seconds, device=one.made.device)
        lines.append(_state(one.lab.name, results / one.lab.name, ran_on, one.because))
        explain_reasons(one.because)
    if pack:
        lines.append(word("lab.packed", file=pack, sum=packed))
    if to_output and to.file is None:
        for line in lines:
            say(line)
    else:
        to.summary(lines)


def _lab_result(one: Ran, results: Path) -> Result:
    made = None if one.fresh else one.made
    return Result(
        one.lab.name,
        str(results / one.lab.name),
        one.fresh,
        tuple(one.because),
        made.device if made else None,
        made.seconds if made else None,
    )


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
@click.argument("models", nargs=-1, metavar="[MODEL]...", shell_complete=complete_network)
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
@option(
    "--zip",
    "archive",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="option.zip",
)
@root_option
@output_options("table", "json")
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
    archive: Path | None,
    to: Output,
    **options: Any,
) -> None:
    """Build the whole site, English and Chinese, and check it."""
    from archreport.cli.described import described
    from archreport.site.build_site import build_site
    from archreport.site.offline import write_offline

    program = click.get_current_context().find_root().command
    assert isinstance(program, Group)
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
                programs=described(program),
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
        if archive:
            write_offline(site, archive)
    if to.form == "json":
        files = [path for path in site.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        to.json(SiteSummary(str(site), pages, sum(path.stat().st_size for path in files)))
    else:
        said = [word("site.done", site=site)]
        if archive:
            said.append(word("site.zipped", file=archive, size=archive.stat().st_size / 1e6))
        to.summary(said)


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
@option("--watch", is_flag=True, help="option.watch")
@folder_option("--out", "build", "option.watch.out")
@root_option
def serve(site: Path, port: int, opened: bool, watch: bool, out: Path, root: Path) -> None:
    """Serve the built site on this machine, for reading. Stop with Ctrl-C."""
    from archreport.site.serve import serve as serve_site

    def ready(address: str) -> None:
        conclude(word("serve.watching" if watch else "serve.at", site=site, address=address))
        if opened:
            click.launch(address)

    try:
        if watch:
            _serve_and_watch(site, out, root, port, ready)
        else:
            serve_site(site, port, ready)
    except KeyboardInterrupt:
        conclude(word("serve.stopped"))


def _serve_and_watch(site: Path, out: Path, root: Path, port: int, ready: Say) -> None:
    """Serve a copy that is renewed when lessons are saved; other runs may write meanwhile."""
    from archreport.files import temporary_folder
    from archreport.site.preview.preview import preview
    from archreport.site.preview.renewed import copy_site

    def renewed(pages: list[str], seconds: float) -> None:
        what = ", ".join(pages[:3]) + ("…" if len(pages) > 3 else "")
        key = "serve.renewed" if pages else "serve.renewed.other"
        click.echo(word(key, pages=what, seconds=seconds))

    with temporary_folder() as folder:
        with writing(out, site.resolve().parent):
            copy_site(out / "docs", site, folder)
        preview(folder, root, out, port, ready=ready, renewed=renewed, refused=tell)


@command()
@click.argument(
    "site", default="site", type=click.Path(path_type=Path, file_okay=False), metavar="[SITE]"
)
@folder_option("--out", "build", "option.check.out")
@output_options("table", "json")
@click.pass_context
def check(context: click.Context, site: Path, out: Path, to: Output) -> None:
    """Check a built site and its reports; list every fault and exit with 1 if there is any."""
    from archreport.report.report_file import read
    from archreport.report.self_check import check_report
    from archreport.site.check.faults import check_site
    from archreport.site.reports import saved_reports

    if not site.is_dir():
        raise BadInput("site.none", site=site)
    files = saved_reports(out)
    was_named = context.get_parameter_source("out") is not ParameterSource.DEFAULT
    if was_named and not files:
        raise BadInput("site.no_reports", out=out)
    faults = [FoundFault(one.page, one.kind, one.detail) for one in check_site(site)]
    for file in files:
        try:
            said = [str(fault) for fault in check_report(read(file))]
        except ReportInvalid as error:
            said = [error.message]
        faults += [FoundFault(str(file), "report", one) for one in said]
    pages = sum(1 for _ in site.rglob("*.html"))
    if to.form == "json":
        to.json(CheckSummary(pages, len(files), tuple(faults)))
    else:
        counts = {"pages": pages, "reports": len(files), "faults": len(faults)}
        done = word("check.done", **{what: amount(what, n) for what, n in counts.items()})
        to.listing([_fault_line(one) for one in faults], done)
    if faults:
        sys.exit(1)


def _fault_line(fault: FoundFault) -> str:
    if fault.kind == "report":  # its sentence may name the file itself
        return fault.detail if fault.place in fault.detail else f"{fault.place}: {fault.detail}"
    return f"{fault.place}: {fault.kind}: {fault.detail}"


def explain_reasons(because: Sequence[str]) -> None:
    """Every reason, where ``--verbose`` asks for more than the first."""
    for clause in because[1:]:
        explain(f"  {reason(clause).strip()}")


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
