"""Saved tensors and peaks against counts made by hand."""

import pytest
import torch
from torch import nn

from tests.analysis.any_nets import Calls
from tests.analysis.checked import analyze


def test_saved_for_backward_by_hand():
    """conv keeps its input; ReLU keeps its output, which the next conv keeps too (once)."""
    net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Conv2d(2, 1, 1))
    report = analyze(net, (1, 1, 8, 8))
    assert report.totals.saved_bytes == 4 * (64 + 128)
    assert sum(row.saved_bytes for row in report.rows) == report.totals.saved_bytes


def test_saved_is_what_autograd_really_keeps():
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 2, 3)
    )
    kept = {}

    def pack(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    own = {t.untyped_storage().data_ptr() for t in [*net.parameters(), *net.buffers()]}
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = net(torch.zeros(1, 3, 16, 16))
    measured = sum(size for pointer, size in kept.items() if pointer not in own)
    assert output.requires_grad
    assert analyze(net, (1, 3, 16, 16)).totals.saved_bytes == measured


def test_peak_of_a_chain_is_the_largest_pair():
    """Input 1·64, then 2·64, then 4·64 values: two neighbours are alive at once."""
    net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Conv2d(2, 4, 1))
    assert analyze(net, (1, 1, 8, 8)).totals.peak_inference_bytes == 4 * (128 + 256)


def test_peak_with_a_skip_keeps_the_skip_alive():
    class Skip(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c = nn.Conv2d(1, 2, 1), nn.Conv2d(2, 2, 1), nn.Conv2d(2, 2, 1)

        def forward(self, x):
            x = self.a(x)
            return self.c(self.b(x)) + x

    # at the addition: x, c's result and the sum
    assert analyze(Skip(), (1, 1, 8, 8)).totals.peak_inference_bytes == 4 * 3 * 128


def test_working_in_place_lowers_the_peak_not_what_is_saved():
    def net(inplace):
        return nn.Sequential(nn.Conv2d(1, 4, 1), nn.ReLU(inplace), nn.Conv2d(4, 1, 1))

    fresh, in_place = (analyze(net(flag), (1, 1, 8, 8)).totals for flag in (False, True))
    assert in_place.peak_inference_bytes < fresh.peak_inference_bytes
    assert in_place.saved_bytes == fresh.saved_bytes


def test_training_needs_more_than_inference():
    totals = analyze(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3)), (1, 3, 9, 9))
    assert totals.totals.peak_training_bytes > totals.totals.peak_inference_bytes
    assert totals.totals.peak_training_bytes >= totals.totals.saved_bytes


@pytest.mark.parametrize(
    ("find", "values"),
    [
        (lambda x: torch.where(x > 1), 2 * 3),
        (lambda x: torch.nonzero(x > 1, as_tuple=True), 2 * 3),
        (lambda x: torch.nonzero(x > 1), 3 * 2),
        (lambda x: torch.masked_select(x, x > 1), 3),
        (lambda x: torch.frexp(x), 2 * 6),
        (lambda x: torch.unique(x), 6),
    ],
)
def test_results_that_share_a_storage_are_all_stored(find, values):
    """Three of six values are above 1."""
    net = Calls(lambda net, x: find(x))
    report = analyze(net, torch.tensor([[0.0, 2, 3], [-1, 1, 5]]))
    assert report.rows[-1].activations == values
    assert all(check.ok for check in report.checks)


@pytest.mark.parametrize(
    ("change", "values", "bytes_"),
    [
        (lambda x: x.to_sparse(), 8, 8 * 4 + 2 * 8 * 8),
        (lambda x: x.to_sparse() * 2, 8, 8 * 4 + 2 * 8 * 8),
        (lambda x: x.to_sparse_csr() * 2, 8, 8 * 4 + (8 + 9) * 8),
        (lambda x: x.to_sparse_csc(), 8, 8 * 4 + (8 + 9) * 8),
        (lambda x: x.to_sparse_bsr((2, 2)), 16, 16 * 4 + (4 + 5) * 8),
        (lambda x: x.to_sparse().to_dense(), 64, 256),
        (lambda x: x.to_mkldnn().relu(), 64, 256),
    ],
)
def test_a_sparse_result_stores_its_values_and_where_they_lie(change, values, bytes_):
    """Eight ones on the diagonal of 8 × 8."""
    report = analyze(Calls(lambda net, x: change(x)), torch.eye(8))
    row = report.rows[-1]
    assert (row.activations, row.activation_bytes, row.storage) == (values, bytes_, "new")
    assert all(check.ok for check in report.checks)


def test_a_sparse_input_stores_its_values():
    report = analyze(nn.Identity(), (torch.eye(8).to_sparse(),))
    assert (report.rows[0].activations, report.rows[0].out_shape) == (8, (8, 8))
