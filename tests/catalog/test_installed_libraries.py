"""Networks of the libraries that `inspect` knows by name, where such a library is installed."""

import pytest
import torch

from archreport import analyze, call, shape
from archreport.catalog.own_model import load_target

PICTURE = (1, 3, 224, 224)


@pytest.mark.parametrize(
    ("target", "params", "macs"),
    [
        ("torchvision:resnet50", 25_557_032, 4_089_184_256),
        ("torchvision:mobilenet_v3_small", 2_542_856, 56_510_400),
        ("torchvision:vit_b_16", 86_567_656, 17_563_828_224),
        ("torchvision:swin_t", 28_288_354, 4_490_566_656),
        ("timm:vit_tiny_patch16_224", 5_717_416, 1_253_683_200),
        ("timm:resnet18", 11_689_512, 1_814_073_344),
    ],
)
def test_a_network_by_its_name(target, params, macs):
    pytest.importorskip(target.partition(":")[0])
    report = analyze(load_target(target), PICTURE)
    assert (report.totals.params, report.totals.macs) == (params, macs)
    assert report.coverage.complete


@pytest.mark.parametrize("target", ["transformers:BertModel", "transformers:bert"])
@pytest.mark.parametrize("mask", [False, True])
def test_a_language_model_with_and_without_a_mask(target, mask):
    """Two layers of width 64 over 128 tokens: 4·n·d² + 2·n²·d + 2·n·d·128, and the pooler's d²."""
    pytest.importorskip("transformers")
    settings = {
        "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
        "intermediate_size": 128,
    }  # fmt: skip
    tokens = shape(1, 128, dtype="int64", high=1_000)
    given = {"input_ids": tokens} | ({"attention_mask": tokens} if mask else {})
    report = analyze(load_target(target, settings), call(**given))
    layer = 4 * 128 * 64**2 + 2 * 128**2 * 64 + 2 * 128 * 64 * 128
    assert report.totals.macs == 2 * layer + 64**2


def test_a_detector_takes_a_list_of_pictures():
    pytest.importorskip("torchvision")
    model = load_target("torchvision:fasterrcnn_mobilenet_v3_large_320_fpn", meta=False)
    torch.manual_seed(0)
    report = analyze(model, ([torch.rand(3, 100, 120), torch.rand(3, 90, 80)],))
    assert {"nms"} <= set(report.coverage.by_value)
    assert all(check.ok for check in report.checks)
    assert not report.coverage.unknown
