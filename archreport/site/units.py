"""The atlas of units in the site: its pictures, made once and kept, and its pages.

``units/<network>/`` holds a folder for each convolution with the sprites of its units. They are cut
from the course's photographs at the places that `archreport.course.atlas.kept` has, so that neither
torch nor weights are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archreport.course.album import photographs
from archreport.course.atlas.kept import (
    ATLAS,
    PICTURES,
    KeptPictures,
    kept_atlas,
    kept_pictures,
)
from archreport.course.atlas.pictures import course_pictures
from archreport.files import link_or_copy
from archreport.freshness.dependencies import Dependencies, dependencies
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.progress import Progress, silent
from archreport.render.unit_pages.pages import Credit, Made, unit_page_files
from archreport.render.words.language import Language
from archreport.report.units import UnitAtlas, folder_of
from archreport.running.units.sprites import write_sprites
from archreport.running.units.views import ENLARGED


@dataclass(frozen=True)
class BuiltUnits:
    """An atlas and the folder of its sprites."""

    atlas: UnitAtlas
    made: KeptPictures
    folder: Path


def build_units(
    networks: Sequence[str], out: Path, *, progress: Progress = silent
) -> Mapping[str, BuiltUnits]:
    """The atlases of those of ``networks`` that have one, their sprites under ``out``.

    Fresh sprites are kept. Raises `OutputFailed`; Ctrl-C leaves earlier ones as they were.
    """
    kept = kept_atlas()
    atlas = kept.atlas
    if atlas.network not in networks:
        return {}
    folder = out / atlas.network
    depends_on = units_dependencies()
    if why_stale(folder, depends_on):
        with kept_folder(folder, depends_on) as new:
            sources = {source.name: source for source in course_pictures()}
            write_sprites(atlas, sources, new, progress)
    return {atlas.network: BuiltUnits(atlas, kept_pictures(), folder)}


def write_unit_pages(units: BuiltUnits, folder: Path, t: Language) -> None:
    """Write the pages of an atlas and what they show into ``folder``, ``units`` of a network."""
    made = Made(units.made.method, units.made.made)
    pages = unit_page_files(units.atlas, made, _credits(t), ENLARGED, t)
    for name, text in pages.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    for layer in units.atlas.layers:
        name = folder_of(layer.row)
        for sprite in sorted((units.folder / name).glob("*.webp")):
            link_or_copy(sprite, folder / name / sprite.name)
    for one in made.pictures:
        link_or_copy(PICTURES / one.file, folder / folder_of(one.layer) / one.file)


def units_dependencies() -> Dependencies:
    """What the sprites of an atlas depend on."""
    return dependencies(
        ["archreport.running.units.sprites", "archreport.course.atlas.pictures"],
        files={"atlas": ATLAS},
    )


def _credits(t: Language) -> list[Credit]:
    return [
        Credit(one.name, one.title[t.code], one.author, one.licence, one.origin, one.package)
        for one in photographs()
    ]
