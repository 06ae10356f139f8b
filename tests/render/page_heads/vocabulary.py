"""Of schema.org's vocabulary, what the pages use: https://schema.org, version 29.

A property is that of its own type or of one above it, so each type is followed by its parents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_THING = {"@id", "@type", "name", "description", "url", "identifier"}
_WORK = _THING | {
    "author", "creator", "publisher", "provider", "license", "version", "inLanguage", "keywords",
    "isAccessibleForFree", "datePublished", "isBasedOn", "isPartOf", "hasPart", "position",
    "encoding", "encodingFormat", "teaches", "educationalLevel", "learningResourceType",
}  # fmt: skip
_LEARNING = _WORK | {"assesses", "competencyRequired"}
_MEDIA = _WORK | {"contentUrl", "contentSize"}
TYPES = {
    "WebSite": _WORK,
    "SoftwareSourceCode": _WORK | {"codeRepository", "programmingLanguage", "runtimePlatform"},
    "Course": _LEARNING | {"hasCourseInstance", "courseCode"},
    "CourseInstance": _THING | {"courseMode", "courseWorkload"},
    "LearningResource": _LEARNING,
    "Dataset": _WORK | {"distribution", "variableMeasured", "measurementTechnique"},
    "DataDownload": _MEDIA,
    "MediaObject": _MEDIA,
    "DefinedTermSet": _WORK | {"hasDefinedTerm"},
    "ScholarlyArticle": _WORK,
    "PropertyValue": _THING | {"value", "unitText", "propertyID"},
    "Organization": _THING,
    "Person": _THING,
}
#: What may stand in a property that is not text or a number.
RANGES = {
    "author": {"Organization", "Person"},
    "creator": {"Organization", "Person"},
    "publisher": {"Organization"},
    "provider": {"Organization"},
    "distribution": {"DataDownload"},
    "encoding": {"MediaObject"},
    "variableMeasured": {"PropertyValue"},
    "hasCourseInstance": {"CourseInstance"},
    "isPartOf": {"Course"},
    "hasPart": {"LearningResource"},
    "isBasedOn": {"ScholarlyArticle"},
}


def mistakes(description: dict[str, Any]) -> list[str]:
    """What a description has that schema.org has not, or that says nothing."""
    if description.get("@context") != "https://schema.org":
        return [f"the context is {description.get('@context')!r}"]
    things = description.get("@graph", [description])
    return [fault for thing in things for fault in _of_thing(thing)]


def _of_thing(thing: dict[str, Any]) -> Iterator[str]:
    kind = thing.get("@type")
    if kind not in TYPES:
        yield f"there is no type {kind!r}"
        return
    for name, value in thing.items():
        if name == "@context":
            continue
        if name not in TYPES[kind]:
            yield f"{kind} has no {name!r}"
        for one in value if isinstance(value, list) else [value]:
            if one in ("", [], {}, None):
                yield f"{kind}.{name} is empty"
            elif isinstance(one, dict):
                if one.get("@type") not in RANGES.get(name, ()):
                    yield f"{kind}.{name} is no {one.get('@type')}"
                yield from _of_thing(one)
            elif name in RANGES:
                yield f"{kind}.{name} is only text"
