"""What the three levels show, before any position is known."""

from __future__ import annotations

import pytest

from archreport.render.drawing.diagram.graph import ENTRY, EXIT, Column, Graph, Node
from archreport.render.drawing.diagram.levels import LEVELS, graph
from archreport.render.words.language import Language
from archreport.report.model import Block, Report
from tests.render.drawing.diagram import nets

EN = Language("en")


def column(drawn: Graph, key: str) -> Column:
    return next(item for item in drawn.columns if item.key == key)


def node(drawn: Graph, key: str) -> Node:
    return next(item for item in drawn.nodes() if item.key == key)


def pairs(item: Column, *, skip: bool) -> set[tuple[str, str]]:
    return {(edge.tail, edge.head) for edge in item.edges if edge.skip == skip}


@pytest.mark.parametrize("name", nets.ALL)
def test_every_row_is_a_node_of_the_layer_level(name: str) -> None:
    report = nets.ALL[name]()
    shown = [item for item in graph(report, "layers", EN).nodes() if item.rows]
    assert [item.key for item in shown if item.category != "stub"]
    assert sorted(item.key for item in shown) == sorted(row.id for row in report.rows)
    for item in shown:
        assert (item.href, item.anchor) == (f"#{item.key}", f"g-{item.key}")


@pytest.mark.parametrize("name", nets.ALL)
@pytest.mark.parametrize("level", LEVELS)
def test_no_connection_is_lost(name: str, level: str) -> None:
    """What a row reads is inside its node, or an edge leads there, directly or by stubs."""
    report = nets.ALL[name]()
    drawn = graph(report, level, EN)  # type: ignore[arg-type]
    owner = {row: item.key for item in drawn.nodes() for row in item.rows}
    linked = {(e.tail, e.head) for c in drawn.columns for e in c.edges}
    outs = {e.tail for c in drawn.columns for e in c.edges if e.head == EXIT}
    ins = {e.head for c in drawn.columns for e in c.edges if e.tail == ENTRY}
    stubs = {item.key for item in drawn.nodes() if item.category == "stub"}
    outs |= {tail for tail, head in linked if head in stubs}
    ins |= {head for tail, head in linked if tail in stubs}
    for row in report.rows:
        for source in row.inputs:
            tail, head = owner.get(source), owner.get(row.id)
            if tail and head and tail != head:
                assert (tail, head) in linked or (tail in outs and head in ins), (source, row.id)


def test_columns_are_stages_and_the_input_stands_in_the_first() -> None:
    drawn = graph(nets.chain(), "layers", EN)
    assert [(c.title, c.subtitle, c.href) for c in drawn.columns] == [
        ("Stage 1", "8\u00a0×\u00a08", "#stage-1"),
        ("Classifier", "1\u00a0×\u00a01", "#classifier"),
    ]
    assert drawn.columns[0].nodes[0].title == "input 3\u00a0×\u00a08\u00a0×\u00a08"
    assert drawn.columns[0].tail == "pool1"
    assert drawn.columns[1].heads == ("flatten",)


def test_the_stage_level_counts_equal_layers() -> None:
    drawn = graph(nets.chain(), "stages", EN)
    shown = [(n.title, n.sub, n.badge, n.href) for n in drawn.nodes()]
    assert shown == [
        ("conv 3×3, 8", "+ ReLU", "×2", "#conv1"),
        ("max pool", "→ 8\u00a0×\u00a04\u00a0×\u00a04", "", "#pool1"),
        ("linear", "10 · 10", "×2", "#fc1"),
    ]


def test_the_block_level_folds_what_the_report_folded() -> None:
    drawn = graph(nets.chain(), "blocks", EN)
    first = node(drawn, "block conv1")
    assert (first.title, first.sub, first.badge) == ("conv 3 → 8", "3×3 + ReLU", "×2")
    assert first.rows == ("conv1", "relu1", "conv2", "relu2")
    assert node(drawn, "block pool1").title == "max pool → 4²"
    assert node(drawn, "block fc1").sub == "linear + dropout"


def test_a_module_is_one_node_with_double_sides() -> None:
    drawn = graph(nets.residual(), "blocks", EN)
    shown = {n.title: (n.category, n.sub, n.badge) for n in drawn.nodes()}
    assert shown["block0"] == ("block", "Basic, 8 → 16", "")
    assert shown["Basic"] == ("block", "16 → 16", "×2")
    whole = graph(nets.residual(), "stages", EN)
    assert [(n.title, n.sub, n.badge) for n in whole.nodes()] == [
        ("conv 3×3, 8", "", ""),
        ("Basic", "→ 16", "×3"),
    ]


def test_a_wrapper_around_one_layer_is_that_layer() -> None:
    x = nets.given()
    c = nets.conv("stem.conv", x, 8)
    r = nets.relu("stem.relu", c)
    wrapped = nets.report(
        [x, c, r], [Block("stem.conv", "stage-1", "ConvReLU", (("stem.conv", "stem.relu"),))]
    )
    drawn = graph(wrapped, "blocks", EN)
    assert node(drawn, "block stem.conv").category == "conv"
    assert not graph(wrapped, "layers", EN).columns[0].frames


def test_what_only_stands_beside_a_layer_keeps_its_own_connections() -> None:
    """A crop listed with a pooling, reading what the pooling reads, is no part of it."""
    x = nets.given()
    c = nets.conv("conv", x, 8)
    p = nets.pool("pool", c)
    crop = nets.row("crop", "shape", "getitem", (c,), (1, 8, 6, 6))
    u = nets.conv("up", p, 8, kernel=2, stride=2, stage="stage-2", up=True)
    j = nets.cat("cat", crop, u, stage="stage-2")
    blocks = [
        Block("conv", "stage-1", "", (("conv",),)),
        Block("pool", "stage-1", "", (("pool", "crop"),)),
        Block("up", "stage-2", "", (("up",),)),
        Block("cat", "stage-2", "", (("cat",),)),
    ]
    report = nets.report([x, c, p, crop, u, j], blocks)
    assert ("block conv", "row crop") in pairs(
        column(graph(report, "blocks", EN), "stage-1"), skip=False
    )
    stage = column(graph(report, "stages", EN), "stage-1")
    assert [tail for tail, head in pairs(stage, skip=True)] == ["block conv"]


@pytest.mark.parametrize("level", ["stages", "blocks"])
def test_an_addition_of_cropped_scores_is_the_addition(level: str) -> None:
    """Not the crop before it, and not nothing: it is where the two scores meet."""
    drawn = graph(nets.fuse(), level, EN)  # type: ignore[arg-type]
    added = node(drawn, "block fuse.crop")
    assert (added.category, added.href) == ("join", "#fuse.add")
    assert added.rows == ("fuse.add", "fuse.crop")
    into = {edge.tail for edge in column(drawn, "stage-3").edges if edge.head == added.key}
    assert into == {"block upscore", "block score_pool"}


def test_branches_meet_in_the_order_of_the_concatenation() -> None:
    drawn = column(graph(nets.inception(), "layers", EN), "stage-1")
    into = [edge.tail for edge in drawn.edges if edge.head == "mixed_a.cat"]
    assert into == ["mixed_a.one", "mixed_a.three", "mixed_a.five"]
    assert not pairs(drawn, skip=True)
    total = next(n for n in drawn.nodes if n.key == "mixed_b.cat")
    assert (total.title, total.sub) == ("cat", "4 + 8 + 4 = 16")
    assert [(f.title, len(f.nodes)) for f in drawn.frames] == [("mixed_a", 5), ("mixed_b", 5)]


def test_a_shortcut_is_marked_and_a_projection_is_not() -> None:
    """Also where the shortcut comes from the column before."""
    drawn = graph(nets.residual(), "layers", EN)
    edges = {(e.tail, e.head) for c in drawn.columns for e in c.edges if e.skip}
    assert {head for _, head in edges} == {"block1.add", "block2.add"}
    plain = {(e.tail, e.head) for c in drawn.columns for e in c.edges if not e.skip}
    assert ("block0.project", "block0.add") in plain
    assert len(drawn.columns) == 2
    assert any(tail == ENTRY for tail, _ in edges)


@pytest.mark.parametrize("level", LEVELS)
def test_a_bridge_ends_in_two_stubs_that_link_to_each_other(level: str) -> None:
    drawn = graph(nets.bridge(), level, EN)  # type: ignore[arg-type]
    stubs = [item for item in drawn.nodes() if item.category == "stub"]
    assert len(stubs) == 2
    assert stubs[0].href == f"#{stubs[1].anchor}"
    assert stubs[1].href == f"#{stubs[0].anchor}"
    here, there = column(drawn, "stage-1"), column(drawn, "stage-3")
    assert stubs[0] in here.nodes
    assert stubs[1] in there.nodes
    assert [c.heads for c in drawn.columns[1:]] == [
        (column(drawn, "stage-2").nodes[0].key,),
        (there.nodes[0].key,),
    ]
    if level == "layers":
        assert [item.title for item in stubs] == ["to up.cat", "from down.relu"]
    else:
        assert [item.title for item in stubs] == ["to Stage 3", "from Stage 1"]


def test_a_side_head_is_a_column_after_the_others() -> None:
    drawn = graph(nets.side_head(), "layers", EN)
    assert [c.title for c in drawn.columns] == [
        "Stage 1", "Stage 2", "Classifier", "Side branch 1",
    ]  # fmt: skip
    assert drawn.columns[2].tail == ""
    assert drawn.columns[3].heads == ()
    assert {n.title for n in drawn.nodes() if n.category == "stub"} == {
        "to aux.fc",
        "from conv1",
    }


def test_many_connections_between_two_columns_share_their_stubs() -> None:
    rows = [nets.given((8, 8))]
    for number in range(4):
        rows.append(nets.conv(f"early{number}", rows[-1], 8))
    middle = nets.conv("middle", rows[-1], 8, stage="stage-2")
    late = nets.cat("late", *rows[1:], middle, stage="stage-3")
    drawn = graph(nets.report([*rows, middle, late]), "layers", EN)
    titles = [n.title for n in column(drawn, "stage-3").nodes if n.category == "stub"]
    assert titles == ["from 4 in Stage 1"]


def test_groups_are_written_and_drawn() -> None:
    drawn = graph(nets.towers(), "layers", EN)
    assert node(drawn, "conv2").sub == "conv 5×5, 2 × (48 → 128)"
    assert node(drawn, "conv2").groups == 2


def test_long_ids_keep_their_end() -> None:
    x = nets.given()
    name = "features.denseblock1.denselayer1.conv1"
    drawn = graph(nets.report([x, nets.conv(name, x, 4)]), "layers", EN)
    assert node(drawn, name).title == "…" + name[-25:]


def test_an_unnamed_operation_says_what_it_is() -> None:
    x = nets.given()
    first = nets.relu("features.1", x)
    second = nets.relu("relu_2", first)
    drawn = graph(nets.report([x, first, second]), "layers", EN)
    assert [n.title for n in drawn.nodes()][1:] == ["features.1 · ReLU", "relu_2"]


def test_chinese_nodes_are_chinese(zh: Language) -> None:
    drawn = graph(nets.chain(), "stages", zh)
    assert [n.title for n in drawn.nodes()] == ["卷积 3×3, 8", "最大池化", "全连接"]
    assert [c.title for c in drawn.columns] == ["阶段 1", "分类器"]


def test_the_same_report_gives_the_same_graph() -> None:
    report: Report = nets.residual()
    assert graph(report, "layers", EN) == graph(report, "layers", EN)
