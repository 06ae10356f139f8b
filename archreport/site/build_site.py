"""The site: reports and hand-written pages to Markdown, and Markdown through a builder to HTML.

Everything is made in folders beside the real ones and moved into place at the end, so that a
failure or Ctrl-C leaves the last good site as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from archreport.course.labs.run import refuse_without_extra, run_labs
from archreport.errors import BadInput, OutputFailed
from archreport.files import folder_atomically
from archreport.progress import Progress, Say, silent
from archreport.site.check.faults import Fault, check_site
from archreport.site.check.whitespace import strip_indentation
from archreport.site.configs import CONFIGS
from archreport.site.mkdocs import run_mkdocs
from archreport.site.one_copy import keep_one_copy
from archreport.site.pages import write_docs
from archreport.site.reports import DEFAULTS, REPORT, BuildOptions, build_reports
from archreport.site.zensical import refuse_without_zensical, run_zensical

#: What turns the pages into HTML, by the name of ``archreport site --builder``.
BUILDERS = {"mkdocs": run_mkdocs, "zensical": run_zensical}


def build_site(
    root: Path,
    out: Path,
    site: Path,
    options: BuildOptions = DEFAULTS,
    *,
    models: Sequence[str] = (),
    force: bool = False,
    labs: bool = True,
    builder: str = "mkdocs",
    progress: Progress = silent,
    say: Say = lambda message: None,
) -> Path:
    """Build the whole site of the project at ``root`` into ``site``; return ``site``.

    ``models`` are the keys of the networks that have pages, all of the shelf if empty; the pages
    about all networks are then about these. ``force`` makes the reports again. Without ``labs``
    the laboratories are neither run nor shown. ``builder`` is one of `BUILDERS`.

    Raises what the steps raise; `BadInput` where ``root`` is not the project or the builder is not
    installed; `OutputFailed` where it refuses a page or the finished site has faults. Then the last
    good site is untouched.
    """
    missing = [name for name in (*CONFIGS.values(), "docs") if not (root / name).exists()]
    if missing:
        raise BadInput(
            f"{root} is not the archreport project: there is no {missing[0]}.",
            "Run this in a clone of the project. For single pages: archreport build MODEL",
        )
    if builder == "zensical":
        refuse_without_zensical()
    if labs:
        refuse_without_extra()
    built = build_reports(models, out / "reports", options, force=force, progress=progress)
    ran = run_labs(root / "docs" / "labs", out / "labs", progress=progress) if labs else []
    say("pages")
    write_docs(root, built, out / "docs", ran)
    with folder_atomically(site) as new:
        say("html")
        BUILDERS[builder](root, out / "docs", new)
        shutil.copy(root / "docs" / "root" / "index.html", new / "index.html")
        strip_indentation(new)
        keep_one_copy(new)
        say("check")
        refuse_faults(check_site(new))
    return site


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Raise `OutputFailed` listing what the checker found, if anything."""
    if not faults:
        return
    shown = "\n".join(f"  {fault.page}: {fault.kind}: {fault.detail}" for fault in faults[:20])
    more = f"\n  … and {len(faults) - 20} more" if len(faults) > 20 else ""
    raise OutputFailed(
        f"The site has {len(faults)} fault{'s' if len(faults) > 1 else ''}:\n{shown}{more}",
        "Mend them and build again. The last good site is untouched.",
    )


def saved_reports(out: Path) -> list[Path]:
    """The report files built under ``out``."""
    return sorted((out / "reports").glob(f"*/{REPORT}"))
