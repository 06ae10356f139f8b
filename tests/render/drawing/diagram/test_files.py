"""The diagram to take away: one SVG file, one DOT file; and the key."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from archreport.render.drawing import diagram
from archreport.render.drawing.diagram import graphviz
from archreport.render.words.language import Language
from tests.render.drawing.diagram import nets

EN = Language("en")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", nets.ALL)
def test_the_svg_file_is_whole_and_holds_every_row(name: str) -> None:
    report = nets.ALL[name]()
    text = diagram.svg_file(report, EN)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns=')
    root = ET.fromstring(text.encode())
    assert root.tag == f"{SVG}svg"
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(ids) == len(set(ids))
    assert {f"g-{row.id}" for row in report.rows} <= set(ids)


def test_the_svg_file_needs_nothing_else() -> None:
    text = diagram.svg_file(nets.bridge(), EN)
    assert "href" not in text
    assert "url(" not in text
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    root = ET.fromstring(text.encode())
    style = root.findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme: dark" in style
    used = {name for item in root.iter() for name in item.get("class", "").split()} - {"dia", "n"}
    plain = {"t-node"}  # looks like any text
    missing = {name for name in used - plain if f".{name}" not in style}
    assert not missing
    variables = set(re.findall(r"var\((--[\w-]+)\)", style))
    assert all(style.count(f"{name}:") == 2 for name in variables), "light and dark"


def test_everything_lies_inside_the_svg_file() -> None:
    root = ET.fromstring(diagram.svg_file(nets.inception(), EN).encode())
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for part in root.findall(f"{SVG}g[@transform]"):
        found = re.fullmatch(r"translate\(([\d.]+) ([\d.]+)\)", part.get("transform", ""))
        assert found
        dx, dy = map(float, found.groups())
        for rect in part.iter(f"{SVG}rect"):
            x, y, w, h = (float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))
            assert dx + x + w <= width
            assert dy + y + h <= height


def test_dot_is_ascii_with_a_cluster_for_each_stage() -> None:
    text = diagram.dot_source(nets.side_head())
    text.encode("ascii")
    assert re.findall(r'subgraph "(cluster_[\w-]+)"|subgraph (cluster_\w+)', text) == [
        ("cluster_stage-1", ""),
        ("cluster_side-1", ""),
        ("cluster_stage-2", ""),
        ("", "cluster_classifier"),
    ]
    assert 'label="conv1\\nconv 3x3, 3 -> 8"' in text
    assert 'id="g-aux.fc"' in text
    assert 'URL="#aux.fc"' in text
    assert 'tooltip="conv1: conv 3x3, stride 1, pad 1, 8 x 8 x 8"' in text
    assert "n1 -> n2" in text


def test_graphviz_reads_the_dot_back() -> None:
    x = nets.given()
    odd = nets.conv('层 "a\\b" <c>', x, 4)
    (read,) = graphviz.run([diagram.dot_source(nets.report([x, odd, nets.relu("r", odd)]))])
    nodes = [item for item in read["objects"] if "pos" in item]
    assert len(nodes) == 3
    assert len(read["edges"]) == 2


def test_dot_needs_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphviz, "engine", lambda: pytest.fail("no layout is needed"))
    assert diagram.dot_source(nets.chain())
    assert diagram.legend_html(nets.chain(), EN)


def test_the_key_names_what_occurs_and_nothing_else() -> None:
    root = ET.fromstring(diagram.legend_html(nets.chain(), EN))
    assert root.get("class") == "key"
    glyphs = [item.get("class") for item in root.iter("i")]
    assert glyphs == [
        "op op-conv", "op op-act", "op op-pool", "op op-shape", "op op-linear", "op op-drop",
    ]  # fmt: skip
    words = ["".join(span.itertext()) for span in root]
    assert words[0] == "convolution"
    assert words[-1] == "/2: stride 2"


def test_the_key_explains_modules_groups_and_dashed_lines() -> None:
    residual = diagram.legend_html(nets.residual(), EN)
    assert "module of several layers" in residual
    assert "dashed line" in residual
    assert "notches" not in residual
    assert "notches" in diagram.legend_html(nets.towers(), EN)
    assert "dashed line" not in diagram.legend_html(nets.towers(), EN)
    assert "dashed line" in diagram.legend_html(nets.side_head(), EN)
