"""Where the parameters, the work and the memory are."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from archreport.render.model_page.share_bars import RESOURCES, sentence, share_charts, shares
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.hand_made import make_report
from tests.render.drawing.diagram import nets

EN = Language("en")


def charts(report: Report, t: Language = EN) -> list[ET.Element]:
    root = ET.fromstring(share_charts(report, t))
    assert root.get("class") == "three"
    return list(root)


def equal_stages() -> Report:
    """Two stages that do exactly the same work."""
    x = nets.given((8, 8))
    one = nets.conv("one", x, 8)
    two = nets.conv("two", one, 8, stage="stage-2")
    return nets.report([x, one, two])


@pytest.mark.parametrize("name", nets.ALL)
@pytest.mark.parametrize("resource", RESOURCES, ids=lambda item: item.name)
def test_shares_make_a_whole(name: str, resource: object) -> None:
    report = nets.ALL[name]()
    bars = shares(report, resource, EN)  # type: ignore[arg-type]
    assert sum(bar.share for bar in bars) == pytest.approx(1)
    assert [bar.href for bar in bars if bar.stage] == [f"#{stage.id}" for stage in report.stages]


def test_three_charts_with_ids_names_and_links() -> None:
    found = charts(nets.chain())
    assert [figure[0].get("id") for figure in found] == [
        "where-params", "where-macs", "where-activations",
    ]  # fmt: skip
    assert [figure[0].text for figure in found] == [
        "Parameters", "Work (MACs)", "Memory (activations)",
    ]  # fmt: skip
    for figure in found:
        svg = figure[1]
        assert svg.get("role") == "graphics-document"
        assert [link.get("href") for link in svg.findall("a")][:2] == ["#stage-1", "#classifier"]
        assert "%" in (svg.findtext("desc") or "")


def test_bars_are_proportional_and_the_largest_stands_out() -> None:
    params = charts(nets.chain())[0][1]
    bars = [link.find("rect[2]") for link in params.findall("a")]
    widths = [float(bar.get("width", 0)) for bar in bars if bar is not None]
    report = nets.chain()
    small, large = (stage.params for stage in report.stages)
    assert widths[0] / widths[1] == pytest.approx(small / large, rel=0.02)
    assert [bar.get("class") for bar in bars if bar is not None] == ["bar", "bar big"]
    texts = [link.find("text[2]") for link in params.findall("a")]
    assert [item.text for item in texts if item is not None] == ["36.5%", "63.5%"]
    assert [item.get("class") for item in texts if item is not None] == ["t-val", "t-val big"]


def test_two_equal_stages_are_both_largest() -> None:
    work = charts(equal_stages())[1]
    classes = [item.get("class") for item in work[1].iter("rect")]
    assert classes.count("bar big") == 2
    text = "".join(work[2].itertext())
    assert text.startswith("Stage 1 and Stage 2 do 36,864 MACs each, 50.0% of the 73,728.")


def test_the_sentence_names_one_layer_that_holds_a_third() -> None:
    text = "".join(charts(nets.chain())[0][2].itertext())
    assert text == (
        "The layer fc1 alone holds 1,280 of the 2,172 parameters, 58.9%. "
        "The 2 convolutions together hold 36.5%."
    )
    spread = nets.long_chain(20)
    text = "".join(charts(spread)[0][2].itertext())
    assert text.startswith("Stage 1 holds 5,760 of the 5,760 parameters")


def test_the_memory_sentence_leaves_the_input_out_but_not_its_bar() -> None:
    figure = charts(nets.one_row())[2]
    labels = [link.find("text[1]") for link in figure[1].findall("a")]
    assert [item.text for item in labels if item is not None] == ["Classifier", "input"]
    text = "".join(figure[2].itertext())
    assert text.startswith("Classifier keeps 2 of the 9 values")
    assert "result is that of only" in text


def test_a_network_without_parameters_says_so(t: Language) -> None:
    x = nets.given()
    report = nets.report([x, nets.relu("relu", x)])
    figures = charts(report, t)
    for figure, resource in zip(figures[:2], RESOURCES, strict=False):
        assert "".join(figure[2].itertext()) == t(f"share.{resource.name}.none")
        assert "%" in "".join(figure[1].itertext())


def test_chinese_sentences_space_digits_and_letters(zh: Language) -> None:
    resource = RESOURCES[1]
    report = equal_stages()
    text = sentence(report, resource, shares(report, resource, zh), zh).striptags()
    assert text == "阶段 1 与阶段 2 各做 36,864 次乘加，各占全部 73,728 次的 50.0%。"


def test_links_in_sentences_lead_to_rows_and_stages(t: Language) -> None:
    report = make_report()
    targets = {f"#{row.id}" for row in report.rows} | {f"#{stage.id}" for stage in report.stages}
    for figure in charts(report, t):
        assert {link.get("href") for link in figure.iter("a")} <= targets


def test_it_is_one_block_of_html(t: Language) -> None:
    assert "\n" not in share_charts(nets.chain(), t)
    assert share_charts(nets.chain(), t) == share_charts(nets.chain(), t)
