"""What a layer is: what belongs to it, its channels and field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archreport.reading.graph import rows_by_id
from archreport.reading.layers import (
    channels,
    height,
    in_blocks,
    is_addition,
    is_minor,
    layer,
    local_field,
)
from tests.hand_made import make_report
from tests.render.drawing.diagram import nets

ROWS = rows_by_id(make_report())


def test_minor_are_activations_dropout_and_reshapes() -> None:
    minor = [id_ for id_, row in ROWS.items() if is_minor(row)]
    assert minor == ["stem.relu", "aux.flatten", "flatten", "drop"]


def test_an_activation_with_parameters_is_not_minor() -> None:
    assert not is_minor(replace(ROWS["stem.relu"], param_count=4))


def test_a_normalisation_is_not_minor() -> None:
    assert not is_minor(nets.same("lrn", "norm", "local_response_norm", nets.given()))


def test_an_addition_joins_two_results() -> None:
    x = nets.given((8, 8))
    assert [id_ for id_, row in ROWS.items() if is_addition(row)] == ["stem.add"]
    assert not is_addition(nets.cat("cat", x, x))
    assert not is_addition(nets.row("product", "linear", "addmm", (x,), (1, 4)))
    assert not is_addition(nets.row("plus_one", "other", "add", (x,), x.out_shape))


def test_channels_of_maps_are_the_second_extent_and_of_a_linear_layer_the_last() -> None:
    assert [channels(ROWS[id_]) for id_ in ("input", "pool", "flatten", "fc")] == [3, 4, 64, 10]
    tokens = nets.row("tokens", "linear", "linear", (nets.given(),), (1, 49, 96))
    assert channels(tokens) == 96


@pytest.mark.parametrize(
    ("shape", "high"), [((1, 3, 48, 64), 48), ((1, 8, 100), 100), ((1, 10), 1)]
)
def test_height_is_the_vertical_extent(shape: tuple[int, ...], high: int) -> None:
    assert height(shape) == high


def test_where_every_value_sees_the_whole_input_there_is_no_local_field() -> None:
    field = local_field(ROWS["stem.conv"])
    assert field is not None
    assert field.size == (3, 3)
    assert ROWS["fc"].receptive is not None
    assert local_field(ROWS["fc"]) is None
    assert local_field(replace(ROWS["stem.conv"], receptive=None)) is None


def test_a_layer_is_its_convolution_with_what_follows() -> None:
    found = layer(("stem.conv", "stem.relu"), ROWS)
    assert found.ids == ("stem.conv", "stem.relu")
    assert found.apart == ()


def test_of_a_crop_and_an_addition_the_layer_is_the_addition() -> None:
    x, y = nets.given((8, 8)), nets.conv("y", nets.given((8, 8)), 8)
    crop = nets.row("crop", "shape", "crop", (x,), x.out_shape)
    both = nets.add("both", crop, y)
    found = layer(("crop", "both"), {row.id: row for row in (x, y, crop, both)})
    assert (found.lead.id, [row.id for row in found.rest]) == ("both", ["crop"])


def test_a_row_that_only_runs_in_between_stands_apart() -> None:
    x = nets.given((8, 8))
    first = nets.conv("first", x, 8)
    other = nets.relu("other", x)
    found = layer(("first", "other"), {row.id: row for row in (x, first, other)})
    assert (found.ids, [row.id for row in found.apart]) == (("first",), ["other"])


def test_every_row_but_the_input_is_in_a_block() -> None:
    assert in_blocks(make_report()) == set(ROWS) - {"input"}
