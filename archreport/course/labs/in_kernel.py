"""What is run inside a laboratory's kernel so that both languages can run there.

Each language has its own variables, its own random numbers and its own ``ARCHREPORT_LANG``, as if
each ran in a kernel of its own. A cell that takes long runs in one of them, and the other is given
what it assigned; that is why they share a kernel.
"""

from __future__ import annotations

import os
import random
import re
import sys
from typing import Any

from archreport.language.choice import LANGUAGES, VARIABLE

#: IPython's own variables: inputs, outputs and their numbers.
_OWN = re.compile(r"_+|_i+|_\d+|_i\d+|_[ido]h|In|Out|exit|quit|open|get_ipython")


class Languages:
    """The languages of a kernel whose variables are ``names``."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._always = set(names)
        self._aside: dict[str, dict[str, Any]] = {language: {} for language in LANGUAGES}
        self._chance = {language: _chance() for language in LANGUAGES}
        self._before: dict[str, Any] = {}
        self._now = ""
        self.speak(LANGUAGES[0])

    def speak(self, language: str) -> None:
        """Go on with the variables and the random numbers of ``language``."""
        if language == self._now:
            self._chance[language] = _chance()
            return
        os.environ[VARIABLE] = language
        if self._now:
            self._aside[self._now] = self._variables()
            self._chance[self._now] = _chance()
            for name in self._aside[self._now]:
                del self._names[name]
            self._names.update(self._aside[language])
            _set_chance(self._chance[language])
        self._chance[language] = _chance()
        self._now = language

    def restore_chance(self) -> None:
        """Take the random numbers back to where they were when the language was last chosen."""
        _set_chance(self._chance[self._now])

    def begin_once(self) -> None:
        """What is assigned from now on is for all languages."""
        self.speak(LANGUAGES[0])
        self._before = self._variables()

    def end_once(self) -> None:
        """Give the other languages what was assigned since `begin_once`, and the random numbers."""
        nothing = object()
        made = {
            name: value
            for name, value in self._variables().items()
            if self._before.get(name, nothing) is not value
        }
        for language in LANGUAGES[1:]:
            self._aside[language].update(made)
            self._chance[language] = _chance()
        self._before = {}

    def _variables(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self._names.items()
            if name not in self._always and not _OWN.fullmatch(name)
        }


def _chance() -> dict[str, Any]:
    """Where the generators of random numbers are, as far as their libraries are in use."""
    state: dict[str, Any] = {"random": random.getstate()}
    if "numpy" in sys.modules:
        state["numpy"] = sys.modules["numpy"].random.get_state()
    if "torch" in sys.modules:
        state["torch"] = sys.modules["torch"].get_rng_state()
    return state


def _set_chance(state: dict[str, Any]) -> None:
    random.setstate(state["random"])
    if "numpy" in state:
        sys.modules["numpy"].random.set_state(state["numpy"])
    if "torch" in state:
        sys.modules["torch"].set_rng_state(state["torch"])


_languages: list[Languages] = []


def begin(names: dict[str, Any]) -> None:
    """Prepare the kernel whose variables are ``names``."""
    from archreport.course.kit.figure_style import draw_for_the_site

    draw_for_the_site()
    _languages[:] = [Languages(names)]


def languages() -> Languages:
    """Those of this kernel, after `begin`."""
    return _languages[0]
