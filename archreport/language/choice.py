"""Which language the process speaks: the one place that decides.

What was chosen (``--lang``), else the environment variable ``ARCHREPORT_LANG``, else the locale
(``LC_ALL``, ``LC_MESSAGES``, ``LANG``; on Windows the user's), else English. It holds for the
command line and for Python alike: an exception of archreport and ``print(report)`` speak it too.
"""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Mapping

LANGUAGES = ("en", "zh")
VARIABLE = "ARCHREPORT_LANG"

_chosen: str | None = None


def choose(language: str | None) -> None:
    """Speak ``language`` from now on; None follows the environment again."""
    global _chosen
    _chosen = language


def chosen() -> str | None:
    """What `choose` was last told."""
    return _chosen


def current() -> str:
    """The language of the process, one of `LANGUAGES`."""
    return _chosen or of_environment(os.environ)


def of_environment(environment: Mapping[str, str]) -> str:
    """The language that ``environment`` asks for; what it asks for in vain is passed over."""
    return _known(environment.get(VARIABLE, "")) or _of_locale(environment)


def unknown_wish(environment: Mapping[str, str]) -> str:
    """What ``ARCHREPORT_LANG`` says where that is no language here; "" otherwise."""
    wish = environment.get(VARIABLE, "").strip()
    return "" if _known(wish) else wish


def _of_locale(environment: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return _known(environment[name]) or "en"
    if sys.platform == "win32":
        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"


def _known(text: str) -> str:
    """ "zh_CN.UTF-8", "zh-Hans" and "ZH" as "zh"; "" for what is none of `LANGUAGES`."""
    name = re.split(r"[-_.@]", text.strip().lower())[0]
    return name if name in LANGUAGES else ""
