"""The places at which stages of several networks align."""

from __future__ import annotations

from archreport.reading.resolution_steps import Place, stages_by_place
from tests.hand_made import make_report
from tests.shelf import report_of


def at(key: str) -> dict[str, list[str]]:
    places = stages_by_place(report_of(key))
    return {place.id: [stage.id for stage in stages] for place, stages in places.items()}


def test_the_stages_of_the_hand_made_network() -> None:
    """Its pooling halves the resolution once; the auxiliary head leads to the side."""
    places = stages_by_place(make_report())
    assert {place: [stage.id for stage in stages] for place, stages in places.items()} == {
        Place("down", 1): ["stage-1"],
        Place("down", 2): ["stage-2"],
        Place("bottom"): ["classifier"],
        Place("side"): ["side-1"],
    }


def test_vgg_halves_its_resolution_five_times() -> None:
    assert list(at("vgg16")) == ["down-1", "down-2", "down-4", "down-8", "down-16", "bottom"]


def test_unet_passes_every_step_but_the_last_twice() -> None:
    ways = at("unet")
    assert [id_ for id_ in ways if id_.startswith("down")] == [
        "down-1", "down-2", "down-4", "down-8", "down-16",
    ]  # fmt: skip
    assert [id_ for id_ in ways if id_.startswith("up")] == ["up-8", "up-4", "up-2", "up-1"]


def test_down_comes_before_up_and_the_finest_end_is_outside() -> None:
    places = [Place("up", 1), Place("side"), Place("down", 4), Place("up", 2), Place("bottom"),
              Place("down", 1)]  # fmt: skip
    assert [place.id for place in sorted(places, key=lambda place: place.order)] == [
        "down-1", "down-4", "bottom", "up-2", "up-1", "side",
    ]  # fmt: skip
