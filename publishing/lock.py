"""The versions of ``constraints.txt`` with the hashes of their files, for every system.

``python3 dev.py lock`` writes ``requirements.lock`` anew; it asks the package index. Workflows
install from it, so that no file enters that was not there when the versions were chosen. A clone
installs by ``constraints.txt`` alone: it may take its wheels from another place, such as PyTorch's
own index of smaller ones, whose files have other hashes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = "requirements.lock"
#: The oldest patch of the oldest Python that all versions can be had for.
OLDEST = "3.11.9"
_HEADER = """\
# Written by `python3 dev.py lock`: the versions of constraints.txt and what they need on Linux,
# macOS and Windows, with the SHA-256 of each file of the public index. Do not edit.
"""


def main() -> int:
    written = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml",
         "--extra", "dev", "--extra", "release", "--constraint", "constraints.txt",
         "--universal", "--python-version", OLDEST, "--generate-hashes",
         "--no-header", "--no-annotate", "--no-config", "--quiet"],
        cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    if written.returncode:
        return written.returncode
    (ROOT / LOCK).write_text(_HEADER + written.stdout, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
