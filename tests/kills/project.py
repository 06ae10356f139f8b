"""What is killed: a project of two networks, one short laboratory and four photographs.

It is the tiny site of the tests without the chapters that draw much, so that a site is made in a
few seconds and hundreds of kills end within an hour.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from tests.tiny_site import write_project

#: The networks that have pages. Neither has an atlas of units, which would be most of the work.
MODELS = ("alexnet", "zfnet")

_NOT_HERE = re.compile(r"^ +- (course/(02-vgg|teachers)|compare/alexnet-vgg16)/.*\n", re.MULTILINE)
_HOME = """\
---
title: {title}
hide: [navigation, toc]
---
# {title} {{: #top }}

{{{{ model("alexnet") }}}} · {{{{ model("zfnet") }}}} · {{{{ link("labs/01-tiny/", "{lab}") }}}}

{{{{ excerpt("zfnet", ["conv1"]) }}}}
"""
_NETWORK = """\
from torch import nn


def net():
    layers = nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 6, 3)
    for layer in layers[::2]:
        nn.init.constant_(layer.weight, 0.1)
    return nn.Sequential(*layers)
"""


def write_small_project(folder: Path) -> None:
    """Write the project into ``folder``."""
    write_project(folder)
    for language, title, lab in (("en", "Small", "Laboratory"), ("zh", "小", "实验")):
        docs = folder / "docs" / language
        for chapter in ("02-vgg", "teachers"):
            shutil.rmtree(docs / "course" / chapter)
        (docs / "index.md").write_text(_HOME.format(title=title, lab=lab), encoding="utf-8")
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        config = folder / name
        text = _NOT_HERE.sub("", config.read_text("utf-8"))
        config.write_text(text.replace("vgg16", "zfnet"), encoding="utf-8")
    (folder / "small_net.py").write_text(_NETWORK, encoding="utf-8")
    pictures = folder / "pictures"
    pictures.mkdir()
    draw = np.random.default_rng(1)
    for name in "abcd":
        pixels = draw.integers(0, 256, (30, 40, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(pictures / f"{name}.png")
