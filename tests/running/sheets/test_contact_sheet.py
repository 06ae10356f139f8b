import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from archreport.errors import OutputFailed
from archreport.running.sheets import contact_sheet as sheets
from archreport.running.sheets import pixels as tiles
from archreport.running.sheets.contact_sheet import (
    all_channels,
    contact_sheet,
    filter_scale,
    filter_sheet,
    filters,
    preview,
    save_picture,
    scale,
    sheet_layout,
    sheet_tile,
    top_channels,
    upper_percentile,
)
from archreport.running.sheets.pixels import GAP, PLATE, fitted_tile, palette, viridis

RANDOM = np.random.default_rng(0)
LOWEST, HIGHEST = (0x44, 0x01, 0x54, 255), (0xFD, 0xE7, 0x25, 255)
CLEAR = 0


def _maps(channels: int, height: int, width: int) -> NDArray[np.float32]:
    return np.abs(RANDOM.normal(size=(channels, height, width))).astype(np.float32)


def _sheet(maps: NDArray[np.float32], **options: int | float | bool) -> NDArray[np.uint8]:
    """All channels in one line, without numbers, on a scale from 0 to 1."""
    chosen = {"columns": len(maps), "tile": 8, "low": 0.0, "high": 1.0, "numbered": False}
    chosen.update(options)
    image = contact_sheet(maps, channels=range(len(maps)), **chosen)  # type: ignore[arg-type]
    assert image.mode == "P"
    return _colours(image)


def _colours(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image.convert("RGBA"))


# Colours and scales


def test_viridis() -> None:
    assert viridis().shape == (256, 3)
    assert tuple(viridis()[0]) == LOWEST[:3] and tuple(viridis()[255]) == HIGHEST[:3]
    assert tuple(viridis()[128]) == (0x21, 0x91, 0x8C)
    luminance = viridis() @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luminance[::5]) > 0).all()  # more is brighter, on the whole map


def test_the_scale_is_zero_to_the_upper_percentile() -> None:
    maps = np.arange(1000, dtype=np.float32).reshape(10, 10, 10) / 100
    assert scale(maps) == (0.0, 9.9)
    assert scale(maps - 3.456) == (-3.5, 6.5)
    assert scale(np.append(maps, [np.nan, np.inf, -np.inf])) == (0.0, 9.9)


@pytest.mark.parametrize(
    "values",
    [
        RANDOM.normal(size=300_000),
        np.maximum(RANDOM.normal(size=300_000), 2.2),  # nearly all are equal
        np.zeros(50_000),
        np.arange(50_000.0),
        np.where(np.arange(60_000) % 3 == 0, 0, np.arange(60_000)),  # the sample sees zeros only
        np.arange(7.0),
        np.array([3.0]),
    ],
)
def test_the_percentile_of_many_values_is_numpys(values: NDArray[np.float64]) -> None:
    values = values.astype(np.float32)
    assert upper_percentile(values) == pytest.approx(np.percentile(values, 99.5), rel=1e-6)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 0, 0], (0.0, 1.0)),
        ([5, 5, 5], (0.0, 5.0)),
        ([-3, -3, -3], (-3.0, 0.0)),
        ([0] * 999 + [0.123], (0.0, 0.13)),
        ([np.nan, np.inf], (0.0, 1.0)),
        ([1234567], (0.0, 1200000.0)),
        ([0.000123], (0.0, 0.00012)),
        ([1e-310], (0.0, 1.0)),
    ],
)
def test_scales_without_a_spread(values: list[float], expected: tuple[float, float]) -> None:
    assert scale(np.array(values)) == expected


def test_the_most_varied_channels_come_first() -> None:
    maps = np.zeros((5, 2, 2), np.float32)
    maps[1, 0, 0], maps[3, 0, 0], maps[4, 1, 1] = 2, 5, 2
    assert top_channels(maps, 3) == (3, 1, 4)
    assert top_channels(maps, 99) == (3, 1, 4, 0, 2)
    maps[3, 0, 0] = np.nan
    maps[1, 0, 0] = np.inf
    assert top_channels(maps, 5) == (4, 0, 2, 1, 3)


# Tiles


def test_small_maps_are_enlarged_by_a_whole_factor() -> None:
    assert fitted_tile(14, 14, 112) == (112, 112)
    assert fitted_tile(13, 13, 112) == (104, 104)
    assert fitted_tile(100, 100, 112) == (100, 100)
    assert fitted_tile(7, 14, 112) == (112, 56)
    pixels = _sheet(np.array([[[0, 1], [1, 0]]], np.float32), tile=9)
    assert pixels.shape == (8, 8, 4)
    assert (pixels[:4, :4] == LOWEST).all() and (pixels[:4, 4:] == HIGHEST).all()
    assert (pixels[4:, :4] == HIGHEST).all() and (pixels[4:, 4:] == LOWEST).all()


def test_large_maps_are_averaged_by_area() -> None:
    assert fitted_tile(224, 224, 112) == (112, 112)
    assert fitted_tile(2000, 3, 100) == (1, 100)
    checks = np.indices((16, 16)).sum(axis=0)[None] % 2
    pixels = _sheet(checks.astype(np.float32))
    assert (pixels == (*viridis()[128], 255)).all()
    assert tiles.averaged(np.ones((9, 7), np.float32) / 3, (4, 5), 0, 1) == pytest.approx(1 / 3)


def test_values_outside_the_scale_are_clipped() -> None:
    pixels = _sheet(np.array([[[-np.inf, -5, 5, np.inf]]], np.float32), tile=4)
    assert (pixels[0, :2] == LOWEST).all() and (pixels[0, 2:] == HIGHEST).all()


@pytest.mark.parametrize("side", [2, 16])
def test_what_is_not_a_number_is_transparent(side: int) -> None:
    maps = np.ones((1, side, side), np.float32)
    maps[0, 0, 0] = np.nan
    pixels = _sheet(maps)
    step = 8 // side if side < 8 else 1
    assert (pixels[:step, :step, 3] == CLEAR).all()
    assert (pixels[step:, step:] == HIGHEST).all()


def test_one_constant_map() -> None:
    assert (_sheet(np.zeros((1, 3, 3), np.float32)) == LOWEST).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int64, np.uint8, np.bool_])
def test_other_kinds_of_number(dtype: type) -> None:
    pixels = _sheet(np.array([[[0, 1]]]).astype(dtype))
    assert (pixels[0, 0] == LOWEST).all() and (pixels[0, -1] == HIGHEST).all()


# Sheets


def test_tiles_stand_in_the_order_given() -> None:
    maps = np.zeros((9, 2, 2), np.float32)
    maps[7] = 1
    image = contact_sheet(
        maps, channels=(7, 0, 3, 7), columns=3, tile=20, low=0, high=1, numbered=False
    )
    assert image.size == (3 * 20 + 2 * GAP, 2 * 20 + GAP)
    pixels = _colours(image)
    step = 20 + GAP
    assert (pixels[:20, :20] == HIGHEST).all()
    assert (pixels[:20, step : step + 20] == LOWEST).all()
    assert (pixels[step:, :20] == HIGHEST).all()
    assert (pixels[:, 20:step, 3] == CLEAR).all() and (pixels[20:step, :, 3] == CLEAR).all()
    assert (pixels[step:, step:, 3] == CLEAR).all()  # the empty places of the last line


def test_each_tile_has_its_number_on_a_strip() -> None:
    maps = np.zeros((600, 4, 4), np.float32)
    sheets = [
        _colours(contact_sheet(maps, channels=[n], columns=1, tile=64, low=0, high=1))
        for n in (1, 8, 511)
    ]
    for pixels in sheets:
        assert pixels.shape == (64 + PLATE, 64, 4)
        strip = pixels[64:]
        assert (strip[..., 3] == 255).all()
        light = strip[..., :3].max(axis=2) > 160
        assert light.any() and not light[[0, -1]].any() and not light[:, [0, -1]].any()
    assert not np.array_equal(sheets[0], sheets[1])


def test_the_longest_number_fits_the_smallest_tile() -> None:
    tile = sheet_tile(2048)
    image = contact_sheet(
        np.zeros((2048, 8, 8), np.float32), channels=[2047], columns=1, tile=tile, low=0, high=1
    )
    light = _colours(image)[tile:, :, :3].max(axis=2) > 100
    assert not light[:, -2:].any()


@pytest.mark.parametrize(
    ("count", "tile", "columns"),
    [
        (16, 112, 8),
        (64, 112, 8),
        (96, 110, 8),
        (128, 64, 16),
        (512, 56, 16),
        (384, 52, 16),
        (5, 112, 5),
        (1, 112, 1),
        (17, 112, 9),
        (4096, 8, 128),
        (1000, 8, 125),
        (7, 5000, 1),
    ],
)
def test_columns(count: int, tile: int, columns: int) -> None:
    assert sheet_layout(count, tile) == columns


@pytest.mark.parametrize("count", [1, 3, 20, 64, 96, 128, 192, 512, 1023, 2048])
@pytest.mark.parametrize("side", [7, 13, 55, 224])
def test_sheets_are_never_wider_than_a_page(count: int, side: int) -> None:
    tile = fitted_tile(side, side, sheet_tile(count))[0]
    assert 32 * 0.7 < tile <= 112
    assert sheet_layout(count, tile) * (tile + GAP) - GAP <= sheets.MAX_WIDTH


def test_preview() -> None:
    maps = _maps(40, 14, 14)
    image, sheet = preview("relu5_3", maps, "maps")
    assert image.size == (sheet.width, sheet.height) == (8 * 116 - 4, 2 * (112 + PLATE + GAP) - GAP)
    assert (sheet.row, sheet.what, sheet.file) == ("relu5_3", "maps", "maps.png")
    assert sheet.channels == top_channels(maps, 16) and sheet.of == 40
    assert (sheet.columns, sheet.tile) == (8, (112, 112))
    assert (sheet.low, sheet.high) == scale(maps[list(sheet.channels)])


def test_preview_of_few_channels_and_odd_sizes() -> None:
    image, sheet = preview("score", _maps(2, 60, 60), "a")
    assert sheet.columns == 2 and image.size == (2 * 60 + GAP, 60 + PLATE)
    _, sheet = preview("conv", _maps(64, 60, 60), "a")
    assert sheet.columns == 8 and sheet.height == 2 * (60 + PLATE + GAP) - GAP


def test_all_channels_are_there() -> None:
    image, sheet = all_channels("conv5_3", _maps(512, 14, 14), "all")
    assert sheet.channels == tuple(range(512)) and sheet.of == 512
    assert image.width <= 1100 and image.size == (sheet.width, sheet.height)
    lines = 512 // sheet.columns
    assert image.height == lines * (sheet.tile[1] + PLATE + GAP) - GAP


# Fully connected layers


@pytest.mark.parametrize("shape", [(1000,), (1000, 1, 1)])
def test_single_values_become_cells(shape: tuple[int, ...]) -> None:
    values = np.zeros(1000, np.float32)
    values[126] = 1
    image, sheet = all_channels("fc8", values.reshape(shape), "fc8")
    assert (sheet.columns, sheet.tile, sheet.of) == (125, (8, 8), 1000)
    assert (sheet.low, sheet.high) == (0.0, 1.0)
    pixels = _colours(image)
    left = image.width - 125 * 8
    assert image.height == 64 and 12 < left <= tiles.MARGIN
    assert (pixels[8:16, left + 8 : left + 16] == HIGHEST).all()  # 126 is the second of line two
    assert (pixels[:8, left:] == LOWEST).all()
    assert preview("fc8", values.reshape(shape), "fc8")[1] == sheet


def test_cells_left_over_are_transparent() -> None:
    image = contact_sheet(
        np.ones(5), channels=range(5), columns=3, tile=4, low=0, high=1, numbered=False
    )
    pixels = _colours(image)
    assert image.size == (12, 8)
    assert (pixels[4:, 8:, 3] == CLEAR).all() and (pixels[4:, :8] == HIGHEST).all()


def test_one_single_value() -> None:
    image, sheet = all_channels("score", np.array([2.0]), "a")
    assert sheet.columns == 1 and image.height == PLATE


def test_very_many_values_stay_within_bounds() -> None:
    image, sheet = all_channels("fc", np.zeros(1_000_000, np.float32), "a")
    assert len(sheet.channels) == 1_000_000
    assert image.width <= 1100 and image.height < 16_384


# Filters


def test_colour_filters() -> None:
    weights = np.zeros((2, 3, 2, 2), np.float32)
    weights[0, 0, 0, 1] = 0.5
    weights[0, 2, 1, 0] = -0.5
    image = filter_sheet(weights, numbered=False)
    assert image.size == (60 + GAP + 60, 60)
    pixels = _colours(image)
    assert tuple(pixels[0, 0]) == (128, 128, 128, 255)
    assert tuple(pixels[0, 59]) == (255, 128, 128, 255)
    assert tuple(pixels[59, 0]) == (128, 128, 0, 255)
    assert (pixels[:, 64:, :3] == 128).all()


def test_other_filters_show_every_slice_in_grey() -> None:
    weights = np.zeros((1, 5, 2, 2), np.float32)
    weights[0, 4] = 1
    pixels = np.asarray(filter_sheet(weights, numbered=False))
    assert pixels.shape == (40, 60, 4)  # slices 3 wide and 2 high, each weight 10 pixels
    assert (pixels[20:, 20:40, :3] == 255).all()
    assert (pixels[:20, :, :3] == 128).all() and (pixels[20:, 40:, :3] == 128).all()


def test_the_filter_scale_is_symmetric() -> None:
    weights = RANDOM.normal(size=(16, 3, 5, 5))
    image, sheet = filters("conv1", weights, "filters")
    assert sheet.what == "filters" and sheet.row == "conv1"
    assert -sheet.low == sheet.high == filter_scale(weights) == filter_scale(-weights)
    assert (sheet.width, sheet.height) == image.size
    assert sheet.channels == tuple(range(16)) and sheet.of == 16 and sheet.tile == (60, 60)


def test_the_kernels_of_the_classics() -> None:
    image, sheet = filters("conv1", RANDOM.normal(size=(96, 3, 11, 11)), "a")
    assert sheet.tile == (55, 55) and sheet.columns == 16 and image.width < 1100
    image, sheet = filters("conv1_1", RANDOM.normal(size=(64, 3, 3, 3)), "a")
    assert sheet.tile == (60, 60) and sheet.columns == 16 and image.width < 1100


@pytest.mark.parametrize("weights", [np.zeros((4, 3, 3, 3)), np.full((4, 1, 3, 3), np.nan)])
def test_filters_without_a_value(weights: NDArray[np.float64]) -> None:
    assert (np.asarray(filter_sheet(weights, numbered=False))[:60, :60, :3] == 128).all()


# Misuse


def test_what_cannot_be_drawn() -> None:
    maps = np.zeros((3, 2, 2), np.float32)
    good = {"columns": 1, "tile": 8, "low": 0.0, "high": 1.0}
    for channels in ([], [3], [-1]):
        with pytest.raises(ValueError, match="cannot draw channels"):
            contact_sheet(maps, channels=channels, **good)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no spread"):
        contact_sheet(maps, channels=[0], columns=1, tile=8, low=1, high=1)
    with pytest.raises(ValueError, match="must be"):
        all_channels("a", np.zeros((2, 2)), "a")
    with pytest.raises(ValueError, match="must be"):
        preview("a", np.zeros((0, 2, 2)), "a")
    with pytest.raises(ValueError, match="kernels must be"):
        filter_sheet(np.zeros((4, 4)))


# Files


def test_the_file_suits_what_is_drawn() -> None:
    assert preview("a", _maps(2, 56, 56), "a")[1].file == "a.png"  # every value 2 × 2 pixels
    assert preview("a", _maps(2, 57, 57), "a")[1].file == "a.webp"
    assert preview("a", _maps(2, 200, 200), "a")[1].file == "a.webp"
    assert all_channels("a", _maps(9, 1, 1), "a")[1].file == "a.png"
    assert filters("a", RANDOM.normal(size=(2, 3, 9, 9)), "a")[1].file == "a.png"


def test_enlarged_maps_are_stored_without_loss(tmp_path: Path) -> None:
    image, sheet = all_channels("relu", _maps(64, 7, 7), "a")
    save_picture(image, tmp_path / "new" / sheet.file)
    with Image.open(tmp_path / "new" / sheet.file) as stored:
        assert stored.format == "PNG"
        assert np.array_equal(_colours(image), _colours(stored))


def test_the_palette_has_room_for_everything_on_a_sheet() -> None:
    assert palette().shape == (256, 4)
    assert tuple(palette()[0]) == (0, 0, 0, 0) and (palette()[1:, 3] == 255).all()
    assert tuple(palette()[9]) == LOWEST and tuple(palette()[255]) == HIGHEST
    values = np.linspace(0, 1, 10_000)[None]
    shown = palette()[tiles.palette_pixels(values, 0, 1)][0, :, :3].astype(int)
    exact = viridis()[np.rint(values[0] * 255).astype(int)].astype(int)
    assert np.abs(shown - exact).max() <= 4  # one step of the colour map


def test_photograph_like_maps_are_small(tmp_path: Path) -> None:
    y, x = np.mgrid[0:224, 0:224] / 20
    maps = np.stack([np.sin(x * k) + np.cos(y / k) + 2 for k in (1, 1.3, 1.7)])
    maps += RANDOM.normal(scale=0.05, size=maps.shape)
    image, sheet = preview("relu", maps.astype(np.float32), "a")
    save_picture(image, tmp_path / sheet.file)
    image.save(tmp_path / "exact.webp", lossless=True)
    size = (tmp_path / sheet.file).stat().st_size
    assert size < 20_000 and 2 * size < (tmp_path / "exact.webp").stat().st_size
    with Image.open(tmp_path / sheet.file) as stored:
        assert stored.format == "WEBP"
        ours, theirs = _colours(image).astype(int), _colours(stored).astype(int)
    visible = ours[..., 3] > 0
    assert np.abs(ours - theirs)[visible].mean() < 6


@pytest.mark.parametrize("side", [28, 100])
def test_the_same_maps_give_the_same_bytes(side: int, tmp_path: Path) -> None:
    maps = _maps(16, side, side)
    written = []
    for name in ("a", "b"):
        image, sheet = preview("relu", maps.copy(), name)
        save_picture(image, tmp_path / sheet.file)
        written.append((tmp_path / sheet.file).read_bytes())
    assert written[0] == written[1]


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputFailed):
        save_picture(Image.new("RGBA", (4, 4)), tmp_path / "file" / "a.png")


def test_torch_is_not_imported() -> None:
    code = "import sys, archreport.running.sheets.contact_sheet; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
