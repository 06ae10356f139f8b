"""The real run of a reader's own model: a picture through it, with weights or its own values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from torch import nn

from archreport.catalog.networks import CATALOG
from archreport.errors import BadInput
from archreport.report.model import Report
from archreport.report.run import Run, Scaling, Weights
from archreport.running.device import choose_device
from archreport.running.options import RunOptions
from archreport.running.photo import crop_image, load_photo, prepare_as
from archreport.running.run import Prepared, Progress, run_network
from archreport.running.sheets.contact_sheet import save_picture
from archreport.running.sheets.writer import SheetWriter
from archreport.running.weights.digest import state_digest
from archreport.running.weights.finite import first_not_finite

_CROP = "input.webp"


def own_values(network: nn.Module, seed: int) -> Weights:
    """What is known of the values that the model's own code sets: their hash, and the ``seed``."""
    return Weights("own", None, state_digest(network), seed=seed)


def usual_scaling(channels: int) -> Scaling:
    """How pictures are scaled for most networks that are trained on them: as for ImageNet; grey
    ones from 0 to 1."""
    usual = CATALOG["vgg16" if channels == 3 else "unet"]
    return Scaling(usual.mean, usual.std, "RGB" if channels == 3 else "grey")


def run_own(
    report: Report,
    network: nn.Module,
    weights: Weights,
    options: RunOptions,
    drawn: frozenset[str],
    folder: Path,
    progress: Progress,
) -> Report:
    """``report`` with a run of ``network`` on a picture; the sheets of the rows ``drawn`` go into
    ``folder``.

    Raises `BadInput` for a model that does not take one picture, or one with weights that are no
    numbers; `DeviceUnavailable`; and `ForwardFailed`.
    """
    channels, height, width = picture_size(report)
    if bad := first_not_finite(network.named_parameters()):
        raise BadInput("atlas.not_finite", title=report.identity.title, name=bad.name)
    device = choose_device(options.device)
    image, photo = load_photo(options.photo or CATALOG["vgg16"].photo)
    scaling = usual_scaling(channels)
    batch = prepare_as(image, height, width, scaling).to(device)
    crop = crop_image(image, height, width)
    prepared = Prepared(network.to(device), weights, scaling, batch, photo, crop)
    with SheetWriter(folder, frozenset(), drawn) as writer:
        save_picture(crop, folder / _CROP)
        run: Run = run_network(report, prepared, writer, options.passes, progress)
        sheets = writer.finish()
    run = replace(run, sheets=sheets, maps="stages", photo=replace(photo, crop=_CROP))
    return replace(report, run=run)


def picture_size(report: Report) -> tuple[int, int, int]:
    """Channels, height and width of the one picture that a model takes. Raises `BadInput`."""
    shapes = [item.shape for item in report.inputs]
    one = shapes[0] if len(shapes) == 1 else ()
    if len(one) != 4 or one[0] != 1 or one[1] not in (1, 3):
        raise BadInput("page.no_picture", title=report.identity.title, shapes=shapes)
    return one[1], one[2], one[3]
