"""The comparison page and the pages of pairs: their numbers are the reports', in both languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations

import pytest

from archreport.audit import load_claims
from archreport.render.compare_pages import compare_page, compare_pages, pair_page
from archreport.render.compare_pages.challenge import challenge_of, error_over_years
from archreport.render.compare_pages.local_convolution import unshared
from archreport.render.compare_pages.networks import last_field, networks_by_year
from archreport.render.compare_pages.plots import (
    MEMORY_AND_WORK,
    NARROW,
    SIZE_AND_WORK,
    WIDE,
    accuracy,
    resources,
)
from archreport.render.compare_pages.ratios import proportion
from archreport.render.compare_pages.selection import pairs_of, selection
from archreport.render.drawing.geometry import Rectangle
from archreport.render.drawing.svg import text_width
from archreport.render.words.language import LANGUAGES, Language
from archreport.report import arithmetic
from archreport.report.model import Report
from tests.hand_made import make_bare_report, make_report

EN, ZH = Language("en"), Language("zh")
Shelf = dict[str, Report]
Pages = dict[str, dict[str, str]]

#: What a page may weigh, less what MkDocs puts around it.
LIMIT = 200_000


def body(page: str) -> str:
    """The page without its front matter, headings and code, which are Markdown."""
    html = page.split("---\n", 2)[2]
    html = re.sub(r"```.*?```", "", html, flags=re.S)
    return re.sub(r"(?m)^#.*$", "", html)


def ids(page: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', page) + re.findall(r"\{#([\w-]+)\}", page)


def cells(page: str, row_id: str) -> list[str]:
    found = re.search(rf'<tr id="{re.escape(row_id)}">(.*?)</tr>', page, re.S)
    assert found, row_id
    texts = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found[1], re.S)
    return [re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ").strip() for text in texts]


# -- all pages ------------------------------------------------------------------------------------


def test_the_pages(pages: Pages, shelf: Shelf) -> None:
    wanted = {"index.md", "compare.csv", "compare.json", "compare.tex",
              *(f"{pair.slug}/index.md" for pair in selection().pairs),
              "convolution-local/index.md"}  # fmt: skip
    assert set(pages["en"]) == set(pages["zh"]) == wanted


@pytest.mark.parametrize("code", LANGUAGES)
def test_html_is_well_formed_and_ids_are_unique(
    pages: Pages, code: str, parsed: Callable[[str], object]
) -> None:
    for path, page in pages[code].items():
        if path.endswith(".md"):
            parsed(body(page))
            found = ids(page)
            assert len(found) == len(set(found)), path
            assert len(page.encode()) < LIMIT, path
            assert "None" not in page, path


def test_both_languages_have_the_same_ids(pages: Pages) -> None:
    for path in pages["en"]:
        assert ids(pages["en"][path]) == ids(pages["zh"][path]), path


def test_each_language_is_written_as_itself(pages: Pages) -> None:
    for path, page in pages["en"].items():
        if path.endswith(".md"):
            quoted = re.sub(r'<span lang="zh">[^<]*</span>', "", page)
            assert not re.search(r"[\u3400-\u9fff]", quoted), path
            assert re.search(r"[\u3400-\u9fff]", pages["zh"][path]), path


def test_blocks_of_html_hold_no_blank_line(pages: Pages) -> None:
    for path, page in pages["en"].items():
        for block in re.findall(r"<table.*?</table>|<figure.*?</figure>", page, re.S):
            assert "\n\n" not in block, path


def test_every_drawing_is_named_and_the_names_are_there(pages: Pages) -> None:
    for path, page in pages["en"].items():
        for names in re.findall(r'<svg[^>]*aria-labelledby="([^"]+)"', page):
            assert set(names.split()) <= set(ids(page)), path


def test_pages_are_the_same_every_time(shelf: Shelf, pages: Pages) -> None:
    assert compare_pages(shelf, load_claims(), ZH) == pages["zh"]


# -- the comparison page --------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_table_holds_the_reports_numbers(pages: Pages, shelf: Shelf, code: str) -> None:
    for key, report in shelf.items():
        line = cells(pages[code]["index.md"], f"v-{key}")
        totals = report.totals
        assert line[0] == report.identity.title
        assert line[2:6] == [
            f"{totals.params:,}",
            f"{totals.macs:,}",
            f"{totals.activations:,}",
            str(totals.weight_layers),
        ]
        field = last_field(report)
        assert field
        assert f"{field.size[0]:,}" in line[7]


def test_the_order_is_by_year(pages: Pages, shelf: Shelf) -> None:
    page = pages["en"]["index.md"]
    order = list(re.findall(r'<tr id="v-([\w-]+)"', page))
    assert sorted(order) == sorted(shelf)
    years = [int(cells(page, f"v-{key}")[1]) for key in order]
    assert years == sorted(years)
    assert years == [r.identity.paper.year for k in order if (r := shelf[k]).identity.paper]


def test_every_quoted_error_leads_to_its_source_and_conditions(pages: Pages, shelf: Shelf) -> None:
    page = pages["en"]["index.md"]
    for item in networks_by_year(shelf.values(), EN, load_claims()):
        if item.top5:
            assert cells(page, f"v-{item.key}")[8] == item.top5.short
            assert f'href="#e-{item.key}"' in page
            line = cells(page, f"e-{item.key}")
            assert line[1] == item.top5.text
            assert item.top5.setting in line[2]
            assert item.top5.source in line[2].replace("&amp;", "&")
        else:
            assert cells(page, f"v-{item.key}")[8] == "–"


def test_cells_that_are_no_number_sort_as_one(pages: Pages) -> None:
    """archreport.js sorts by data-k where a cell has it, else by its text."""
    for row in re.findall(r'<tr id="v-.*?</tr>', pages["en"]["index.md"], re.S):
        for attributes, text in re.findall(r"<td([^>]*)>(.*?)</td>", row):
            plain = re.sub(r"<[^>]+>", "", text).replace(",", "")
            key = re.search(r'data-k="([^"]*)"', attributes)
            float(key[1] if key else plain)


def test_both_human_levels_are_said(pages: Pages) -> None:
    for code in LANGUAGES:
        page = pages[code]["index.md"]
        assert cells(page, "y-human-lecture")[3] == "4.5"
        assert cells(page, "y-human-published")[3] == "5.1"
        assert "4.5%" in page
        assert "5.1%" in page


def test_a_small_shelf_leaves_out_what_needs_more(shelf: Shelf) -> None:
    page = compare_page([shelf["alexnet"], shelf["vgg16"]], load_claims(), EN)
    assert 'href="alexnet-vgg16/"' in page
    assert set(re.findall(r"\.\./models/([\w-]+)/", page)) == {"alexnet", "vgg16"}
    assert set(re.findall(r'href="#v-([\w-]+)"', page)) == {"alexnet", "vgg16"}
    assert 'id="tbl-align-classification"' in page
    assert 'id="tbl-align-segmentation"' not in page
    numbers = re.findall(r"<b>Table (\d)\.</b>", page)
    assert numbers == sorted(numbers)


def test_without_claims_the_page_stands(shelf: Shelf) -> None:
    page = compare_page(shelf.values(), (), EN)
    assert "{#networks}" in page
    assert "{#errors}" not in page
    assert "{#align}" in page


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_networks_of_strangers_do_no_harm(t: Language, parsed: Callable[[str], object]) -> None:
    page = compare_page([make_report(), make_bare_report()], load_claims(), t)
    parsed(body(page))
    assert "Tiny &amp; &lt;Small&gt;" in page
    parsed(body(pair_page(make_report(), make_bare_report(), load_claims(), t)))


# -- plots ----------------------------------------------------------------------------------------


def plots(shelf: Shelf, t: Language) -> dict[str, str]:
    shown = networks_by_year(shelf.values(), t, load_claims())
    by_key = {item.key: item for item in shown}
    families = [[by_key[k] for k in keys if k in by_key] for keys in selection().accuracy]

    def url(key: str) -> str:
        return f"../models/{key}/"

    return {
        "size": resources(shown, families, SIZE_AND_WORK, t, url, "a"),
        "memory": resources(shown, families, MEMORY_AND_WORK, t, url, "b"),
        "challenge": error_over_years(challenge_of(shelf, load_claims(), t), t, url, "c"),
        "accuracy": accuracy(families, t, url, "d"),
    }


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("name", ["size", "memory", "challenge", "accuracy"])
def test_labels_of_a_plot_do_not_overlap_by_the_estimate(
    shelf: Shelf, t: Language, name: str
) -> None:
    root = ET.fromstring(f"<div>{plots(shelf, t)[name]}</div>")
    drawings = list(root.iter("svg"))
    assert [float(d.get("width", 0)) for d in drawings] == [WIDE.width, NARROW.width]
    for drawn in drawings:
        boxes = []
        for text in drawn.iter("text"):
            if "halo" in text.get("class", ""):
                size = 10 if "t-sub" in text.get("class", "") else 11
                x, y, said = float(text.get("x", 0)), float(text.get("y", 0)), text.text or ""
                boxes.append((said, Rectangle(x, y - size + 1, text_width(said, size), size)))
        assert len(boxes) > 5
        for (one, first), (other, second) in combinations(boxes, 2):
            assert not first.meets(second), (one, other)
        for said, box in boxes:
            assert box.x >= 0, said
            assert box.x + box.width <= float(drawn.get("width", 0)), said


def test_almost_every_network_has_its_label(shelf: Shelf) -> None:
    root = ET.fromstring(f"<div>{plots(shelf, EN)['size']}</div>")
    for drawn in root.iter("svg"):
        texts = " ".join(t.text or "" for t in drawn.iter("text"))
        said = [report.identity.title for report in shelf.values()]
        assert sum(title in texts for title in said) >= len(said) - 4


def test_marks_stand_where_the_numbers_are(shelf: Shelf) -> None:
    """More parameters further right, more MACs further up, by the same factor everywhere."""
    root = ET.fromstring(f"<div>{plots(shelf, EN)['size']}</div>")
    (wide, _) = root.iter("svg")
    place = {}
    for link in wide.iter("a"):
        key = link.get("href", "").split("/")[2]
        mark = link.find("circle")
        if mark is not None:
            place[key] = float(mark.get("cx", 0)), float(mark.get("cy", 0))
    by_params = sorted(place, key=lambda key: shelf[key].totals.params)
    assert [place[k][0] for k in by_params] == sorted(place[k][0] for k in place)
    by_macs = sorted(place, key=lambda key: shelf[key].totals.macs)
    assert [place[k][1] for k in by_macs] == sorted((place[k][1] for k in place), reverse=True)


def test_the_human_levels_are_drawn_in_the_right_order(shelf: Shelf) -> None:
    root = ET.fromstring(f"<div>{plots(shelf, EN)['challenge']}</div>")
    for drawn in root.iter("svg"):
        published, lecture = (
            float(re.sub(r"^M[\d.]+ ([\d.]+)H.*", r"\1", path.get("d", "")))
            for path in drawn.iter("path")
            if "human" in path.get("class", "").split()
        )
        assert published < lecture, "5.1 stands above 4.5"


def test_plots_need_two_networks(shelf: Shelf) -> None:
    assert plots({"vgg16": shelf["vgg16"]}, EN)["size"] == ""
    assert plots({"vgg16": shelf["vgg16"]}, EN)["accuracy"] == ""


# -- pairs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_number_and_ratio_of_a_pair_is_right(pages: Pages, shelf: Shelf, code: str) -> None:
    columns = {"params": "params", "macs": "macs", "activations": "activations",
               "depth": "weight_layers"}  # fmt: skip
    for pair in pairs_of(shelf):
        page = pages[code][f"{pair.slug}/index.md"]
        older, newer = shelf[pair.older].totals, shelf[pair.newer].totals
        for key, name in columns.items():
            first, second = getattr(older, name), getattr(newer, name)
            ratio = proportion(first, second).replace("\u00a0", " ")
            assert cells(page, f"q-{key}")[1:] == [f"{first:,}", f"{second:,}", ratio], pair
        first = older.macs / older.params
        second = newer.macs / newer.params
        printed = cells(page, "q-macs_per_param")
        assert float(printed[1].replace(",", "")) == pytest.approx(first, rel=0.005)
        assert float(printed[2].replace(",", "")) == pytest.approx(second, rel=0.005)


def test_the_strip_agrees_with_the_table(pages: Pages, shelf: Shelf) -> None:
    for pair in pairs_of(shelf):
        page = pages["en"][f"{pair.slug}/index.md"]
        for key, value in re.findall(r'<dd><a href="#q-(\w+)">([^<]+)</a>', page):
            ratio = cells(page, f"q-{key}")[3]
            digits = re.sub(r"[×÷=≈\s]", "", value)
            assert digits in ratio.replace(" ", "").split(":"), (pair, key)


def test_ribbons_of_a_pair_share_one_scale(pages: Pages, shelf: Shelf) -> None:
    """A slab of 512 channels is as wide in one network as in the other, and 224 as high."""
    page = pages["en"]["vgg16-resnet34/index.md"]
    drawings = [
        ET.fromstring(svg) for svg in re.findall(r"<svg class=\"ribbon.*?</svg>", page, re.S)
    ]
    assert len(drawings) == 4, "two wide, two narrow"
    wide = drawings[:2]
    widest = []
    for drawn in wide:
        (stage,) = [
            link for link in drawn.iter("a") if (link.get("href") or "").endswith("#stage-5")
        ]
        slabs = [r for r in stage.iter("rect") if (r.get("class") or "").startswith("s-")]
        widest.append({round(float(slab.get("width", 0)), 1) for slab in slabs})
    assert widest[0] == widest[1]
    heights = [max(float(r.get("height", 0)) for r in d.iter("rect") if r.get("class") != "hit")
               for d in wide]  # fmt: skip
    assert heights[0] / heights[1] == pytest.approx(224 / 112)


def test_a_plain_and_a_residual_network_show_the_same_layers(pages: Pages) -> None:
    page = pages["en"]["plain34-resnet34/index.md"]
    drawings = [ET.fromstring(d) for d in re.findall(r"<svg class=\"ribbon.*?</svg>", page, re.S)]
    slabs = [
        [(r.get("x"), r.get("width"), r.get("height")) for r in drawn.iter("rect")
         if (r.get("class") or "").startswith("s-")]
        for drawn in drawings
    ]  # fmt: skip
    assert len(slabs[0]) == 34
    assert slabs[0] == slabs[1]


def test_links_of_a_pair_lead_to_rows_and_stages_that_exist(pages: Pages, shelf: Shelf) -> None:
    for pair in pairs_of(shelf):
        page = pages["en"][f"{pair.slug}/index.md"]
        for key, anchor in re.findall(r'href="\.\./\.\./models/([\w-]+)/#([^"]+)"', page):
            report = shelf[key]
            there = {row.id for row in report.rows} | {stage.id for stage in report.stages}
            assert anchor in there, (pair, key, anchor)


def test_local_layers_against_convolutions(shelf: Shelf, pages: Pages) -> None:
    layers = {layer.row.id: layer for layer in unshared(shelf["deepface"])}
    assert list(layers) == ["L4", "L5", "L6"]
    for layer in layers.values():
        assert layer.own.result == layer.row.param_count
        assert layer.own.result == layer.shared.result * layer.positions
        assert layer.macs.result == layer.row.macs
    assert layers["L4"].shared.result == 9 * 9 * 16 * 16 + 16
    for code in LANGUAGES:
        page = pages[code]["convolution-local/index.md"]
        line = cells(page, "q-L4")
        assert line[3:] == ["3,025", "62,774,800", "20,752", "3,025 : 1", "62,726,400"]
        sums = re.findall(r"</b> ([^<]*= [\d,]+)", page)
        assert len(sums) == 3
        for text in sums:
            value, result = arithmetic.read_words(text)
            assert value == result


def test_no_local_layers_are_found_where_there_are_none(shelf: Shelf) -> None:
    assert unshared(shelf["vgg16"]) == ()
