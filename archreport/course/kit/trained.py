"""The network that several laboratories look at: trained once, then kept.

What is kept goes by the code and the data it came from, the versions of the libraries and the kind
of device, so that a changed program never meets an old network; a damaged file is seen.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import torch

from archreport.course.kit.emoji import split
from archreport.course.kit.nets import EmojiNet
from archreport.course.kit.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, Pastes, paste
from archreport.course.kit.training import Epoch, Recipe, device, to_input, train
from archreport.freshness.dependencies import dependencies, digest
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.running.weights.seeded import seeded_initialisation

__all__ = [
    "COPIES", "RECIPE", "SIZE", "VIEWS", "Trained", "cache_folder", "emoji_net",
    "test_pictures", "train_pictures",
]  # fmt: skip

SIZE = 48  # pixels
COPIES = 20  # pastes of each training emoji
VIEWS = 5  # pastes of each test emoji
RECIPE = Recipe(epochs=8, rate=0.05, weight_decay=1e-3, mirror=True, shift=3)

_FILE = "network.pt"


@dataclass(frozen=True)
class Trained:
    """The network in evaluation mode, on the CPU, and how its training went."""

    net: EmojiNet
    history: tuple[Epoch, ...]
    loaded: bool  # True: from the cache; False: trained just now


@cache
def train_pictures(copies: int = COPIES) -> Pastes:
    """``copies`` pastes of each of the 809 training emoji on the training photographs."""
    return paste(split()[0], TRAIN_PHOTOGRAPHS, SIZE, copies, seed=1)


@cache
def test_pictures() -> Pastes:
    """Five views of each of the 271 test emoji, on photographs that no training picture shows."""
    return paste(split()[1], TEST_PHOTOGRAPHS, SIZE, VIEWS, seed=2)


def emoji_net(seed: int = 0, grey: bool = False, say: Callable[[str], None] = print) -> Trained:
    """The 48 px network, from the cache or trained now; ``say`` hears which, and the progress.

    ``grey`` trains the same network, with one input channel, on the same pictures without colour.
    """
    net = EmojiNet(channels=1 if grey else 3)
    name = f"emoji-net{'-grey' if grey else ''}-{seed}"
    depends_on = dependencies([__name__], settings={"device": device().type})
    folder = cache_folder() / f"{name}-{digest(depends_on)[:16]}"
    if not why_stale(folder, depends_on):
        kept = torch.load(folder / _FILE, weights_only=True)
        net.load_state_dict(kept["state"])
        say(f"{name}: loaded, as it was trained before by this very code")
        return Trained(net.eval(), tuple(Epoch(**row) for row in kept["history"]), loaded=True)
    seeded_initialisation(net, seed)
    pictures = train_pictures()
    inputs = to_input(pictures.pictures, grey)
    say(f"{name}: training on {len(inputs):,} pictures ({device().type})")
    history = train(net, inputs, torch.from_numpy(pictures.labels), RECIPE, seed, say=say)
    net.cpu()
    content = io.BytesIO()
    torch.save({"state": net.state_dict(), "history": [asdict(one) for one in history]}, content)
    with kept_folder(folder, depends_on) as new:
        (new / _FILE).write_bytes(content.getvalue())
    return Trained(net, history, loaded=False)


def cache_folder() -> Path:
    """Where trained networks are kept: ``ARCHREPORT_CACHE``, else the user's cache folder."""
    stated = os.environ.get("ARCHREPORT_CACHE")
    if stated:
        return Path(stated)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "archreport"
