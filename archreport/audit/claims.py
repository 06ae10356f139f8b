"""The published figures: what was printed, where, and how it is computed here.

``archreport/published/<family>.yaml`` is a list of groups; ``sources.yaml`` names the sources. A
group holds what its claims share; a claim may say otherwise:

    - source: simonyan2014            # a key of sources.yaml
      place: {en: Table 2, zh: 表 2}  # where in it
      quantity: params                # what kind of figure (see QUANTITIES)
      unit: million                   # what one unit is worth (archreport.audit.printed.UNITS)
      setting: {en: …, zh: …}         # under which conditions it was printed
      claims:
      - {id: vgg.t2.D, model: VGG-16, report: vgg16, printed: '138', of: params}

``printed`` is the figure letter by letter; where it is a sentence, ``says`` is the figure that the
sentence states. ``report`` is the network's key, on whose page (or on ``page``) the claim stands.
``of`` is a query (`archreport.audit.query`), and ``under`` the query of another reading, by
convention (`archreport.audit.conventions`). Instead of these ``computable: no`` and its ``kind``.
``why`` explains; a claim that differs must have it. ``seen`` is "primary" unless the figure was
read in a secondary source or is quoted from "memory".

No verdict is written anywhere: `archreport.audit.verdict` computes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from archreport.errors import ClaimInvalid, Phrase, phrase

ClaimKind = Literal[
    "error", "accuracy", "gain", "data", "training", "time", "citation", "setting", "network",
    "measured",
]  # fmt: skip
Seen = Literal["primary", "secondary", "memory"]

#: The kinds of figures.
QUANTITIES = (
    "params", "macs", "activations", "memory", "shape", "field", "structure", "input", "setting",
    "label", "cost", "feature", "top1_error", "top5_error", "error", "top1_accuracy",
    "top5_accuracy", "accuracy", "iou", "gain", "sparsity", "data", "training", "time", "citation",
)  # fmt: skip
#: Those that are right or wrong: nothing is rounded in a size, a count of layers or a name.
EXACT = frozenset(("shape", "field", "structure", "input", "setting", "label"))

#: The files, in the order of the course.
FAMILIES = (
    "alexnet", "zfnet", "vgg", "googlenet", "inception", "resnet", "fcn", "deepface", "unet",
    "deconvnet", "others",
)  # fmt: skip

_FIELDS = frozenset((
    "id", "model", "report", "page", "quantity", "layer", "printed", "says", "unit", "setting",
    "source", "place", "of", "under", "computable", "kind", "why", "seen",
))  # fmt: skip
_REQUIRED = ("id", "model", "quantity", "printed", "source", "place")


@dataclass(frozen=True)
class Words:
    """A phrase in both languages."""

    en: str
    zh: str

    def in_language(self, code: str) -> str:
        return self.zh if code == "zh" else self.en


@dataclass(frozen=True)
class Source:
    """Where figures were printed. ``url`` is "" where there is none."""

    key: str
    title: Words
    year: int
    url: str = ""


@dataclass(frozen=True)
class Claim:
    """One published figure. See the module's docstring for the fields."""

    id: str
    family: str
    model: str
    quantity: str
    printed: str
    source: str
    place: Words
    report: str = ""
    page: str = ""
    layer: str = ""
    says: str = ""
    unit: str = ""
    setting: Words | None = None
    of: str = ""
    under: tuple[tuple[str, str], ...] = ()
    kind: ClaimKind | Literal[""] = ""
    why: Words | None = None
    seen: Seen = "primary"

    @property
    def figure(self) -> str:
        """The text to be read as a figure."""
        return self.says or self.printed


@cache
def load_claims() -> tuple[Claim, ...]:
    """All published claims, family by family. Raises `ClaimInvalid`, naming the claim."""
    claims = tuple(claim for family in FAMILIES for claim in _family(family))
    seen: dict[str, Claim] = {}
    for claim in claims:
        if claim.id in seen:
            raise _invalid(
                claim.id, claim.family, phrase("claim.twice", other=seen[claim.id].family)
            )
        seen[claim.id] = claim
    return claims


@cache
def load_sources() -> Mapping[str, Source]:
    """The sources by key, in the order of ``sources.yaml``."""
    return {
        key: Source(key, _words(entry["title"]), entry["year"], entry.get("url", ""))
        for key, entry in read_published("sources").items()
    }


def read_claims(groups: list[Mapping[str, Any]], family: str) -> Iterator[Claim]:
    """The claims of a family's groups. Raises `ClaimInvalid`, naming the claim."""
    for group in groups:
        shared = {name: value for name, value in group.items() if name != "claims"}
        for own in group["claims"]:
            yield _claim({**shared, **own}, family)


def _family(family: str) -> Iterator[Claim]:
    return read_claims(read_published(family), family)


def _claim(fields: Mapping[str, Any], family: str) -> Claim:
    name = fields.get("id") or phrase("claim.nameless")
    if unknown := sorted(set(fields) - _FIELDS):
        raise _invalid(name, family, phrase("claim.field", name=unknown[0]))
    if missing := [field for field in _REQUIRED if not fields.get(field)]:
        raise _invalid(name, family, phrase("claim.lacks", name=missing[0]))
    if fields["quantity"] not in QUANTITIES:
        raise _invalid(name, family, phrase("claim.quantity", name=fields["quantity"]))
    if fields["source"] not in load_sources():
        raise _invalid(name, family, phrase("claim.source", name=fields["source"]))
    kind, seen = fields.get("kind", ""), fields.get("seen", "primary")
    computable = fields.get("computable", True)
    if computable == bool(kind) or computable != bool(fields.get("of")):
        raise _invalid(name, family, phrase("claim.either"))
    if kind and kind not in get_args(ClaimKind):
        raise _invalid(name, family, phrase("claim.kind", name=kind))
    if seen not in get_args(Seen):
        raise _invalid(name, family, phrase("claim.seen", name=seen))
    if not all(isinstance(fields.get(key, ""), str) for key in ("printed", "says", "layer", "of")):
        raise _invalid(name, family, phrase("claim.quotes"))
    return Claim(
        id=fields["id"],
        family=family,
        model=fields["model"],
        quantity=fields["quantity"],
        printed=fields["printed"],
        source=fields["source"],
        place=_words(fields["place"]),
        report=fields.get("report", ""),
        page=fields.get("page", fields.get("report", "")),
        layer=fields.get("layer", ""),
        says=fields.get("says", ""),
        unit=fields.get("unit", ""),
        setting=_words(fields["setting"]) if fields.get("setting") else None,
        of=fields.get("of", ""),
        under=tuple(fields.get("under", {}).items()),
        kind=kind,
        why=_words(fields["why"]) if fields.get("why") else None,
        seen=seen,
    )


def _words(texts: str | Mapping[str, str]) -> Words:
    """``{en: …, zh: …}``; one text where both languages write the same."""
    return Words(texts, texts) if isinstance(texts, str) else Words(texts["en"], texts["zh"])


def _invalid(claim: Phrase | str, family: str, what: Phrase) -> ClaimInvalid:
    return ClaimInvalid("claim.invalid", id=claim, family=family, what=what)


def read_published(name: str) -> Any:
    """What ``archreport/published/<name>.yaml`` holds."""
    file = resources.files("archreport.audit") / "published" / f"{name}.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
