"""How a network is run."""

from __future__ import annotations

from dataclasses import dataclass

from archreport.report.run import Maps


@dataclass(frozen=True)
class RunOptions:
    """What a run can be asked for.

    ``device`` is one of `archreport.running.device.CHOICES`. ``weights`` is "seeded", "oxford",
    "imagenet", a state-dict file, or "auto", see `archreport.running.weights.choice`. ``photo`` is
    the name of a bundled photograph or a file, None for the network's own; ``seed`` None for the
    network's own. ``passes`` is how often to time, None for up to three times, once where a pass
    takes long. ``maps`` is of which layers to draw feature maps: "stages" draws of one layer in
    each stage the channels that vary most, "all" every channel of every layer; None takes "stages"
    where not all weights are learned.
    """

    device: str = "auto"
    weights: str = "auto"
    photo: str | None = None
    seed: int | None = None
    passes: int | None = None
    maps: Maps | None = None
