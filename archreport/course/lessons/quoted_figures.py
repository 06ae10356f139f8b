"""Figures that others printed, taken from ``archreport/published``: errors, accuracies, data.

A lesson never types such a figure. ``printed("alex.t2.7cnnp.top5.test")`` is "15.3%", and leads
to the claim's row in the audit where the site has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from markupsafe import Markup

from archreport.audit.claims import Claim, load_claims
from archreport.audit.printed import read_figure
from archreport.render.audit_pages.finding import anchor, model_name, place_and_reading
from archreport.render.audit_pages.gloss import gloss as audit_gloss
from archreport.render.template import render_html
from archreport.render.words.language import Language
from archreport.render.words.other_language import foreign

#: Takes a path below the language's folder; gives the address from the page, "" if not built.
Address = Callable[[str], str]


@cache
def _by_id() -> dict[str, Claim]:
    return {claim.id: claim for claim in load_claims()}


def claim(claim_id: str) -> Claim:
    """The claim with this id. Raises `LookupError`."""
    if claim_id not in _by_id():
        raise LookupError(f"there is no published figure {claim_id!r}")
    return _by_id()[claim_id]


def figure(claim_: Claim) -> str:
    """What was printed, with its percent sign where it is one."""
    text = claim_.says or claim_.printed
    return f"{text}%" if claim_.unit.startswith("percent") and text[-1:].isdigit() else text


def printed(claim_id: str, t: Language, address: Address) -> Markup:
    """The printed figure as HTML, linked to the audit if that page is built."""
    quoted = claim(claim_id)
    url = address(f"audit/{quoted.family}/")
    if not url:
        return foreign(figure(quoted), t.code)
    return Markup('<a class="printed" href="{}#{}">{}</a>').format(
        url, anchor(claim_id), foreign(figure(quoted), t.code)
    )


def claimed(claim_id: str, *, spread: bool = False) -> int | float:
    """The printed figure as a number, to calculate with: "520K" is 520,000, "7.3%" is 0.073.

    ``spread`` takes what stands after "±". Raises `LookupError`, and `ValueError` for no number.
    """
    quoted = claim(claim_id)
    text = quoted.figure
    if spread:
        after = re.search(r"±\s*(.+)", text)
        if not after:
            raise ValueError(f"{claim_id} has no ±")
        text = after[1]
    value = read_figure(text, quoted.unit).value
    return int(value) if value.denominator == 1 else float(value)


def gloss(claim_id: str, t: Language) -> str:
    """The printed figure in the page's language: "more than 120 million", "超过 1.2 亿".

    For a Chinese page that quotes English letter by letter. Raises as `claimed`.
    """
    return audit_gloss(claim(claim_id), t)


def printed_table(
    claim_ids: Sequence[str], caption: str, t: Language, address: Address, table_id: str
) -> Markup:
    """One line a figure: which network, under which conditions, what, and where it was printed.

    A figure that was not read in its source says so, here as in the audit.
    """
    lines = []
    for claim_id in claim_ids:
        quoted = claim(claim_id)
        lines.append(
            {
                "model": quoted.layer or model_name(quoted, t),
                "setting": quoted.setting.in_language(t.code) if quoted.setting else "–",
                "printed": printed(claim_id, t, address),
                "source": place_and_reading(quoted, t),
            }
        )
    return render_html(
        "quoted_figures.html.j2", t, id=table_id, caption=Markup(caption), lines=lines
    )
