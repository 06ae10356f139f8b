"""What the tables of the papers say beside the totals: sizes, stages, switches, heads, options."""

import pytest
import torch

from archreport import analyze
from archreport.catalog.networks import CATALOG
from archreport.models.deepface import DeepFace
from archreport.models.fcn import FCN8s, FCN16s, FCN32s
from archreport.models.googlenet import GoogLeNet
from archreport.models.googlenet_tv import GoogLeNetTV
from archreport.models.resnet import CifarResNet, PlainNet, ResNet
from archreport.models.unet import UNet
from tests.shelf import report_of


def sizes(report, *rows):
    return [report.row(row).out_shape[-1] for row in rows]


def on_meta(build, *shape):
    with torch.device("meta"):
        return build().eval()(torch.empty(shape))


# -- sizes -------------------------------------------------------------------------------------


def test_zfnets_sizes_are_those_of_figure_3():
    rows = ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5")
    assert sizes(report_of("zfnet"), *rows) == [110, 55, 26, 13, 13, 13, 13, 6]


def test_googlenets_poolings_round_up():
    rows = ("conv1", "pool1", "pool2", "pool3", "pool4", "avgpool")
    for key in ("googlenet", "googlenet-heads", "googlenet-tv"):
        names = [row if row != "conv1" or key != "googlenet-tv" else "conv1.conv" for row in rows]
        assert sizes(report_of(key), *names) == [112, 56, 28, 14, 7, 1]


def test_deepfaces_sizes():
    rows = ("C1", "M2", "C3", "L4", "L5", "L6")
    assert sizes(report_of("deepface"), *rows) == [142, 71, 63, 55, 25, 21]


def test_fcns_sizes():
    encoder = ("conv1_1", "pool1", "pool2", "pool3", "pool4", "pool5", "fc6")
    for key in ("fcn32s", "fcn16s", "fcn8s"):
        assert sizes(report_of(key), *encoder) == [698, 349, 175, 88, 44, 22, 16]
    assert sizes(report_of("fcn32s"), "upscore", "crop") == [544, 500]
    assert sizes(report_of("fcn16s"), "upscore2", "upscore16", "crop") == [34, 560, 500]
    rows = ("upscore2", "upscore_pool4", "upscore8", "crop")
    assert sizes(report_of("fcn8s"), *rows) == [34, 70, 568, 500]


@pytest.mark.parametrize("network", [FCN32s, FCN16s, FCN8s])
@pytest.mark.parametrize("size", [(64, 64), (97, 211)])
def test_an_fcn_gives_scores_for_every_pixel_of_any_picture(network, size):
    assert on_meta(network, 1, 3, *size).shape == (1, 21, *size)


def test_unets_sizes_are_those_of_figure_1():
    report = report_of("unet")
    down = [572, 570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28]
    upward = [56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388, 388]
    shown = [row for row in report.rows if row.kind in ("io", "conv", "up", "pool")]
    assert [row.out_shape[-1] for row in shown] == down + upward
    crops = [row for row in report.rows if row.op == "crop"]
    assert [row.hyper["start"] for row in crops] == [(4, 4), (16, 16), (40, 40), (88, 88)]
    assert [row.out_shape[-1] for row in crops] == [56, 104, 200, 392]


@pytest.mark.parametrize("n", [8, 13])
def test_unet_takes_what_its_docstring_says(n):
    size = 16 * n + 60
    assert on_meta(UNet, 1, 1, size, size).shape[2:] == (size - 184, size - 184)
    assert on_meta(lambda: UNet(padded=True), 1, 1, 16 * n, 32).shape == (1, 2, 16 * n, 32)


def test_a_padded_unet_has_the_same_parameters_and_crops_nothing():
    padded = report_of("unet-padded")
    assert padded.totals.params == report_of("unet").totals.params
    crops = [row for row in padded.rows if row.op == "crop"]
    assert {row.hyper["start"] for row in crops} == {(0, 0)}
    assert padded.row("score").out_shape == (1, 2, 512, 512)


def test_deconvnets_sizes_and_switches():
    report = report_of("deconvnet")
    assert sizes(report, *(f"pool{n}" for n in (1, 2, 3, 4, 5))) == [112, 56, 28, 14, 7]
    assert sizes(report, "fc6.conv", "fc7.conv", "fc6_deconv.deconv") == [1, 1, 7]
    assert sizes(report, *(f"unpool{n}" for n in (5, 4, 3, 2, 1))) == [14, 28, 56, 112, 224]
    for n, before in zip((5, 4, 3, 2, 1), ("fc6_", "deconv5_3", "deconv4_3", "deconv3_3",
                                           "deconv2_2"), strict=True):  # fmt: skip
        value, switches = report.row(f"unpool{n}").inputs
        assert value.startswith(before)
        assert switches == f"pool{n}"
        pool = report.row(f"pool{n}")
        assert len(pool.out_shapes) == 2
        assert pool.activations == 2 * report.row(f"unpool{n}").activations // 4


def test_inception_v4s_grids():
    report = report_of("inception-v4")
    stem = ("stem.conv1.conv", "stem.conv2.conv", "stem.mixed1.cat", "stem.mixed2.cat",
            "stem.mixed3.cat")  # fmt: skip
    assert sizes(report, *stem) == [149, 147, 73, 71, 35]
    assert [report.row(name).out_shape[1] for name in stem[2:]] == [160, 192, 384]
    assert report.row("reduction_a.cat").out_shape == (1, 1024, 17, 17)
    assert report.row("reduction_b.cat").out_shape == (1, 1536, 8, 8)


# -- stages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "resolutions"),
    [
        ("zfnet", [110, 26, 13]),
        ("googlenet", [112, 56, 28, 14, 7]),
        ("googlenet-tv", [112, 56, 28, 14, 7]),
        ("inception-v4", [149, 73, 35, 17, 8]),
        ("plain34", [112, 56, 28, 14, 7]),
        ("resnet18", [112, 56, 28, 14, 7]),
        ("resnet152", [112, 56, 28, 14, 7]),
        ("resnet152-v15", [112, 56, 28, 14, 7]),
        ("fcn32s", [698, 349, 175, 88, 44, 16, 544]),
        ("fcn16s", [698, 349, 175, 88, 44, 16, 34, 560]),
        ("fcn8s", [698, 349, 175, 88, 44, 16, 34, 70, 568]),
        ("deepface", [142, 63, 25]),
        ("unet", [570, 282, 138, 66, 30, 56, 104, 200, 392]),
        ("unet-padded", [512, 256, 128, 64, 32, 64, 128, 256, 512]),
        ("deconvnet", [224, 112, 56, 28, 14, 1, 7, 14, 28, 56, 112, 224]),
    ],
)
def test_stages_follow_the_resolution(key, resolutions):
    body = [stage for stage in report_of(key).stages if stage.kind == "body"]
    assert [stage.resolution for stage in body] == [(n, n) for n in resolutions]


def test_every_row_but_the_input_has_one_stage():
    for key in CATALOG:
        report = report_of(key)
        staged = [row for stage in report.stages for row in stage.rows]
        assert sorted(staged) == sorted(row.id for row in report.rows if row.kind != "io")
        blocks = [row for block in report.blocks for copy in block.copies for row in copy]
        assert sorted(blocks) == sorted(staged)


def test_a_block_with_a_stride_stands_whole_in_the_stage_it_opens():
    for key in ("resnet50", "resnet50-v15"):
        for stage, block in (
            ("stage-3", "conv3_1"),
            ("stage-4", "conv4_1"),
            ("stage-5", "conv5_1"),
        ):
            rows = [row for row in report_of(key).rows if row.module.startswith(f"{block}.")]
            assert {row.stage for row in rows} == {stage}


def test_what_is_done_to_a_skip_stands_where_it_is_taken_up():
    fcn, unet = report_of("fcn8s"), report_of("unet")
    assert {fcn.row(row).stage for row in ("score_pool4", "fuse_pool4.crop", "upscore2")} == {
        "stage-7"
    }
    assert {fcn.row(row).stage for row in ("score_pool3", "fuse_pool3.crop", "upscore_pool4")} == {
        "stage-8"
    }
    assert unet.row("join4.crop").stage == unet.row("up4").stage == "stage-6"


def test_heads_are_side_stages_and_outputs_of_their_own():
    report = report_of("googlenet-heads")
    assert report.outputs == ("fc", "head1.classifier", "head2.classifier")
    sides = {stage.id: stage for stage in report.stages if stage.kind == "side"}
    assert [sides[name].params for name in ("side-1", "side-2")] == [3_188_840, 3_190_888]
    plain = report_of("googlenet")
    assert plain.totals.params == report.totals.params - 3_188_840 - 3_190_888
    assert [row.id for row in plain.rows] == [row.id for row in report.rows][: len(plain.rows)]


@pytest.mark.parametrize("network", [GoogLeNet, GoogLeNetTV])
def test_heads_are_there_in_training_and_in_evaluation(network):
    with torch.device("meta"):
        model = network(heads=True)
        picture = torch.empty(2, 3, 224, 224)
    for mode in (True, False):
        assert [tuple(out.shape) for out in model.train(mode)(picture)] == [(2, 1000)] * 3
    with torch.device("meta"):
        assert network().eval()(picture).shape == (2, 1000)


# -- blocks ------------------------------------------------------------------------------------


def repeats(report, module_type):
    return [block.repeats for block in report.blocks if block.module_type == module_type]


def test_equal_blocks_fold_and_projections_do_not():
    assert repeats(report_of("resnet50"), "Bottleneck") == [1, 2, 1, 3, 1, 5, 1, 2]
    assert repeats(report_of("resnet50-v15"), "Bottleneck") == [1, 2, 1, 3, 1, 5, 1, 2]
    assert repeats(report_of("resnet34"), "BasicBlock") == [3, 1, 3, 1, 5, 1, 2]
    assert repeats(report_of("plain34"), "PlainBlock") == [3, 1, 3, 1, 5, 1, 2]
    for name, count in (("InceptionA", 4), ("InceptionB", 7), ("InceptionC", 3)):
        assert repeats(report_of("inception-v4"), name) == [count]
    assert repeats(report_of("googlenet"), "Inception") == [1] * 9


# -- ResNet's options --------------------------------------------------------------------------


def parameters(build):
    with torch.device("meta"):
        return sum(p.numel() for p in build().parameters())


def test_the_three_kinds_of_shortcut():
    plain = parameters(lambda: PlainNet(34))
    projections = (64 * 128 + 2 * 128) + (128 * 256 + 2 * 256) + (256 * 512 + 2 * 512)
    everywhere = sum(
        blocks * (channels**2 + 2 * channels)
        for blocks, channels in zip((3, 3, 5, 2), (64, 128, 256, 512), strict=True)
    )
    assert parameters(lambda: ResNet(34, option="A")) == plain
    assert parameters(lambda: ResNet(34, option="B")) == plain + projections
    assert parameters(lambda: ResNet(34, option="C")) == plain + projections + everywhere


def test_where_the_stride_stands_changes_the_work_not_the_parameters():
    for layers in (50, 101, 152):
        paper, v15 = report_of(f"resnet{layers}"), report_of(f"resnet{layers}-v15")
        assert paper.totals.params == v15.totals.params
        # the first 1×1 of conv3_1, conv4_1 and conv5_1 runs on four times as many positions
        first = [paper.row(f"conv{stage}_1.conv1").macs for stage in (3, 4, 5)]
        assert v15.totals.macs - paper.totals.macs == 3 * sum(first)


def test_resnets_basic_blocks_have_no_stride_to_place():
    names = [name for name, _ in on_named(lambda: ResNet(18))]
    assert names == [name for name, _ in on_named(lambda: ResNet(18, stride_in="3x3"))]


def on_named(build):
    with torch.device("meta"):
        return list(build().named_parameters())


@pytest.mark.parametrize(
    ("n", "millions"), [(3, 0.27), (5, 0.46), (7, 0.66), (9, 0.85), (18, 1.7), (200, 19.4)]
)
def test_the_cifar_networks_have_the_papers_parameters(n, millions):
    places = 1 if millions > 1 else 2
    assert round(parameters(lambda: CifarResNet(n)) / 1e6, places) == millions


def test_option_a_is_a_slice_and_zeros():
    with torch.device("meta"):
        report = analyze(CifarResNet(2), (1, 3, 32, 32))
    slice_, pad = report.row("conv3_1.shortcut.subsample"), report.row("conv3_1.shortcut.pad")
    assert slice_.hyper == {"start": (0, 0), "step": (2, 2)}
    assert (slice_.storage, slice_.out_shape) == ("view", (1, 16, 16, 16))
    assert pad.out_shape == (1, 32, 16, 16)
    assert not slice_.param_count and not pad.param_count
    assert {row.stage for row in report.rows if row.module.startswith("conv3_1")} == {"stage-2"}
    assert report.totals.weight_layers == 14


# -- the rest ----------------------------------------------------------------------------------


def test_deepface_takes_one_size_only():
    with torch.device("meta"):
        network = DeepFace()
        with pytest.raises(ValueError, match="59 × 59 windows"):
            network(torch.empty(1, 3, 160, 160))


def test_fixed_kernels_are_parameters_that_are_not_trained():
    for key, frozen in (("fcn32s", 21 * 21 * 64 * 64), ("fcn16s", 21 * 21 * 32 * 32),
                        ("fcn8s", 21 * 21 * 16 * 16)):  # fmt: skip
        totals = report_of(key).totals
        assert totals.params - totals.trainable == frozen
    with torch.device("meta"):
        assert all(p.requires_grad for p in FCN8s(learned=True).parameters())


def test_every_entry_builds_what_it_says():
    for key, entry in CATALOG.items():
        assert entry.key == key
        assert entry.identity.paper is not None
        assert entry.identity.task in ("classification", "segmentation", "verification")
        assert len(entry.mean) == len(entry.std) == entry.shape[0]
        assert entry.builder.startswith("archreport.models.")
