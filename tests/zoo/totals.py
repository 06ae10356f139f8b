"""The table that a run prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archreport.render.words.language import Language
from tests.zoo.verdict import Verdict


def totals(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Counts, by the names of the phrases ``foreign.NAME``."""
    usable = [v for v in verdicts if v.outcome not in ("unusable", "too slow")]
    reports = [v for v in usable if v.outcome == "report"]
    roads = [v for v in reports if len(v.roads) == 3]
    outcomes = Counter(v.outcome for v in usable)
    methods = Counter(v.method for v in reports)
    wrong = [v for v in reports if v.wrong_macs]
    return {
        "networks": len(usable),
        "reports": len(reports),
        "refused": outcomes["refused"],
        "crashed": outcomes["crashed"],
        "rows": sum(v.rows for v in reports),
        **{method: methods[method] for method in ("meta", "fake", "real")},
        "params": sum(v.params != v.true_params for v in reports),
        "macs": len(wrong),
        "silent": sum(not v.is_said for v in wrong),
        "checks": sum(bool(v.failed_checks) for v in reports),
        "sums": sum(len(v.wrong_sums) for v in reports),
        "no_sum": sum(sum(v.without_sum.values()) for v in reports),
        "uncounted": sum(bool(v.uncounted) for v in reports),
        "unknown": sum(bool(v.unknown) for v in reports),
        "other": sum(v.other_rows for v in reports),
        "left": sum(bool(v.left_behind) for v in reports),
        "unrendered": sum(bool(v.unrendered) for v in reports),
        "roads": len(roads),
        "unequal": sum(bool(v.unequal_roads) for v in roads),
    }


def table(verdicts: Sequence[Verdict]) -> list[str]:
    """The counts of each registry, and of all, a line each."""
    names = list(dict.fromkeys(v.registry for v in verdicts))
    columns = [totals([v for v in verdicts if v.registry == name]) for name in names]
    columns.append(totals(verdicts))
    t = Language("en")
    head = f"{'':62}" + "".join(f"{name[:11]:>13}" for name in [*names, "all"])
    return [
        head,
        *(
            f"{t(f'foreign.{key}'):62}" + "".join(f"{column[key]:>13,}" for column in columns)
            for key in columns[-1]
        ),
    ]


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
