"""What ``--json`` prints, field by field.

Names and meanings are stable as `CONTRIBUTING` says of versions: a field is only taken away or
changed with a warning before; new ones may come at any time, so a reader passes over what it does
not know. What is not known is ``null``; numbers are numbers, sizes bytes, addresses end with ``/``
or an anchor. ``show``, ``inspect`` and ``compare`` have forms of their own: a report
(`archreport.Report`), a row (`archreport.report.model.Row`), a chosen table, a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

from archreport.reading.differences.model import Differences


@dataclass(frozen=True)
class ListedNetwork:
    """A network of the course, as ``archreport list --json`` has it.

    ``input`` is its shape (C, H, W) without the batch. ``weights`` are the learned weights that it
    can take: "oxford", "imagenet".
    """

    network: str
    title: str
    variant: str
    family: str
    task: str
    year: int | None
    paper: str | None
    input: tuple[int, ...]
    weights: tuple[str, ...]


@dataclass(frozen=True)
class NetworkList:
    """``archreport list --json``: the networks of the course in their order."""

    networks: tuple[ListedNetwork, ...]


@dataclass(frozen=True)
class CitedReport:
    """``archreport cite --json``: one report or row in every form.

    ``address`` is None where the site is not published (``ARCHREPORT_SITE_URL``) or has no page of
    the network. ``hash`` is the SHA-256 of everything that can be made again. ``citations`` has a
    text for each name of ``--format``.
    """

    network: str | None
    row: str | None
    version: str
    address: str | None
    hash: str
    citations: dict[str, str]


@dataclass(frozen=True)
class Result:
    """One thing that a build has made or found fresh.

    ``because`` says as English clauses why it had to be made; it is empty where it was fresh or
    asked for. ``device`` and ``seconds`` are None where nothing ran.
    """

    name: str
    folder: str
    fresh: bool
    because: tuple[str, ...]
    device: str | None
    seconds: float | None


@dataclass(frozen=True)
class BuildSummary:
    """``archreport build --json``: the reports, and where their pages are, by language."""

    reports: tuple[Result, ...]
    pages: dict[str, str]


@dataclass(frozen=True)
class LabSummary:
    """``archreport labs --json``: the laboratories, and the archive of ``--pack`` with its hash."""

    laboratories: tuple[Result, ...]
    archive: str | None
    sha256: str | None


@dataclass(frozen=True)
class SiteSummary:
    """``archreport site --json``: where the site is, and how many pages it has."""

    site: str
    pages: int
    bytes: int


@dataclass(frozen=True)
class AtlasSummary:
    """``archreport atlas --json``: the first page, and how many pictures were looked at. Beside the
    page lies ``atlas.json``, which holds every unit and patch."""

    page: str
    pictures: int


@dataclass(frozen=True)
class FoundFault:
    """A fault of a page or a report: ``place`` is the page's address or the report's file, ``kind``
    a short English name for what is wrong ("report" for a report)."""

    place: str
    kind: str
    detail: str


@dataclass(frozen=True)
class CheckSummary:
    """``archreport check --json``: what was looked at, and every fault."""

    pages: int
    reports: int
    faults: tuple[FoundFault, ...]


@dataclass(frozen=True)
class ChangedPart:
    """A part that a result was made from and that is not what it was.

    ``part`` names it: the path of a source or data file of archreport, "library torch", "setting
    seed", "file weights", "code cell 3", "Python". ``before`` is None where it is new, ``now``
    where it is gone; files are told by their SHA-256.
    """

    part: str
    kind: str
    before: str | None
    now: str | None


@dataclass(frozen=True)
class KeptResult:
    """A result that is kept: a report, a laboratory's outputs, or an atlas of units.

    ``page`` is the address of the page that shows it, below a language; ``command`` makes it again.
    ``damage`` says as English clauses what is wrong with the kept folder itself.
    """

    name: str
    kind: str
    folder: str
    page: str
    fresh: bool
    changes: tuple[ChangedPart, ...]
    damage: tuple[str, ...]
    command: str


@dataclass(frozen=True)
class WhySummary:
    """``archreport why --json``."""

    results: tuple[KeptResult, ...]


@dataclass(frozen=True)
class Leftover:
    """What ``archreport clean`` removes: ``reason`` is "unfinished" for what a run that was killed
    left, else why the result is of no use, as an English clause."""

    path: str
    bytes: int
    reason: str


@dataclass(frozen=True)
class CleanSummary:
    """``archreport clean --json``: what there is to remove, and whether it was ``removed``."""

    leftovers: tuple[Leftover, ...]
    bytes: int
    removed: bool


@dataclass(frozen=True)
class OpenedPage:
    """``archreport open --json``: the address of a page; ``built`` where it is on this machine."""

    address: str
    built: bool


@dataclass(frozen=True)
class DifferentFigure:
    """A figure of a citation that is not what the report has: ``what`` names it, ``printed`` is how
    it stands in the text at ``line``, ``now`` what it is; "" where there is none."""

    what: str
    row: str
    printed: str
    now: str
    line: int


@dataclass(frozen=True)
class VerifiedCitation:
    """A citation that was found at ``line`` of ``source``.

    ``state`` is "holds", "differs" or "not ours". ``checked`` is how many figures were compared.
    ``since`` says why it differs, as far as that is known, "" else; ``changed_in`` are the versions
    since the cited one that changed a figure of the network.
    """

    source: str
    line: int
    state: str
    network: str
    rows: tuple[str, ...]
    version: str
    hash: str
    checked: int
    differences: tuple[DifferentFigure, ...]
    since: str
    changed_in: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class VerifySummary:
    """``archreport verify --json``: every citation that was found."""

    citations: tuple[VerifiedCitation, ...]


@dataclass(frozen=True)
class DiffSummary:
    """``archreport diff --json``: the differences from each network to the next, in which
    ``changes`` are what was done and ``consequences`` what follows; counts are after minus before.
    """

    differences: tuple[Differences, ...]


@dataclass(frozen=True)
class BrokenLimit:
    """A limit of a budget that is broken; ``row`` is "" for the whole network."""

    row: str
    name: str
    limit: int
    value: int


@dataclass(frozen=True)
class BudgetResult:
    """One budget file, the network that it is for, and the limits that are broken."""

    file: str
    network: str
    limits: int
    broken: tuple[BrokenLimit, ...]


@dataclass(frozen=True)
class BudgetSummary:
    """``archreport budget --json``."""

    budgets: tuple[BudgetResult, ...]
