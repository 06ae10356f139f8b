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
      - course/02-vgg/index.md
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
  - {reference}:
      - reference/index.md
      - reference/python/index.md
      - reference/report/index.md
      - reference/commands/index.md
      - reference/json/index.md

"""
_REAL_NAV = re.compile(r"^nav:\n(?:[ #].*\n|\n)+", re.MULTILINE)
_NAMES = {
    "en": {"home": "Home", "course": "Course", "labs": "Laboratories", "models": "Models",
           "compare": "Compare", "audit": "Audit", "reference": "Reference",
           "all_labs": "All laboratories", "all_models": "All networks"},
    "zh": {"home": "首页", "course": "课程", "labs": "实验", "models": "模型", "compare": "比较",
           "audit": "核对", "reference": "参考", "all_labs": "全部实验", "all_models": "全部网络"},
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
    "en/course/02-vgg/index.md": """\
# VGG {: #top }

{% set patch = small_data.CORNER %}
{% call figure("products", sliding_kernel(patch, small_kernel.KERNEL, 5)) %}
A convolution.
{% endcall %}

{% call figure("growing", growing_field("vgg16", "alexnet")) %}Fields.{% endcall %}

{% set kernel = [[1, 2, 1], [2, 4, 2], [1, 2, 1]] %}
{% call figure("painted", painted_kernel([[1, 2], [3, 4]], kernel, 2, p=1, extra=1)) %}
A transposed convolution.
{% endcall %}

## Design {: #design }

{% set layers = [("conv", 8, 3, 2), ("average",), ("linear", 10)] %}
{{ designer({"One": layers}, "A design.", size=32, params=1000, macs=100000, field=8) }}

## Exercises {: #exercises }

{% call exercise("conv3") %}
How many parameters has conv3 of AlexNet?
{% set all = r["alexnet"].totals.params %}
{% set share = calc("a/b", "percent", a=r["alexnet"].row("conv3").param_count, b=all) %}
{% set sums = {"parameters": worked("alexnet", "conv3", "params"), "share": share} %}
{% set half = {"You halved the channels.": calc("(k*k*c)*n + n", k=3, c=128, n=384)} %}
{% call answer(sums, slips={"parameters": half}) %}
One bias for each kernel.
{% endcall %}
{% endcall %}

{% call exercise("maps", "decide") %}
Which layer needs the size of its input?
{% set slides = ("The convolution.", "It slides over any map.") %}
{% set fixed = ("The fully connected layer.", "It has a weight for each place.") %}
{{ choices([slides, fixed], right=2) }}
{% call answer() %}
The fully connected layer.
{% endcall %}
{% endcall %}
""",
    "zh/course/02-vgg/index.md": """\
# VGG {: #top }

{% set patch = small_data.CORNER %}
{% call figure("products", sliding_kernel(patch, small_kernel.KERNEL, 5)) %}
一个卷积。
{% endcall %}

{% call figure("growing", growing_field("vgg16", "alexnet")) %}感受野。{% endcall %}

{% set kernel = [[1, 2, 1], [2, 4, 2], [1, 2, 1]] %}
{% call figure("painted", painted_kernel([[1, 2], [3, 4]], kernel, 2, p=1, extra=1)) %}
一个转置卷积。
{% endcall %}

## 设计 {: #design }

{% set layers = [("conv", 8, 3, 2), ("average",), ("linear", 10)] %}
{{ designer({"一": layers}, "一个设计。", size=32, params=1000, macs=100000, field=8) }}

## 习题 {: #exercises }

{% call exercise("conv3") %}
AlexNet 的 conv3 有多少个参数？
{% set all = r["alexnet"].totals.params %}
{% set share = calc("a/b", "percent", a=r["alexnet"].row("conv3").param_count, b=all) %}
{% set sums = {"参数量": worked("alexnet", "conv3", "params"), "比例": share} %}
{% set half = {"通道数少了一半。": calc("(k*k*c)*n + n", k=3, c=128, n=384)} %}
{% call answer(sums, slips={"参数量": half}) %}
每个卷积核有一个偏置。
{% endcall %}
{% endcall %}

{% call exercise("maps", "decide") %}
哪一层离不开输入的大小？
{% set slides = ("卷积层。", "它可以滑过任何大小的特征图。") %}
{% set fixed = ("全连接层。", "每个位置都有一个权重。") %}
{{ choices([slides, fixed], right=2) }}
{% call answer() %}
全连接层。
{% endcall %}
{% endcall %}
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
