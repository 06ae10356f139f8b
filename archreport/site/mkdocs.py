"""Markdown through MkDocs to HTML, both languages side by side."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from archreport.errors import OutputFailed, phrase
from archreport.site.configs import OVERRIDES, write_configs
from archreport.site.ends_with_parent import started


def run_mkdocs(root: Path, docs: Path, site: Path) -> None:
    """Build ``docs/en`` and ``docs/zh`` into ``site``, strictly, side by side.

    Raises `OutputFailed` where MkDocs refuses a page.
    """
    environment = mkdocs_environment()
    with ExitStack() as running:
        processes = {
            language: running.enter_context(
                started(
                    [sys.executable, "-m", "mkdocs", "build", "--strict",
                     "-f", str(config.resolve()), "-d", str((site / language).resolve())],
                    root,
                    environment,
                )
            )
            for language, config in write_configs(root, docs, root / OVERRIDES).items()
        }  # fmt: skip
        for language, process in processes.items():
            output, _ = process.communicate()
            if process.returncode:
                raise OutputFailed(
                    "site.mkdocs",
                    phrase("site.mend_page"),
                    language=language,
                    said=complaints(output),
                )


def mkdocs_environment() -> dict[str, str]:
    """What MkDocs is started with: without what it says of itself."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"}


def complaints(output: str) -> str:
    """The lines in which MkDocs complains; its last ones where none is marked as such."""
    lines = [line for line in output.splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(("WARNING", "ERROR", "Error", "Aborted"))]
    return "\n".join(f"  {line}" for line in (marked or lines)[-12:])
