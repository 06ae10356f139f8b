"""Pages as reference managers and Google Scholar read them: the tags of Highwire Press.

Their addresses have to be whole, so a site that is not published names none.
https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

from archreport.render.downloads.citation import RELEASE_YEAR
from archreport.render.downloads.published import doi
from archreport.render.page_heads import project
from archreport.render.page_heads.built_page import BuiltPage

#: The pages that people cite.
CITED = frozenset(("course", "chapter", "laboratory", "report", "data"))


def citation_tags(page: BuiltPage) -> dict[str, str]:
    """The tags by name; none for a page that is not `CITED`."""
    if page.kind not in CITED:
        return {}
    title = page.t("cite.title", title=page.title) if page.kind == "report" else page.title
    return {
        "citation_title": title,
        "citation_author": project.AUTHORS,
        "citation_publication_date": str(RELEASE_YEAR),
        "citation_language": page.t.code,
        "citation_publisher": project.NAME,
        "citation_keywords": "; ".join(project.KEYWORDS[page.t.code]),
        "citation_doi": doi(),
        "citation_public_url": page.url,
        "citation_fulltext_html_url": page.url,
    }
