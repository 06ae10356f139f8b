"""The two arms and what crosses between them, read off the rows of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archreport.reading.encoder_decoder import Arms, arms_of
from archreport.report.model import Report
from tests.render.drawing.diagram import nets
from tests.shelf import report_of


def arms_in(key: str) -> Arms:
    arms = arms_of(report_of(key))
    assert arms is not None
    return arms


def sides(arms: Arms) -> list[tuple[list[int], list[int]]]:
    """The heights of the maps of each level, on the way down and on the way up."""
    return [([b.size[0] for b in v.down], [b.size[0] for b in v.up]) for v in arms.levels]


def test_the_levels_of_unet_are_those_of_the_papers_figure_1() -> None:
    assert sides(arms_in("unet")) == [
        ([572, 570, 568], [392, 390, 388, 388]),
        ([284, 282, 280], [200, 198, 196]),
        ([140, 138, 136], [104, 102, 100]),
        ([68, 66, 64], [56, 54, 52]),
        ([32, 30, 28], []),
    ]


def test_unets_skips_are_cropped_and_concatenated() -> None:
    skips = arms_in("unet").skips
    assert [(s.source, s.target, s.how, s.level) for s in skips] == [
        (f"contract{n}.conv2", f"join{n}.cat", "cat", n - 1) for n in (1, 2, 3, 4)
    ]
    assert [(s.before[0], s.after[0]) for s in skips] == [
        (568, 392), (280, 200), (136, 104), (64, 56),
    ]  # fmt: skip


def test_padded_unet_crops_nothing() -> None:
    assert all(skip.before == skip.after for skip in arms_in("unet-padded").skips)


def test_a_concatenation_is_in_two_parts_and_holds_the_upsampling() -> None:
    arms = arms_in("unet")
    joined = arms.levels[3].up[0]
    assert joined.parts == (("join4.cat", "join", 512), ("up4", "up", 512))
    assert "up4" not in [map_.row for map_ in arms.maps]


def test_fcns_skips_are_scores_that_are_added() -> None:
    skips = arms_in("fcn8s").skips
    assert [(s.source, s.target, s.how) for s in skips] == [
        ("pool3", "fuse_pool3.add", "add"),
        ("pool4", "fuse_pool4.add", "add"),
    ]
    assert [(s.via[0].row, s.via[0].channels) for s in skips] == [
        ("score_pool3", 21), ("score_pool4", 21),
    ]  # fmt: skip
    assert [(s.before[0], s.after[0]) for s in skips] == [(88, 70), (44, 34)]
    assert [s.level for s in skips] == [3, 4]
    assert [len(arms_in(f"fcn{n}s").skips) for n in (32, 16, 8)] == [0, 1, 2]


def test_fcn_32s_comes_back_in_one_step() -> None:
    arms = arms_in("fcn32s")
    assert [bool(level.up) for level in arms.levels] == [True, False, False, False, False, False]
    assert [map_.row for map_ in arms.levels[0].up] == ["upscore", "crop"]


def test_deconvnets_switches_leave_from_what_the_pooling_reads() -> None:
    """They are places in that map, which is as large as the one they restore."""
    skips = arms_in("deconvnet").skips
    assert [(s.source, s.target, s.how) for s in skips] == [
        ("conv1_2.conv", "unpool1", "switches"),
        ("conv2_2.conv", "unpool2", "switches"),
        ("conv3_3.conv", "unpool3", "switches"),
        ("conv4_3.conv", "unpool4", "switches"),
        ("conv5_3.conv", "unpool5", "switches"),
    ]
    assert [s.before for s in skips] == [(n, n) for n in (224, 112, 56, 28, 14)]
    assert [level.down[-1].size[0] for level in arms_in("deconvnet").levels] == [
        224, 112, 56, 28, 14, 7, 1,
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["alexnet", "vgg16", "googlenet-heads", "resnet18", "deepface"])
def test_what_only_goes_down_is_no_u(key: str) -> None:
    assert arms_of(report_of(key)) is None


@pytest.mark.parametrize("name", nets.ALL)
def test_small_nets_are_a_u_or_none_and_never_an_error(name: str) -> None:
    arms = arms_of(nets.ALL[name]())
    assert (arms is not None) == (name == "fuse")


def test_names_do_not_matter() -> None:
    """Renamed rows give the same arms: nothing is read off a name."""
    report = report_of("unet")
    number = {row.id: f"r{index}" for index, row in enumerate(report.rows)}
    renamed = replace(
        report,
        rows=tuple(
            replace(row, id=number[row.id], inputs=tuple(number[i] for i in row.inputs))
            for row in report.rows
        ),
        outputs=tuple(number[name] for name in report.outputs),
        stages=(),
        blocks=(),
    )
    arms = arms_of(renamed)
    assert arms is not None
    assert sides(arms) == sides(arms_in("unet"))
    assert [(s.how, s.level) for s in arms.skips] == [("cat", n) for n in range(4)]


def stacked() -> Report:
    """Down, up, and down again."""
    rows = [nets.given((8, 32))]
    for number, stride in enumerate((2, 2)):
        rows.append(nets.conv(f"a{number}", rows[-1], 8, stride=stride, stage=f"stage-{number}"))
    rows.append(nets.conv("up", rows[-1], 8, stride=2, up=True, stage="stage-3"))
    rows.append(nets.conv("down", rows[-1], 8, stride=2, stage="stage-4"))
    return nets.report(rows)


def test_a_network_that_turns_twice_is_no_u() -> None:
    assert arms_of(stacked()) is None


def test_sequences_of_tokens_are_no_maps() -> None:
    x = nets.given((3, 32))
    patches = nets.conv("patches", x, 16, kernel=8, stride=8)
    tokens = nets.row("tokens", "shape", "flatten", (patches,), (1, 16, 16))
    assert arms_of(nets.report([x, patches, tokens])) is None
