"""Positions: everything apart, lines from border to border, text inside its node."""

from __future__ import annotations

import itertools

import pytest

from archreport.render.drawing.diagram import boxes
from archreport.render.drawing.diagram.boxes import Route, tidy
from archreport.render.drawing.diagram.graph import ENTRY, EXIT, Column, Edge, Graph, Node
from archreport.render.drawing.diagram.layout import RIGHT, TOP, PlacedColumn, place
from archreport.render.drawing.diagram.levels import LEVELS, graph
from archreport.render.drawing.geometry import Rectangle
from archreport.render.drawing.svg import text_width
from archreport.render.words.language import Language
from tests.render.drawing.diagram import nets

CASES = [(name, level) for name in nets.ALL for level in LEVELS]


def placed(name: str, level: str, code: str = "en") -> tuple[PlacedColumn, ...]:
    return place(graph(nets.ALL[name](), level, Language(code)))  # type: ignore[arg-type]


def own_boxes(column: PlacedColumn) -> dict[str, Rectangle]:
    return {key: box for key, box in column.boxes.items() if key != EXIT}


@pytest.mark.parametrize(("name", "level"), CASES)
def test_no_two_nodes_overlap_and_all_stand_inside_the_column(name: str, level: str) -> None:
    for column in placed(name, level):
        boxes = own_boxes(column)
        assert set(boxes) == {node.key for node in column.column.nodes}
        for one, other in itertools.combinations(boxes.values(), 2):
            assert not one.meets(other)
        for box in boxes.values():
            assert box.x >= 0
            assert box.y >= TOP - 0.1
            assert box.right <= column.width - RIGHT + 0.1
            assert box.bottom <= column.height


@pytest.mark.parametrize(("name", "level"), CASES)
def test_every_edge_ends_at_the_borders_of_its_nodes(name: str, level: str) -> None:
    for column in placed(name, level):
        for route in column.routes:
            for key, (x, y) in (
                (route.edge.tail, route.points[0]),
                (route.edge.head, route.points[-1]),
            ):
                if key in column.buses and key == route.edge.tail:
                    assert abs(y - column.buses[key].y) < 2
                elif key != EXIT:
                    assert near_border(column.boxes[key], x, y), (route.edge, x, y)


def near_border(box: Rectangle, x: float, y: float) -> bool:
    """Within a unit and a half of an edge of the box, and not beyond its corners."""
    if not (box.x - 1.5 <= x <= box.right + 1.5 and box.y - 1.5 <= y <= box.bottom + 1.5):
        return False
    return min(abs(x - box.x), abs(x - box.right), abs(y - box.y), abs(y - box.bottom)) <= 1.5


@pytest.mark.parametrize(("name", "level"), CASES)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_text_fits_its_node_by_the_estimate(name: str, level: str, code: str) -> None:
    for column in placed(name, level, code):
        nodes = {node.key: node for node in column.column.nodes}
        for key, box in own_boxes(column).items():
            node = nodes[key]
            room = box.width - 2 * boxes.padding(node) - boxes.badge_width(node) + 0.1
            assert text_width(node.title, boxes.title_size(node)) <= room, node.title
            assert text_width(node.sub, boxes.SUB) <= room, node.sub


def test_chinese_text_takes_a_whole_em() -> None:
    assert text_width("卷积", 10) == 20
    assert text_width("ab", 10) == pytest.approx(11.2)
    assert text_width("→", 10) == 10
    assert text_width("conv", 10, bold=True) > text_width("conv", 10)


def test_nodes_of_a_chain_are_equally_wide() -> None:
    first = placed("chain", "layers")[0]
    assert len({box.width for box in own_boxes(first).values()}) == 1


def test_branches_stand_side_by_side_under_a_join_as_wide_as_they_are() -> None:
    column = placed("inception", "layers")[0]
    boxes = own_boxes(column)
    heads = [boxes[f"mixed_a.{name}"] for name in ("one", "reduce", "five")]
    assert [box.x for box in heads] == sorted(box.x for box in heads)
    assert len({round(box.y) for box in heads}) == 1
    join = boxes["mixed_a.cat"]
    assert join.x <= min(box.x for box in heads)
    assert join.right >= max(box.right for box in heads)
    drops = [route for route in column.routes if route.edge.head == "mixed_a.cat"]
    assert all(not route.curved and route.points[0][0] == route.points[1][0] for route in drops)


def test_a_frame_holds_its_module_and_nothing_else() -> None:
    column = placed("inception", "layers")[0]
    frame = column.frames["mixed_a.one"]
    for key, box in own_boxes(column).items():
        assert frame.meets(box) == key.startswith("mixed_a."), key


def test_a_shortcut_goes_round_at_the_right() -> None:
    x = nets.given((8, 8))
    first = nets.conv("first", x, 8)
    second = nets.conv("second", first, 8)
    third = nets.conv("third", second, 8)
    rows = [x, first, second, third, nets.add("add", third, first)]
    (column,) = place(graph(nets.report(rows), "layers", Language("en")))
    (shortcut,) = (route for route in column.routes if route.edge.skip)
    assert not shortcut.curved
    corners = shortcut.points
    head = column.boxes["add"]
    assert corners[0][0] == pytest.approx(column.boxes["first"].right)
    assert corners[-1] == pytest.approx((head.right, head.middle[1]), abs=0.6)
    assert corners[1][0] == corners[2][0] > max(box.right for box in own_boxes(column).values())


def test_a_shortcut_from_the_column_before_comes_down_from_the_line() -> None:
    column = placed("residual", "layers")[1]
    shortcut = next(r for r in column.routes if r.edge.skip and r.edge.tail == ENTRY)
    assert abs(shortcut.points[0][1] - column.buses[ENTRY].y) < 2
    assert shortcut.points[-1][0] == pytest.approx(column.boxes[shortcut.edge.head].right)


def test_the_line_comes_in_at_the_side_of_a_lone_first_node() -> None:
    _, classifier = placed("chain", "layers")
    assert ENTRY not in classifier.buses
    assert classifier.entry_height == classifier.boxes["flatten"].middle[1]


def test_the_line_comes_in_above_where_it_forks() -> None:
    x = nets.given()
    first = nets.conv("first", x, 8)
    one = nets.conv("one", first, 4, stage="stage-2")
    two = nets.conv("two", first, 4, stage="stage-2")
    join = nets.cat("join", one, two, stage="stage-2")
    column = place(graph(nets.report([x, first, one, two, join]), "layers", Language("en")))[1]
    bus = column.buses[ENTRY]
    assert bus.y < min(column.boxes["one"].y, column.boxes["two"].y)
    starts = {round(route.points[0][1]) for route in column.routes if route.edge.tail == ENTRY}
    assert starts <= {round(bus.y), round(bus.y) + 1}


def test_stubs_stand_beside_their_node() -> None:
    columns = placed("bridge", "layers")
    boxes = columns[0].boxes | columns[2].boxes
    source = next(key for key in boxes if key.endswith("-to"))
    target = next(key for key in boxes if key.endswith("-from"))
    assert boxes[target].right < boxes["up.cat"].x
    assert abs(boxes[target].middle[1] - boxes["up.cat"].middle[1]) < 1
    assert boxes[source].y >= boxes["down.relu"].y


def test_several_stubs_of_a_node_are_stacked() -> None:
    rows = [nets.given((8, 8)), nets.conv("source", nets.given((8, 8)), 8)]
    for number in (2, 3, 4):
        stage = f"stage-{number}"
        rows.append(nets.add(f"add{number}", rows[-1], rows[1], stage=stage))
    column = place(graph(nets.report(rows), "layers", Language("en")))[0]
    stubs = [box for key, box in column.boxes.items() if key.startswith("x-")]
    assert len(stubs) == 2
    assert stubs[0].x == stubs[1].x
    assert stubs[0].bottom < stubs[1].y


def test_a_leaning_line_is_drawn_upright_and_a_slanting_one_is_left() -> None:
    boxes = {"a": Rectangle(0, 0, 100, 20), "b": Rectangle(0, 40, 100, 20)}
    leaning = Route(Edge("a", "b"), ((50, 20), (51, 27), (52, 33), (52, 40)), curved=True)
    assert tidy(leaning, boxes, anchored=False).points == ((52, 20), (52, 40))
    slanting = Route(Edge("a", "b"), ((20, 20), (40, 27), (60, 33), (80, 40)), curved=True)
    assert tidy(slanting, boxes, anchored=False) == slanting


def test_a_shortcut_with_something_in_its_way_stays_as_graphviz_led_it() -> None:
    boxes = {
        "a": Rectangle(0, 0, 50, 20),
        "b": Rectangle(0, 90, 50, 20),
        "wall": Rectangle(52, 40, 60, 20),
    }
    curve = Route(
        Edge("a", "b", skip=True), ((50, 10), (120, 10), (120, 100), (50, 100)), curved=True
    )
    assert tidy(curve, boxes, anchored=False) == curve


def test_names_that_mean_something_to_graphviz_do_no_harm() -> None:
    odd = ['a"b', "x:y:z", "<b>", "node", "graph", "\\n", "a -> b", "é", "层"]
    nodes = tuple(Node(name, "conv", name, "sub") for name in odd)
    edges = tuple(Edge(a, b) for a, b in itertools.pairwise(odd))
    column = Column("stage-1", "Stage", "8", "#stage-1", nodes, edges)
    (result,) = place(Graph("layers", (column,)))
    assert set(result.boxes) == set(odd)
