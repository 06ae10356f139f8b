"""Where each room keeps its phrases and templates: one rule for the whole package.

Beside the code that uses them, in whatever folder that is:

* phrases in ``messages.yaml``, or several files in ``messages/*.yaml``;
* templates in ``templates/*.j2``.

So the words of chapter 4 are in ``course/lessons/resnet/messages.yaml``, and ``render`` finds them
without importing ``course``. Phrases and templates are asked for by name alone, hence no key and
no template name may occur twice in the package.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def phrase_files(package: Path = _PACKAGE) -> tuple[Path, ...]:
    """Every file of phrases, by its path."""
    return tuple(sorted({*package.rglob("messages.yaml"), *package.rglob("messages/*.yaml")}))


def template_files(package: Path = _PACKAGE) -> tuple[Path, ...]:
    """Every template, by its path. Raises `ValueError` where two have the same name."""
    files = tuple(sorted(package.rglob("templates/*.j2")))
    places: dict[str, Path] = {}
    for file in files:
        if file.name in places:
            raise ValueError(f"two templates have the same name: {places[file.name]} and {file}")
        places[file.name] = file
    return files
