"""The command ``page``: a network's page as one HTML file, or as a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from archreport.cli.commands import command, option
from archreport.cli.messages import say
from archreport.cli.page_targets import Asked, Found, found, is_own
from archreport.cli.progress import Progress
from archreport.cli.words import word
from archreport.errors import BadInput, phrase
from archreport.language.choice import current

_FILE = (".html", ".htm")


@command()
@click.argument("targets", nargs=-1, metavar="TARGET...")
@option("--input", "inputs", multiple=True, metavar="[NAME=]1x3x224x224", help="option.input")
@option(
    "--call",
    "call_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="option.call",
)
@option("--build", "build", multiple=True, metavar="NAME=VALUE", help="option.build")
@option("--download", is_flag=True, help="option.download")
@option("--run", "runs", is_flag=True, help="option.page.run")
@option("--image", metavar="NAME|FILE", help="option.page.image")
@option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False),
    help="option.state_dict",
)
@option(
    "--device",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    help="option.device",
)
@option("--seed", type=int, help="option.seed")
@option("--out", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE.html|FOLDER",
        help="option.page.out")  # fmt: skip
def page(
    targets: Sequence[str],
    inputs: Sequence[str],
    call_file: Path | None,
    build: Sequence[str],
    download: bool,
    runs: bool,
    image: str | None,
    weights: Path | None,
    device: str,
    seed: int | None,
    out: Path | None,
) -> None:
    """Write the page of a network, or of several, as HTML that needs nothing else."""
    _refuse(targets, inputs, call_file, runs=runs, image=image)
    asked = _asked(inputs, call_file, build, download, runs, image, weights, device, seed)
    if out is not None and str(out) != "-":
        _refuse_place(out, several=len(targets) > 1)
    with Progress() as progress:
        all_found = [found(target, asked, progress) for target in targets]
    place = out or Path(f"{_name(all_found)}.html" if len(targets) == 1 else _name(all_found))
    if str(place) == "-":
        _print(all_found)
        return
    _refuse_place(place, several=len(targets) > 1)
    written = _write(all_found, place)
    say(word("page.wrote", file=written))


def _refuse(
    targets: Sequence[str],
    inputs: Sequence[str],
    call_file: Path | None,
    *,
    runs: bool,
    image: str | None,
) -> None:
    if not targets:
        raise BadInput("page.no_target")
    twice = next((name for name in targets if targets.count(name) > 1), None)
    if twice:
        raise BadInput("command.compare_twice", name=twice)
    if inputs and call_file:
        raise BadInput("command.call_twice", phrase("command.give_input"))
    own = [target for target in targets if is_own(target)]
    if inputs and not own:
        raise BadInput("atlas.input_known", name=targets[0], shape=inputs[0])
    if image and not runs:
        raise BadInput("page.image", image=image)
    read = next((target for target in targets if target.endswith(".json")), None)
    if runs and read:
        raise BadInput("page.run_file", file=read)


def _asked(
    inputs: Sequence[str],
    call_file: Path | None,
    build: Sequence[str],
    download: bool,
    runs: bool,
    image: str | None,
    weights: Path | None,
    device: str,
    seed: int | None,
) -> Asked:
    from archreport.cli.written_call import build_arguments, call_from_file, call_of
    from archreport.running.options import RunOptions

    call = call_from_file(call_file) if call_file else call_of(inputs) if inputs else None
    words = [part for text in inputs for part in ("--input", text)]
    words += ["--call", call_file.name] if call_file else []
    words += [part for text in build for part in ("--build", text)]
    words += ["--download"] if download else []
    words += ["--run"] if runs else []
    words += ["--image", Path(image).name] if image else []
    words += ["--weights", weights.name] if weights else []
    words += ["--seed", str(seed)] if seed is not None else []
    return Asked(
        call=call,
        build=build_arguments(build),
        weights=weights,
        download=download,
        run=RunOptions(device=device, photo=image, seed=seed) if runs else None,
        words=words,
    )


def _refuse_place(out: Path, *, several: bool) -> None:
    """Raise `BadInput` for a place where no page can be, before anything is worked out."""
    if out.suffix in _FILE and not out.is_dir():
        if several:
            raise BadInput("page.one_file", file=out)
        return
    if out.is_file() or (out.suffix and not out.is_dir()):
        raise BadInput("page.kind", file=out)
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise BadInput("page.foreign", folder=out)


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds a page that this command wrote, which may be replaced."""
    index = folder / "index.html"
    try:
        with index.open(encoding="utf-8", errors="replace") as file:
            return '<meta name="generator" content="archreport' in file.read(1000)
    except OSError:
        return False


def _print(all_found: Sequence[Found]) -> None:
    from archreport.render.page_file.page import page_html
    from archreport.render.words.language import Language

    if len(all_found) > 1:
        raise BadInput("page.one_file", file="-")
    (one,) = all_found
    t = Language(current())
    click.echo(page_html(one.report, t, pictures=one.pictures), nl=False)


def _write(all_found: Sequence[Found], out: Path) -> Path:
    """Write the page or pages to ``out``, whole or not at all; return the file to open."""
    from archreport.files import folder_atomically, write_atomically
    from archreport.render.page_file.page import page_html
    from archreport.render.words.language import Language

    t = Language(current())
    if out.suffix in _FILE and not out.is_dir():
        (one,) = all_found
        html = page_html(one.report, t, pictures=one.pictures)
        write_atomically(out, html.encode())
        return out
    files = _folder(all_found)
    with folder_atomically(out) as new:
        for name, content in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
    return out / "index.html"


def _folder(all_found: Sequence[Found]) -> Mapping[str, bytes]:
    from archreport.audit.claims import load_claims
    from archreport.render.page_file.page import page_files
    from archreport.render.page_file.several import several_files
    from archreport.render.words.language import Language

    t = Language(current())
    if len(all_found) == 1:
        (one,) = all_found
        return page_files(one.report, t, pictures=one.pictures)
    pages = [(one.report, one.pictures) for one in all_found]
    return several_files(pages, t, load_claims())


def _name(all_found: Sequence[Found]) -> str:
    from archreport.render.page_file.page import file_name

    return "-".join(file_name(one.report) for one in all_found[:3])
