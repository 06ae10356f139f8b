"""Markdown through MkDocs to HTML, both languages side by side."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from archreport.audit import Finding, audit, load_claims, within
from archreport.site.reports import BuildOptions, Built, DEFAULTS, REPORT, build_reports
from archreport.catalog.networks import CATALOG
from archreport.errors import BadInput, OutputFailed
from archreport.files import folder_atomically
from archreport.course.labs.pages import write_lab_pages
from archreport.course.labs.run import Ran, refuse_without_extra, run_labs
from archreport.progress import Progress, silent
from archreport.render.drawing import diagram
from archreport.render.audit_pages.pages import audit_pages
from archreport.render.downloads.citation import cite
from archreport.render.compare_pages import Link, compare_pages, comparisons_of
from archreport.render.downloads.embed import embed_files
from archreport.render.downloads.table_files import csv_text, latex_text, markdown_text, slide_text
from archreport.render.words.language import LANGUAGES, Language
from archreport.course.lessons.template_functions import render_lesson
from archreport.render.model_page.page import model_files, models_index
from archreport.report.model import Report, to_json
from archreport.site.check.faults import Fault, check_site
from archreport.site.check.whitespace import slim_pages


CONFIGS = {"en": "mkdocs.yml", "zh": "mkdocs.zh.yml"}


def run_mkdocs(root: Path, docs: Path, site: Path) -> None:
    """Both languages, strictly, side by side. The configurations take ``docs`` by these names."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    for language in CONFIGS:
        environment[f"ARCHREPORT_DOCS_{language.upper()}"] = str((docs / language).resolve())
    running = {
        language: subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", config,
             "-d", str((site / language).resolve())],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for language, config in CONFIGS.items()
    }  # fmt: skip
    try:
        for language, process in running.items():
            output, _ = process.communicate()
            if process.returncode:
                raise OutputFailed(
                    f"MkDocs refused the {language} pages:\n{_complaints(output)}",
                    "Mend the page it names. The last good site is untouched.",
                )
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.wait()


def _complaints(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(("WARNING", "ERROR", "Error", "Aborted"))]
    return "\n".join(f"  {line}" for line in (marked or lines)[-12:])
