"""Long columns become several."""

from __future__ import annotations

from archreport.render.drawing.diagram.columns import LIMIT, depths, fold
from archreport.render.drawing.diagram.graph import ModuleFrame, Node
from archreport.render.drawing.diagram.levels import graph
from archreport.render.words.language import Language
from tests.render.drawing.diagram import nets


def chain(length: int) -> tuple[list[Node], list[tuple[str, str]]]:
    nodes = [Node(f"n{i}", "conv", f"n{i}", "sub") for i in range(length)]
    return nodes, [(f"n{i}", f"n{i + 1}") for i in range(length - 1)]


def test_a_short_column_stays_whole() -> None:
    nodes, edges = chain(5)
    assert fold(nodes, edges) == [tuple(nodes)]


def test_pieces_are_in_order_complete_and_bounded() -> None:
    nodes, edges = chain(100)
    pieces = fold(nodes, edges)
    assert [node for piece in pieces for node in piece] == nodes
    assert all(max(depths(piece, edges)) <= LIMIT for piece in pieces)
    sizes = [len(piece) for piece in pieces]
    assert max(sizes) - min(sizes) <= 2, "about equal pieces"


def test_a_cut_falls_where_one_result_crosses() -> None:
    """Between n4 and n8 two results are under way; the cut goes before or after, not there."""
    nodes, edges = chain(14)
    edges += [("n4", "n8"), ("n5", "n8")]
    straight = fold(*chain(14), limit=400)
    assert straight[0][-1].key == "n6"
    for piece in fold(nodes, edges, limit=400)[:-1]:
        assert piece[-1].key not in ("n5", "n6", "n7")


def test_a_module_is_not_cut() -> None:
    nodes, edges = chain(12)
    frame = ModuleFrame("m", "m", tuple(f"n{i}" for i in range(4, 9)))
    for piece in fold(nodes, edges, [frame], limit=300):
        inside = {node.key for node in piece} & set(frame.nodes)
        assert inside in (set(), set(frame.nodes))


def test_a_module_taller_than_a_column_is_cut_after_all() -> None:
    nodes, edges = chain(30)
    frame = ModuleFrame("m", "m", tuple(node.key for node in nodes))
    assert len(fold(nodes, edges, [frame], limit=300)) > 3


def test_a_thousand_rows_become_numbered_columns() -> None:
    drawn = graph(nets.long_chain(1000), "layers", Language("en"))
    assert sum(len(column.nodes) for column in drawn.columns) == 1001
    count = len(drawn.columns)
    assert count > 20
    assert drawn.columns[1].title == f"Stage 1 (2/{count})"
    assert len({column.key for column in drawn.columns}) == count
    assert all(column.heads and column.tail for column in drawn.columns[1:-1])
