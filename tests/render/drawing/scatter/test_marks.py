"""Marks: areas are proportional, those in one place share a label, each is a named link."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest

from archreport.render.drawing.geometry import Rectangle
from archreport.render.drawing.scatter.marks import (
    Dot,
    abbreviated,
    labelled,
    radius,
    scatter,
    together,
)

FIELD = Rectangle(0, 0, 400, 300)


def dot(x: float, y: float, label: str, **options: object) -> Dot:
    return Dot(x, y, 5, label, f"{label}: said", **options)  # type: ignore[arg-type]


def drawn(*dots: Dot) -> ET.Element:
    return ET.fromstring(f"<g>{scatter(dots, FIELD)}</g>")


def test_the_area_is_proportional() -> None:
    assert radius(400, 400, 20) == 20
    assert radius(100, 400, 20) == 10
    assert radius(0, 400, 20) == 3, "small marks can still be hit"


def test_shapes_of_one_size_have_one_area() -> None:
    root = drawn(dot(50, 50, "a"), dot(150, 50, "b", shape="square"),
                 dot(250, 50, "c", shape="diamond"))  # fmt: skip
    square = root.find(".//rect")
    assert square is not None
    assert float(square.get("width", 0)) ** 2 == pytest.approx(math.pi * 25, rel=0.03)
    diamond = root.find(".//path")
    assert diamond is not None
    assert diamond.get("d", "").startswith("M250 43.7")


def test_a_mark_is_a_named_link_and_can_be_none() -> None:
    root = drawn(dot(50, 50, "VGG", href="../models/vgg16/"), dot(200, 200, "Clarifai"))
    (link,) = root.findall("a")
    assert link.get("href") == "../models/vgg16/"
    assert link.get("aria-label") == "VGG: said"
    assert [title.text for title in root.iter("title")] == ["VGG: said", "Clarifai: said"]


def test_names_are_text_and_never_markup() -> None:
    root = drawn(dot(50, 50, 'a<b>&"c'))
    assert [text.text for text in root.iter("text")] == ['a<b>&"c']


def test_marks_in_one_place_share_a_label_without_what_they_share() -> None:
    dots = [dot(50, 50, "FCN-32s"), dot(52, 50, "FCN-16s"), dot(51, 51, "FCN-8s"),
            dot(200, 50, "U-Net")]  # fmt: skip
    assert [len(place) for place in together(dots)] == [3, 1]
    assert [label.lines for label in labelled(dots, FIELD)] == [("FCN-32s, 16s, 8s",), ("U-Net",)]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["ResNet-50", "ResNet-50 v1.5"], ["ResNet-50", "v1.5"]),
        (["GoogLeNet", "GoogLeNet with heads"], ["GoogLeNet", "with heads"]),
        (["VGG-13", "VGG-16 C"], ["VGG-13", "16 C"]),
        (["AlexNet", "AlexNet (2014)"], ["AlexNet", "AlexNet (2014)"]),
        (["Plain-34", "ResNet-34"], ["Plain-34", "ResNet-34"]),
        (["VGG", "VGG"], ["VGG"]),
    ],
)
def test_abbreviated(names: list[str], shown: list[str]) -> None:
    assert abbreviated(names) == shown


def test_large_marks_are_drawn_first() -> None:
    small, large = dot(50, 50, "s"), Dot(52, 60, 20, "l", "l")
    radii = [float(c.get("r", 0)) for c in drawn(small, large).iter("circle")]
    assert radii == [20, 5]
