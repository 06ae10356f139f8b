"""Figures that others printed, as a chapter quotes them."""

from __future__ import annotations

import pytest

from archreport.audit.claims import load_claims
from archreport.course.lessons.quoted_figures import printed_table
from archreport.render.words.language import LANGUAGES, Language


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_table_says_which_figures_were_not_read_in_their_source(code: str) -> None:
    t = Language(code)
    for claim in load_claims():
        if claim.seen == "primary" and claim.id != "prelu.human":
            continue
        html = str(printed_table([claim.id], "Errors.", t, lambda path: "", "t"))
        for seen in ("secondary", "memory"):
            assert (t(f"audit.seen.{seen}") in html) == (claim.seen == seen), claim.id
