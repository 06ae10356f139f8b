"""Texts cut into terms."""

import pytest

from archreport.site.search.words import joined, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("步幅", ["步幅"]),
        ("批量归一化", ["批量", "量归", "归一", "一化"]),
        ("宽", ["宽"]),
        ("卷积 stride，ReLU", ["卷积", "stride", "relu"]),
        ("步​幅", ["步幅"]),
        ("strides", ["stride"]),
        ("families of classes", ["family", "of", "class"]),
        ("loss bias analysis", ["loss", "bia", "analysis"]),
        ("Batch Normalization", ["batch", "normalisation"]),
        ("U-Net", ["u", "net", "unet"]),
        ("ResNet-50", ["resnet", "50", "resnet50"]),
        ("encoder–decoder", ["encoder", "decoder", "encoderdecoder"]),
        ("3 × 3", ["3x3"]),
        ("1×1卷积", ["1x1", "卷积"]),
        ("2*2*2", ["2x2x2"]),
        ("138,357,544", ["138357544"]),
        ("1,2", ["1", "2"]),
        ("conv3_1", ["conv3_1"]),
        ("ＶＧＧ１６", ["vgg16"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert list(terms(text)) == expected


def test_a_row_s_name_is_one_word() -> None:
    assert joined("inception_3a.conv_5x5") == "inception_3aconv_5x5"
