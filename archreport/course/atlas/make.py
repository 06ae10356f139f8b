"""Make again what is kept of the atlas: ``python -m archreport.course.atlas.make``.

Needs the learned weights (the extra ``learned``). ``patches`` looks at all pictures, about four
minutes of one core; ``pictures`` does activation maximisation, about seven. Without either, both.
What is not stale is not made again; Ctrl-C keeps what is done.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
from pathlib import Path

import msgspec
import torch
from PIL import Image
from torch import nn

from archreport.analysis.analyze import analyze
from archreport.catalog.networks import entry
from archreport.course.atlas.kept import (
    ATLAS,
    MAXIMISED,
    PICTURES,
    KeptAtlas,
    KeptPictures,
    kept_atlas,
    kept_pictures,
    patches_key,
    pictures_key,
    units_with_pictures,
)
from archreport.course.atlas.pictures import course_pictures
from archreport.errors import ReportInvalid
from archreport.files import write_atomically
from archreport.reading.learned import value_origins
from archreport.report.model import Report
from archreport.report.run import Weights
from archreport.report.unit_rows import unit_rows
from archreport.report.units import MaximisedUnit, UnitAtlas, atlas_lines
from archreport.running.options import RunOptions
from archreport.running.run import load_network
from archreport.running.units.keeping import load_found, save_found
from archreport.running.units.maximise import Method, maximise
from archreport.running.units.result import layer_units
from archreport.running.units.sweep import nothing_found, sweep
from archreport.running.weights.oxford import OXFORD_SCALING
from archreport.running.weights.oxford_file import oxford_file
from archreport.running.weights.vgg16_features import oxford_features

NETWORK = "vgg16"
#: Where a run that was stopped is taken up again.
SO_FAR = Path("build") / "atlas" / NETWORK / "found.npz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help="patches, pictures")
    what = parser.parse_args().what or ["patches", "pictures"]
    if "patches" in what:
        make_patches()
    if "pictures" in what:
        make_pictures()


def make_patches() -> None:
    """Look at every picture of the course, and keep where each unit is strongest."""
    key = patches_key()
    if _is_fresh(key):
        print("patches: fresh")
        return
    report, network, weights = _learned()
    rows = unit_rows(report)
    state = str(sorted(key.items()))
    before = load_found(SO_FAR, state, rows) or nothing_found(rows)
    pictures, found = course_pictures(), before
    for found in sweep(report, network, rows, OXFORD_SCALING, pictures, before):
        save_found(found, state, SO_FAR)
        print(f"\rpatches: {len(found.pictures)} of {len(pictures)} pictures", end="", flush=True)
    height, width = report.inputs[0].shape[2:]
    atlas = UnitAtlas(
        network=NETWORK,
        title=report.identity.title,
        input=(height, width),
        weights=weights,
        scaling=OXFORD_SCALING,
        device="cpu",
        pictures=found.pictures,
        layers=layer_units(rows, found, value_origins(report, weights)),
    )
    write_atomically(ATLAS, atlas_lines(msgspec.json.encode(KeptAtlas(key, atlas))))
    print()


def make_pictures() -> None:
    """Make a picture for five units of each convolution, where it is not there from this code."""
    key, method = pictures_key(), Method()
    before = _pictures_before(key)
    network = None
    made: list[MaximisedUnit] = []
    wanted = [
        (layer, unit)
        for layer, (units, _) in oxford_file().convolutions.items()
        for unit in units_with_pictures(units)
    ]
    for layer, unit in wanted:
        if (layer, unit) in before:
            made.append(before[layer, unit])
            continue
        network = network or oxford_features().requires_grad_(False)
        made.append(_make_picture(network, layer, unit, method))
        kept = msgspec.json.encode(KeptPictures(key, dataclasses.asdict(method), tuple(made)))
        write_atomically(MAXIMISED, msgspec.json.format(kept, indent=1) + b"\n")
        print(f"\rpictures: {len(made)} of {len(wanted)}", end="", flush=True)
    wanted_files = {one.file for one in made}
    for file in PICTURES.glob("*.webp"):
        if file.name not in wanted_files:
            file.unlink()
    print()


def _make_picture(network: nn.Module, layer: str, unit: int, method: Method) -> MaximisedUnit:
    one = maximise(network, layer, unit, OXFORD_SCALING, method)
    file = io.BytesIO()
    Image.fromarray(one.pixels).save(file, "WEBP", quality=85, method=6)
    name = f"{layer}-{unit}.webp"
    write_atomically(PICTURES / name, file.getvalue())
    return MaximisedUnit(layer, unit, name, float(f"{one.first:.4g}"), float(f"{one.last:.4g}"))


def _learned() -> tuple[Report, nn.Module, Weights]:
    """The report of VGG-16, and the network with its learned convolutions."""
    one = entry(NETWORK)
    with torch.device("meta"):
        report = analyze(one.build(), one.input_shape, identity=one.identity)
    network, weights = load_network(one, RunOptions(weights="oxford"))
    network.requires_grad_(False)
    return report, network, weights


def _is_fresh(key: dict[str, str]) -> bool:
    try:
        return kept_atlas().key == key
    except ReportInvalid:
        return False


def _pictures_before(key: dict[str, str]) -> dict[tuple[str, int], MaximisedUnit]:
    try:
        kept = kept_pictures()
    except ReportInvalid:
        return {}
    if kept.key != key:
        return {}
    return {(one.layer, one.unit): one for one in kept.made if (PICTURES / one.file).is_file()}


if __name__ == "__main__":
    main()
