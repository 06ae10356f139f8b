"""Which blocks are modules, which of them branch, and how they are called."""

from __future__ import annotations

from dataclasses import replace

from archreport.reading.graph import rows_by_id
from archreport.reading.modules import branched_modules, module_name, module_path, modules_of
from archreport.report.model import Block, Report
from tests.hand_made import make_report
from tests.render.drawing.diagram import nets
from tests.shelf import report_of


def as_one(*ids: str) -> Report:
    """The hand-made report with these rows as one module of a class of its own."""
    report = make_report()
    return replace(report, blocks=(Block(ids[0], "stage-1", "Stem", (ids,)),))


def test_layers_outside_of_composites_are_no_modules() -> None:
    assert modules_of(make_report()) == {}


def test_a_convolution_in_a_wrapper_is_a_layer() -> None:
    assert modules_of(as_one("stem.conv", "stem.relu")) == {}


def test_a_chain_of_two_convolutions_is_a_module_that_does_not_branch() -> None:
    chain = as_one("mix", "mix@2")
    assert list(modules_of(chain)) == ["mix"]
    assert branched_modules(chain) == {}


def test_a_module_whose_result_is_read_twice_inside_branches() -> None:
    residual = as_one("stem.conv", "stem.relu", "branch.conv", "stem.add")
    assert list(branched_modules(residual)) == list(modules_of(residual)) == ["stem.conv"]


def test_a_module_that_reads_its_input_twice_branches() -> None:
    """The shortcut leaves before the module's first row."""
    assert list(branched_modules(as_one("branch.conv", "stem.add"))) == ["branch.conv"]


def test_the_modules_of_the_papers() -> None:
    """Nine inception modules; in ResNet-18 eight residual blocks; in VGG none."""
    for key, copies in (("googlenet", 9), ("resnet18", 8), ("vgg16", 0)):
        blocks = branched_modules(report_of(key)).values()
        assert sum(block.repeats for block in blocks) == copies, key


def test_a_module_is_called_by_the_path_that_its_rows_share() -> None:
    rows = rows_by_id(report_of("googlenet"))
    inside = [id_ for id_ in rows if id_.startswith("inception_3a.")]
    assert module_path(inside, rows) == "inception_3a."
    assert module_name(inside, rows) == "inception_3a"


def test_without_a_shared_path_a_module_is_called_by_its_first_row() -> None:
    rows = {row.id: row for row in (nets.given(), nets.conv("a", nets.given(), 8))}
    rows["b"] = nets.conv("b", rows["a"], 8)
    assert module_path(("a", "b"), rows) == ""
    assert module_name(("a", "b"), rows) == "a"
