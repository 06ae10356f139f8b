"""Every error that is raised has its sentence and its hint in both languages, with its values."""

from __future__ import annotations

import ast
import pickle
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import archreport
from archreport.errors import ArchreportError, BadInput, UnknownModel, phrase
from archreport.language.choice import choose
from archreport.language.phrases import read_phrases

PACKAGE = Path(archreport.__file__).parent
PHRASES = read_phrases(sorted((PACKAGE / "errors/messages").glob("*.yaml")))


def kinds() -> frozenset[str]:
    """The names of all classes of errors, wherever they are defined."""
    names = {"ArchreportError"}
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {
        one.name
        for one in classes
        if one.name not in names and any(getattr(base, "id", "") in names for base in one.bases)
    }:
        names |= more
    return frozenset(names)


def calls(names: frozenset[str]) -> Iterator[tuple[str, ast.Call]]:
    """Every call of one of ``names`` in the package, with its place."""
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "archreport.errors" not in text:  # its phrase() would be another one
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield f"{file.relative_to(PACKAGE.parent)}:{node.lineno}", node


def texts(node: ast.expr) -> list[str]:
    """The keys that an argument may be: those of both branches of a condition."""
    if isinstance(node, ast.IfExp):
        return [*texts(node.body), *texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else []


def values(key: str) -> set[str]:
    return {
        name
        for text in PHRASES[key].values()
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }


#: Where the key is computed: from a variable that holds one of these.
COMPUTED = {
    "archreport/running/weights/checkpoint.py": ("weights.folder", "weights.missing"),
    "archreport/site/build_site.py": ("site.fault", "site.faults"),
}


def raised() -> list[tuple[str, ast.Call]]:
    return list(calls(kinds()))


def test_all_kinds_of_errors_are_found() -> None:
    assert {"BadInput", "SourceMissing", "DesignInvalid", "LabFailed", "LessonInvalid"} <= kinds()
    assert len(raised()) > 100


@pytest.mark.parametrize(("place", "call"), raised(), ids=[place for place, _ in raised()])
def test_an_error_has_both_languages_and_its_values(place: str, call: ast.Call) -> None:
    keys = texts(call.args[0]) or COMPUTED[place.partition(":")[0]]
    given = {keyword.arg for keyword in call.keywords}
    hints_given = len(call.args) > 1
    for key in keys:
        assert PHRASES[key].keys() == {"en", "zh"}, place
        assert all(PHRASES[key].values()), place
        assert values(key) <= given, f"{place}: {key} says {values(key) - given}"
        hint = f"{key}.hint"
        if hint in PHRASES and not hints_given:
            assert values(hint) <= given, f"{place}: {hint} says {values(hint) - given}"


def test_a_phrase_within_an_error_exists_and_has_its_values() -> None:
    found = list(calls(frozenset({"phrase"})))
    assert len(found) > 80
    for place, call in found:
        given = {keyword.arg for keyword in call.keywords}
        for key in texts(call.args[0]):
            assert key in PHRASES, f"{place}: {key}"
            if None not in given:  # values that come as a mapping are looked at when they are said
                assert values(key) <= given, f"{place}: {key} says {values(key) - given}"


def test_no_sentence_is_left_over() -> None:
    sources = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    for key in PHRASES:
        known = f'"{key}"' in sources or f'"{key.removesuffix(".hint")}"' in sources
        assert known or key.startswith("weights.parts."), f"{key} is said nowhere"


def test_an_error_speaks_the_language_of_the_process(monkeypatch) -> None:
    error = BadInput("own.no_attribute", phrase("own.has", names=["a", "b"]), place="m", name="c")
    assert str(error) == "m has no 'c'.\nIt has: a, b."
    choose("zh")
    assert str(error) == "m 中没有“c”。\n其中有：a、b。"
    choose(None)
    monkeypatch.setenv("ARCHREPORT_LANG", "zh_CN.UTF-8")
    assert error.message == "m 中没有“c”。"


def test_a_hint_is_found_by_its_key_or_left_out() -> None:
    assert BadInput("input.empty_range", low=3, high=2).hint == "high must be above low."
    assert BadInput("input.empty_range", "", low=3, high=2).hint == ""
    assert BadInput("own.silent").hint == ""


def test_a_sentence_that_is_no_key_is_said_as_it_stands() -> None:
    assert str(ArchreportError("Something else.", "Do this.")) == "Something else.\nDo this."


def test_an_error_survives_the_way_from_another_process() -> None:
    error = BadInput("own.no_file", path="a.py")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_near_names_are_offered_in_both_languages() -> None:
    entry = import_module("archreport.catalog.networks").entry
    with pytest.raises(UnknownModel) as raised_:
        entry("vgg17")
    assert raised_.value.hint.startswith("Did you mean vgg19 or vgg16 or vgg13? See them all")
    choose("zh")
    assert str(raised_.value) == (
        "没有名为“vgg17”的网络。\n是否要找 vgg19、vgg16、vgg13？全部名称见：archreport list"
    )
