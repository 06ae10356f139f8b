"""The shared training: kept under a key of its code, and said which way it came."""

from pathlib import Path

import numpy as np
import pytest
import torch

from archreport.course.kit import trained
from archreport.course.kit.pasting import Pastes
from archreport.course.kit.training import Recipe
from tests.paths import PACKAGE


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
    assert len(list(small.iterdir())) == 1


def test_another_key_trains_again(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained.emoji_net(say=lambda line: None)
    monkeypatch.setattr(trained, "_key", lambda: "changed")
    assert not trained.emoji_net(say=lambda line: None).loaded


def test_the_key_covers_every_source_and_version() -> None:
    package = PACKAGE
    for source in trained._SOURCES:
        assert (package / source).is_file()
    for folder in trained._DATA:
        assert list((package / folder).iterdir())
    assert len(trained._key()) == 16


def test_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ARCHREPORT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert trained.cache_folder() == tmp_path / "archreport"
