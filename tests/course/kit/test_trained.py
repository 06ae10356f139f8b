"""The shared training: kept as long as its program is the same, and said which way it came."""

import os
import platform
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import torch

from archreport.course.kit import trained
from archreport.course.kit.pasting import Pastes
from archreport.course.kit.training import Recipe


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("ARCHREPORT_CACHE", str(tmp_path))
    monkeypatch.setattr(trained, "RECIPE", Recipe(epochs=1, rate=0.05))
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (12, 48, 48, 3), np.uint8)
    few = Pastes(pictures, pictures[..., 0] > 9, np.arange(12) % 10, np.arange(12))
    monkeypatch.setattr(trained, "train_pictures", lambda: few)
    return tmp_path


@pytest.mark.parametrize("grey", [False, True])
def test_trained_once_then_loaded(small: Path, grey: bool) -> None:
    said: list[str] = []
    first = trained.emoji_net(3, grey, said.append)
    second = trained.emoji_net(3, grey, said.append)
    assert (first.loaded, second.loaded) == (False, True)
    assert "training on 12" in said[0]
    assert "loaded" in said[-1]
    assert first.history == second.history
    theirs = second.net.state_dict()
    assert all(torch.equal(v, theirs[k]) for k, v in first.net.state_dict().items())
    assert not second.net.training
    assert len(list(small.glob("emoji-net-*"))) == 1


def test_a_changed_program_trains_again(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained.emoji_net(say=lambda line: None)
    monkeypatch.setattr(platform, "python_version", lambda: "2.7")
    assert not trained.emoji_net(say=lambda line: None).loaded
    assert trained.emoji_net(say=lambda line: None).loaded
    assert len(list(small.glob("emoji-net-*"))) == 2  # the earlier program still has its own


def test_what_is_being_trained_elsewhere_is_waited_for(small: Path) -> None:
    """Of two that want it at once one trains, and both have it."""
    began, go_on, said = Event(), Event(), list[str]()

    def first(line: str) -> None:
        if "training on" in line:
            began.set()
            go_on.wait(300)

    def second(line: str) -> None:
        said.append(line)
        go_on.set()

    with ThreadPoolExecutor(2) as threads:
        trains = threads.submit(trained.emoji_net, say=first)
        began.wait(300)
        waits = threads.submit(trained.emoji_net, say=second)
    assert (trains.result().loaded, waits.result().loaded) == (False, True)
    assert "waiting" in said[0] and "loaded" in said[-1]
    assert trains.result().history == waits.result().history


def test_another_number_of_threads_has_its_own(small: Path) -> None:
    """Its sums end in other digits."""
    before = torch.get_num_threads()
    trained.emoji_net(say=lambda line: None)
    try:
        torch.set_num_threads(before + 1)
        assert not trained.emoji_net(say=lambda line: None).loaded
    finally:
        torch.set_num_threads(before)
    assert trained.emoji_net(say=lambda line: None).loaded


def test_what_it_says_is_not_for_the_page(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether it was trained or loaded: the page is the same, as only stdout is on it."""
    trained.emoji_net()
    said = capsys.readouterr()
    assert said.out == ""
    assert "training on 12" in said.err


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: os.truncate(file, file.stat().st_size // 2),
        flip_a_bit,
    ],
)
@pytest.mark.parametrize("name", ["network.pt", "manifest.json"])
def test_what_is_damaged_is_trained_again(
    small: Path, damage: Callable[[Path], object], name: str
) -> None:
    first = trained.emoji_net(say=lambda line: None)
    damage(next(small.glob(f"*/{name}")))
    again = trained.emoji_net(say=lambda line: None)
    assert not again.loaded
    theirs = again.net.state_dict()
    assert all(torch.equal(v, theirs[k]) for k, v in first.net.state_dict().items())
    assert trained.emoji_net(say=lambda line: None).loaded


def test_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ARCHREPORT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert trained.cache_folder() == tmp_path / "archreport"
