"""Tables of the course speak the course's words, not the program's."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from lxml import html
from torch import nn

from archreport.catalog.networks import CATALOG
from archreport.render.words.language import LANGUAGES
from tests.paths import ROOT


def classes_of_the_program() -> set[str]:
    """The classes of the package's networks and of PyTorch, but for words that stand for things:
    ReLU and softmax are functions, AlexNet is a network."""
    modules = {name for name, one in vars(nn).items() if isinstance(one, type)}
    for file in (ROOT / "archreport" / "models").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    titles = " ".join(entry.identity.title for entry in CATALOG.values())
    return {name for name in modules if name not in re.findall(r"\w+", titles)} - {
        "ReLU", "PReLU", "Softmax", "Dropout", "Fold", "Identity", "Linear", "Parameter",
        "Threshold",
    }  # fmt: skip


def class_names(page: str, classes: set[str]) -> set[str]:
    """Those of ``classes`` that stand in a table of the page."""
    words = (
        word
        for cell in html.fromstring(page).xpath("//table//td | //table//th | //table//caption")
        for word in re.findall(r"[A-Za-z_]\w*", cell.text_content())
    )
    return classes.intersection(words)


@pytest.mark.whole_site
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ["course", "labs"])
def test_no_class_of_the_program_stands_in_a_table(site: Path, room: str, language: str) -> None:
    classes = classes_of_the_program()
    pages = sorted((site / language / room).rglob("index.html"))
    assert len(pages) > 10
    found = {
        str(page.relative_to(site)): names
        for page in pages
        if (names := class_names(page.read_text(encoding="utf-8"), classes))
    }
    assert found == {}


def test_such_a_name_is_found() -> None:
    classes = classes_of_the_program()
    assert {"Conv2d", "BatchNorm2d", "Bottleneck", "PoolOrConv"} <= classes
    assert not {"AlexNet", "DeepFace", "ReLU"} & classes
    page = "<p>Conv2d</p><table><tr><th>Conv2d</th><td>a Bottleneck ×3</td></tr></table>"
    assert class_names(page, classes) == {"Conv2d", "Bottleneck"}
