"""What cannot be had is refused before a network is built."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archreport.catalog.networks import CATALOG
from archreport.errors import ArchreportError
from archreport.running.asked import refuse_what_cannot_be_had
from archreport.running.options import RunOptions
from archreport.site import reports
from archreport.site.reports import build_reports
from tests.paths import ROOT

REFUSED = {
    "a file": (RunOptions(weights="none.pth"), "none.pth does not exist"),
    "a folder": (RunOptions(weights=str(ROOT / "tests")), "is a folder"),
    "a source": (RunOptions(weights="imagenet"), "No public ImageNet weights fit U-Net"),
    "other weights": (RunOptions(weights="oxford"), "does not have the convolutions"),
    "a device": (RunOptions(device="mps:9"), "'mps:9' cannot be used"),
    "a picture": (RunOptions(photo="none.jpg"), "no picture none.jpg"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_before_any_work(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options, said = REFUSED[what]
    worked: list[object] = []
    monkeypatch.setattr(reports, "analyse_entry", worked.append)
    with pytest.raises(ArchreportError, match=said):
        build_reports(["alexnet-owt", "unet"], tmp_path, options)
    assert worked == []
    assert list(tmp_path.iterdir()) == []


def test_what_can_be_had_is_not_refused(tmp_path: Path) -> None:
    weights = tmp_path / "mine.pth"
    weights.touch()
    for options in (
        RunOptions(),
        RunOptions(weights="seeded", device="cpu"),
        RunOptions(weights=str(weights), photo="chelsea"),
    ):
        refuse_what_cannot_be_had(CATALOG.values(), options)


def test_without_a_wish_torch_is_not_imported() -> None:
    program = (
        "import sys; from archreport.running.asked import *; "
        "refuse_what_cannot_be_had([], RunOptions()); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
