"""Markdown through MkDocs to HTML, both languages side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from archreport.errors import OutputFailed, phrase
from archreport.site.configs import OVERRIDES, write_configs


def run_mkdocs(root: Path, docs: Path, site: Path) -> None:
    """Build ``docs/en`` and ``docs/zh`` into ``site``, strictly, side by side.

    Raises `OutputFailed` where MkDocs refuses a page.
    """
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    running = {
        language: subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config.resolve()),
             "-d", str((site / language).resolve())],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for language, config in write_configs(root, docs, root / OVERRIDES).items()
    }  # fmt: skip
    try:
        for language, process in running.items():
            output, _ = process.communicate()
            if process.returncode:
                raise OutputFailed(
                    "site.mkdocs",
                    phrase("site.mend_page"),
                    language=language,
                    said=_complaints(output),
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
