"""The derived outline against the papers' own Table 1."""

import subprocess
import sys

import pytest

from archreport.catalog import CATALOG
from archreport.outline import outline
from tests.shelf import report_of

# Table 1 of the ResNet paper: the blocks of conv2_x to conv5_x, and how often each stands there.
RESNET_TABLE = {
    "resnet18": [([(3, 64), (3, 64)], 2), ([(3, 128), (3, 128)], 2),
                 ([(3, 256), (3, 256)], 2), ([(3, 512), (3, 512)], 2)],
    "resnet34": [([(3, 64), (3, 64)], 3), ([(3, 128), (3, 128)], 4),
                 ([(3, 256), (3, 256)], 6), ([(3, 512), (3, 512)], 3)],
    "resnet50": [([(1, 64), (3, 64), (1, 256)], 3), ([(1, 128), (3, 128), (1, 512)], 4),
                 ([(1, 256), (3, 256), (1, 1024)], 6), ([(1, 512), (3, 512), (1, 2048)], 3)],
    "resnet101": [([(1, 64), (3, 64), (1, 256)], 3), ([(1, 128), (3, 128), (1, 512)], 4),
                  ([(1, 256), (3, 256), (1, 1024)], 23), ([(1, 512), (3, 512), (1, 2048)], 3)],
    "resnet152": [([(1, 64), (3, 64), (1, 256)], 3), ([(1, 128), (3, 128), (1, 512)], 8),
                  ([(1, 256), (3, 256), (1, 1024)], 36), ([(1, 512), (3, 512), (1, 2048)], 3)],
}  # fmt: skip

# Table 1 of the GoogLeNet paper: type, output size, depth, and the channels of a module's columns
# (1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool proj). Softmax is not part of the network here.
GOOGLENET_TABLE = [
    ("conv1", (64, 112, 112), 1, [64]),
    ("pool1", (64, 56, 56), 0, []),
    ("conv2", (192, 56, 56), 2, [64, 192]),
    ("pool2", (192, 28, 28), 0, []),
    ("inception_3a", (256, 28, 28), 2, [64, 96, 128, 16, 32, 32]),
    ("inception_3b", (480, 28, 28), 2, [128, 128, 192, 32, 96, 64]),
    ("pool3", (480, 14, 14), 0, []),
    ("inception_4a", (512, 14, 14), 2, [192, 96, 208, 16, 48, 64]),
    ("inception_4b", (512, 14, 14), 2, [160, 112, 224, 24, 64, 64]),
    ("inception_4c", (512, 14, 14), 2, [128, 128, 256, 24, 64, 64]),
    ("inception_4d", (528, 14, 14), 2, [112, 144, 288, 32, 64, 64]),
    ("inception_4e", (832, 14, 14), 2, [256, 160, 320, 32, 128, 128]),
    ("pool4", (832, 7, 7), 0, []),
    ("inception_5a", (832, 7, 7), 2, [256, 160, 320, 32, 128, 128]),
    ("inception_5b", (1024, 7, 7), 2, [384, 192, 384, 48, 128, 128]),
    ("avgpool", (1024, 1, 1), 0, []),
    ("drop", (1024,), 0, []),
    ("fc", (1000,), 1, [1000]),
]


@pytest.mark.parametrize("key", [key for key in CATALOG if key.startswith("resnet")])
def test_a_resnet_reads_like_table_1(key):
    lines = outline(report_of(key))
    names = ["conv1", "pool1", "conv2_1", "conv3_1", "conv4_1", "conv5_1", "avgpool", "fc"]
    assert [line.name for line in lines] == names
    blocks = [
        ([(layer.kernel[0], layer.channels) for layer in line.layers], line.repeats)
        for line in lines[2:6]
    ]
    assert blocks == RESNET_TABLE[key.removesuffix("-v15")]
    extents = [line.out_shape[-1] for line in lines[:7]]
    assert extents == [112, 56, 56, 28, 14, 7, 1]


def test_googlenet_reads_like_table_1():
    report = report_of("googlenet")
    lines = outline(report)
    assert [
        (line.name, line.out_shape, line.depth, [layer.channels for layer in line.layers])
        for line in lines
    ] == GOOGLENET_TABLE
    assert sum(line.params for line in lines) == report.totals.params
    assert sum(line.depth for line in lines) == report.totals.weight_layers == 22


@pytest.mark.parametrize("key", CATALOG)
def test_the_lines_add_up(key):
    report = report_of(key)
    lines = outline(report)
    assert sum(line.params for line in lines) == report.totals.params
    assert sum(line.macs for line in lines) == report.totals.macs
    assert len({line.name for line in lines}) == len(lines)


def test_inception_v4_reads_like_figure_9():
    lines = outline(report_of("inception-v4"))
    modules = [(line.module_type, line.repeats, line.out_shape) for line in lines[5:10]]
    assert modules == [
        ("InceptionA", 4, (384, 35, 35)),
        ("ReductionA", 1, (1024, 17, 17)),
        ("InceptionB", 7, (1024, 17, 17)),
        ("ReductionB", 1, (1536, 8, 8)),
        ("InceptionC", 3, (1536, 8, 8)),
    ]


def test_deriving_it_needs_no_torch():
    code = "import sys, archreport.outline; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
