"""All that the head of a page says to machines."""

from __future__ import annotations

from archreport.render.page_heads.built_page import BuiltPage
from archreport.render.page_heads.scholar import citation_tags
from archreport.render.page_heads.sharing import sharing_tags
from archreport.render.page_heads.structured import json_ld
from archreport.render.page_heads.tags import meta_tags


def head_of(page: BuiltPage) -> str:
    """The elements, a line each."""
    lines = [
        *meta_tags(sharing_tags(page), by="property"),
        *meta_tags(citation_tags(page)),
        json_ld(page),
    ]
    return "\n".join(line for line in lines if line)
