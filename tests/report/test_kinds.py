"""Which rows are weight layers."""

from __future__ import annotations

from typing import get_args

from archreport.report.kinds import (
    AUXILIARY_KINDS,
    CONVOLUTION_KINDS,
    FOLLOWER_KINDS,
    SAME_SIZE_KINDS,
    WEIGHT_KINDS,
    has_weights,
)
from archreport.report.model import Kind
from tests.hand_made import make_report
from tests.render.drawing.diagram import nets


def test_a_kind_holds_weights_or_follows_a_layer_or_is_neither() -> None:
    neither = set(get_args(Kind)) - set(WEIGHT_KINDS) - set(FOLLOWER_KINDS)
    assert neither == {"io", "embed", "pool", "join", "reduce", "other"}
    assert not set(WEIGHT_KINDS) & set(FOLLOWER_KINDS)


def test_what_follows_keeps_the_size_or_computes_nothing_new() -> None:
    assert set(FOLLOWER_KINDS) - set(SAME_SIZE_KINDS) == set(AUXILIARY_KINDS)
    assert set(AUXILIARY_KINDS) == {"shape", "math", "index", "create"}


def test_what_holds_weights_is_a_convolution_or_linear() -> None:
    assert set(WEIGHT_KINDS) - set(CONVOLUTION_KINDS) == {"linear"}


def test_the_weight_layers_of_the_hand_made_network() -> None:
    """Three convolutions, one of them called twice, and two linear layers. The second call owns no
    parameters, but it is a layer with weights all the same."""
    layers = [row.id for row in make_report().rows if has_weights(row)]
    assert layers == ["stem.conv", "branch.conv", "mix", "mix@2", "aux.fc", "fc"]


def test_an_operation_without_parameters_is_no_weight_layer() -> None:
    x = nets.given((8, 8))
    interpolated = nets.row("up", "up", "interpolate", (x,), nets.maps((8, 16)))
    normalised = nets.row("bn", "norm", "batch_norm", (x,), x.out_shape, params=16)
    assert not has_weights(interpolated)
    assert not has_weights(normalised), "a scale and a shift are no weights"
