"""Networks compared: the comparison page, the pages of pairs, and tables to take away.

Everything is computed from Reports; published errors are quoted from claims. Nothing imports torch.
"""

from archreport.render.compare.links import Link, comparisons_of
from archreport.render.compare.local import local_page, unshared
from archreport.render.compare.page import compare_page
from archreport.render.compare.pages import compare_pages
from archreport.render.compare.pairpage import pair_page
from archreport.render.compare.selection import LOCAL_PAGE, Pair, pages_of, pairs_of, selection
from archreport.render.compare.variants import Variant, variants

__all__ = [
    "LOCAL_PAGE", "Link", "Pair", "Variant", "compare_page", "compare_pages", "comparisons_of",
    "local_page", "pages_of", "pair_page", "pairs_of", "selection", "unshared", "variants",
]  # fmt: skip
