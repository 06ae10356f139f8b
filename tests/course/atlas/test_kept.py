"""What is kept of the atlas is what this code makes."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch
from PIL import Image

from archreport.course.atlas.kept import (
    A_LAYER,
    PICTURES,
    kept_atlas,
    kept_pictures,
    patches_key,
    pictures_key,
    units_with_pictures,
)
from archreport.course.atlas.pictures import course_pictures
from archreport.report.unit_rows import well_inside
from archreport.report.units import A_PICTURE, INSIDE, PATCHES, LayerUnits
from archreport.running.photo import as_input
from archreport.running.units.maximise import Method, maximise
from archreport.running.units.sweep import pixels_sha256
from archreport.running.units.views import cut, views_of
from archreport.running.weights.oxford import OXFORD_SCALING
from archreport.running.weights.vgg16_features import oxford_features

AGAIN = "python -m archreport.course.atlas.make"
ATLAS = kept_atlas().atlas


def test_it_came_from_this_code_these_pictures_and_these_weights() -> None:
    assert kept_atlas().key == patches_key(), f"make it again: {AGAIN} patches"
    assert kept_pictures().key == pictures_key(), f"make them again: {AGAIN} pictures"
    assert ATLAS.weights.name == "oxford"
    assert {layer.origin for layer in ATLAS.layers} == {"learned"}


def test_it_has_all_4224_units() -> None:
    assert len(ATLAS.layers) == 13
    assert sum(len(layer.patches) for layer in ATLAS.layers) == 4224
    assert all(len(layer.active) == len(layer.patches) for layer in ATLAS.layers)


def test_the_pictures_are_the_courses_and_their_views_too() -> None:
    sources = course_pictures()
    assert [picture.name for picture in ATLAS.pictures] == [source.name for source in sources]
    for picture, source in zip(ATLAS.pictures, sources, strict=True):
        image = source.read()
        assert picture.views == views_of(image.size, ATLAS.input)
        if source.name.startswith("emoji") or source.name == "chelsea":
            continue  # decoders of other versions may differ in the last bit of a JPEG
        assert picture.size == image.size
    assert pixels_sha256(sources[-1].read()).isalnum()


@pytest.mark.parametrize("layer", ATLAS.layers, ids=lambda layer: layer.row)
def test_patches_are_sorted_few_a_picture_and_well_inside(layer: LayerUnits) -> None:
    extent = {row: 224 // 2 ** (int(row[4]) - 1) for row in [layer.row]}[layer.row]
    allowed = well_inside(layer.field, 0, extent, 224, INSIDE)
    for share, patches in zip(layer.active, layer.patches, strict=True):
        assert len(patches) <= PATCHES
        assert all(one.value >= two.value > 0 for one, two in pairwise(patches))
        counts = Counter(patch.picture for patch in patches)
        assert all(count <= A_PICTURE for count in counts.values())
        assert all(patch.y in allowed and patch.x in allowed for patch in patches)
        assert 0 <= share <= 1
        assert bool(patches) <= bool(share)


def test_the_network_has_these_values_at_these_places() -> None:
    """Four units of each of the seven first layers, computed again from their view."""
    network, sources = oxford_features(), course_pictures()
    for layer in ATLAS.layers[:7]:
        end = [name for name, _ in network.named_children()].index(layer.read) + 1
        for unit in range(3, len(layer.patches), len(layer.patches) // 4):
            for patch in layer.patches[unit][:1]:
                view = ATLAS.pictures[patch.picture].views[patch.view]
                image = cut(sources[patch.picture].read(), view, ATLAS.input)
                with torch.no_grad():
                    maps = network[:end](as_input(image, OXFORD_SCALING))[0, unit]
                assert float(maps[patch.y, patch.x]) == pytest.approx(patch.value, rel=0.02)


def test_units_with_pictures_are_spread_over_all_layers() -> None:
    made = kept_pictures().made
    assert len(made) >= 60
    expected = [
        (layer.row, unit)
        for layer in ATLAS.layers
        for unit in units_with_pictures(len(layer.active))
    ]
    assert [(one.layer, one.unit) for one in made] == expected
    assert Counter(one.layer for one in made) == {layer.row: A_LAYER for layer in ATLAS.layers}
    assert {one.file for one in made} == {file.name for file in PICTURES.iterdir()}
    assert all(one.last > one.first for one in made)


@pytest.mark.parametrize("number", [7, 22])
def test_a_kept_picture_is_made_again(number: int) -> None:
    """Not the same bytes on any processor: the method amplifies last digits."""
    kept = kept_pictures().made[number]
    network = oxford_features().requires_grad_(False)
    made = maximise(network, kept.layer, kept.unit, OXFORD_SCALING, Method())
    with Image.open(PICTURES / kept.file) as file:
        before = np.asarray(file.convert("RGB"), float)
    assert before.shape == made.pixels.shape
    correlation = np.corrcoef(before.ravel(), made.pixels.ravel().astype(float))[0, 1]
    assert correlation > 0.8, f"make them again: {AGAIN} pictures"
    other = maximise(network, kept.layer, kept.unit + 1, OXFORD_SCALING, Method())
    unlike = np.corrcoef(before.ravel(), other.pixels.ravel().astype(float))[0, 1]
    assert unlike < correlation - 0.2
    assert made.last == pytest.approx(kept.last, rel=0.1)
