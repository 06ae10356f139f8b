"""The drawings of what is computed by hand show what was computed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
import torch

from archreport.course.lessons import figures, small_data
from archreport.course.lessons.alexnet.convolution_by_hand import products
from archreport.course.lessons.before_2012 import hand_made_features
from archreport.course.lessons.before_2012.regions import counts
from archreport.course.lessons.deepface import face_geometry
from archreport.course.lessons.deepface.weight_bands import CELL, GAP
from archreport.render.words.language import LANGUAGES, Language

DRAWINGS: dict[str, Callable[..., str]] = {
    "pipelines": lambda t: figures.pipelines(t, prefix="a"),
    "histogram": lambda t: figures.gradient_histogram(small_data.CORNER, t, prefix="a"),
    "pattern": lambda t: figures.binary_pattern(small_data.NEIGHBOURS, t, prefix="a"),
    "words": lambda t: figures.visual_words(
        small_data.DESCRIPTORS, small_data.START, t, prefix="a"
    ),
    "bells": lambda t: figures.mixture(small_data.VALUES, small_data.BELLS, t, prefix="a"),
    "regions": lambda t: figures.regions(small_data.ARRANGED, t, prefix="a"),
    "bands": lambda t: figures.bands(6, 3, t, prefix="a"),
    "landmarks": lambda t: figures.landmarks(
        small_data.LANDMARKS, small_data.TEMPLATE, t, prefix="a"
    ),
    "convolved": lambda t: figures.convolved(
        small_data.CORNER, small_data.RISING, t, bias=small_data.RISING_BIAS, prefix="a"
    ),
    "turning": lambda t: figures.turning(
        small_data.HEAD, small_data.TRIANGLES, small_data.TURN, small_data.FAR_CHEEK, t, prefix="a"
    ),
}


def drawn(name: str, code: str = "en") -> ET.Element:
    return ET.fromstring(str(DRAWINGS[name](Language(code))))


def texts(root: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter("text")]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_everything_lies_inside_and_the_drawing_is_named(name: str, code: str) -> None:
    root = drawn(name, code)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert width <= 358, "a phone shows all of it without scrolling"
    for node in root.iter():
        for x, y in points(node):
            assert -0.1 <= x <= width + 0.1, (name, node.attrib)
            assert -0.1 <= y <= height + 0.1, (name, node.attrib)
    title, description = root.find("title"), root.find("desc")
    assert title is not None and title.text
    assert description is not None and len(description.text or "") > 10


def points(node: ET.Element) -> list[tuple[float, float]]:
    if node.tag == "path":
        data = node.get("d", "")
        if re.search("[a-zVH]", data):
            return []
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", data)]
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    if node.get("x") is None:
        return []
    x, y = float(node.get("x", 0)), float(node.get("y", 0))
    return [
        (x, y),
        (x + float(node.get("width", 0)), y + float(node.get("height", 0))),
    ]


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_drawing_is_the_same_bytes(name: str) -> None:
    assert str(DRAWINGS[name](Language("en"))) == str(DRAWINGS[name](Language("en")))


def test_the_histogram_shows_the_votes_and_an_arrow_for_each_gradient() -> None:
    root = drawn("histogram")
    shown = [int(text) for text in texts(root)[-8:]]
    assert shown == [int(vote) for vote in hand_made_features.votes(small_data.CORNER)]
    heads = [node for node in root.iter("path") if node.get("class") == "head"]
    assert (
        len(heads)
        == len(hand_made_features.gradients(small_data.CORNER)) + hand_made_features.DIRECTIONS
    )


def test_the_pattern_is_added_up() -> None:
    assert "128 + 64 + 16 + 2 = 210" in texts(drawn("pattern"))


def test_each_descriptor_has_the_mark_of_its_word() -> None:
    found = hand_made_features.words(small_data.DESCRIPTORS, small_data.START)
    root = drawn("words")
    for word, kind in enumerate(("s-conv", "s-pool", "s-linear")):
        marks = [node for node in root.iter() if node.get("class") == kind]
        assert len(marks) == found.counts[word] + 1, "and one in the key"


def test_turned_over_the_words_are_the_same_and_the_strips_are_not() -> None:
    rows = small_data.ARRANGED
    turned = rows[::-1]
    assert counts(rows) == counts(turned)
    assert counts(rows[:2]) != counts(turned[:2])
    shown = texts(drawn("regions"))
    assert shown.count(str(counts(rows)[0])) == 2


@pytest.mark.parametrize(("column", "weights"), [(0, 3), (1, 12), (2, 24)])
def test_each_matrix_has_as_many_letters_as_weights(column: int, weights: int) -> None:
    root = drawn("bands")
    wide = 6 * CELL
    left = 10 + column * (wide + GAP)
    letters = {
        node.text
        for node in root.iter("text")
        if left < float(node.get("x", 0)) < left + wide and re.fullmatch("[a-z]", node.text or "")
    }
    assert len(letters) == weights


def test_too_many_weights_for_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="letters"):
        figures.bands(9, 3, Language("en"), prefix="a")


def test_triangles_that_face_away_are_dashed() -> None:
    side = [face_geometry.turned(point, *small_data.TURN) for point in small_data.HEAD]
    away = sum(face_geometry.area([side[i] for i in c]) <= 0 for c in small_data.TRIANGLES)
    kinds = [node.get("class") for node in drawn("turning").iter("path")]
    assert kinds.count("tri away") == away > 0
    assert kinds.count("tri on") == 2
    assert sum(str(kind).startswith("tri") for kind in kinds) == 2 * len(small_data.TRIANGLES)


def test_the_convolution_is_pytorchs() -> None:
    values, kernel = torch.tensor(small_data.CORNER), torch.tensor(small_data.RISING)
    result = torch.nn.functional.conv2d(
        values[None, None].float(), kernel[None, None].float(), torch.tensor([1.0])
    )
    assert products(small_data.CORNER, small_data.RISING, 1) == result[0, 0].int().tolist()
    shown = [int(text.replace("−", "-")) for text in texts(drawn("convolved"))[-9:]]
    assert sorted(shown) == sorted(result.int().flatten().tolist()), "the marked one is drawn last"
    assert shown[-1] == result[0, 0, 0, 0]
