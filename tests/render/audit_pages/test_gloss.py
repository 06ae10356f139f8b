"""What the English words of a printed figure mean on a Chinese page."""

import pytest

from archreport.audit.claims import load_claims
from archreport.render.audit_pages.finding import printed
from archreport.render.words.language import Language

CLAIMS = {claim.id: claim for claim in load_claims()}
NB = "\u00a0"


@pytest.mark.parametrize(
    ("claim", "english", "chinese"),
    [
        ("deck.alex.abs.images", "1.3 million images", f"1.3 million，即 130{NB}万张图像"),
        ("owt.params", "0.2% more parameters", "0.2% more，即多 0.2%"),
        ("owt.connections", "2.4% fewer connections", "2.4% fewer，即少 2.4%"),
        ("goog.12x", "12x fewer parameters", "12x fewer，即 1/12"),
        ("df.params", "more than 120 million parameters",
         f"more than 120 million，即超过 1.2{NB}亿个参数"),
        ("dn.252", "approximately 252M parameters", f"approximately 252M，即约 2.52{NB}亿个参数"),
        ("goog.40", "about 40%, relative", "about 40，即相对约 40%"),
        ("cs231n.10M", "about 10 million values", f"about 10 million，即约 1000{NB}万个值"),
        ("deck.xrce.gauss", "1024 Gaussians", "1024 个高斯分量"),
    ],
)  # fmt: skip
def test_words_are_explained_and_units_follow_numbers(claim, english, chinese):
    assert printed(CLAIMS[claim], Language("en")) == english
    assert printed(CLAIMS[claim], Language("zh")) == chinese


def test_every_figure_with_words_is_explained():
    for claim in CLAIMS.values():
        assert "million 个" not in printed(claim, Language("zh")), claim.id
        assert "fewer 个" not in printed(claim, Language("zh")), claim.id
