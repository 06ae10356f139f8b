"""The site: reports and hand-written pages to Markdown, and Markdown through MkDocs to HTML.

Everything is made in folders beside the real ones and moved into place at the end, so that a
failure or Ctrl-C leaves the last good site as it was.
"""

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
from archreport.build import DEFAULTS, REPORT, BuildOptions, Built, build_reports
from archreport.catalog import CATALOG
from archreport.errors import BadInput, OutputFailed
from archreport.files import folder_atomically
from archreport.labpages import write_lab_pages
from archreport.labrun import Ran, refuse_without_extra, run_labs
from archreport.progress import Progress, untold
from archreport.render import diagram
from archreport.render.audit import audit_pages
from archreport.render.cite import cite
from archreport.render.compare import Link, compare_pages, comparisons_of
from archreport.render.embed import embed_files
from archreport.render.exports import csv_text, latex_text, markdown_text, slide_text
from archreport.render.language import LANGUAGES, Language
from archreport.render.lesson import render_lesson
from archreport.render.page import model_files, models_index
from archreport.report import Report, to_json
from archreport.sitecheck import Fault, check_site
from archreport.slim import slim_pages

_CONFIGS = {"en": "mkdocs.yml", "zh": "mkdocs.zh.yml"}

#: Told what is being done.
Say = Callable[[str], None]


def write_model_page(
    built: Built,
    folder: Path,
    t: Language,
    findings: Sequence[Finding],
    comparisons: Sequence[Link] = (),
) -> None:
    """Write one network's page with its downloads and pictures into ``folder``."""
    report, key = built.report, built.report.identity.key
    texts = {
        **model_files(report, t, findings=findings, comparisons=comparisons),
        **embed_files(report, t),
        f"{key}.csv": csv_text(report),
        f"{key}.md.txt": markdown_text(report, t),
        f"{key}.tex": latex_text(report, t),
        f"{key}-slide.tex": slide_text(report, t),
        f"{key}.bib": cite(report, format="bibtex", t=t),
        f"{key}.svg": diagram.svg_file(report, t),
        f"{key}.dot": diagram.dot_source(report),
    }
    _write_texts(folder, texts)
    (folder / f"{key}.json").write_bytes(to_json(report))
    for picture in sorted(built.folder.rglob("*.*")):
        if picture.suffix in (".png", ".webp"):
            _link(picture, folder / picture.relative_to(built.folder))


def write_pages(built: Sequence[Built], out: Path) -> list[Path]:
    """Write the pages of single networks under ``out``; return their folders."""
    reports = _by_key(built)
    findings = audit(reports, within(load_claims(), reports))
    folders = []
    for one in built:
        for language in LANGUAGES:
            folder = out / language / "models" / one.report.identity.key
            with folder_atomically(folder) as new:
                write_model_page(one, new, Language(language), findings)
            folders.append(folder)
    return folders


def write_docs(root: Path, built: Sequence[Built], out: Path, labs: Sequence[Ran] = ()) -> None:
    """Write everything MkDocs reads: ``out/en`` and ``out/zh``, replacing both."""
    reports = _by_key(built)
    findings = audit(reports)
    with folder_atomically(out) as new:
        for language in LANGUAGES:
            t = Language(language)
            folder = new / language
            for one in built:
                key = one.report.identity.key
                links = comparisons_of(key, reports, t)
                write_model_page(one, folder / "models" / key, t, findings, links)
            index = models_index(list(reports.values()), t)
            (folder / "models" / "index.md").write_text(index, encoding="utf-8")
            _write_texts(folder / "compare", compare_pages(reports, load_claims(), t))
            _write_texts(folder / "audit", audit_pages(findings, reports, t))
            lessons = root / "docs" / language
            if labs:
                write_lab_pages(labs, folder, t, functools.partial(_is_page, lessons))
            _write_lessons(lessons, folder, reports, t)  # last: they lead to all the others
            shutil.copytree(root / "docs" / "assets", folder / "assets")
            shutil.copytree(root / "docs" / "offline", folder / "search")


def _by_key(built: Sequence[Built]) -> dict[str, Report]:
    return {one.report.identity.key: one.report for one in built}


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write each text to its path below ``folder``."""
    for name, text in texts.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _is_page(folder: Path, path: str) -> bool:
    return (folder / path).is_dir()


def _write_lessons(source: Path, folder: Path, reports: Mapping[str, Report], t: Language) -> None:
    """Fill the hand-written pages with numbers and figures from the reports."""
    rendered = {}
    for page in sorted(source.rglob("*.md")):
        name = page.relative_to(source)
        rendered[name.as_posix()] = render_lesson(
            page.read_text(encoding="utf-8"),
            reports,
            t,
            depth=len(name.parts) - 1,
            page=f"docs/{t.code}/{name.as_posix()}",
            built=lambda path: _is_page(source, path) or _is_page(folder, path),
        )
    _write_texts(folder, rendered)


def build_site(
    root: Path,
    out: Path,
    site: Path,
    options: BuildOptions = DEFAULTS,
    *,
    force: bool = False,
    labs: bool = True,
    progress: Progress = untold,
    say: Say = lambda message: None,
) -> Path:
    """Build the whole site of the project at ``root`` into ``site``; return ``site``.

    ``force`` makes the reports again. Without ``labs`` the laboratories are neither run nor shown.

    Raises what the steps raise; `BadInput` where ``root`` is not the project; `OutputFailed` where
    MkDocs refuses a page or the finished site has faults. Then the last good site still stands.
    """
    missing = [name for name in (*_CONFIGS.values(), "docs") if not (root / name).exists()]
    if missing:
        raise BadInput(
            f"{root} is not the archreport project: there is no {missing[0]}.",
            "Run this in a clone of the project. For single pages: archreport build MODEL",
        )
    if labs:
        refuse_without_extra()
    built = build_reports(list(CATALOG), out / "reports", options, force=force, progress=progress)
    ran = run_labs(root / "docs" / "labs", out / "labs", progress=progress) if labs else []
    say("pages")
    write_docs(root, built, out / "docs", ran)
    with folder_atomically(site) as new:
        say("mkdocs")
        _mkdocs(root, out / "docs", new)
        shutil.copy(root / "docs" / "root" / "index.html", new / "index.html")
        slim_pages(new)
        say("check")
        refuse_faults(check_site(new))
    return site


def _mkdocs(root: Path, docs: Path, site: Path) -> None:
    """Both languages, strictly, side by side. The configurations take ``docs`` by these names."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    for language in _CONFIGS:
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
        for language, config in _CONFIGS.items()
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


def saved_reports(out: Path) -> list[Path]:
    """The report files built under ``out``."""
    return sorted((out / "reports").glob(f"*/{REPORT}"))


def _link(source: Path, target: Path) -> None:
    """A hard link where the file system allows it: pictures need not lie there three times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
