"""Texts as the terms that the search looks up: words, and pairs of Chinese characters.

The reader's browser cuts a question in the same way (``docs/assets/js/search-words.js``); a test
holds the two against each other.

A word is a run of letters, digits and ``_``. Words joined by a hyphen or a dot also stand together,
so that U-Net, UNet and u net find one another. A run of Chinese characters is every pair of
neighbours in it: no dictionary knows the terms of a field, and a pair that only crosses two words
is rare enough to do no harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from archreport.render.words.formatting import HAN

_EMPTY_WORDS = (
    "a an and are as at be by can do does for from how in is it its of on or that the their this to"
    " was were what when where which why with"
    " 为什么 是什么 什么是 什么 怎么样 怎么 怎样 如何 哪些 哪个 多少 的 吗 呢"
)
#: Words that say nothing of what is looked for: they are not in the index, and a question is cut at
#: them.
COMMON = tuple(_EMPTY_WORDS.split())
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_TIMES = re.compile(r"([0-9])\s*[x*]\s*(?=[0-9])")
_THOUSANDS = re.compile(r"([0-9]),(?=[0-9]{3}(?![0-9]))")
_RUN = re.compile(rf"[{HAN}]+|[a-z0-9_\u00c0-\u024f\u0370-\u03ff]+(?:[.\-–][a-z0-9_]+)*")
_JOINT = re.compile(r"[.\-–]")
_IS_HAN = re.compile(f"[{HAN}]")


def normalised(text: str) -> str:
    """``text`` in small letters, with one sign where writers choose between several.

    3 × 3, 3*3 and 3x3 are one; so are 1,000 and 1000.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().replace("×", "x")
    return _THOUSANDS.sub(r"\1", _TIMES.sub(r"\1x", plain))


def terms(text: str) -> Iterator[str]:
    """Every term of ``text``, in order, as often as it stands there."""
    for run in _RUN.findall(normalised(text)):
        if _IS_HAN.match(run):
            yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
            continue
        words = _JOINT.split(run)
        yield from map(stem, words)
        if len(words) > 1:
            yield stem("".join(words))


def stem(word: str) -> str:
    """``word`` without the ending of a plural, and with the British s for the American z."""
    if len(word) < 4 or not word.isalpha():
        return word
    word = word.replace("iz", "is").replace("yz", "ys")
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "shes", "ches")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def joined(name: str) -> str:
    """A row's name as it is looked up: ``inception_3a.conv`` also without its dot."""
    return _JOINT.sub("", normalised(name))
