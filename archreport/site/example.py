"""The front page's example: the page of a network that is not ours, made as a reader would.

``docs/example/`` holds the network, plain PyTorch. Its report is made anew where the file or the
analysis has changed, and kept in ``example/``; each language has its page as the one file that
``archreport page`` writes, with the network's file beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from archreport.freshness.dependencies import Dependencies, dependencies
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.progress import Progress, silent
from archreport.render.page_file.page import page_html
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.report_file import load, save

#: The network, its input, and the command that makes its page.
SOURCE = "docs/example/small_mobilenet.py"
NAME = "SmallMobileNet"
INPUT = "1x3x96x96"
COMMAND = f"archreport page {Path(SOURCE).name}:{NAME} --input {INPUT}"
#: Where the page lies below the root of each language.
PLACE = "example"
_REPORT = "report.json"


def build_example(root: Path, out: Path, *, progress: Progress = silent) -> Report | None:
    """The example's report, kept under ``out``; None in a project without an example.

    Raises what the analysis of a model raises, and `OutputFailed`.
    """
    source = root / SOURCE
    if not source.is_file():
        return None
    depends_on = _dependencies(source)
    if why_stale(out, depends_on):
        progress(NAME, "trace", 0, 1)
        with kept_folder(out, depends_on) as new:
            save(_analysed(source), new / _REPORT)
    return load(out / _REPORT)


def kept_example(out: Path) -> Report | None:
    """The report that `build_example` has kept under ``out``; None where there is none."""
    file = out / _REPORT
    return load(file) if file.is_file() else None


def example_files(report: Report, root: Path, t: Language) -> Mapping[str, str]:
    """The page in the language of ``t`` and the network's file, by path below that language."""
    source = root / SOURCE
    return {
        f"{PLACE}/index.html": page_html(report, t),
        f"{PLACE}/{source.name}": source.read_text(encoding="utf-8"),
    }


def _analysed(source: Path) -> Report:
    from archreport.analysis.analyze import analyze
    from archreport.catalog.own_model import load_target

    shape = tuple(int(extent) for extent in INPUT.split("x"))
    report = analyze(load_target(f"{source}:{NAME}"), shape, checks="all", title=NAME)
    return replace(report, made=report.made and replace(report.made, command=COMMAND))


def _dependencies(source: Path) -> Dependencies:
    return dependencies(
        ["archreport.analysis.analyze", "archreport.catalog.own_model"],
        settings={"command": COMMAND},
        files={"network": source},
    )
