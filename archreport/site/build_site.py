"""The site: reports and hand-written pages to Markdown, and Markdown through a builder to HTML.

Everything is made in folders beside the real ones and moved into place at the end, so that a
failure or Ctrl-C leaves the last good site as it was. Laboratories take the longest: where some
have to run, the site is published without their results first, and again when they are there.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from archreport.course.labs.moments import Watch, unwatched
from archreport.course.labs.results import LabFailed, Ran
from archreport.course.labs.run import kept_labs, run_labs
from archreport.errors import BadInput, OutputFailed, phrase
from archreport.files import folder_atomically
from archreport.progress import Progress, Say, silent
from archreport.render.downloads.published import site_address
from archreport.report.model import Report
from archreport.site.check.faults import Fault, check_site
from archreport.site.check.whitespace import strip_indentation
from archreport.site.configs import CONFIGS
from archreport.site.example import build_example
from archreport.site.heads import write_heads
from archreport.site.inventory.files import write_inventories
from archreport.site.mkdocs import run_mkdocs
from archreport.site.one_copy import keep_one_copy
from archreport.site.page_language import name_regions
from archreport.site.pages import renew_lab_pages, write_docs
from archreport.site.reference.command_help import Programs
from archreport.site.reports import DEFAULTS, BuildOptions, build_reports
from archreport.site.search.index import write_search
from archreport.site.units import build_units
from archreport.site.unpublished import name_no_address
from archreport.site.zensical import refuse_without_zensical, run_zensical

#: What turns the pages into HTML, by the name of ``archreport site --builder``.
BUILDERS = {"mkdocs": run_mkdocs, "zensical": run_zensical}


def build_site(
    root: Path,
    out: Path,
    site: Path,
    options: BuildOptions = DEFAULTS,
    *,
    programs: Programs,
    models: Sequence[str] = (),
    force: bool = False,
    labs: bool = True,
    jobs: int | None = None,
    builder: str = "mkdocs",
    progress: Progress = silent,
    watch: Watch = unwatched,
    say: Say = lambda message: None,
) -> Path:
    """Build the whole site of the project at ``root`` into ``site``; return ``site``.

    ``programs`` is what the reference says of the command line (`archreport.cli.described`).
    ``models`` are the keys of the networks that have pages, all of the shelf if empty; the pages
    about all networks are then about these. ``force`` makes the reports again. Without ``labs``
    the laboratories are neither run nor shown; ``jobs`` of them run at a time, see `run_labs`.
    ``builder`` is one of `BUILDERS`. ``progress`` hears of the reports and the atlas of units,
    ``watch`` of the laboratories, ``say`` of the other steps: "pages", "html" and "check", and
    "labs" between the two times that they are taken where laboratories have to run.

    Raises what the steps raise; `BadInput` where ``root`` is not the project or the builder is not
    installed; `OutputFailed` where it refuses a page or the finished site has faults. Then the last
    good site is untouched. Where a laboratory fails, with `LabFailed`, that is the one
    which says of those that had to run that they are being run. `KeyboardInterrupt` says so too.
    """
    missing = [name for name in (*CONFIGS.values(), "docs") if not (root / name).exists()]
    if missing:
        raise BadInput("site.no_project", root=root, missing=missing[0])
    if builder == "zensical":
        refuse_without_zensical()
    sources, results = root / "docs" / "labs", out / "labs"
    laboratories = kept_labs(sources, results) if labs else []
    built = build_reports(models, out / "reports", options, force=force, progress=progress)
    units = build_units(
        [one.report.identity.key for one in built], out / "units", progress=progress
    )
    example = build_example(root, out / "example", progress=progress)
    say("pages")
    write_docs(root, built, out / "docs", laboratories, units, example, programs=programs)
    reports = {one.report.identity.key: one.report for one in built}
    _publish(root, out / "docs", site, reports, builder, say)
    if all(one.fresh for one in laboratories):
        return site
    say("labs")
    try:
        ran = run_labs(sources, results, jobs=jobs, watch=watch)
    except LabFailed as error:
        left = _left(site, results, laboratories)
        raise LabFailed("lab.said", f"{error.hint}\n{left}".strip(), said=error.message) from error
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_left(site, results, laboratories)) from None
    say("pages")
    renew_lab_pages(root, out / "docs", ran)
    _publish(root, out / "docs", site, reports, builder, say)
    return site


def _publish(
    root: Path, docs: Path, site: Path, reports: Mapping[str, Report], builder: str, say: Say
) -> None:
    """Make HTML of the pages, check it, and put it in the place of the last site."""
    with folder_atomically(site) as new:
        say("html")
        BUILDERS[builder](root, docs, new)
        shutil.copy(root / "docs" / "root" / "index.html", new / "index.html")
        strip_indentation(new)
        name_regions(new)
        write_inventories(new, write_search(new, CONFIGS))
        if not site_address():
            name_no_address(new)
        keep_one_copy(new)
        write_heads(new, reports)
        say("check")
        refuse_faults(check_site(new))


def _left(site: Path, results: Path, laboratories: Sequence[Ran]) -> str:
    """What there is where not all laboratories have run, and what is missing from it."""
    missing = [one.lab.name for one in laboratories if not one.fresh]
    return LabFailed("site.left", site=site, missing=missing, results=results).message


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Raise `OutputFailed` listing what the checker found, if anything."""
    if not faults:
        return
    lines = "\n".join(f"  {fault}" for fault in faults[:20])
    more = len(faults) - 20
    shown = phrase("site.shown.more", shown=lines, n=more) if more > 0 else lines
    key = "site.faults" if len(faults) > 1 else "site.fault"
    raise OutputFailed(key, phrase("site.mend_all"), count=len(faults), shown=shown)
