"""The command ``atlas``."""

from __future__ import annotations

from pathlib import Path

import click

from archreport.cli.commands import command, option
from archreport.cli.completion.answers import complete_or_file, complete_unit
from archreport.cli.completion.answers import weights as weights_names
from archreport.cli.json_forms import AtlasSummary
from archreport.cli.messages import say
from archreport.cli.options import folder_option
from archreport.cli.output import Output, output_options
from archreport.cli.progress import Progress
from archreport.cli.words import amount, word
from archreport.cli.writing import writing
from archreport.errors import BadInput


@command()
@click.argument("model", metavar="MODEL[#ROW[/UNIT]]", shell_complete=complete_unit)
@option(
    "--pictures",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="option.atlas.pictures",
)
@option("--input", "shape", default="", metavar="1x3x224x224", help="option.atlas.input")
@option(
    "--device",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    help="option.device",
)
@option(
    "--weights",
    default="auto",
    show_default=True,
    metavar="auto|oxford|imagenet|seeded|FILE",
    help="option.weights",
    shell_complete=complete_or_file(weights_names),
)
@option("--seed", type=int, help="option.seed")
@folder_option("--out", "build/atlas", "option.atlas.out")
@output_options("table", "json")
def atlas(
    model: str,
    pictures: Path,
    shape: str,
    device: str,
    weights: str,
    seed: int | None,
    out: Path,
    to: Output,
) -> None:
    """Show what each unit of a network's convolutions answers to in your own pictures."""
    from archreport.cli.own_atlas import Wanted, own_network, shelf_network, write_atlas
    from archreport.running.units.folder import pictures_in

    wanted = Wanted.of(model)
    if shape and ":" not in wanted.model:
        raise BadInput("atlas.input_known", name=wanted.model, shape=shape)
    sources = pictures_in(pictures)
    with writing(out), Progress() as progress:
        if ":" in wanted.model:
            ready = own_network(wanted.model, shape, weights, seed, device, progress=progress)
        else:
            ready = shelf_network(wanted.model, weights, seed, device, progress=progress)
        written = write_atlas(wanted, ready, sources, out, progress)
    for error in written.unreadable:
        say(word("atlas.passed_over", error=error))
    if to.form == "json":
        to.json(AtlasSummary(str(written.page), written.looked_at))
    else:
        looked_at = amount("pictures", written.looked_at)
        to.summary([word("atlas.done", pictures=looked_at, page=written.page)])
