"""Reading the built site on this machine."""

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
from archreport.progress import Say
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


def serve(site: Path, port: int, ready: Say) -> None:
    """Serve ``site`` on this machine until interrupted. ``ready`` is given the address."""
    if not (site / "index.html").is_file():
        raise BadInput(f"There is no site in {site}.", "Build it with: archreport site")
    handler = functools.partial(_QuietHandler, directory=str(site))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BadInput(
            f"Port {port} cannot be used: {error.strerror}.",
            "Choose another one with --port, or 0 for any free one.",
        ) from error
    with server:
        ready(f"http://127.0.0.1:{server.server_port}/")
        server.serve_forever()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
