"""Small sites of somebody else, with a fence or a directive in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MODEL = """\
from torch import nn


def net():
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 10))
"""

FENCES = """\
---
title: Notes
---
# Notes

```archreport
vgg16#conv3_1
```

- in a list

    ```archreport
    mine.json
    show: totals
    lang: zh
    ```

~~~archreport
net.py:net
input: 1x3x32x32
show: diagram
~~~

````markdown
```archreport
vgg16
```
````
"""

DIRECTIVES = """\
Notes
=====

.. archreport:: vgg16#conv3_1

* in a list

  .. archreport:: mine.json
     :show: totals
     :lang: zh

.. archreport:: net.py:net
   :input: 1x3x32x32
   :show: diagram
"""


def mkdocs_site(folder: Path, page: str, theme: str = "mkdocs") -> Path:
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "net.py").write_text(MODEL)
    (folder / "docs" / "index.md").write_text(page, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        f"site_name: Notes\ntheme: {{name: {theme}}}\nplugins: [search, archreport]\n"
    )
    return folder


def sphinx_site(folder: Path, page: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "net.py").write_text(MODEL)
    (folder / "index.rst").write_text(page, encoding="utf-8")
    (folder / "conf.py").write_text(
        'project = "Notes"\nextensions = ["archreport.embed.sphinx_directive"]\n'
        'exclude_patterns = ["_build"]\n'
    )
    return folder


def built(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m`` with these words in ``folder``."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    environment["SOURCE_DATE_EPOCH"] = "1800000000"
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
