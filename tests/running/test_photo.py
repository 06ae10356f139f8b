import hashlib
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from archreport.errors import BadInput
from archreport.render.words.language import Language
from archreport.running import photo as module
from archreport.running.photo import crop_image, load_photo, photo_names, prepare
from tests.paths import PACKAGE

FOLDER = PACKAGE / "running" / "photos"
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def _noise(height: int, width: int) -> Image.Image:
    values = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def _loaded(path: Path, colour: tuple[int, int, int], tolerance: int = 0) -> None:
    """The picture at ``path`` is one colour."""
    image, _ = load_photo(path)
    assert image.mode == "RGB"
    pixels = np.asarray(image).astype(int)
    assert abs(pixels - np.array(colour)).max() <= tolerance


# The photographs of the package


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_bundled_photographs(name: str) -> None:
    image, photo = load_photo(name)
    assert image.mode == "RGB" and image.size == photo.size and min(image.size) >= 300
    file = next(FOLDER.glob(f"{name}.*"))
    data = file.read_bytes()
    assert photo.name == name and photo.title and photo.crop == ""
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert len(data) < 800_000
    credits = (FOLDER / "CREDITS.md").read_text(encoding="utf-8")
    assert f"{photo.sha256}  {file.name}" in credits
    line = next(line for line in credits.splitlines() if line.startswith(f"| `{file.name}`"))
    assert all(words in line for words in (photo.title, photo.credit, photo.licence))
    assert f"{photo.size[0]} × {photo.size[1]}" in line


def test_the_names_and_their_words_in_both_languages() -> None:
    assert photo_names() == ("astronaut", "chelsea", "coffee", "rocket")
    for name in photo_names():
        _, photo = load_photo(name)
        assert Language("en")(f"photo.{name}.title") == photo.title
        assert Language("en")(f"photo.{name}.licence") == photo.licence
        assert Language("zh")(f"photo.{name}.alt") != Language("en")(f"photo.{name}.alt")


# Files


def test_a_file_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "my cat.png"
    _noise(20, 30).save(path)
    image, photo = load_photo(str(path))
    assert (photo.name, photo.title, photo.credit, photo.licence) == (
        "my cat.png",
        "my cat",
        "",
        "",
    )
    assert photo.size == image.size == (30, 20)
    assert str(tmp_path) not in repr(photo)


def test_a_file_may_have_the_name_of_a_photograph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _noise(5, 5).save(tmp_path / "chelsea", "PNG")
    assert load_photo("chelsea")[1].size == (451, 300)
    assert load_photo("./chelsea")[1].size == (5, 5)
    assert load_photo(Path("chelsea"))[1].size == (5, 5)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "bmp", "tiff", "ppm"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (8, 8), (200, 40, 90)).save(path)
    _loaded(path, (200, 40, 90), tolerance=6)


def test_exif_orientation(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20), "black")
    image.paste((255, 255, 255), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # held a quarter turn: the left side belongs on top
    image.save(tmp_path / "turned.png", exif=exif)
    upright, photo = load_photo(tmp_path / "turned.png")
    assert photo.size == upright.size == (20, 40)
    assert upright.getpixel((10, 5)) == (255, 255, 255)
    assert upright.getpixel((10, 35)) == (0, 0, 0)


def _palette_with_transparency() -> Image.Image:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([9, 9, 9, 200, 40, 90])
    image.info["transparency"] = 1
    return image


WHITE, GREY = (255, 255, 255), (128, 128, 128)


@pytest.mark.parametrize(
    ("image", "suffix", "colour"),
    [
        (Image.new("L", (8, 8), 128), "png", GREY),
        (Image.new("1", (8, 8), 1), "png", WHITE),
        (Image.new("LA", (8, 8), (0, 0)), "png", WHITE),
        (Image.new("RGBA", (8, 8), (200, 40, 90, 255)), "png", (200, 40, 90)),
        (Image.new("RGBA", (8, 8), (200, 40, 90, 0)), "png", WHITE),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 127)), "png", GREY),
        (_palette_with_transparency(), "png", WHITE),
        (Image.new("CMYK", (8, 8), (0, 0, 0, 127)), "tiff", GREY),
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "jpg", (255, 0, 0)),
        (Image.new("YCbCr", (8, 8), (128, 128, 128)), "jpg", GREY),
        (Image.fromarray(np.full((8, 8), 128 * 257, np.uint16)), "png", GREY),
        (Image.fromarray(np.full((8, 8), 65535, np.uint16)), "tiff", WHITE),
        (Image.fromarray(np.full((8, 8), 128 * 257, np.uint16)), "pgm", GREY),
    ],
)
def test_kinds_of_pixels(
    tmp_path: Path, image: Image.Image, suffix: str, colour: tuple[int, int, int]
) -> None:
    path = tmp_path / f"a.{suffix}"
    image.save(path)
    _loaded(path, colour, tolerance=2)


def test_16_bit_values_keep_their_order(tmp_path: Path) -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    Image.fromarray(ramp).save(tmp_path / "ramp.png")
    grey = np.asarray(load_photo(tmp_path / "ramp.png")[0])[..., 0].ravel()
    assert (np.diff(grey.astype(int)) >= 0).all()
    assert set(grey) == set(range(256))
    assert (grey == np.rint(ramp.ravel() / 257)).all()


# What cannot be used


def _png_header(width: int, height: int) -> bytes:
    """The first bytes of a PNG that claims this size."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 99) + b"IDAT" + b"x" * 9


def _no_pixels(path: Path) -> None:
    path.write_bytes(b"P6 0 5 255\n")


def _cut(name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        data = next(FOLDER.glob(f"{name}.*")).read_bytes()
        path.write_bytes(data[: len(data) // 2])

    return write


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "no file": (lambda path: None, "There is no picture .*bad.png"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "empty": (lambda path: path.touch(), r"bad.png is empty \(0 bytes\)"),
    "text": (lambda path: path.write_text("hello " * 99), "not in a format known here"),
    "svg": (lambda path: path.write_text("<svg/>"), "not in a format known here"),
    "eps": (lambda path: path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n"), "not a picture"),
    "cut png": (_cut("chelsea"), "damaged or cut short"),
    "cut jpeg": (_cut("rocket"), "damaged or cut short"),
    "only a header": (lambda path: path.write_bytes(_png_header(9, 9)), "damaged or cut short"),
    "no pixels": (_no_pixels, "bad.png is not a picture"),
    "large": (lambda path: path.write_bytes(_png_header(10_001, 10_000)), "10,001 × 10,000 pixels"),
    "enormous": (
        lambda path: path.write_bytes(_png_header(60_000, 60_000)),
        "far more than the 100 mill",
    ),
    "fractions": (
        lambda path: Image.new("F", (4, 4)).save(path, "TIFF"),
        "stores its pixels as F",
    ),
    "wide integers": (
        lambda path: Image.fromarray(np.full((4, 4), 70_000, np.int32)).save(path, "TIFF"),
        "outside 0 to 65,535",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_pictures(tmp_path: Path, kind: str) -> None:
    write, words = BAD[kind]
    path = tmp_path / "bad.png"
    write(path)
    with pytest.raises(BadInput, match=words) as caught:
        load_photo(path)
    assert caught.value.hint and caught.value.exit_code == 2
    assert "\n" not in caught.value.message


def test_a_wrong_name_lists_the_right_ones() -> None:
    with pytest.raises(BadInput) as caught:
        load_photo("chelsee")
    assert "astronaut, chelsea, coffee, rocket" in caught.value.hint


def test_just_under_the_limit_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PIXELS", 100)
    _noise(10, 10).save(tmp_path / "a.png")
    assert load_photo(tmp_path / "a.png")[1].size == (10, 10)
    _noise(10, 11).save(tmp_path / "b.png")
    with pytest.raises(BadInput, match="11 × 10 pixels"):
        load_photo(tmp_path / "b.png")


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 10)
    _noise(10, 10).save(tmp_path / "a.png")
    with pytest.raises(BadInput, match="too large for a picture"):
        load_photo(tmp_path / "a.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="not an ordinary file"):
        load_photo(tmp_path / "pipe")


def test_names_no_system_accepts() -> None:
    with pytest.raises(BadInput):
        load_photo("a\0b")
    with pytest.raises(BadInput):
        load_photo("x" * 5000)


# The crop and the tensor


def _by_the_book(image: Image.Image, side: int) -> Image.Image:
    """torchvision's evaluation transform: Resize(side · 256/224), then CenterCrop(side)."""
    short = round(side * 256 / 224)
    width, height = image.size
    if width <= height:
        size = (short, int(short * height / width))
    else:
        size = (int(short * width / height), short)
    left, top = round((size[0] - side) / 2), round((size[1] - side) / 2)
    whole = image.resize(size, Image.Resampling.BILINEAR)
    return whole.crop((left, top, left + side, top + side))


@pytest.mark.parametrize("name", ["astronaut", "chelsea"])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("side", [224, 227])
def test_the_crop_is_that_of_imagenet_evaluation(name: str, turned: bool, side: int) -> None:
    image, _ = load_photo(name)
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
    ours = np.asarray(crop_image(image, side, side)).astype(int)
    theirs = np.asarray(_by_the_book(image, side)).astype(int)
    assert ours.shape == (side, side, 3)
    assert abs(ours - theirs).max() <= 2  # the two passes round in another order


@pytest.mark.parametrize("size", [(1, 1), (2, 3000), (3000, 2), (224, 224), (223, 1000)])
@pytest.mark.parametrize("wanted", [(1, 1), (224, 224), (100, 300), (301, 50)])
def test_every_size_can_be_cropped(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    crop = crop_image(Image.new("RGB", size, (7, 8, 9)), *wanted)
    assert crop.size == (wanted[1], wanted[0])
    assert (np.asarray(crop) == (7, 8, 9)).all()


def test_a_long_picture_needs_no_memory_for_its_enlargement() -> None:
    assert crop_image(Image.new("RGB", (1, 60_000)), 512, 512).size == (512, 512)


def test_the_tensor() -> None:
    image = _noise(300, 400)
    tensor = prepare(image, 50, 60, MEAN, STD)
    assert tensor.shape == (1, 3, 50, 60)
    assert tensor.dtype == torch.float32 and tensor.is_contiguous()
    crop = np.asarray(crop_image(image, 50, 60)).astype(np.float64)
    for channel in range(3):
        expected = (crop[..., channel] / 255 - MEAN[channel]) / STD[channel]
        assert np.allclose(tensor[0, channel].numpy(), expected, atol=1e-5)


def test_without_normalisation_values_are_from_0_to_1() -> None:
    tensor = prepare(Image.new("RGB", (9, 9), (255, 0, 51)), 4, 4)
    assert tensor[0, :, 0, 0].tolist() == pytest.approx([1, 0, 0.2])


def test_one_mean_gives_one_grey_channel() -> None:
    tensor = prepare(Image.new("RGB", (9, 9), (51, 51, 51)), 4, 5, (0.2,), (0.5,))
    assert tensor.shape == (1, 1, 4, 5)
    assert tensor.abs().max() < 1e-6


@pytest.mark.parametrize("size", [(0, 5), (5, -1)])
def test_an_empty_size(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="cannot be cut to"):
        prepare(_noise(4, 4), *size)


@pytest.mark.parametrize(
    ("mean", "std"), [((0.5, 0.5), (1.0, 1.0)), (MEAN, (1.0,)), (MEAN, (0.2, 0.0, 0.2)), ((), ())]
)
def test_a_normalisation_that_is_none(mean: tuple[float, ...], std: tuple[float, ...]) -> None:
    with pytest.raises(BadInput, match="cannot be normalised"):
        prepare(_noise(4, 4), 2, 2, mean, std)
