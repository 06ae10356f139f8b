"""``archreport atlas``: a reader's own network and pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from archreport.cli import main, own_atlas
from archreport.cli.own_atlas import Wanted
from archreport.report.units import UnitAtlas, load_atlas
from archreport.running.units.views import views_of

FILE = """
from torch import nn

def net():
    layers = nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 6, 3)
    for layer in layers[::2]:
        nn.init.constant_(layer.weight, 0.1)
    return nn.Sequential(*layers)

def nan():
    network = net()
    nn.init.constant_(network[0].bias, float("nan"))
    return network

def words():
    return nn.Sequential(nn.Conv1d(3, 4, 3))

def plain():
    return nn.Sequential(nn.Flatten(), nn.Linear(300, 2))
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a model's file and three pictures."""
    (tmp_path / "own_net.py").write_text(FILE)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    draw = np.random.default_rng(1)
    for name in ("a", "b", "c"):
        pixels = draw.integers(0, 256, (30, 40, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(pictures / f"{name}.png")
    return tmp_path


def said(
    own: Path, capsys: pytest.CaptureFixture[str], model: str = "net", *more: str
) -> tuple[int, str]:
    """The exit code and all that is said."""
    name, _, rest = model.partition("#")
    target = f"{own / 'own_net.py'}:{name}{'#' + rest if rest else ''}"
    arguments = ["atlas", target, "--out", str(own / "out"), *more]
    if "--pictures" not in more:
        arguments += ["--pictures", str(own / "pictures")]
    if "--input" not in more:
        arguments += ["--input", "1x3x16x16"]
    code = 0
    try:
        main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    streams = capsys.readouterr()
    return code, " ".join((streams.out + streams.err).split())


def atlas_of(own: Path, folder: str = "net") -> UnitAtlas:
    return load_atlas(own / "out" / folder / "atlas.json")


def names(atlas: UnitAtlas) -> Sequence[str]:
    return [picture.name for picture in atlas.pictures]


def test_it_writes_a_page_for_each_convolution(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(own, capsys)
    assert code == 0
    assert "3 pictures looked at" in text
    atlas = atlas_of(own)
    assert [(layer.row, len(layer.active)) for layer in atlas.layers] == [("0", 4), ("2", 6)]
    assert names(atlas) == ["a.png", "b.png", "c.png"]
    page = (own / "out" / "net" / "2" / "index.html").read_text(encoding="utf-8")
    for unit in range(6):
        assert f'id="{unit}"' in page
        assert f'src="{unit}.webp"' in page
        assert (own / "out" / "net" / "2" / f"{unit}.webp").is_file()
    assert 'href="2/"' in (own / "out" / "net" / "index.html").read_text(encoding="utf-8")


def test_one_row_and_one_unit_can_be_asked_for(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = said(own, capsys, "net#2/5")
    assert code == 0
    folder = own / "out" / "net-2-5"
    assert [layer.row for layer in atlas_of(own, "net-2-5").layers] == ["2"]
    assert [file.name for file in (folder / "2").glob("*.webp")] == ["5.webp"]
    page = (folder / "2" / "index.html").read_text(encoding="utf-8")
    assert 'id="5"' in page
    assert 'id="4"' not in page


def test_what_was_written_is_data_too(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(own, capsys, "net#2/5", "--json", "--quiet")
    page = own / "out" / "net-2-5" / "index.html"
    assert (code, json.loads(text)) == (0, {"page": str(page), "pictures": 3})


def test_broken_pictures_are_named_and_passed_over(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a0.png", "b2.png"):
        (own / "pictures" / name).write_bytes(b"no picture")
    code, text = said(own, capsys)
    assert code == 0
    assert text.count("Passed over: ") == 2
    assert text.index("a0.png") < text.index("b2.png")
    assert "3 pictures looked at" in text
    assert names(atlas_of(own)) == ["a.png", "b.png", "c.png"]
    (own / "pictures" / "a.png").write_bytes(b"no picture any more")
    code, text = said(own, capsys)
    assert (code, text.count("Passed over: ")) == (0, 3)
    assert names(atlas_of(own)) == ["b.png", "c.png"]


def test_one_picture_is_one_picture(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (own / "pictures" / f"{name}.png").unlink()
    assert "1 picture looked at" in said(own, capsys)[1]
    (own / "pictures" / "c.png").write_bytes(b"no picture")
    code, text = said(own, capsys)
    assert code == 2
    assert "None of the pictures (1) can be read" in text


def test_results_of_other_weights_stay(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = {f"{n}.{kind}": torch.ones(shape) for n, kind, shape in (
        (0, "weight", (4, 3, 3, 3)), (0, "bias", 4), (2, "weight", (6, 4, 3, 3)), (2, "bias", 6),
    )}  # fmt: skip
    torch.save(state, own / "mine.pth")
    assert said(own, capsys)[0] == 0
    before = (own / "out" / "net" / "atlas.json").read_bytes()
    assert said(own, capsys, "net", "--weights", str(own / "mine.pth"))[0] == 0
    assert said(own, capsys, "net", "--seed", "7")[0] == 0
    assert (own / "out" / "net" / "atlas.json").read_bytes() == before
    (mine,) = (own / "out").glob("net-mine-*/atlas.json")
    assert load_atlas(mine).weights.name == "mine.pth"
    assert (own / "out" / "net-7" / "atlas.json").is_file()


def test_what_was_looked_at_is_not_looked_at_again(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from archreport.running.units import sweep

    looked: list[int] = []
    peaks = sweep.peaks_of

    def counted(*arguments: object) -> object:
        looked.append(1)
        return peaks(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sweep, "peaks_of", counted)
    assert said(own, capsys)[0] == 0
    first = len(looked)
    assert first > 0
    Image.new("RGB", (16, 16), "red").save(own / "pictures" / "d.png")
    assert said(own, capsys)[0] == 0
    assert len(looked) == first + len(views_of((16, 16), (16, 16)))
    assert names(atlas_of(own)) == ["a.png", "b.png", "c.png", "d.png"]


def test_a_picture_that_was_changed_is_looked_at_anew(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(own, capsys)
    before = atlas_of(own)
    Image.new("RGB", (40, 30), "blue").save(own / "pictures" / "a.png")
    said(own, capsys)
    assert atlas_of(own).pictures[0].sha256 != before.pictures[0].sha256
    assert atlas_of(own).pictures[1:] == before.pictures[1:]


def test_ctrl_c_keeps_what_is_done(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from archreport.running.units import folder

    read = folder.load_photo

    def stopped(path: Path) -> object:
        if path.name == "c.png":
            raise KeyboardInterrupt
        return read(path)

    monkeypatch.setattr(folder, "load_photo", stopped)
    heard: list[str] = []
    monkeypatch.setattr("archreport.cli.interrupted", heard.append)
    said(own, capsys)
    assert "2 pictures of 3 looked at" in heard[0]
    assert not (own / "out" / "net").exists()
    monkeypatch.setattr(folder, "load_photo", read)
    assert said(own, capsys)[0] == 0
    assert names(atlas_of(own)) == ["a.png", "b.png", "c.png"]


@pytest.mark.parametrize(
    ("model", "more", "sentence"),
    [
        ("net#9", (), "has no row '9'"),
        ("net#1", (), "is not a convolution of pictures"),
        ("net#2/6", (), "numbered 0 to 5"),
        ("net#2/x", (), "has no unit 'x'"),
        ("net#2/03", (), "has no unit '03'"),
        ("net", ("--weights", "none.pth"), "The weights file none.pth does not exist"),
        ("net", ("--pictures", "nowhere"), "Cannot read the folder of pictures"),
        ("net", ("--input", ""), "its input is not known"),
        ("words", ("--input", "1x3x16"), "does not take one picture"),
        ("plain", ("--input", "1x3x10x10"), "no convolution of pictures"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    own: Path,
    capsys: pytest.CaptureFixture[str],
    model: str,
    more: tuple[str, ...],
    sentence: str,
) -> None:
    code, text = said(own, capsys, model, *more)
    assert code == 2
    assert sentence in text
    assert "Traceback" not in text


def test_no_space_is_one_message(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archreport.files.atomic._write_new", full)
    code, text = said(own, capsys)
    assert code == 1
    assert "No space left on device" in text
    assert not (own / "out" / "net").exists()


def test_a_network_that_is_no_numbers_is_refused(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(own, capsys, "nan")
    assert code == 2
    assert "computes with 0.bias, in which values are no finite numbers" in text
    assert not (own / "out" / "nan").exists()


def test_an_input_is_not_given_to_a_network_of_the_course(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["atlas", "vgg16", "--input", "1x3x64x64", "--pictures", str(own / "pictures")])
    assert end.value.code == 2
    assert "vgg16 has an input of its own" in capsys.readouterr().err


def test_an_address_has_three_parts() -> None:
    assert Wanted.of("vgg16#conv4_2/137") == Wanted("vgg16", "conv4_2", "137")
    assert Wanted.of("vgg16#conv4_2") == Wanted("vgg16", "conv4_2", "")
    assert Wanted.of("vgg16") == Wanted("vgg16", "", "")
    assert Wanted.of("a.b:net#layer1.0.conv1/7").folder == "net-layer1.0.conv1-7"


def test_the_key_of_what_is_kept_knows_the_rows() -> None:
    assert own_atlas.Wanted.of("vgg16#conv1_1").folder != Wanted.of("vgg16#conv1_2").folder
