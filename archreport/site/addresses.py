"""Which page of the site shows a network, a row, a unit, a laboratory: its address."""

from __future__ import annotations

from pathlib import Path

from archreport.catalog.networks import CATALOG, entry
from archreport.course.labs.names import LABORATORIES
from archreport.errors import BadInput, known, nearest
from archreport.report.units import folder_of


def address_of(name: str) -> str:
    """The address below a language: ``models/vgg16/#conv3_1``, ``labs/01-counting/``.

    ``name`` is a network with or without a row or a unit, a laboratory, an address, or "" for the
    first page. Whether an address is one is not looked at. Raises `BadInput` for a word that is
    nothing of these, naming the nearest.
    """
    model, mark, row = name.strip("/").partition("#")
    if model.lower() in CATALOG:
        return _of_network(entry(model).key, row)
    if model in LABORATORIES:
        return f"labs/{model}/{mark}{row}"
    if model and "/" not in model and model not in SECTIONS:
        there = [*CATALOG, *LABORATORIES, *SECTIONS]
        raise BadInput("open.unknown", nearest(model, there) or known(there), name=name)
    return f"{model}/{mark}{row}" if model else f"{mark}{row}"


#: The parts of the site.
SECTIONS = (
    "course", "labs", "models", "compare", "audit", "method", "glossary", "reference",
)  # fmt: skip


def built_page(site: Path, language: str, address: str) -> Path | None:
    """The file of a page of the built site; None where it has no such page."""
    file = site / language / address.partition("#")[0] / "index.html"
    return file if file.is_file() else None


def _of_network(key: str, row: str) -> str:
    name, slash, unit = row.rpartition("/")
    if slash and unit.isdecimal():
        return f"models/{key}/units/{folder_of(name)}/#{unit}"
    return f"models/{key}/#{row}" if row else f"models/{key}/"
