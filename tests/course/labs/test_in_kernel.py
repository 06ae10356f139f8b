"""Two languages in one kernel: each with its own variables and its own chance."""

import random

import pytest
import torch

from archreport.course.labs.in_kernel import Languages
from archreport.language.choice import VARIABLE


@pytest.fixture
def kernel(monkeypatch):
    """Variables of a kernel that has some of its own, and its languages."""
    monkeypatch.setenv(VARIABLE, "en")
    python, state = random.getstate(), torch.get_rng_state()
    names = {"get_ipython": None, "In": []}
    yield names, Languages(names)
    random.setstate(python)
    torch.set_rng_state(state)


def run(names, languages, code):
    for language in ("en", "zh"):
        languages.speak(language)
        exec(code[language] if isinstance(code, dict) else code, names)


def test_variables_are_those_of_the_language(kernel):
    names, languages = kernel
    run(names, languages, {"en": "x = 'a'", "zh": "x = '甲'"})
    run(names, languages, "y = x * 2\ndel x")
    languages.speak("en")
    assert names["y"] == "aa" and "x" not in names
    languages.speak("zh")
    assert names["y"] == "甲甲" and "x" not in names
    assert set(names) == {"get_ipython", "In", "y", "__builtins__"}


def test_a_function_sees_the_variables_of_the_language(kernel):
    names, languages = kernel
    run(names, languages, {"en": "x = 'a'", "zh": "x = '甲'"})
    run(names, languages, "def f():\n    return x")
    run(names, languages, "y = f()")
    assert names["y"] == "甲"


def test_a_list_grows_once_in_each_language(kernel):
    names, languages = kernel
    run(names, languages, "x = []")
    run(names, languages, "x.append(1)")
    run(names, languages, "y = len(x)")
    languages.speak("en")
    assert names["y"] == 1


def test_chance_is_the_same_in_both(kernel):
    names, languages = kernel
    run(names, languages, "import random, torch\nx = random.random(), torch.rand(2).tolist()")
    languages.begin_once()
    exec("y = torch.rand(1).item()", names)
    languages.end_once()
    run(names, languages, "z = random.random(), torch.rand(2).tolist()")
    chinese = names["x"], names["y"], names["z"]
    languages.speak("en")
    assert chinese == (names["x"], names["y"], names["z"])
    assert names["x"] != names["z"]


def test_chance_can_be_taken_back(kernel):
    names, languages = kernel
    for language in ("en", "zh"):
        languages.speak(language)
        exec("import random\nx = random.random()", names)
        languages.restore_chance()
        exec("y = random.random()", names)
        assert names["x"] == names["y"]


def test_what_runs_once_is_for_both(kernel):
    names, languages = kernel
    run(names, languages, {"en": "word = 'a'\nold = 1", "zh": "word = '甲'\nold = 1"})
    languages.begin_once()
    exec("net = object()\nold = 2", names)
    languages.end_once()
    english = names["net"], names["old"], names["word"]
    languages.speak("zh")
    assert (names["net"], names["old"]) == english[:2]
    assert (english[2], names["word"]) == ("a", "甲")
