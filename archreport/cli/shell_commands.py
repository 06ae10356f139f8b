"""Commands between archreport and what surrounds it: open, completion."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from archreport.cli.commands import command, option
from archreport.cli.completion.answers import complete_page
from archreport.cli.json_forms import OpenedPage
from archreport.cli.messages import say
from archreport.cli.options import folder_option
from archreport.cli.output import Output, output_options
from archreport.cli.words import word
from archreport.errors import BadInput
from archreport.language.choice import current

#: The shells whose scripts click writes.
SHELLS = ("bash", "zsh", "fish")
#: Asks the program for completions: click's name for a program called archreport.
COMPLETE = "_ARCHREPORT_COMPLETE"


@command("open")
@click.argument("page", default="", metavar="[MODEL[#ROW[/UNIT]]|LAB|PAGE]",
                shell_complete=complete_page)  # fmt: skip
@folder_option("--site", "site", "option.open.site")
@option("--print", "only_print", is_flag=True, help="option.open.print")
@output_options("table", "json")
def open_page(page: str, site: Path, only_print: bool, to: Output) -> None:
    """Open the page of a network, a row or a laboratory in the browser."""
    from archreport.render.downloads.published import site_address
    from archreport.site.addresses import address_of, built_page

    address, language = address_of(page), current()
    file = built_page(site, language, address)
    published = site_address()
    if file is None and not published:
        if (site / language).is_dir():
            raise BadInput("open.no_page", site=site, page=address)
        raise BadInput("open.no_site", site=site)
    mark, anchor = address.partition("#")[1:]
    if file is not None:
        whole = f"{file.resolve().as_uri()}{mark}{anchor}"
    else:
        whole = f"{published}/{language}/{address}"
    if to.form == "json":
        to.json(OpenedPage(whole, file is not None))
    elif only_print or to.file:
        to.text(f"{whole}\n")
    if only_print or to.form == "json" or to.file:
        return
    if webbrowser.open(whole):
        say(word("open.opened", address=whole))
    else:
        click.echo(whole)


@command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@output_options("script")
def completion(shell: str, to: Output) -> None:
    """Print the script that lets a shell complete networks, rows and options on Tab."""
    context = click.get_current_context()
    kind = get_completion_class(shell)
    assert kind is not None  # one of SHELLS
    made = kind(context.find_root().command, {}, "archreport", COMPLETE)
    # Not `source()`: it would start bash to look at its version, and grumble on stderr.
    to.text((made.source_template % made.source_vars()).strip() + "\n")
