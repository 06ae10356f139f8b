"""Citations in a text: which network and row each names, its hash and version, and its figures.

A citation is known by what points to a report: the address of a model's page, the command that
makes the report again, the key of BibTeX (also where the text cites it), or the title of a network
beside the word archreport and a hash. Figures are held against it that stand in the citation, or
in the same sentence beside the word of a quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archreport.verify.plain import BREAK, CELL, FOLD, line_at
from archreport.verify.quantities import Counted, counted

_ROW = r"[A-Za-z0-9_][A-Za-z0-9_.@]*"
_ADDRESS = re.compile(
    rf"https?://[^\s<>\"'{BREAK}{CELL}]*?/(?:en|zh)/models/(?P<key>[a-z0-9-]+)/"
    rf"(?:[A-Za-z0-9_./-]*)(?:#(?P<row>[A-Za-z0-9_.@-]+))?"
)
_COMMAND = re.compile(
    rf"archreport\s+(?:show|cite|build)\s+(?P<key>[a-z0-9-]+)(?:#(?P<row>{_ROW}))?"
)
_KEY = re.compile(r"(?<![A-Za-z0-9_/.-])archreport-(?P<slug>[A-Za-z0-9_.:+-]*[A-Za-z0-9_+])")
_HASH = re.compile(r"sha256[:=\s]{1,3}(?P<hash>[0-9A-Za-z]{8,64})\b")
_VERSION = re.compile(
    r"(?:\barchreport[\s]{1,2}|[Vv]ersion\s{0,2}[={:\"]{0,3}\s{0,2}|版本\s?)(?P<version>\d+\.\d+[\w.]*)"
)
_PLACES = (
    re.compile(rf"(?:Table\s1,\s|report:\s)row\s(?P<row>{_ROW})(?:\s\((?P<figures>[^()]*)\))?"),
    re.compile(rf"(?:表\s?1，|报告：)\s?(?P<row>{_ROW})\s行(?:（(?P<figures>[^（）]*)）)?"),
    re.compile(r"(?:Table\s1|architecture\sreport)\s\((?P<figures>\d[^()]*)\)"),
    re.compile(r"(?:表\s?1|结构报告)（(?P<figures>\d[^（）]*)）"),
)
_SENTENCE = re.compile(
    rf"[{BREAK}{CELL}]|(?<=[.!?])(?<!\bal\.)(?<!\bcf\.)(?<!\bFig\.)(?<!e\.g\.)(?<!i\.e\.)\s+(?=[A-Z\[“(])"
    r"|(?<=[。！？])"
)
#: How far behind an address or a name the hash of the same citation may begin.
_NEAR = 48


@dataclass(frozen=True)
class Figure:
    """A printed figure and what it may count; ``row`` is the row that is printed with it."""

    counted: Counted
    line: int
    row: str = ""
    formal: bool = False


@dataclass(frozen=True)
class Cited:
    """One citation. ``key`` is a network's, "" where none of ours is named.

    ``rows`` are the names of rows that it prints, ``slugs`` those in keys of BibTeX, in which some
    characters are replaced. ``near`` are names in its sentences that may be rows. ``text`` is how
    it begins. ``group`` is the same for citations that stand in one paragraph.
    """

    line: int
    text: str
    key: str
    rows: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    hash: str = ""
    version: str = ""
    figures: tuple[Figure, ...] = ()
    group: int = 0


@dataclass(frozen=True)
class Known:
    """The networks that can be named: keys, and titles in either language with their key."""

    keys: frozenset[str]
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Anchor:
    start: int
    end: int
    key: str
    row: str = ""
    slug: str = ""
    weak: bool = False

    def agrees(self, other: _Anchor) -> bool:
        """Whether both can be of one citation. A title names no row, whatever row is cited."""
        same = _flat(self.row or self.slug) == _flat(other.row or other.slug)
        return self.key == other.key and (same or self.weak or other.weak)


def citations(text: str, known: Known) -> Iterator[Cited]:
    """The citations of a plain text, from the top down."""
    start = 0
    for match in re.finditer(rf"{BREAK}|\Z", text):
        if match.start() > start:
            yield from _of_paragraph(text, start, match.start(), known)
        start = match.end()


def _of_paragraph(text: str, start: int, end: int, known: Known) -> Iterator[Cited]:
    if "archreport" not in text[start:end] and "/models/" not in text[start:end]:
        return
    formal = _HASH.search(text, start, end) or _VERSION.search(text, start, end)
    named = "archreport" in text[start:end]
    anchors = sorted(_anchors(text, start, end, known, titles=bool(formal) and named), key=_begin)
    groups = _groups(anchors)
    if not groups:
        if formal and named and _HASH.search(text, start, end):
            groups = [[_Anchor(formal.start(), formal.end(), "")]]
        else:
            return
    for group, (first, last) in zip(groups, _regions(text, start, end, groups), strict=True):
        yield _cited(text, first, last, group, start)


def _begin(anchor: _Anchor) -> tuple[int, int]:
    return anchor.start, -anchor.end


def _anchors(text: str, start: int, end: int, known: Known, *, titles: bool) -> Iterator[_Anchor]:
    for match in _ADDRESS.finditer(text, start, end):
        yield _Anchor(*match.span(), match["key"], (match["row"] or "").rstrip(".-"))
    for match in _COMMAND.finditer(text, start, end):
        row = (match["row"] or "").rstrip(".")
        yield _Anchor(*match.span(), match["key"], row)
    for match in _KEY.finditer(text, start, end):
        slug = match["slug"].rstrip(".:")
        keys = [key for key in known.keys if slug == key or slug.startswith(f"{key}-")]
        if keys:
            key = max(keys, key=len)
            yield _Anchor(*match.span(), key, slug=slug[len(key) + 1 :])
    if titles and known.titles:
        names = sorted(known.titles, key=len, reverse=True)
        joined = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in names)
        for match in re.finditer(
            rf"(?<![A-Za-z0-9_-])(?:{joined})(?![A-Za-z0-9_-])", text[start:end]
        ):
            name = re.sub(r"\s", " ", match[0])
            place = (match.start() + start, match.end() + start)
            yield _Anchor(*place, known.titles[name], weak=True)


def _groups(anchors: Sequence[_Anchor]) -> list[list[_Anchor]]:
    """Anchors that are of one citation, side by side. A title alone is none."""
    groups: list[list[_Anchor]] = []
    for anchor in anchors:
        current = groups[-1] if groups else []
        strong = any(not one.weak for one in current)
        if current and all(anchor.agrees(one) for one in current) and not (anchor.weak and strong):
            current.append(anchor)
        else:
            groups.append([anchor])
    if all(anchor.weak for anchor in anchors):
        return groups[:1] if len({anchor.key for anchor in anchors}) == 1 else []
    joined: list[list[_Anchor]] = []
    for group in groups:
        if all(one.weak for one in group):
            continue
        if joined and _names(joined[-1]) == _names(group):
            joined[-1] += group
        else:
            joined.append(group)
    return joined


def _names(group: Sequence[_Anchor]) -> tuple[str, frozenset[str]]:
    """The network and the rows that a group names."""
    rows = {one.row or one.slug for one in group if one.row or one.slug}
    return group[0].key, frozenset(map(_flat, rows))


def _flat(name: str) -> str:
    """A row's name as it stands in a key of BibTeX."""
    return re.sub(r"[^A-Za-z0-9_.:+-]+", "-", name)


def _regions(
    text: str, start: int, end: int, groups: Sequence[Sequence[_Anchor]]
) -> list[tuple[int, int]]:
    """From where to where each citation reaches."""
    regions = []
    begin = start
    for number, group in enumerate(groups):
        until = max(one.end for one in group)
        if number + 1 == len(groups):
            regions.append((begin, end))
            break
        following = min(one.start for one in groups[number + 1])
        behind = _HASH.search(text, until, following)
        if behind and behind.start() - until <= _NEAR:
            until = behind.end()
        regions.append((begin, until))
        begin = until
    return regions


def _cited(text: str, start: int, end: int, group: Sequence[_Anchor], paragraph: int) -> Cited:
    hash_ = _HASH.search(text, start, end)
    version = _VERSION.search(text, start, end)
    places = [match for pattern in _PLACES for match in pattern.finditer(text, start, end)]
    strong = [one for one in group if not one.weak] or list(group)
    marks = [(one.start, one.end) for one in strong]
    marks += [match.span() for match in (hash_, version) if match] if not group[0].weak else []
    marks += [match.span() for match in places]
    formal = bool(hash_ or places)
    spans = _sentences(text, start, end, marks if formal else [(a.start, a.end) for a in strong])
    if formal:
        spans.append((min(a for a, _ in marks), max(b for _, b in marks)))
    figures: dict[int, Figure] = {}
    for match in places:
        if match["figures"]:
            row = match.groupdict().get("row") or ""
            for one in counted(text, *match.span("figures")):
                figures[one.start] = Figure(one, line_at(text, one.start), row, formal=True)
    for first, last in spans:
        for one in counted(text, first, last):
            figures.setdefault(one.start, Figure(one, line_at(text, one.start), formal=formal))
    rows = [one.row for one in group if one.row]
    rows += [match["row"].rstrip(".") for match in places if match.groupdict().get("row")]
    near = {word for a, b in spans for word in re.findall(_ROW, text[a:b])}
    begin = min(a for a, _ in marks)
    return Cited(
        line=line_at(text, begin),
        text=_excerpt(text[min(a for a, _ in spans) : end]),
        key=next((one.key for one in strong), ""),
        rows=tuple(dict.fromkeys(rows)),
        slugs=tuple(dict.fromkeys(one.slug for one in group if one.slug)),
        near=tuple(sorted(word.rstrip(".") for word in near if re.search(r"[\d_.]", word))),
        hash=hash_["hash"].lower() if hash_ else "",
        version=version["version"].rstrip(".") if version else "",
        figures=tuple(figures[place] for place in sorted(figures)),
        group=paragraph,
    )


def _sentences(
    text: str, start: int, end: int, marks: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The sentences between two places that hold one of ``marks``."""
    ends = [match.end() for match in _SENTENCE.finditer(text, start, end)]
    spans = zip([start, *ends], [*ends, end], strict=True)
    return [
        (first, last) for first, last in spans if any(first <= place < last for place, _ in marks)
    ]


def _excerpt(text: str, longest: int = 96) -> str:
    """The beginning of a citation on one line."""
    words = " ".join(re.sub(f"[{BREAK}{CELL}{FOLD}]", " ", text).split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def renumbered(cited: Cited, lines: int) -> Cited:
    """The same, its lines counted from another beginning."""
    figures = tuple(replace(one, line=one.line + lines) for one in cited.figures)
    return replace(cited, line=cited.line + lines, figures=figures)
