"""How long a run took and what it took of the machine: the one place that shows it.

All of it is another number the next time, so it has a page of its own beside the model's, and every
other page is the same from one build to the next.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from archreport.reading.layers import is_minor
from archreport.render.model_page.tables import bars_of
from archreport.render.template import html_phrases, render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.timings import Timings


def times(report: Report, timings: Timings, t: Language, base: str = "../") -> Markup:
    """What was measured of a pass, and the milliseconds of every row beside its MACs. ``base`` is
    the way to the model's page."""
    rows = [row for row in report.rows if row.id in timings.rows]
    seconds = [timings.rows[row.id] for row in rows]
    return render_html(
        "times.html.j2",
        t,
        id="tbl-times",
        base=base,
        facts=tuple(_facts(timings, t)),
        lines=[
            {
                "row": row,
                "minor": is_minor(row),
                "macs_bar": macs_bar,
                "milliseconds": _milliseconds(one),
                "bar": bar,
            }
            for row, macs_bar, one, bar in zip(
                rows, bars_of([row.macs for row in rows]), seconds, bars_of(seconds), strict=True
            )
        ],
        sum=_milliseconds(sum(seconds)),
        whole=_milliseconds(timings.seconds),
        exceeds=sum(seconds) > timings.seconds,
    )


def _facts(timings: Timings, t: Language) -> Iterator[tuple[str, Markup]]:
    phrase = html_phrases(t)
    yield t("times.device"), Markup("{}").format(timings.device_name)
    if timings.threads:
        yield t("times.threads"), Markup(formatting.number(timings.threads))
    counted = "times.whole.once" if timings.passes == 1 else "times.whole.median"
    whole = formatting.decimal(timings.seconds * 1000, 1)
    yield t("times.whole"), phrase(counted, ms=whole, passes=timings.passes)
    if timings.peak_bytes:
        said = f"times.memory.{timings.peak_method}"
        method = t(said) if t.has(said) else timings.peak_method
        memory = formatting.mib(timings.peak_bytes)
        yield t("times.memory"), phrase("times.memory.text", mib=memory, method=method)
    yield t("times.date"), Markup("<time>{}</time>").format(timings.date)


def _milliseconds(seconds: float) -> str:
    return formatting.decimal(seconds * 1000, 3 if seconds < 0.1 else 1)
