"""The lines of chapter 7 that load, prepare, predict and take features out run as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from archreport.running.photo import load_photo
from archreport.running.weights.oxford import oxford_state_dict
from tests.course.public_layout import public_layout
from tests.paths import DOCS


def blocks(language: str) -> list[str]:
    """The code of the section, block by block."""
    page = (DOCS / language / "course" / "07-vgg-apart" / "index.md").read_text(encoding="utf-8")
    section = page[page.index("{: #ten-lines }") : page.index("{: #head }")]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the English lines define, run in a folder with a file and a photograph."""
    load_photo("chelsea")[0].save(tmp_path / "cat.jpg")
    torch.save(public_layout(), tmp_path / "vgg16-397923af.pth")
    monkeypatch.chdir(tmp_path)
    defined: dict[str, Any] = {}
    network, ten, _ = blocks("en")
    exec(network, defined)
    exec(ten, defined)
    return defined


def test_the_lines_are_ten() -> None:
    for language in ("en", "zh"):
        _, ten, _ = blocks(language)
        assert len(ten.strip().splitlines()) == 10


def test_both_languages_have_the_same_lines() -> None:
    def without_comments(code: str) -> str:
        return re.sub(r"\s*#.*", "", code)

    assert [*map(without_comments, blocks("en"))] == [*map(without_comments, blocks("zh"))]


def test_they_predict_and_take_features_out(run: dict[str, Any]) -> None:
    network, x = run["network"], run["x"]
    assert x.shape == (1, 3, 224, 224)
    assert run["maps"].shape == (1, 512, 14, 14)
    assert run["vector"].shape == (1, 4096)
    assert (run["maps"] >= 0).all() and (run["vector"] >= 0).all()
    with torch.no_grad():
        shares = network(x).softmax(1)[0]
        after_fc7 = network.classifier[:5](network.flatten(network.features(x)))
    assert torch.allclose(run["shares"], shares.sort(descending=True).values[:5])
    assert run["classes"].tolist() == shares.argsort(descending=True)[:5].tolist()
    assert torch.allclose(run["vector"], after_fc7)
    assert not network.training


def test_the_picture_is_prepared_as_this_site_prepares_it(run: dict[str, Any]) -> None:
    from archreport.running.photo import prepare

    with run["Image"].open("cat.jpg") as photo:
        ours = prepare(photo.convert("RGB"), 224, 224, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    away = (run["x"] - ours).abs()
    assert away.mean() < 0.02  # the crop may begin a fraction of a pixel further on


def test_with_the_learned_layers_the_maps_go_dark(run: dict[str, Any]) -> None:
    exec(blocks("en")[2], run)
    assert torch.equal(run["network"].features[0].weight, oxford_state_dict()["conv1_1.weight"])
    assert run["vector"].shape == (1, 512)
    assert 0.85 < (run["maps"] == 0).float().mean() < 0.93
