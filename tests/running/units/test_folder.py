"""A reader's own folder of pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from archreport.errors import BadInput
from archreport.running.units.folder import pictures_in


def test_pictures_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.png", "a.JPG", "c.webp", ".hidden.png"):
        Image.new("RGB", (4, 3)).save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "below.png").mkdir()
    sources = pictures_in(tmp_path)
    assert [source.name for source in sources] == ["a.JPG", "b.png", "c.webp"]
    assert sources[0].read().size == (4, 3)


def test_an_empty_folder_and_none_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no pictures"):
        pictures_in(tmp_path)
    with pytest.raises(BadInput, match="Cannot read the folder"):
        pictures_in(tmp_path / "none")
    file = tmp_path / "a.png"
    Image.new("RGB", (4, 3)).save(file)
    with pytest.raises(BadInput, match="Cannot read the folder"):
        pictures_in(file)


def test_a_broken_file_is_said_when_it_is_its_turn(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (source,) = pictures_in(tmp_path)
    with pytest.raises(BadInput, match=r"a\.png"):
        source.read()
