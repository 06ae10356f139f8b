"""The examples in docstrings of public names give what they say they give."""

from __future__ import annotations

import doctest
import importlib

import pytest

import archreport
from archreport.site.reference.python_names import DocumentedName, public_names

FINDER = doctest.DocTestFinder(recurse=False)


def examples(place: object, name: str, names: dict[str, object]) -> list[doctest.DocTest]:
    """Its examples, which see ``names`` and may add to them."""
    found = [one for one in FINDER.find(place, name, globs=names) if one.examples]
    for one in found:
        one.globs = names
    return found


def run(test: doctest.DocTest) -> int:
    """How many examples a docstring has; every one is right."""
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    result = runner.run(test, out=said.append, clear_globs=False)
    assert result.failed == 0, "".join(said)
    return result.attempted


@pytest.mark.parametrize("one", public_names(), ids=lambda one: one.name)
def test_examples_of_a_public_name(one: DocumentedName) -> None:
    """Those of methods go on from that of their class."""
    place = getattr(archreport, one.name)
    names = dict(vars(importlib.import_module(place.__module__)))
    count = sum(map(run, examples(place, one.name, names)))
    for member in one.members:
        shown = vars(place)[member.name]
        shown = shown.__func__ if isinstance(shown, staticmethod) else shown
        count += sum(map(run, examples(shown, member.path, names)))
    assert count or one.name in ("load", "save"), f"{one.name} has no example"


def test_the_example_of_the_package() -> None:
    (test,) = examples(archreport, "archreport", {})
    assert run(test)


def test_the_examples_of_arithmetic() -> None:
    module = importlib.import_module("archreport.report.arithmetic")
    (test,) = examples(module, module.__name__, dict(vars(module)))
    assert run(test)
