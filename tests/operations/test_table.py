"""The table of operations: every entry is found by its names and says whole things."""

import re
from collections import Counter
from string import Formatter

import pytest

from archreport.operations.table import ALIASES, TABLE, UNKNOWN, operation


def test_each_name_has_one_entry():
    names = Counter(name for entry in TABLE for name in entry.names)
    names.update(ALIASES.keys())
    assert [name for name, times in names.items() if times > 1] == []
    assert all(operation(name) is entry for entry in TABLE for name in entry.names)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("conv1d", "conv"), ("conv_transpose3d", "up"), ("max_pool2d_with_indices", "pool"),
        ("bilinear", "linear"), ("batch_norm", "norm"), ("relu_", "act"), ("hardswish_", "act"),
        ("cat", "join"), ("dropout2d", "drop"), ("pixel_unshuffle", "shape"), ("exp", "math"),
        ("amax", "reduce"), ("mystery", "other"), ("_", "other"),
    ],
)  # fmt: skip
def test_kinds(name, kind):
    assert operation(name).kind_reading(1) == kind


@pytest.mark.parametrize("name", ["add", "mul_", "where"])
def test_an_elementwise_operation_joins_when_it_reads_two_activations(name):
    assert operation(name).kind_reading(2) == "join"
    assert operation(name).kind_reading(1) == "math"


def test_in_place_is_the_same_operation():
    assert operation("relu_") is operation("relu")
    assert operation("copy_").kind == "shape"  # a name of its own


def test_what_is_not_in_the_table_claims_nothing():
    assert operation("mystery") is UNKNOWN
    assert (UNKNOWN.words, UNKNOWN.macs, UNKNOWN.window, UNKNOWN.kernels) == (None, None, None, ())


def test_what_has_a_window_has_its_size_and_its_field():
    windowed = [entry for entry in TABLE if entry.window and "deform_conv2d" not in entry.names]
    assert len(windowed) >= 7  # where a deformable one looks is not in its window
    assert all(entry.sizes and entry.field is not UNKNOWN.field for entry in windowed)


def test_words_name_what_the_row_has():
    """``{kernel}`` is that of a window; everything else is a hyper-parameter of the operation."""
    derived = {"in_features", "out_features", "in1_features", "in2_features"}
    for entry in TABLE:
        for words in (entry.words, entry.words_to_one, entry.short_words, *entry.details):
            if words is None:
                continue
            named = {name for _, name, _, _ in Formatter().parse(words.en) if name}
            assert named <= {*(entry.settings or ()), *derived, "kernel"}, entry.names
            assert "kernel" not in named or entry.window, entry.names


def test_words_in_both_languages():
    relu, pool = operation("relu").words, operation("max_pool2d").words
    assert (relu.text("en"), relu.text("zh")) == ("ReLU", "ReLU")
    assert (pool.text("en"), pool.text("zh")) == ("max pool {kernel}", "最大池化 {kernel}")
    assert re.search(r"[\u3400-\u9fff]", operation("pixel_unshuffle").words.text("zh"))
    with pytest.raises(KeyError):
        relu.text("xx")
