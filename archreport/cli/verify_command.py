"""The command that holds citations in a text against the reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archreport.cli.commands import command, option
from archreport.cli.json_forms import DifferentFigure, VerifiedCitation, VerifySummary
from archreport.cli.output import Output, output_options
from archreport.cli.words import phrases, word
from archreport.language.choice import current

if TYPE_CHECKING:
    from archreport.verify.judge import Difference, Verdict

_STATES = {"holds": "verify.holds", "differs": "verify.differs", "not ours": "verify.not_ours"}
_COLOURS = {"holds": "green", "differs": "red", "not ours": "yellow"}


@command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="option.report",
)
@option("--strict", is_flag=True, help="option.verify_strict")
@output_options("table", "json")
def verify(sources: Sequence[str], reports: Sequence[Path], strict: bool, to: Output) -> None:
    """Hold citations in texts against the reports that they name."""
    from archreport.catalog.networks import CATALOG
    from archreport.report.report_file import load
    from archreport.site.reports import analyse_entry
    from archreport.verify.documents import documents
    from archreport.verify.shelf import Shelf
    from archreport.verify.verify import verify as verdicts_on

    shelf = Shelf(lambda key: analyse_entry(CATALOG[key]), [load(file) for file in reports])
    read = [document for source in sources for document in documents(source)]
    verdicts = [(one.name, verdict) for one in read for verdict in verdicts_on(one, shelf)]
    states = [verdict.state for _, verdict in verdicts]
    if to.form == "json":
        to.json(VerifySummary(tuple(_verified(name, verdict) for name, verdict in verdicts)))
    else:
        is_coloured = to.file is None and sys.stdout.isatty()
        lines = [line for name, verdict in verdicts for line in _lines(name, verdict, is_coloured)]
        counts = {state.replace(" ", "_"): states.count(state) for state in _STATES}  # type: ignore[arg-type]
        to.listing(lines, word("verify.summary", **counts) if states else word("verify.none"))
    if "differs" in states or (strict and ("not ours" in states or not states)):
        raise SystemExit(1)


def _lines(name: str, verdict: Verdict, is_coloured: bool) -> Iterator[str]:
    """A line for the citation, and one for each thing that differs."""
    place = f"{name}:{verdict.cited.line}: " if name else ""
    state = word(_STATES[verdict.state])
    if is_coloured:
        state = click.style(state, fg=_COLOURS[verdict.state])
    yield f"{place}{state}  {_what(verdict)}"
    for one in verdict.differences:
        yield f"    {_difference(one, verdict)}"
    if verdict.since:
        yield from (f"    {line}" for line in _since(verdict))


def _what(verdict: Verdict) -> str:
    cited = verdict.cited
    if verdict.state == "not ours":
        return cited.text
    rows = (*cited.rows, *cited.slugs)
    named = f"{cited.key}#{rows[0]}" if rows else cited.key
    if not verdict.checked:
        return f"{named}  ({word('verify.checked.hash' if cited.hash else 'verify.checked.none')})"
    one = ".one" if verdict.checked == 1 else ""
    return f"{named}  ({word('verify.checked' + one, n=verdict.checked)})"


def _difference(one: Difference, verdict: Verdict) -> str:
    key = f"verify.what.{one.what}"
    what = word(key) if key in phrases() else one.what
    if one.row and one.what != "row":
        what = f"{one.row}, {what}"
    end = "" if one.now else ".none"
    text = word(f"verify.difference{end}", what=what, printed=one.printed, now=one.now)
    line = word("verify.difference.line", line=one.line) if one.line != verdict.cited.line else ""
    return text + line


def _since(verdict: Verdict) -> Iterator[str]:
    """What is known of why it differs."""
    from archreport.verify.since import changed_in

    version = verdict.cited.version
    key = verdict.since.replace(" ", "_")
    yield word(f"verify.since.{key}", version=version or verdict.here, here=verdict.here)
    if verdict.since == "changed":
        for one in changed_in(version, verdict.cited.key):
            said = one.changed.get(verdict.cited.key) or one.changed["all"]
            yield word("verify.since.known", version=one.version, what=said[current()])


def _verified(name: str, verdict: Verdict) -> VerifiedCitation:
    from archreport.verify.since import changed_in

    cited = verdict.cited
    changed = changed_in(cited.version, cited.key) if verdict.since == "changed" else ()
    return VerifiedCitation(
        source=name,
        line=cited.line,
        state=verdict.state,
        network=cited.key,
        rows=(*cited.rows, *cited.slugs),
        version=cited.version,
        hash=cited.hash,
        checked=verdict.checked,
        differences=tuple(
            DifferentFigure(one.what, one.row, one.printed, one.now, one.line)
            for one in verdict.differences
        ),
        since=verdict.since,
        changed_in=tuple(one.version for one in changed),
        text=cited.text,
    )
