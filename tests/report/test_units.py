"""An atlas of units as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from archreport.errors import ReportInvalid
from archreport.report.model import ReceptiveField
from archreport.report.run import Scaling, Weights
from archreport.report.units import (
    LayerUnits,
    Patch,
    Picture,
    UnitAtlas,
    View,
    load_atlas,
    save_atlas,
)

ATLAS = UnitAtlas(
    network="small",
    title="Small",
    input=(8, 8),
    weights=Weights("seeded", False, "0" * 64, 3),
    scaling=Scaling((0.5,), (0.5,), "grey"),
    device="cpu",
    pictures=(
        Picture("a.png", "1" * 64, (20, 10), (View(16, 8, 0, 0), View(16, 8, 8, 0))),
        Picture("b.png", "2" * 64, (8, 8), (View(8, 8, 0, 0),)),
    ),
    layers=(
        LayerUnits(
            row="conv",
            read="relu",
            rectified=True,
            origin="untrained",
            field=ReceptiveField((3, 3), (3, 3), (1, 1), (0.5, 0.5)),
            active=(0.5, 0.0),
            patches=((Patch(0, 1, 2, 3, 1.5), Patch(1, 0, 0, 0, 0.5)), ()),
        ),
    ),
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    save_atlas(ATLAS, tmp_path / "atlas.json")
    assert load_atlas(tmp_path / "atlas.json") == ATLAS
    assert ATLAS.views == 3


def test_pictures_and_units_have_a_line_each(tmp_path: Path) -> None:
    save_atlas(ATLAS, tmp_path / "atlas.json")
    lines = (tmp_path / "atlas.json").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith('{"name":"b.png"') for line in lines)


@pytest.mark.parametrize("content", [b"", b"{", b'{"network": 3}', b"\xff\xfe"])
def test_a_damaged_file_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "atlas.json"
    file.write_bytes(content)
    with pytest.raises(ReportInvalid, match="not an atlas of units"):
        load_atlas(file)
    with pytest.raises(ReportInvalid):
        load_atlas(tmp_path / "none.json")
