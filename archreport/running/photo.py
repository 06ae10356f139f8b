"""The photograph that goes through a network: found, read carefully, cut to size, normalised."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from archreport.errors import BadInput, phrase
from archreport.report.run import Photo, Scaling

# Evaluation on ImageNet resizes the shorter side to 256 and cuts out the central 224 × 224.
CROP_SHARE = 224 / 256

MAX_PIXELS = 100_000_000
MAX_FILE_BYTES = 500_000_000

# Formats that Pillow decodes by itself. Others (EPS for one) start other programs.
_FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "PPM", "JPEG2000")
_HINT = phrase("photo.hint")


def photo_names() -> tuple[str, ...]:
    """The names of the photographs that come with archreport."""
    return tuple(_credits())


def load_photo(path_or_name: str | Path) -> tuple[Image.Image, Photo]:
    """A picture as upright 8-bit RGB, and what is known of it.

    ``path_or_name`` is one of `photo_names` or a file; write ``./chelsea`` for a file of such a
    name. ``Photo.size`` is (width, height) of the upright picture, ``sha256`` that of the file.
    Transparent parts become white, grey and CMYK become RGB, 16 bits become 8, an animation
    gives its first frame. Colour profiles are not applied: networks are trained without them.
    Raises `BadInput`.
    """
    credit = _credits().get(path_or_name) if isinstance(path_or_name, str) else None
    if credit:
        file = resources.files("archreport.running") / "photos" / credit["file"]
        known = (credit["title"], credit["credit"], credit["licence"])
        return _read(file.read_bytes(), str(path_or_name), *known)
    path = Path(path_or_name)
    return _read(_file_bytes(path), path.name, path.stem, "", "")


def crop_image(image: Image.Image, height: int, width: int) -> Image.Image:
    """The central part of an RGB picture at ``height`` × ``width``: what the network looks at.

    As in evaluation on ImageNet, pixel for pixel: scale the picture, bilinear with antialiasing,
    until the crop is 224/256 of the shorter side, and cut out the centre. Both are done in one
    step, so that a very long picture needs no more memory than its crop. Raises `BadInput` for an
    empty size.
    """
    if height < 1 or width < 1:
        raise BadInput("photo.no_crop", height=height, width=width)
    if width * image.height >= height * image.width:  # the width is the tighter fit
        full_width = round(width / CROP_SHARE)
        full_height = max(height, full_width * image.height // image.width)
    else:
        full_height = round(height / CROP_SHARE)
        full_width = max(width, full_height * image.width // image.height)
    left, top = round((full_width - width) / 2), round((full_height - height) / 2)
    across, down = image.width / full_width, image.height / full_height
    right = min((left + width) * across, image.width)  # min: against rounding
    bottom = min((top + height) * down, image.height)
    box = (left * across, top * down, right, bottom)
    return image.resize((width, height), Image.Resampling.BILINEAR, box=box)


def prepare(
    image: Image.Image,
    height: int,
    width: int,
    mean: Sequence[float] = (0.0, 0.0, 0.0),
    std: Sequence[float] = (1.0, 1.0, 1.0),
) -> Tensor:
    """The network's input, float32 of shape ``(1, C, height, width)``, as most networks of today
    take it.

    The crop's values are divided by 255; then ``mean`` is taken off and the rest divided by
    ``std``, channel by channel. ``C`` is the length of ``mean``: 3 for RGB or 1 for grey.
    Raises `BadInput` for other lengths or a standard deviation that is not positive.
    """
    order: Literal["RGB", "grey"] = "grey" if len(mean) == 1 else "RGB"
    return prepare_as(image, height, width, Scaling(tuple(mean), tuple(std), order))


def prepare_as(image: Image.Image, height: int, width: int, scaling: Scaling) -> Tensor:
    """The network's input, float32 of shape ``(1, C, height, width)``, scaled as ``scaling`` says.

    Raises `BadInput` for a scaling of another number of channels than its order has, or a standard
    deviation that is not positive.
    """
    mean, std = scaling.mean, scaling.std
    channels = 1 if scaling.order == "grey" else 3
    if len(mean) != channels or len(std) != channels or min(std) <= 0:
        raise BadInput("photo.no_normal", mean=mean, std=std)
    return as_input(crop_image(image, height, width), scaling)


def as_input(image: Image.Image, scaling: Scaling) -> Tensor:
    """All pixels of a picture as a network's input, float32 ``(1, C, H, W)``, scaled as ``scaling``
    says."""
    grey = scaling.order == "grey"
    pixels = np.array(image.convert("L" if grey else "RGB"), dtype=np.float32)
    pixels = pixels.reshape(image.height, image.width, 1 if grey else 3)
    if scaling.order == "BGR":
        pixels = pixels[:, :, ::-1]
    scaled = pixels / np.float32(255 / scaling.top)
    values = (scaled - np.array(scaling.mean, np.float32)) / np.array(scaling.std, np.float32)
    return torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1)[None]))


@cache
def _credits() -> Mapping[str, Mapping[str, str]]:
    file = resources.files("archreport.running") / "photos" / "credits.json"
    credits: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return credits


def _file_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise BadInput("photo.folder", _HINT, path=path)
        if path.exists() and not path.is_file():
            raise BadInput("photo.not_ordinary", _HINT, path=path)
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise BadInput("photo.too_large", path=path, size=size / 1e6, most=MAX_FILE_BYTES / 1e6)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput("photo.missing", path=path, names=list(photo_names())) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        reason = getattr(error, "strerror", None) or error
        raise BadInput("photo.unreadable", _HINT, path=path, reason=reason) from error


def _read(
    data: bytes, name: str, title: str, credit: str, licence: str
) -> tuple[Image.Image, Photo]:
    image = _decode(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    return image, Photo(name, title, credit, licence, sha256, image.size)


def _decode(data: bytes, name: str) -> Image.Image:
    """Decode a file's bytes into an upright RGB picture. Its size is looked at first."""
    if not data:
        raise BadInput("photo.empty", _HINT, name=name)
    Image.init()
    formats = [format_ for format_ in _FORMATS if format_ in Image.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit and messages are stricter
            with Image.open(io.BytesIO(data), formats=formats) as image:
                _check_size(image, name)
                image.load()
                return _to_rgb(ImageOps.exif_transpose(image), name)
    except BadInput:
        raise
    except Image.DecompressionBombError as error:
        hint = phrase("photo.scale_down")
        raise BadInput("photo.bomb", hint, name=name, most=MAX_PIXELS / 1e6) from error
    except UnidentifiedImageError as error:
        raise BadInput("photo.unknown_format", _HINT, name=name) from error
    except Exception as error:  # decoders raise almost anything on damaged files
        raise BadInput("photo.damaged", name=name) from error


def _check_size(image: Image.Image, name: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise BadInput(
            "photo.too_many",
            phrase("photo.scale_down"),
            name=name,
            width=image.width,
            height=image.height,
            most=MAX_PIXELS / 1e6,
        )


def _to_rgb(image: Image.Image, name: str) -> Image.Image:
    if image.mode == "I" or image.mode.startswith("I;16"):  # "I": what a 16-bit PGM becomes
        image = _from_16_bit(np.asarray(image, dtype=np.int64), name)
    elif image.mode in ("F", "LAB"):
        raise BadInput("photo.mode", _HINT, name=name, mode=image.mode)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def _from_16_bit(values: NDArray[np.int64], name: str) -> Image.Image:
    """0..65535 to 0..255, to the nearest."""
    if values.min() < 0 or values.max() > 65535:
        raise BadInput("photo.grey", _HINT, name=name)
    return Image.fromarray(((values + 128) // 257).astype(np.uint8))
