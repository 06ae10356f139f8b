"""The network that several laboratories look at: trained once, then kept.

What is kept goes by the code and the data it came from, the versions of the libraries, the kind of
device and the number of threads, so that a changed program never meets an old network, and one that
is loaded has the very digits that training would give; a damaged file is seen.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import torch
from filelock import FileLock, Timeout

from archreport.course.kit.emoji import split
from archreport.course.kit.nets import EmojiNet
from archreport.course.kit.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, Pastes, paste
from archreport.course.kit.training import Epoch, Recipe, aside, device, to_input, train
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


def emoji_net(seed: int = 0, grey: bool = False, say: Callable[[str], None] = aside) -> Trained:
    """The 48 px network, from the cache or trained now; ``say`` hears which, and the progress.

    Where it is being trained elsewhere at this moment, that is waited for. ``grey`` trains the same
    network, with one input channel, on the same pictures without colour.
    """
    name = f"emoji-net{'-grey' if grey else ''}-{seed}"
    counts = {"device": device().type, "threads": torch.get_num_threads()}
    depends_on = dependencies([__name__], settings=counts)
    folder = cache_folder() / f"{name}-{digest(depends_on)[:16]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"{name}: waiting, as another program trains it now")
        lock.acquire()
    try:
        if not why_stale(folder, depends_on):
            say(f"{name}: loaded, as it was trained before by this very code")
            return _loaded(folder, grey)
        trained = _trained(name, seed, grey, say)
        content = io.BytesIO()
        history = [asdict(one) for one in trained.history]
        torch.save({"state": trained.net.state_dict(), "history": history}, content)
        with kept_folder(folder, depends_on) as new:
            (new / _FILE).write_bytes(content.getvalue())
        return trained
    finally:
        lock.release()


def _loaded(folder: Path, grey: bool) -> Trained:
    net = _fresh(grey)
    kept = torch.load(folder / _FILE, weights_only=True)
    net.load_state_dict(kept["state"])
    return Trained(net.eval(), tuple(Epoch(**row) for row in kept["history"]), loaded=True)


def _trained(name: str, seed: int, grey: bool, say: Callable[[str], None]) -> Trained:
    net = _fresh(grey)
    seeded_initialisation(net, seed)
    pictures = train_pictures()
    inputs = to_input(pictures.pictures, grey)
    say(f"{name}: training on {len(inputs):,} pictures ({device().type})")
    history = train(net, inputs, torch.from_numpy(pictures.labels), RECIPE, seed, say=say)
    net.cpu()
    return Trained(net, history, loaded=False)


def _fresh(grey: bool) -> EmojiNet:
    return EmojiNet(channels=1 if grey else 3)


def cache_folder() -> Path:
    """Where trained networks are kept: ``ARCHREPORT_CACHE``, else the user's cache folder."""
    stated = os.environ.get("ARCHREPORT_CACHE")
    if stated:
        return Path(stated)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "archreport"
