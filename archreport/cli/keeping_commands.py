"""Commands about what builds keep: why, clean."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archreport.cli.commands import command, option
from archreport.cli.completion.answers import complete_kept
from archreport.cli.json_forms import (
    ChangedPart,
    CleanSummary,
    KeptResult,
    Leftover,
    WhySummary,
)
from archreport.cli.messages import conclude
from archreport.cli.options import (
    build_options,
    folder_option,
    root_option,
    with_run_options,
)
from archreport.cli.output import Output, output_options
from archreport.cli.words import reason, word

if TYPE_CHECKING:
    from rich.console import RenderableType

    from archreport.site.kept import Kept
    from archreport.site.leftovers import Left

#: Changed parts that are shown of one result, unless ``--verbose`` asks for all.
_SHOWN = 12


#: What sorts of parts there are, those that a reader knows first.
KINDS = ("setting", "file", "library", "version", "data", "source", "code")


@command()
@click.argument("names", nargs=-1, metavar="[MODEL|LAB|PAGE]...", shell_complete=complete_kept)
@with_run_options
@folder_option("--out", "build", "option.why.out")
@root_option
@output_options("table", "json")
def why(names: Sequence[str], out: Path, root: Path, to: Output, **options: Any) -> None:
    """Say of what is kept whether it is fresh, and else which part changed."""
    from archreport.site.kept import kept

    found = kept(names, out, root, build_options(options))
    if to.form == "json":
        to.json(WhySummary(tuple(_as_data(one) for one in found)))
    else:
        to.table(lambda width: _explained(found, width))


def _as_data(one: Kept) -> KeptResult:
    return KeptResult(
        name=one.name,
        kind=one.kind,
        folder=str(one.folder),
        page=one.page,
        fresh=one.fresh,
        changes=tuple(
            ChangedPart(change.part, kind_of(change.part), change.before, change.now)
            for change in one.staleness.changes
        ),
        damage=one.staleness.damage,
        command=one.command,
    )


def kind_of(part: str) -> str:
    """What sort of thing a part of `archreport.freshness.dependencies.dependencies` is."""
    first = part.partition(" ")[0]
    if first in ("library", "setting", "file", "code"):
        return first
    if part == "Python":
        return "version"
    return "source" if part.endswith(".py") else "data"


def _explained(found: Sequence[Kept], width: int) -> RenderableType:
    """A heading for each result, and a line for each part that changed."""
    from rich.console import Group
    from rich.text import Text

    from archreport.cli import verbosity

    parts: list[RenderableType] = []
    for one in found:
        what = word(f"why.{one.kind}", name=one.name)
        if one.fresh:
            parts.append(Text(word("why.fresh", what=what, folder=one.folder)))
            continue
        changes = sorted(
            one.staleness.changes, key=lambda change: KINDS.index(kind_of(change.part))
        )
        shown = changes if verbosity.verbose() else changes[:_SHOWN]
        parts.append(Text(word("why.stale", what=what, folder=one.folder), style="bold"))
        parts += [Text(f"  {reason(clause)}".rstrip()) for clause in one.staleness.damage]
        if changes:
            parts.append(_changes_table(shown, width))
        if len(shown) < len(changes):
            parts.append(Text("  " + word("why.more", n=len(changes) - len(shown))))
        parts.append(Text("  " + word("why.again", command=one.command), style="bright_black"))
    return Group(*parts)


def _changes_table(changes: Sequence[Any], width: int) -> RenderableType:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", max_width=max(20, width // 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for change in changes:
        kind = kind_of(change.part)
        state = "new" if change.before is None else "gone" if change.now is None else "changed"
        hashed = kind in ("source", "data", "file", "code")
        before, now = (_short(value, hashed) for value in (change.before, change.now))
        values = " → ".join(value for value in (before, now) if value is not None)
        table.add_row(Text(change.part), Text(word(f"why.{state}")), Text(values, "bright_black"))
    return Padding(table, (0, 0, 0, 2))


def _short(value: str | None, hashed: bool) -> str | None:
    """A hash by its first digits; a value as it is."""
    return value[:8] if hashed and value else value


@command()
@folder_option("--out", "build", "option.clean.out")
@folder_option("--site", "site", "option.clean.site")
@root_option
@option("--yes", "-y", "sure", is_flag=True, help="option.clean.yes")
@output_options("table", "json")
def clean(out: Path, site: Path, root: Path, sure: bool, to: Output) -> None:
    """Remove what builds left: unfinished work of runs that were killed, and outdated results."""
    from archreport.cli.writing import writing
    from archreport.site.leftovers import leftovers, remove_leftovers

    beside = (out.resolve().parent, site.resolve().parent, Path(tempfile.gettempdir()))
    found = leftovers(out, beside, root)
    if sure and found:
        with writing(out, site.resolve().parent):
            remove_leftovers(found)
    size = sum(one.size for one in found)
    removed = sure and bool(found)
    if to.form == "json":
        items = tuple(Leftover(str(one.path), one.size, one.because) for one in found)
        to.json(CleanSummary(items, size, removed))
        return
    if found:
        to.table(lambda width: _listed(found, width))
    key = "clean.nothing" if not found else "clean.removed" if sure else "clean.would"
    conclude(word(key, n=len(found), size=_megabytes(size)))


def _listed(found: Sequence[Left], width: int) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", max_width=max(20, width // 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for one in found:
        because = word("clean.unfinished") if one.unfinished else reason(one.because)
        table.add_row(Text(str(one.path)), Text(_megabytes(one.size)), Text(because.strip()))
    return table


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
