"""Networks compared: the comparison page, the pages of pairs, and tables to take away.

Everything is computed from Reports; published errors are quoted from claims. Nothing imports torch.
"""

from archreport.render.compare_pages.files import compare_pages
from archreport.render.compare_pages.index import compare_page
from archreport.render.compare_pages.links import Link, comparisons_of
from archreport.render.compare_pages.local_convolution import local_page, unshared
from archreport.render.compare_pages.networks import ComparedNetwork, networks_by_year
from archreport.render.compare_pages.pair import pair_page
from archreport.render.compare_pages.selection import (
    LOCAL_PAGE,
    Pair,
    pages_of,
    pairs_of,
    selection,
)

__all__ = [
    "LOCAL_PAGE",
    "ComparedNetwork",
    "Link",
    "Pair",
    "compare_page",
    "compare_pages",
    "comparisons_of",
    "local_page",
    "networks_by_year",
    "pages_of",
    "pair_page",
    "pairs_of",
    "selection",
    "unshared",
]  # fmt: skip
