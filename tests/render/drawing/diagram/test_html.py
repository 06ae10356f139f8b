"""The three levels as they stand in the page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from archreport.render.drawing import diagram
from archreport.render.drawing.diagram.html import LINE_WIDTH, SQUEEZE, lines
from archreport.render.drawing.diagram.layout import place
from archreport.render.drawing.diagram.levels import graph
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.hand_made import make_report
from tests.render.drawing.diagram import nets

EN = Language("en")

#: What the layer level of the inception-like network shows, in order: id, upper and lower line.
INCEPTION = """
g-input | input 16 × 8 × 8 |
g-mixed_a.one | one | conv 1×1, 16 → 4
g-mixed_a.reduce | reduce | conv 1×1, 16 → 2
g-mixed_a.three | three | conv 3×3, 2 → 8
g-mixed_a.five | five | conv 5×5, 16 → 4
g-mixed_a.cat | cat | 4 + 8 + 4 = 16
g-mixed_b.one | one | conv 1×1, 16 → 4
g-mixed_b.reduce | reduce | conv 1×1, 16 → 2
g-mixed_b.three | three | conv 3×3, 2 → 8
g-mixed_b.five | five | conv 5×5, 16 → 4
g-mixed_b.cat | cat | 4 + 8 + 4 = 16
g-fc | fc | linear 1,024 → 10
"""


def levels(report: Report, t: Language = EN) -> list[ET.Element]:
    return list(ET.fromstring(f"<div>{diagram.levels_html(report, t)}</div>"))


def nodes(level: ET.Element) -> list[ET.Element]:
    return [item for item in level.iter("a") if item.find("*[@class]") is not None and shape(item)]


def shape(node: ET.Element) -> str:
    classes = next((c.get("class", "") for c in node if c.get("class", "").startswith("n ")), "")
    return classes.removeprefix("n n-")


@pytest.mark.parametrize("name", nets.ALL)
def test_every_row_has_one_node_that_links_to_it(name: str) -> None:
    report = nets.ALL[name]()
    layers = levels(report)[2]
    found = {item.get("id"): item.get("href") for item in layers.iter("a") if item.get("id")}
    for row in report.rows:
        assert found[f"g-{row.id}"] == f"#{row.id}"


@pytest.mark.parametrize("name", nets.ALL)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_ids_are_unique_and_links_lead_to_rows_stages_or_stubs(name: str, code: str) -> None:
    report = nets.ALL[name]()
    found = levels(report, Language(code))
    ids = Counter(item.get("id") for level in found for item in level.iter() if item.get("id"))
    assert not [key for key, count in ids.items() if count > 1]
    targets = {row.id for row in report.rows} | {stage.id for stage in report.stages} | set(ids)
    hrefs = {item.get("href", "") for level in found for item in level.iter("a")}
    assert {href.removeprefix("#") for href in hrefs} <= targets
    layer_ids = {f"g-{row.id}" for row in report.rows}
    for level in found[:2]:
        assert not layer_ids & {item.get("id") for item in level.iter()}


def test_stored_expectation() -> None:
    """Ids, texts and their order for one network: a change here is a change of the figure."""
    shown = []
    for item in nodes(levels(nets.inception())[2]):
        title, *sub = [text.text for text in item.iter("text")]
        shown.append(f"{item.get('id')} | {title} | {''.join(map(str, sub))}".strip())
    assert "\n".join(shown).replace("\u00a0", " ") == INCEPTION.strip()


def test_each_category_has_its_shape() -> None:
    report = nets.chain()
    outlines = {item.get("id"): (shape(item), item[0].tag) for item in nodes(levels(report)[2])}
    assert outlines["g-conv1"] == ("conv", "rect")
    assert outlines["g-pool1"] == ("pool", "path")
    assert outlines["g-fc1"] == ("linear", "rect")
    assert outlines["g-relu1"] == ("act", "rect")
    assert outlines["g-flatten"] == ("shape", "rect")
    assert outlines["g-drop1"] == ("drop", "rect")
    assert outlines["g-input"] == ("io", "rect")
    radius = {item.get("id"): float(item[0].get("rx", 0)) for item in nodes(levels(report)[2])}
    assert radius["g-conv1"] == 0 < radius["g-relu1"] < radius["g-fc1"]


def test_a_pool_narrows_and_an_upsampling_widens() -> None:
    found = {item.get("id"): item for item in nodes(levels(nets.bridge())[2])}
    pool, up = sides(found["g-down.pool"][0]), sides(found["g-up.conv"][0])
    assert pool[0] > pool[1]
    assert up[0] < up[1]


def sides(path: ET.Element) -> tuple[float, float]:
    """The lengths of the upper and the lower side of a trapezoid."""
    x0, _, x1, x2, _, x3 = map(float, re.findall(r"-?[\d.]+", path.get("d", "")))
    return x1 - x0, x2 - x3


def test_a_module_has_double_sides_and_a_grouped_convolution_notches() -> None:
    block = next(item for item in nodes(levels(nets.residual())[1]) if shape(item) == "block")
    assert [part.tag for part in block[:2]] == ["rect", "path"]
    plain, grouped = (
        next(item for item in nodes(levels(nets.towers())[2]) if item.get("id") == f"g-{key}")
        for key in ("conv1", "conv2")
    )
    assert plain[1].tag == "text"
    assert grouped[1].tag == "path"


def test_the_first_level_is_open_and_a_long_layer_level_is_closed() -> None:
    assert [level.get("open") is not None for level in levels(nets.chain())] == [True, False, True]
    long = levels(nets.long_chain(80))
    assert [level.get("open") is not None for level in long] == [True, False, False]
    assert [level.get("class") for level in long] == ["lvl"] * 3


def test_summaries_name_and_count() -> None:
    summaries = ["".join(level[0].itertext()) for level in levels(nets.chain())]
    assert summaries == ["Stages2 in all", "Blocksequal neighbours folded, ×N", "Layersall 10 rows"]
    chinese = ["".join(level[0].itertext()) for level in levels(nets.chain(), Language("zh"))]
    assert chinese[2] == "层全部 10 行"


def test_drawings_have_names_and_sizes_and_stay_out_of_the_search() -> None:
    for level in levels(nets.bridge()):
        for line in level.findall("div"):
            assert line.get("data-not-searched") is not None
        for svg in level.iter("svg"):
            assert svg.get("role") == "graphics-document"
            title = svg.find("title")
            assert title is not None and title.text
            assert svg.get("aria-labelledby") == title.get("id")
            assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"


def test_grid_tracks_follow_the_columns() -> None:
    for level in levels(nets.residual()):
        for line in level.findall("div"):
            tracks = [float(part.removesuffix("fr")) for part in line.get("style", "")[4:].split()]
            drawn = [float(svg.get("width", 0)) for svg in line.iter("svg")]
            assert tracks[: len(drawn)] == drawn
            assert sum(tracks) == pytest.approx(LINE_WIDTH, rel=SQUEEZE - 1 + 0.01)


def test_lines_are_few_and_even() -> None:
    columns = place(graph(nets.long_chain(100), "layers", EN))
    found = lines(columns)
    assert [item for _, line in found for item in line] == list(columns)
    assert [first for first, _ in found] == [0] + [
        sum(len(line) for _, line in found[:n]) for n in range(1, len(found))
    ]
    assert all(sum(c.width for c in line) <= LINE_WIDTH * SQUEEZE for _, line in found)
    counts = [len(line) for _, line in found]
    assert max(counts) - min(counts) <= 1


def test_a_wide_column_takes_a_whole_line_of_a_phone_or_scrolls() -> None:
    x = nets.given((8, 8))
    branches = [nets.conv(f"branch{number}", x, 4) for number in range(6)]
    many = nets.report([x, *branches, nets.cat("cat", *branches)])
    box = levels(many)[2].find("div/div")
    assert box is not None
    assert (box.get("class"), box.get("role"), box.get("tabindex")) == (
        "fig-scroll wide", "region", "0",
    )  # fmt: skip
    assert box.get("aria-label")
    two = nets.report([x, *branches[:2], nets.cat("cat", *branches[:2])])
    svg = levels(two)[2].find("div/svg")
    assert svg is not None
    assert svg.get("class") == "dia wide"


def test_names_are_escaped() -> None:
    x = nets.given()
    name = 'a<b>&"c"'
    tricky = nets.report([x, nets.conv(name, x, 4)], title="<Net> & Co")
    found = levels(tricky)[2]
    assert any(item.get("id") == f"g-{name}" for item in found.iter("a"))
    assert "<Net> & Co, Layers: Stage 1" in [item.text for item in found.iter("title")]


def test_no_blank_line_ends_the_html_block() -> None:
    assert "\n" not in diagram.levels_html(nets.bridge(), EN)


def test_the_same_report_gives_the_same_bytes() -> None:
    report = nets.residual()
    assert diagram.levels_html(report, EN) == diagram.levels_html(report, EN)
    assert diagram.svg_file(report, EN) == diagram.svg_file(report, EN)


def test_the_shared_tiny_report(t: Language) -> None:
    """Dots, "@", a side branch, a second call: the network all render tests share."""
    report = make_report()
    found = {item.get("id") for item in levels(report, t)[2].iter("a")}
    assert {f"g-{row.id}" for row in report.rows} <= found


def test_below_another_drawing_no_level_is_open() -> None:
    parts = ET.fromstring(f"<div>{diagram.levels_html(nets.chain(), EN, folded=True)}</div>")
    assert len(parts) == 3
    assert not any("open" in part.attrib for part in parts)
