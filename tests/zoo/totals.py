"""The table that a run prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.zoo.verdict import Verdict


def lines(verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    """What was counted, and how much of it there is."""
    usable = [v for v in verdicts if v.outcome not in ("unusable", "too slow")]
    reports = [v for v in usable if v.outcome == "report"]
    rows = sum(v.rows for v in reports)
    other = sum(v.other_rows for v in reports)
    roads = [v for v in reports if len(v.roads) == 3]
    methods = Counter(v.method for v in reports)
    silent = [v for v in reports if v.wrong_macs and not v.is_said]
    return [
        ("networks that run on their input", f"{len(usable):,}"),
        ("reports", f"{len(reports):,}"),
        ("refused with a sentence", _count(usable, "refused")),
        ("tracebacks", _count(usable, "crashed")),
        ("rows", f"{rows:,}"),
        ("pass on meta / fake / real",
         " / ".join(f"{methods[name]:,}" for name in ("meta", "fake", "real"))),
        ("wrong parameters", f"{sum(v.params != v.true_params for v in reports):,}"),
        ("wrong MACs", f"{sum(v.wrong_macs for v in reports):,}"),
        ("… of them silent", f"{len(silent):,}"),
        ("failed checks", f"{sum(bool(v.failed_checks) for v in reports):,}"),
        ("wrong sums", f"{sum(len(v.wrong_sums) for v in reports):,}"),
        ("rows with MACs and no sum", f"{sum(sum(v.without_sum.values()) for v in reports):,}"),
        ("kernels that multiply and are not counted, networks",
         f"{sum(bool(v.uncounted) for v in reports):,}"),
        ("unknown kernels, networks", f"{sum(bool(v.unknown) for v in reports):,}"),
        ("rows of kind “other”", f"{other:,} ({other / max(rows, 1):.1%})"),
        ("networks left in another state", f"{sum(bool(v.left_behind) for v in reports):,}"),
        ("reports that fail to print, or to be read back",
         f"{sum(bool(v.unrendered) for v in reports):,}"),
        ("forced through meta, fake and real", f"{len(roads):,}"),
        ("… of them with different rows", f"{sum(bool(v.unequal_roads) for v in roads):,}"),
    ]  # fmt: skip


def _count(verdicts: Sequence[Verdict], outcome: str) -> str:
    return f"{sum(v.outcome == outcome for v in verdicts):,}"


def markdown(verdicts: Sequence[Verdict]) -> str:
    """The table with a column for each registry, and one for all."""
    names = list(dict.fromkeys(v.registry for v in verdicts))
    columns = [lines([v for v in verdicts if v.registry == name]) for name in names]
    columns.append(lines(verdicts))
    head = f"| | {' | '.join([*names, 'all'])} |\n|---|{'---:|' * len(columns)}"
    body = [
        f"| {columns[0][index][0]} | {' | '.join(column[index][1] for column in columns)} |"
        for index in range(len(columns[0]))
    ]
    return "\n".join([head, *body])


def findings(verdicts: Sequence[Verdict]) -> list[str]:
    """Every network that something is wrong with, and what: one line each."""
    found = []
    for v in verdicts:
        faults = []
        if v.outcome in ("refused", "crashed", "too slow"):
            faults.append(f"{v.outcome}: {v.said.splitlines()[-1] if v.said else ''}")
        if v.outcome == "report":
            if v.params != v.true_params:
                faults.append(f"parameters {v.params:,}, true {v.true_params:,}")
            if v.wrong_macs:
                silent = "" if v.is_said else " SILENT"
                faults.append(f"MACs {v.macs:,}, true {v.true_macs:,}{silent}")
            faults += [f"check {check}" for check in v.failed_checks]
            faults += [f"sum {wrong}" for wrong in v.wrong_sums[:3]]
            if v.without_sum:
                faults.append(f"no sum {v.without_sum}")
            if v.uncounted or v.unknown:
                faults.append(f"uncounted {v.uncounted} unknown {v.unknown}")
            if v.left_behind:
                faults.append(f"left behind {v.left_behind[:4]}")
            faults += [f"road {road}" for road in v.unequal_roads]
            if v.unrendered:
                faults.append(f"unrendered {v.unrendered.splitlines()[-1]}")
        if faults:
            found.append(f"{v.registry}:{v.name}: {' | '.join(faults)}")
    return found


def other_operations(verdicts: Sequence[Verdict]) -> list[tuple[str, int]]:
    """The operations of kind "other", most frequent first."""
    counts: Counter[str] = Counter()
    for v in verdicts:
        counts.update(v.other_ops)
    return counts.most_common()
