"""What notebooks import: published names that stay, whatever moves inside archreport."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import archreport.course
from archreport.course.labs.source import read_lab
from tests.paths import DOCS

LABS = sorted((DOCS / "labs").glob("*.py"))
#: Notebooks were published with these imports from `archreport.course` and its modules. What only
#: the old laboratory 7 had, ``subject`` and a small VGG, went with it.
PUBLISHED = {
    "": ("layers", "show", "table"),
    "alignment": ("affine_camera", "bend", "inside", "project", "rms", "turn_points",
                  "weak_perspective"),
    "design": ("design",),
    "digits": ("digits",),
    "display": ("layers", "show", "table"),
    "emoji": ("CLASSES", "CLASSES_ZH", "emoji", "pixels", "split"),
    "faces": ("ANCHORS", "FACE", "front_view", "head", "picked"),
    "nets": ("EmojiNet", "NarrowNet"),
    "pasting": ("TEST_PHOTOGRAPHS", "TRAIN_PHOTOGRAPHS", "Style", "paste", "photograph"),
    "segmentation": ("WIDTHS", "SmallFCN", "SmallUNet", "band", "intersection_over_union", "judge"),
    "trained": ("COPIES", "RECIPE", "SIZE", "VIEWS", "emoji_net", "test_pictures",
                "train_pictures"),
    "training": ("Recipe", "accuracy", "device", "scores", "to_input", "train"),
}  # fmt: skip


def imports(lab: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    for cell in read_lab(lab).code:
        for node in ast.walk(ast.parse(cell.of("en"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.stem)
def test_every_import_of_a_laboratory_can_be_executed(lab: Path) -> None:
    statements = list(imports(lab))
    assert statements
    for statement in statements:
        exec(ast.unparse(statement), {})


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.stem)
def test_a_laboratory_imports_public_names_and_what_it_is_about(lab: Path) -> None:
    """Networks and layers are there to be read, so they have paths of their own."""
    for statement in imports(lab):
        modules = (
            [statement.module or ""] if isinstance(statement, ast.ImportFrom)
            else [alias.name for alias in statement.names]
        )  # fmt: skip
        for module in modules:
            if module.partition(".")[0] == "archreport":
                public = module in ("archreport", "archreport.course")
                by_subject = module.removeprefix("archreport.course.") in PUBLISHED | NEW
                assert public or by_subject or module.startswith("archreport.models."), module


#: Modules that were added for what notebooks once imported from inside of archreport.
NEW = {"learned_weights": (), "photographs": (), "picture_folder": (), "public_weights": ()}
#: Functions that were added beside those published.
ADDED = ("check", "compare")


@pytest.mark.parametrize("module", PUBLISHED, ids=lambda module: module or "course")
def test_published_names_go_on_working(module: str) -> None:
    place = import_module(f"archreport.course.{module}".rstrip("."))
    for name in PUBLISHED[module]:
        exec(f"from {place.__name__} import {name}", {})
        assert hasattr(place, name)


@pytest.mark.parametrize("name", ADDED)
def test_added_names_can_be_imported(name: str) -> None:
    assert getattr(archreport.course, name).__module__ == "archreport.course.kit.answers"


def own_names(module: ModuleType) -> set[str]:
    """What a module defines for others: its ``__all__``, or its public names."""
    defined = {
        name for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    }  # fmt: skip
    return set(getattr(module, "__all__", defined))


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name])
def test_a_public_module_hands_on_all_of_the_kit(name: str) -> None:
    public, kit = (import_module(f"archreport.course.{part}{name}") for part in ("", "kit."))
    assert own_names(kit) <= set(public.__all__)
    for handed_on in own_names(kit):
        assert getattr(public, handed_on) is getattr(kit, handed_on)


def test_modules_are_attributes_and_nothing_is_imported_before_it_is_asked_for() -> None:
    program = """
import sys
import archreport.course
assert "torch" not in sys.modules
assert archreport.course.words.__module__ == "archreport.report.arithmetic"
assert "torch" not in sys.modules
assert archreport.course.training.train.__module__ == "archreport.course.kit.training"
from archreport.course import emoji
assert emoji.CLASSES[0] == "face"
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_unknown_name_is_an_attribute_error() -> None:
    misspelt = "trainings"
    with pytest.raises(AttributeError, match="no attribute 'trainings'"):
        getattr(archreport.course, misspelt)
