"""Laboratory 7 with the complete public file: the same cells, on a state dict of that layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from archreport.course.labs.source import read_lab
from archreport.running.class_names import imagenet_labels
from archreport.running.photo import crop_image, load_photo
from tests.course.public_layout import public_layout
from tests.paths import DOCS

LAB = DOCS / "labs" / "07-vgg-apart.py"


def test_the_public_file_runs_through_the_same_cells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(public_layout(), tmp_path / "vgg16-397923af.pth")
    imports, network, names, *_, thousand = (cell.of("en") for cell in read_lab(LAB).code)
    assert imports.count("PUBLIC = None") == 1
    path = str(tmp_path / "vgg16-397923af.pth")
    defined: dict[str, Any] = {}
    exec(imports.replace("PUBLIC = None", f"PUBLIC = {path!r}"), defined)
    exec(network, defined)
    exec(names, defined)
    state = torch.load(path, weights_only=True)
    assert torch.equal(defined["learned"].conv5_3.weight, state["features.28.weight"])
    # red, green, blue, divided by the deviation: white as torchvision's weights want it
    white = defined["prepare"](torch.ones(1, 3, 1, 1)).flatten()
    assert white.tolist() == pytest.approx([(1 - 0.485) / 0.229, (1 - 0.456) / 0.224,
                                            (1 - 0.406) / 0.225])  # fmt: skip
    defined["cat"] = np.array(crop_image(load_photo("chelsea")[0], 224, 224))
    exec(thousand, defined)
    lines = capsys.readouterr().out.splitlines()[-5:]
    assert all(line.partition("%  ")[2] in imagenet_labels() for line in lines)
    shares = [float(line.partition("%")[0]) for line in lines]
    assert shares == sorted(shares, reverse=True)


def test_without_the_file_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    exec(read_lab(LAB).code[-1].of("zh"), {"PUBLIC": None})
    assert capsys.readouterr().out == "没有完整的文件：PUBLIC 为 None\n"
