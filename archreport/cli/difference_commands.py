"""Commands about what differs: from one report to another, and from what a budget allows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archreport.cli.commands import command, option
from archreport.cli.completion.answers import complete_model
from archreport.cli.json_forms import BrokenLimit, BudgetResult, BudgetSummary, DiffSummary
from archreport.cli.output import Output, output_options
from archreport.cli.words import word
from archreport.errors import BadInput, phrase
from archreport.language.choice import current

if TYPE_CHECKING:
    from archreport.report.model import Report


@command()
@click.argument(
    "models", nargs=-1, required=True, metavar="BEFORE AFTER...", shell_complete=complete_model
)
@option("--input", "inputs", multiple=True, metavar="[NAME=]1x3x224x224", help="option.input")
@option("--build", "build", multiple=True, metavar="NAME=VALUE", help="option.build")
@option("--exit-code", "fails", is_flag=True, help="option.exit_code")
@output_options("table", "json", "markdown", "html")
def diff(
    models: Sequence[str], inputs: Sequence[str], build: Sequence[str], fails: bool, to: Output
) -> None:
    """Print what differs from one network to the next: rows, settings, and what that does."""
    from archreport.reading.differences.found import differences
    from archreport.render.differences.written import html_differences, markdown_differences
    from archreport.render.terminal.differences import differences_table
    from archreport.render.words.language import Language

    if len(models) < 2:
        raise BadInput("command.diff_one", model=models[0])
    reports = [report_of(model, inputs, build) for model in models]
    several = [differences(*pair) for pair in pairwise(reports)]
    t = Language(current())
    if to.form == "json":
        to.json(DiffSummary(tuple(several)))
    elif to.form == "markdown":
        to.text(markdown_differences(several, t))
    elif to.form == "html":
        to.text(html_differences(several, t))
    else:
        to.table(lambda _width: differences_table(several, t))
    if fails and any(several):
        raise SystemExit(1)


def report_of(model: str, inputs: Sequence[str], build: Sequence[str]) -> Report:
    """A report file, a network of the course, or a model of the reader's own, as ``inspect`` takes
    it. Raises what these raise."""
    from archreport.cli.report_commands import named_report

    if ":" not in model:
        return named_report(model)
    from archreport.cli.inspection import inspected
    from archreport.cli.written_call import build_arguments, call_of

    if not inputs:
        raise BadInput("command.diff_no_input", model=model)
    return inspected(model, call_of(inputs), build_arguments(build))


# -- budgets ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Budget:
    """A budget file: the network, and its limits and those of rows."""

    model: str
    inputs: tuple[str, ...]
    build: tuple[str, ...]
    limits: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]


@command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE...",
)
@output_options("table", "json")
def budget(files: Sequence[Path], to: Output) -> None:
    """Hold networks to budgets; exit with 1 where one needs more than it may."""
    from archreport.report.budget import excesses

    results = []
    for file in files:
        given = _read(file)
        report = report_of(given.model, given.inputs, given.build)
        broken = excesses(report, given.limits, given.rows)
        limits = len(given.limits) + sum(map(len, given.rows.values()))
        found = tuple(BrokenLimit(one.row, one.name, one.limit, one.value) for one in broken)
        results.append(BudgetResult(str(file), report.identity.title, limits, found))
    if to.form == "json":
        to.json(BudgetSummary(tuple(results)))
    else:
        lines = [_limit_line(result, one) for result in results for one in result.broken]
        checked = sum(one.limits for one in results)
        to.listing(lines, word("budget.done", limits=checked, broken=len(lines)))
    if any(result.broken for result in results):
        raise SystemExit(1)


def _limit_line(result: BudgetResult, one: BrokenLimit) -> str:
    place = f"{result.network}#{one.row}" if one.row else result.network
    over = one.value - one.limit
    return word(
        "budget.broken",
        file=result.file, place=place, name=one.name, value=one.value, limit=one.limit, over=over,
    )  # fmt: skip


def _read(file: Path) -> _Budget:
    """A budget file. Raises `BadInput` for what is none."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput("budget.no_file", path=file, reason=error) from error
    model, limits = content.get("model"), content.get("budget")
    if not isinstance(model, dict) or not isinstance(limits, dict) or not limits:
        raise BadInput("budget.no_file", path=file, reason="[model], [budget]")
    odd = [*(set(content) - {"model", "budget"}), *(set(model) - {"target", "input", "build"})]
    if odd:
        raise BadInput("budget.no_file", path=file, reason=phrase("budget.odd", names=sorted(odd)))
    rows = limits.pop("rows", {})
    target, inputs, build = model.get("target"), model.get("input", ()), model.get("build", {})
    given = [inputs] if isinstance(inputs, str) else inputs
    is_right = (
        isinstance(target, str)
        and isinstance(given, list | tuple)
        and all(isinstance(one, str) for one in given)
        and isinstance(build, dict)
        and isinstance(rows, dict)
        and all(isinstance(one, dict) for one in rows.values())
    )
    if not is_right:
        raise BadInput("budget.no_file", path=file, reason="target, input, build, rows")
    place = str(target)
    beside = file.parent / place.partition(":")[0]
    if ".py:" in place and beside.is_file():  # a path is told from where the budget lies
        place = f"{beside}:{place.partition(':')[2]}"
    words = tuple(f"{name}={value}" for name, value in build.items())
    return _Budget(place, tuple(given), words, limits, rows)
