"""A folder of pictures: classes, series, and what is said of a folder that is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from archreport.course.kit.picture_folder import read_folder
from archreport.errors import BadInput
from archreport.language.choice import choose


def picture(path: Path, red: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (20, 10), (red, 0, 0)).save(path)


@pytest.fixture
def leaves(tmp_path: Path) -> Path:
    """Two classes of four series; the first oak was photographed twice."""
    for name in ("oak/a-1.png", "oak/a-2.png", "oak/b-1.png", "oak/c.png", "oak/d-x-1.png"):
        picture(tmp_path / name, red=200)
    for name in ("maple/1.png", "maple/2.png", "maple/3.png", "maple/a-1.png"):
        picture(tmp_path / name, red=50)
    return tmp_path


def test_folders_are_classes_and_names_tell_series(leaves: Path) -> None:
    (leaves / "source.csv").write_text("file,author\n", encoding="utf-8")
    (leaves / "oak" / ".hidden").write_text("", encoding="utf-8")
    found = read_folder(leaves, side=8)
    assert found.classes == ("maple", "oak")
    assert found.pictures.shape == (9, 8, 8, 3)
    assert found.names[4:7] == ("oak/a-1.png", "oak/a-2.png", "oak/b-1.png")
    assert found.labels.tolist() == [0] * 4 + [1] * 5
    assert found.pictures[:, 0, 0, 0].tolist() == [50] * 4 + [200] * 5
    series = found.series
    assert series[4] == series[5]  # one oak, twice
    assert len(np.unique(series)) == 8  # "a" of the maples is another than "a" of the oaks
    assert found.skipped == ()


def test_a_broken_file_is_left_out_and_said(leaves: Path) -> None:
    (leaves / "oak" / "e.jpg").write_bytes(b"no picture")
    (leaves / "maple" / "empty.png").write_bytes(b"")
    found = read_folder(leaves, side=8)
    assert len(found.pictures) == 9
    assert len(found.skipped) == 2
    assert any("empty.png" in said for said in found.skipped)
    assert any("e.jpg" in said for said in found.skipped)


def refused(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_folder(folder, side=8)
    message = caught.value.message
    assert "\n" not in message
    assert caught.value.hint
    return message


def test_no_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == f"There is no folder {tmp_path / 'none'}."


def test_one_class(leaves: Path) -> None:
    for file in (leaves / "oak").iterdir():
        file.unlink()
    (leaves / "oak").rmdir()
    assert "1 folder(s)" in refused(leaves)


def test_two_pictures(leaves: Path) -> None:
    for name in ("3.png", "a-1.png"):
        (leaves / "maple" / name).unlink()
    assert "2 series" in refused(leaves)


def test_many_pictures_of_one_thing_are_still_one_series(leaves: Path) -> None:
    for number in range(20):
        picture(leaves / "elm" / f"park-{number}.png")
    assert "1 series" in refused(leaves)


def test_a_folder_inside_a_class(leaves: Path) -> None:
    picture(leaves / "oak" / "park" / "1.png")
    assert "a folder, park," in refused(leaves)


def test_it_is_said_in_chinese_too(leaves: Path) -> None:
    picture(leaves / "oak" / "park" / "1.png")
    choose("zh")
    try:
        assert "文件夹 park" in refused(leaves)
    finally:
        choose(None)
