"""The table "As other tools count it": every tool's total with what makes it differ from ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from archreport.reading.other_tools import Counted, other_tools
from archreport.render.table_lines import slug
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

NAMED = 5  # rows at most in one list


def tools_table(report: Report, t: Language, number: int) -> Markup:
    """One line a tool, in the order of `archreport.reading.other_tools.TOOLS`; ids ``tool-…``."""
    return render_html(
        "tools_table.html.j2",
        t,
        id=f"tbl-{slug(report)}-tools",
        number=number,
        macs=report.totals.macs,
        tools=[_line(counted, t) for counted in other_tools(report)],
    )


def _line(counted: Counted, t: Language) -> Mapping[str, object]:
    total = counted.total
    return {
        "key": counted.tool.key,
        "name": counted.tool.name,
        "version": counted.tool.version,
        "word": counted.tool.word,
        "total": total,
        "difference": "" if total is None else _signed(total - counted.ours),
        "ratio": _ratio(total, counted.ours),
        "shares": [
            {
                "amount": _signed(share.amount),
                "why": t(f"tools.rule.{share.rule}"),
                "rows": share.rows,
            }
            for share in counted.shares
        ],
        "silent": _named(counted.silent, t),
        "stopped": _named(counted.stopped, t),
    }


def _named(rows: Sequence[str], t: Language) -> str:
    """The first few of these rows."""
    return t("list.comma").join(rows[:NAMED]) + (" …" if len(rows) > NAMED else "")


def _signed(value: int) -> str:
    """ "+13,597,896" or "−128" with a true minus; "" for nothing."""
    return f"{'+' if value > 0 else '−'}{formatting.number(abs(value))}" if value else ""


def _ratio(total: int | None, ours: int) -> str:
    """ "+0.3%", or "3.9×" from twice as much on."""
    if not total or not ours or total == ours:
        return ""
    if total >= 2 * ours:
        return f"{total / ours:,.3g}×"
    share = formatting.percent(abs(total - ours) / ours)
    return f"{'+' if total > ours else '−'}{share}" if share[0].isdigit() else share
