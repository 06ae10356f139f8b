"""Markdown through MkDocs to HTML, both languages side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from archreport.errors import OutputFailed

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
