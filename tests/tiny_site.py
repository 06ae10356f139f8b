"""A project with a little of everything that the real one has, made for the tests and built whole.

Two networks, one laboratory, a home page and a lesson in both languages. Style sheets, templates
and the settings of MkDocs are the real ones, but for the navigation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from archreport.course.labs.moments import Moment
from archreport.course.labs.results import Ran
from archreport.course.labs.run import run_labs
from tests.course.labs import tiny
from tests.paths import ROOT

#: The networks that have pages. They are a pair too, so that it has one.
MODELS = ("alexnet", "vgg16")

_NAV = """\
nav:
  - {home}: index.md
  - {course}:
      - course/index.md
      - course/01-alexnet/index.md
      - course/teachers/index.md
  - {labs}:
      - {all_labs}: labs/index.md
  - {models}:
      - {all_models}: models/index.md
      - models/alexnet/index.md
      - models/vgg16/index.md
  - {compare}:
      - {all_models}: compare/index.md
      - compare/alexnet-vgg16/index.md
  - {audit}: audit/index.md

"""
_REAL_NAV = re.compile(r"^nav:\n(?:[ #].*\n|\n)+", re.MULTILINE)
_NAMES = {
    "en": {"home": "Home", "course": "Course", "labs": "Laboratories", "models": "Models",
           "compare": "Compare", "audit": "Audit", "all_labs": "All laboratories",
           "all_models": "All networks"},
    "zh": {"home": "首页", "course": "课程", "labs": "实验", "models": "模型", "compare": "比较",
           "audit": "核对", "all_labs": "全部实验", "all_models": "全部网络"},
}  # fmt: skip
_PAGES = {
    "en/index.md": """\
---
title: A tiny site
hide: [navigation, toc]
---
# A tiny site {: #top }

{{ r | length }} networks: {{ model("alexnet") }} and {{ model("vgg16") }}.

{{ ribbon("vgg16") }}

{{ excerpt("vgg16", ["conv1_1", "fc6"]) }}

## Side by side {: #compare }

{{ compared("alexnet", "vgg16") }}
""",
    "zh/index.md": """\
---
title: 一个小网站
hide: [navigation, toc]
---
# 一个小网站 {: #top }

{{ r | length }} 个网络：{{ model("alexnet") }}和{{ model("vgg16") }}。

{{ ribbon("vgg16") }}

{{ excerpt("vgg16", ["conv1_1", "fc6"]) }}

## 并排 {: #compare }

{{ compared("alexnet", "vgg16") }}
""",
    "en/course/index.md": """\
# The course {: #top }

One chapter: {{ link("course/01-alexnet/", "AlexNet") }}.
""",
    "zh/course/index.md": """\
# 课程 {: #top }

一章：{{ link("course/01-alexnet/", "AlexNet") }}。
""",
    "en/course/01-alexnet/index.md": """\
{% set net = r["alexnet"] %}
# AlexNet {: #top }

It has {{ net.totals.params | number }} parameters.

## The windows {: #windows }

{% call figure("windows", draw.windows(9, 3, 2, 1)) %}A window of three values.{% endcall %}

{{ link("labs/01-tiny/", "The laboratory") }} counts one layer.
""",
    "zh/course/01-alexnet/index.md": """\
{% set net = r["alexnet"] %}
# AlexNet {: #top }

它有 {{ net.totals.params | number }} 个参数。

## 窗口 {: #windows }

{% call figure("windows", draw.windows(9, 3, 2, 1)) %}三个值的窗口。{% endcall %}

{{ link("labs/01-tiny/", "实验") }}数一层。
""",
    "en/course/teachers/index.md": """\
# For teachers {: #top }

One row, in a frame:

{{ frame("vgg16", "row", "conv3_1", height=240) }}
""",
    "zh/course/teachers/index.md": """\
# 给教师 {: #top }

放在框架里的一行：

{{ frame("vgg16", "row", "conv3_1", height=240) }}
""",
}


def write_project(folder: Path) -> Path:
    """Write the project into ``folder``; return it. What is not its own is linked."""
    for name in ("archreport", "overrides"):
        (folder / name).symlink_to(ROOT / name)
    for language, config in (("en", "mkdocs.yml"), ("zh", "mkdocs.zh.yml")):
        text = (ROOT / config).read_text(encoding="utf-8")
        text, times = _REAL_NAV.subn(_NAV.format(**_NAMES[language]), text)
        assert times == 1, f"{config} has {times} navigations"
        text = text.replace("not_in_nav: |\n", "not_in_nav: |\n  audit/*/index.md\n")
        (folder / config).write_text(text, encoding="utf-8")
    for name, text in _PAGES.items():
        page = folder / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    tiny.written(folder)
    for name in ("assets", "root"):
        (folder / "docs" / name).symlink_to(ROOT / "docs" / name)
    return folder


class TinyLab(NamedTuple):
    """A run of the tiny laboratory: its project, with results in ``out``, and what was said."""

    folder: Path
    ran: Ran
    moments: Sequence[Moment]


def run_tiny_lab(folder: Path) -> TinyLab:
    """Write the tiny laboratory into ``folder`` and run it there."""
    tiny.written(folder)
    moments: list[Moment] = []
    (ran,) = run_labs(folder / "docs/labs", folder / "out", watch=moments.append)
    return TinyLab(folder, ran, moments)
