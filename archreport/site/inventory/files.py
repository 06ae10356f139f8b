"""The names as files that other builders read.

``objects.inv`` is version 2 of Sphinx's inventory, as `sphinx.util.inventory` reads it: four lines
of text, then, compressed, a line ``name domain:role priority uri title`` for each.
``myst.xref.json`` is what mystmd reads of a project that it links to: ``references`` with
identifier, kind and address. The same pages give the same bytes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from archreport.site.inventory.entries import Entry, Kind, entries
from archreport.site.search.sections import SearchedPage

#: In which role Sphinx knows what is linked. Pages are labels as well, for `:ref:`.
_ROLES: Mapping[Kind, tuple[str, ...]] = {
    "page": ("std:doc", "std:label"),
    "section": ("std:label",),
    "row": ("std:label",),
    "term": ("std:term",),
    "figure": ("std:label",),
}
_MYST_KINDS: Mapping[Kind, str] = {
    "page": "page", "section": "heading", "row": "table", "term": "term", "figure": "table",
}  # fmt: skip


def write_inventories(site: Path, pages: Mapping[str, Iterable[SearchedPage]]) -> None:
    """Write both files into the root of each language, of which ``pages`` are given."""
    for language, its in pages.items():
        folder = site / language
        found = entries(folder, its)
        (folder / "objects.inv").write_bytes(sphinx_inventory(found, f"archreport ({language})"))
        text = myst_references(found)
        (folder / "myst.xref.json").write_text(text, encoding="utf-8", newline="\n")


def sphinx_inventory(found: Sequence[Entry], project: str) -> bytes:
    """``objects.inv`` of these names."""
    lines = [
        f"{one.name} {role} 1 {one.uri} {one.title if one.title != one.name else '-'}"
        for one in found
        for role in _ROLES[one.kind]
    ]
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {project}\n"
        f"# Version: {metadata.version('archreport')}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    return head.encode() + zlib.compress("".join(f"{line}\n" for line in lines).encode(), 9)


def myst_references(found: Sequence[Entry]) -> str:
    """``myst.xref.json`` of these names."""
    references = []
    for one in found:
        if one.kind == "term":
            continue  # terms are sections here, and known by the glossary's names
        place, _, fragment = one.uri.partition("#")
        reference = {
            "identifier": one.name,
            "html_id": fragment or None,
            "kind": _MYST_KINDS[one.kind],
            "url": f"/{place}",
        }
        references.append({key: value for key, value in reference.items() if value})
    content = {"version": "1", "myst": "1", "references": references}
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"
