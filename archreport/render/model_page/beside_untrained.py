"""What training has changed: learned weights and the same network untrained, beside each other.

Two tables. What is said about them is said where the numbers bear it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from archreport.reading.learned import KernelsBeside, StageBeside, kernels_beside, stages_beside
from archreport.render.table_lines import slug
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: The kurtosis of a normal distribution.
NORMAL = 3


def has_untrained_beside(report: Report) -> bool:
    """Whether there is anything to be set beside the learned weights."""
    return bool(stages_beside(report) and kernels_beside(report))


def beside_untrained(report: Report, t: Language, numbers: Mapping[str, int]) -> Markup:
    """Zeros and dead channels by stage, width and kurtosis of the kernels by layer; "" where no
    untrained run is beside the learned one. ``numbers`` are those of the two tables."""
    stages, kernels = stages_beside(report), kernels_beside(report)
    if not (stages and kernels and report.untrained):
        return Markup()
    return render_html(
        "beside_untrained.html.j2",
        t,
        id=f"tbl-{slug(report)}",
        numbers=numbers,
        seed=report.untrained.weights.seed,
        stages=[_stage(one, t) for one in stages],
        kernels=[_kernels(one) for one in kernels],
        zeros_text=_zeros_text(stages, t),
        dead_text=_dead_text(stages, t),
        kernels_text=_kernels_text(kernels, t),
    )


def _stage(one: StageBeside, t: Language) -> Mapping[str, object]:
    return {
        "name": formatting.stage_name(one.stage, t),
        "row": one.row.id,
        "output": formatting.output(one.row),
        "zeros": formatting.percent(one.learned.zeros),
        "zeros_untrained": formatting.percent(one.untrained.zeros),
        "dead": formatting.number(one.learned.dead),
        "dead_untrained": formatting.number(one.untrained.dead),
        "channels": formatting.number(one.learned.channels),
    }


def _kernels(one: KernelsBeside) -> Mapping[str, object]:
    weight = one.row.params[0].shape
    return {
        "row": one.row.id,
        "kernel": formatting.TIMES.join(map(formatting.number, weight)),
        "std": formatting.decimal(one.learned.std, 4),
        "std_untrained": formatting.decimal(one.untrained.std, 4),
        "kurtosis": formatting.decimal(one.learned.kurtosis, 1),
        "kurtosis_untrained": formatting.decimal(one.untrained.kurtosis, 1),
    }


def _zeros_text(stages: Sequence[StageBeside], t: Language) -> str:
    """That learned layers answer to ever less of a picture, and untrained ones to half of it."""
    shares = [one.learned.zeros for one in stages]
    about_half = all(0.4 < one.untrained.zeros < 0.6 for one in stages)
    if shares != sorted(shares) or not about_half:
        return ""
    return t(
        "beside.zeros",
        first=formatting.percent(shares[0]),
        last=formatting.percent(shares[-1]),
        row=stages[-1].row.id,
    )


def _dead_text(stages: Sequence[StageBeside], t: Language) -> str:
    last = stages[-1]
    if last.learned.dead <= last.untrained.dead:
        return ""
    return t(
        "beside.dead",
        row=last.row.id,
        dead=formatting.number(last.learned.dead),
        of=formatting.number(last.learned.channels),
    )


def _kernels_text(kernels: Sequence[KernelsBeside], t: Language) -> str:
    """That learned kernels are of few large and many small weights, the first layer's apart."""
    heavy = [one for one in kernels if one.learned.kurtosis > NORMAL]
    peak = max(kernels, key=lambda one: one.learned.kurtosis)
    normal = all(abs(one.untrained.kurtosis - NORMAL) < 0.5 for one in kernels)
    if not normal or heavy != list(kernels[1:]):
        return ""
    return t(
        "beside.kernels",
        first=kernels[0].row.id,
        low=formatting.decimal(kernels[0].learned.kurtosis, 1),
        peak=peak.row.id,
        high=formatting.decimal(peak.learned.kurtosis, 1),
        normal=NORMAL,
    )
