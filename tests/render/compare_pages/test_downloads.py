"""The table to take away: one line a network in every format, the same numbers in each."""

from __future__ import annotations

import csv
import io
import json
import re

from archreport.audit import load_claims
from archreport.render.compare_pages import comparisons_of, downloads
from archreport.render.compare_pages.networks import networks_by_year, side_by_side
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.hand_made import make_bare_report, make_report

EN, ZH = Language("en"), Language("zh")
Shelf = dict[str, Report]


def test_csv_has_one_line_a_network_with_bare_numbers(shelf: Shelf) -> None:
    shown = networks_by_year(shelf.values(), EN, load_claims())
    lines = list(csv.DictReader(io.StringIO(downloads.csv_text(shown))))
    assert [line["network"] for line in lines] == [item.key for item in shown]
    for line in lines:
        totals = shelf[line["network"]].totals
        assert (int(line["params"]), int(line["macs"])) == (totals.params, totals.macs)
        assert int(line["flops"]) == 2 * int(line["macs"])
    errors = {line["network"]: line["top5_error"] for line in lines}
    assert errors["vgg16"] == "8.8"
    assert errors["unet"] == ""


def test_json_and_latex_hold_the_same_lines(shelf: Shelf) -> None:
    shown = networks_by_year(shelf.values(), EN, load_claims())
    data = json.loads(downloads.json_text(shown))["networks"]
    assert [line["params"] for line in data] == [item.params for item in shown]
    latex = downloads.latex_text(shown, ZH)
    assert "ctexart" in latex
    body = re.search(r"\\midrule\n(.*)\\bottomrule", latex, re.S)
    assert body
    rows = [line for line in body[1].splitlines() if line]
    assert len(rows) == len(shown)
    for row, item in zip(rows, shown, strict=True):
        assert len(re.findall(r"(?<!\\)&", row)) == 9
        assert str(item.macs) in row
        assert row.endswith(r"\\")


def test_markup_in_names_is_escaped_in_latex_and_markdown() -> None:
    shown = side_by_side((make_report(), make_bare_report()), EN)
    assert r"Tiny \& \textless{}Small\textgreater{}" in downloads.latex_text(shown, EN)
    table = downloads.markdown_text(shown, EN).splitlines()
    widths = {line.count("|") for line in table[: table.index("")]}
    assert widths == {5}


def test_markdown_has_ratios_for_two_and_none_for_three(shelf: Shelf) -> None:
    two = side_by_side([shelf[k] for k in ("alexnet", "vgg16")], EN)
    three = side_by_side([shelf[k] for k in ("alexnet", "vgg16", "vgg19")], EN)
    assert (
        "| Parameters | 60,965,224 | 138,357,544 | 1\u00a0:\u00a02.27 |"
        in downloads.markdown_text(two, EN)
    )
    assert "| Parameters | 60,965,224 | 138,357,544 | 143,667,240 |\n" in downloads.markdown_text(
        three, EN
    )


def test_json_of_a_comparison_has_ratios_to_the_first(shelf: Shelf) -> None:
    shown = side_by_side([shelf[k] for k in ("vgg19", "resnet34")], EN, load_claims())
    data = json.loads(downloads.comparison_json(shown, EN))
    first, second = data["ratios"]
    assert set(first.values()) == {1.0}
    assert second["params"] == 21_797_672 / 143_667_240
    macs = [
        sum(s["networks"][n]["macs"] for s in data["stages"] if s["networks"][n]) for n in (0, 1)
    ]
    assert macs == [item.macs for item in shown]
    assert data["sentences"][0].startswith("ResNet-34 has 6.6 times fewer parameters")


def test_a_model_s_page_leads_to_its_comparisons(shelf: Shelf) -> None:
    links = comparisons_of("resnet34", shelf, EN)
    assert [(link.text, link.url) for link in links] == [
        ("VGG-16", "../../compare/vgg16-resnet34/"),
        ("VGG-19", "../../compare/vgg19-resnet34/"),
        ("Plain-34", "../../compare/plain34-resnet34/"),
        ("all networks", "../../compare/#v-resnet34"),
    ]
    assert comparisons_of("deepface", shelf, EN)[0].url == "../../compare/convolution-local/"
    assert len(comparisons_of("zfnet", shelf, ZH)) == 1
