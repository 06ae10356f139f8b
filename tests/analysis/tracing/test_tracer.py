"""Rows, edges, ids and parameters of networks that set traps; and that nothing is left behind."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from archreport.analysis.tracing.tracer import trace_forward
from archreport.errors import BadInput, ForwardFailed
from tests.analysis.trap_nets import (
    AroundTheHooks,
    Branches,
    ControlFlow,
    InPlaceThroughView,
    MakesTensors,
    Nested,
    OneConvTwoParents,
    Raises,
    ReadsValues,
    SameConvThreeTimes,
    TupleAndDict,
    Unused,
)

MAP = (1, 8, 10, 10)


def edges(report):
    return {row.id: row.inputs for row in report.rows}


def test_modules_and_functional_operations_are_rows_with_readable_ids():
    report = analyze(Nested(), MAP)
    assert [row.id for row in report.rows] == [
        "input",
        "layer1.0.conv",
        "layer1.0.bn",
        "layer1.0.add",
        "layer1.0.relu",
        "layer1.1.conv",
        "layer1.1.bn",
        "layer1.1.add",
        "layer1.1.relu",
        "head",
    ]


def test_a_residual_addition_reads_both_branches():
    assert edges(analyze(Nested(), MAP))["layer1.1.add"] == ("layer1.1.bn", "layer1.0.relu")


def test_equal_neighbouring_blocks_fold():
    blocks = analyze(Nested(), MAP).blocks
    assert [(block.module_type, block.repeats) for block in blocks] == [("Block", 2), ("", 1)]


def test_blocks_of_different_width_do_not_fold():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Conv2d(8, 8, 1), nn.Conv2d(8, 9, 1)

        def forward(self, x):
            return self.b(self.a(x))

    assert [block.repeats for block in analyze(Two(), MAP).blocks] == [1, 1]


def test_a_row_is_grouped_with_the_layer_that_it_reads_not_the_one_before_it():
    """A crop taken after a pooling has run, of what the pooling reads, is no part of the pooling;
    a dropout that reads the pooling is."""

    class Bridge(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.pool = nn.Conv2d(8, 8, 3, padding=1), nn.MaxPool2d(2)
            self.drop, self.up = nn.Dropout(), nn.ConvTranspose2d(8, 8, 2, stride=2)

        def forward(self, x):
            bridge = self.conv(x)
            low = self.pool(bridge)
            cropped = bridge[:, :, 1:-1, 1:-1]
            return torch.cat([cropped, self.up(self.drop(low))[:, :, 1:-1, 1:-1]], dim=1)

    copies = {b.id: b.copies[0] for b in analyze(Bridge(), MAP).blocks}
    assert copies["pool"] == ("pool",)
    assert copies["drop"] == ("drop",)  # another row ran in between
    assert copies["up"] == ("up", "crop_2")
    assert copies["crop"] == ("crop",)


def test_a_reused_module_counts_its_parameters_once_and_its_work_each_time():
    report = analyze(SameConvThreeTimes(), MAP)
    calls = [row for row in report.rows if row.op == "conv2d"]
    assert [row.id for row in calls] == ["conv", "conv@2", "conv@3"]
    assert [row.param_count for row in calls] == [576, 0, 0]
    assert [row.macs for row in calls] == [57_600] * 3
    assert {row.calls for row in calls} == {3}
    assert report.totals.params == 576


def test_a_shared_module_belongs_to_the_row_that_used_it_first():
    report = analyze(OneConvTwoParents(), MAP)
    shared = [row for row in report.rows if row.params]
    assert [row.params[0].counted for row in shared] == [True, False]
    assert report.totals.params == 576


def test_what_never_ran_is_named_and_not_counted():
    report = analyze(Unused(), MAP)
    assert report.coverage.uncalled == ("never",)
    assert report.totals.params == 8 * 8 * 9 + 16 * 8 * 9
    assert report.row("dead_end").macs == 115_200
    assert report.row("dead_end").stage.startswith("side")


def test_a_submodule_called_around_its_hooks_keeps_its_name():
    assert [row.id for row in analyze(AroundTheHooks(), MAP).rows] == ["input", "conv"]


def test_tuple_dictionary_and_keyword_inputs():
    shape = (1, 3, 6, 6)
    report = analyze(TupleAndDict(), {"left": shape, "right": shape})
    assert [entry.id for entry in report.inputs] == ["left", "right"]
    assert report.outputs == ("add", "a", "b")
    assert edges(report)["b"] == ("right",)


def test_positional_tuple_of_inputs():
    report = analyze(TupleAndDict(), [(1, 3, 6, 6), torch.zeros(1, 3, 6, 6)])
    assert [entry.id for entry in report.inputs] == ["input", "input_2"]


def test_control_flow_is_followed():
    assert [row.id for row in analyze(ControlFlow(), (1, 4, 12, 12)).rows] == [
        "input",
        "conv",
        "conv@2",
        "conv@3",
    ]


def test_a_write_through_a_view_is_an_edge():
    report = analyze(InPlaceThroughView(), (1, 3, 6, 6))
    relu = next(row for row in report.rows if row.op.startswith("relu"))
    assert relu.storage == "in place"
    assert relu.id in report.row("last").inputs


def test_functional_names_are_kept_apart():
    class Net(nn.Module):
        def forward(self, x):
            return F.relu(F.relu(x) + 1) + F.relu(x)

    ids = [row.id for row in analyze(Net(), MAP).rows]
    assert ids == ["input", "relu", "add", "relu_2", "relu_3", "add_2"]


def test_source_lines_point_into_the_model_file():
    source = analyze(Nested(), MAP).row("layer1.0.add").source
    assert source.startswith("trap_nets.py:")


@pytest.mark.parametrize(
    ("net", "method"), [(Nested(), "meta"), (MakesTensors(), "fake"), (ReadsValues(), "real")]
)
def test_the_lightest_method_that_works_is_used_and_named(net, method):
    shape = MAP if isinstance(net, Nested) else (1, 3, 6, 6)
    assert analyze(net, shape).coverage.method == method


def test_storage_of_views_in_place_and_new_results():
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True), nn.ReLU(), nn.Flatten(), nn.Dropout()
    )
    rows = analyze(net, (1, 3, 6, 6)).rows
    assert [row.storage for row in rows] == ["new", "new", "in place", "new", "view", "view"]
    assert [row.activations for row in rows] == [108, 64, 0, 64, 0, 0]


# -- stages ------------------------------------------------------------------------------------


def test_a_pooling_closes_its_stage_and_a_strided_convolution_opens_one():
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3, stride=2, padding=1),
        nn.Conv2d(8, 8, 3),  # no padding: the rim it cuts is no new stage
        nn.Flatten(),
        nn.Linear(8 * 6 * 6, 10),
    )
    report = analyze(net, (1, 3, 32, 32))
    assert [stage.rows for stage in report.stages] == [("0", "1"), ("2", "3"), ("4", "5")]
    assert [stage.id for stage in report.stages] == ["stage-1", "stage-2", "classifier"]
    assert [stage.resolution for stage in report.stages] == [(32, 32), (8, 8), ()]
    assert sum(stage.params for stage in report.stages) == report.totals.params
    assert sum(stage.macs for stage in report.stages) == report.totals.macs


def test_squeeze_and_excitation_is_no_stage_of_its_own():
    class Squeeze(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3, padding=1)
            self.pool = nn.AdaptiveAvgPool2d(1)
            self.fc = nn.Conv2d(8, 8, 1)
            self.last = nn.Conv2d(8, 8, 3, padding=1)

        def forward(self, x):
            x = self.conv(x)
            return self.last(x * torch.sigmoid(self.fc(self.pool(x))))

    assert [stage.id for stage in analyze(Squeeze(), (1, 3, 16, 16)).stages] == ["stage-1"]


def test_encoder_and_decoder_have_stages_of_their_own():
    class Tiny(nn.Module):
        def __init__(self):
            super().__init__()
            self.down = nn.Conv2d(3, 8, 3, padding=1)
            self.pool = nn.MaxPool2d(2)
            self.middle = nn.Conv2d(8, 16, 3, padding=1)
            self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
            self.merge = nn.Conv2d(16, 8, 3, padding=1)

        def forward(self, x):
            skip = self.down(x)
            return self.merge(torch.cat([skip, self.up(self.middle(self.pool(skip)))], 1))

    report = analyze(Tiny(), (1, 3, 16, 16))
    assert [stage.rows for stage in report.stages] == [
        ("down", "pool"),
        ("middle",),
        ("up", "cat", "merge"),
    ]


def test_auxiliary_heads_are_side_stages():
    class Heads(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Conv2d(3, 4, 3, padding=1)
            self.aux = nn.Conv2d(4, 2, 1)
            self.head = nn.Conv2d(4, 2, 1)

        def forward(self, x):
            x = self.body(x)
            aux = self.aux(x)
            return self.head(x), aux

    report = analyze(Heads(), (1, 3, 8, 8))
    assert report.row("aux").stage == "side-1"
    assert report.row("head").stage == "stage-1"


def test_depth_is_the_longest_path_with_weights():
    report = analyze(Branches(), (1, 3, 16, 16))
    assert report.totals.weight_layers == 2
    assert analyze(Nested(), MAP).totals.weight_layers == 3


# -- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [(0, 3), (1, 3, 0, 8), (1, -3), (1, 3, 8.0, 8), {3: (1, 3)}])
def test_an_unusable_input_is_refused(given):
    with pytest.raises(BadInput):
        analyze(Nested(), given)


@pytest.mark.parametrize("given", ["1x3x8x8", (), (1, "3"), None, 3])
def test_a_plain_value_is_handed_on_and_the_model_itself_refuses_it(given):
    with pytest.raises(ForwardFailed, match="TypeError"):
        analyze(Nested(), given)


def test_a_shape_the_model_cannot_take_names_the_layer():
    with pytest.raises(ForwardFailed) as caught:
        analyze(Nested(), (1, 5, 10, 10))
    assert "1 × 5 × 10 × 10" in caught.value.message
    assert "layer1.0.conv" in caught.value.hint


def test_a_picture_too_small_is_said_once(caplog):
    """PyTorch logs a failed fake pass with its traceback; the reader has our message instead."""
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AvgPool2d(6, stride=1))
    with pytest.raises(ForwardFailed, match="1 × 3 × 6 × 6"):
        analyze(network, (1, 3, 6, 6))
    assert caplog.records == []


def test_a_model_without_operations_is_a_report_of_its_input():
    report = analyze(nn.Identity(), (1, 3, 8, 8))
    assert [row.id for row in report.rows] == ["input"]
    assert report.outputs == ("input",)
    assert (report.totals.params, report.totals.macs, report.totals.activations) == (0, 0, 192)


# -- leave no trace ----------------------------------------------------------------------------


def state_of(net):
    """Everything an analysis could disturb."""
    return {
        "modes": [module.training for module in net.modules()],
        "grads": [p.requires_grad for p in net.parameters()],
        "keys": list(net.state_dict()),
        "values": {key: value.clone() for key, value in net.state_dict().items()},
        "hooks": [
            (len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks))
            for m in net.modules()
        ],
        "global hooks": (
            len(nn.modules.module._global_forward_hooks),
            len(nn.modules.module._global_forward_pre_hooks),
        ),
        "attributes": [sorted(vars(module)) for module in net.modules()],
        "functions": (F.conv2d, F.relu, F.linear, torch.add, torch.Tensor.add, nn.Module.__call__),
        "modes on": (
            torch.is_grad_enabled(),
            torch.overrides._get_current_function_mode(),
            torch.utils._python_dispatch._get_current_dispatch_mode(),
            torch.get_default_device(),
            torch.backends.mha.get_fastpath_enabled(),
        ),
    }


def same(before, after):
    for key, value in before.items():
        if key == "values":
            assert all(torch.equal(value[name], after[key][name]) for name in value), key
        else:
            assert value == after[key], key


def half_frozen(net):
    """A network in an unusual state: training, batch norm in evaluation, one layer frozen."""
    net.train()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    next(net.parameters()).requires_grad_(False)
    return net


@pytest.mark.parametrize(
    ("net", "shape"),
    [
        (Nested(), MAP),
        (Raises(), (1, 3, 8, 8)),
        (Unused(), MAP),
        (MakesTensors(), (1, 3, 6, 6)),
        (ReadsValues(), (1, 3, 6, 6)),
        (TupleAndDict(), [(1, 3, 6, 6), (1, 3, 6, 6)]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else "",
)
def test_nothing_is_left_behind(net, shape):
    half_frozen(net)
    torch.manual_seed(1)
    random.seed(1)
    np.random.seed(1)
    before = state_of(net)
    torch_state, python_state = torch.get_rng_state(), random.getstate()
    numpy_state = np.random.get_state()[1].copy()
    if isinstance(net, Raises):
        with pytest.raises(ForwardFailed):
            analyze(net, shape)
    else:
        analyze(net, shape)
    same(before, state_of(net))
    assert torch.equal(torch_state, torch.get_rng_state())
    assert python_state == random.getstate()
    assert (numpy_state == np.random.get_state()[1]).all()


def test_a_failed_analysis_does_not_change_the_next_one():
    first = analyze(Nested(), MAP)
    with pytest.raises(ForwardFailed):
        analyze(Raises(), (1, 3, 8, 8))
    assert analyze(Nested(), MAP).content_hash == first.content_hash


def test_a_real_pass_does_not_move_buffers():
    class Counts(ReadsValues):
        def __init__(self):
            super().__init__()
            self.register_buffer("calls", torch.zeros(1))

        def forward(self, x):
            self.calls += 1
            return super().forward(x)

    net = Counts()
    analyze(net, (1, 3, 6, 6))
    assert net.calls.item() == 0


def test_a_traced_model_goes_when_nobody_holds_it():
    """Without waiting for a collection of garbage: the weights of a large network are gigabytes."""
    import gc
    import weakref

    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())
    gone = weakref.ref(model)
    gc.disable()
    try:
        trace_forward(model, (torch.zeros(1, 3, 8, 8),))
        del model
        assert gone() is None
    finally:
        gc.enable()
