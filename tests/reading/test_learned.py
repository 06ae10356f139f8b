"""Which rows have learned weights, and which values depend on these alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archreport.reading.learned import value_origins, weight_origins
from archreport.report.run import Prediction, Weights
from archreport.report.self_check import check_report
from tests.hand_made import make_report

STEM = Weights("oxford", True, "", modules=("stem.conv",))


def test_weights_are_learned_in_the_modules_that_are_named() -> None:
    origins = weight_origins(make_report(), STEM)
    assert {name: origin for name, origin in origins.items() if origin != "none"} == {
        "stem.conv": "learned",
        "branch.conv": "untrained",
        "mix": "untrained",
        "mix@2": "untrained",
        "aux.fc": "untrained",
        "fc": "untrained",
    }


def test_a_value_is_learned_where_everything_before_it_is() -> None:
    origins = value_origins(make_report(), STEM)
    assert origins["input"] == "none"
    assert origins["stem.conv"] == origins["stem.relu"] == "learned"
    assert {origins[name] for name in ("branch.conv", "stem.add", "pool", "fc")} == {"mixed"}
    late = value_origins(make_report(), replace(STEM, modules=("mix",)))
    assert late["pool"] == "untrained", "what comes before a learned layer is not learned"
    assert late["mix"] == "mixed"


def test_a_normalisation_as_it_is_initialised_makes_no_difference() -> None:
    report = make_report()
    rows = tuple(
        replace(row, kind="norm") if row.id == "branch.conv" else row for row in report.rows
    )
    report = replace(report, rows=rows)
    assert weight_origins(report, STEM)["branch.conv"] == "untrained"
    assert value_origins(report, STEM)["stem.add"] == "learned"
    untrained = value_origins(report, replace(STEM, trained=False, modules=()))
    assert untrained["stem.add"] == "untrained", "what the convolution before it has drawn stays so"


@pytest.mark.parametrize(
    ("trained", "origin"), [(True, "learned"), (False, "untrained"), (None, "unknown")]
)
def test_without_names_all_weights_are_of_one_kind(trained: bool | None, origin: str) -> None:
    weights = Weights("some", trained, "")
    for origins in (weight_origins(make_report(), weights), value_origins(make_report(), weights)):
        assert set(origins.values()) == {"none", origin}
        assert origins["fc"] == origin


def test_a_report_with_learned_modules_that_there_are_not_has_a_fault() -> None:
    report = make_report()
    assert report.run
    odd = replace(report.run, weights=replace(STEM, modules=("stem.conv", "gone")))
    more = set(check_report(replace(report, run=odd))) - set(check_report(report))
    assert more == {"The weights of gone are said to be learned, and no row has them."}


def test_predictions_without_learned_weights_throughout_are_a_fault() -> None:
    report = make_report()
    assert report.run
    said = replace(report.run, predictions=(Prediction(1, "cat", 0.5),))
    learned = replace(said, weights=Weights("some", True, ""))
    for run, faults in ((said, 1), (replace(said, weights=STEM), 1), (learned, 0)):
        more = set(check_report(replace(report, run=run))) - set(check_report(report))
        assert len(more) == faults
