"""A printed figure in the words of the page's language: "more than 120 million", "超过 1.2 亿".

A figure is quoted letter by letter. Where it has English words, a Chinese page says after it what
they mean: "2.4% fewer，即少 2.4%".
"""

from __future__ import annotations

import re

from archreport.audit.claims import Claim
from archreport.audit.printed import read_figure
from archreport.render.words import formatting
from archreport.render.words.language import Language

_BOUNDS = {
    "<": "audit.gloss.less",
    "<=": "audit.gloss.most",
    ">": "audit.gloss.more",
    ">=": "audit.gloss.least",
}
_WORDS = re.compile(r"\b(million|billion|about|approximately|more|less|over|fewer)\b")
_COMPARED = re.compile(r"\b(more|fewer)$")
_TIMES = re.compile(r"\dx ")
#: A blank that a template puts between a figure and its unit has no place between two characters.
_BLANK = re.compile(rf"(?<=[{formatting.HAN}])[ \u00a0](?=[{formatting.HAN}])")


def has_words(claim: Claim) -> bool:
    """Whether the figure was printed with English words that a unit cannot follow."""
    return bool(claim.unit and not claim.says and _WORDS.search(claim.printed))


def gloss(claim: Claim, t: Language) -> str:
    """The figure's value in the page's language, with its bound. Raises `ValueError` for none."""
    read = read_figure(claim.figure, claim.unit)
    share = claim.unit.startswith("percent") or claim.figure.rstrip().endswith("%")
    value = float(read.value)
    said = f"{100 * value:.6g}%" if share else formatting.big(int(value), t)
    if read.bound:
        return t(_BOUNDS[read.bound], n=said)
    return t("audit.gloss.about", n=said) if read.about else said


def after_words(claim: Claim, t: Language) -> str:
    """The figure as it was printed, and what its English words mean where they are not read."""
    if compared := _COMPARED.search(claim.printed):
        times = ".times" if _TIMES.search(claim.printed) else ""
        number = claim.printed.split()[0].removesuffix("x")
        said = t(f"audit.compared.{compared[1]}{times}", n=number)
    else:
        said = t(f"audit.unit.{claim.unit}").replace("{figure}%", "{figure}")
        said = said.replace("{figure}", gloss(claim, t))
    text = t("audit.printed.words", printed=claim.printed, said=said)
    return _BLANK.sub("", text)
