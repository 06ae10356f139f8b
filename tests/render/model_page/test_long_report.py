"""A network of five hundred rows: its page stays light, every row keeps its address, links hold."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urldefrag

import pytest

from archreport.render.drawing.diagram.html import inside_html
from archreport.render.model_page import tables
from archreport.render.model_page.folded_table import copied_rows
from archreport.render.model_page.long_report import LONG, VERY_LONG, Placement, placement
from archreport.render.model_page.page import model_files
from archreport.render.model_page.subpages import listing_end
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.site.check.faults import HEAVIEST
from tests.render.drawing.diagram import nets
from tests.render.model_page.long_report import ROWS_A_BLOCK, long_report

#: What the site puts around a page: head, navigation, search, footer.
SHELL = 45 * 1024


@pytest.fixture(scope="module")
def long() -> Report:
    return long_report()


@pytest.fixture(scope="module", params=["en", "zh"])
def files(request: pytest.FixtureRequest, long: Report) -> dict[str, str]:
    return dict(model_files(long, Language(request.param)))


def as_html(page: str) -> str:
    body = re.sub(r"(?ms)^```.*?^```$", "", page.split("---\n", 2)[2])
    return re.sub(r"(?m)^#+ (.*) \{#(\w+)\}$", r'<h2 id="\2"></h2>', body)


def test_short_reports_have_everything_on_their_page(report: Report, t: Language) -> None:
    assert placement(report) == Placement()
    assert list(model_files(report, t)) == ["index.md", "times/index.md"]


def test_the_parts_leave_in_order(long: Report) -> None:
    """First what is looked up, then what can be folded; without copies the table stays whole."""
    some = long_report(LONG // ROWS_A_BLOCK + 1, 1)
    assert placement(some) == Placement(statistics="statistics/", listing=True)
    assert placement(long) == Placement(
        "statistics/", "diagram/", "layers/", folded=True, listing=True
    )
    different = long_report(VERY_LONG // ROWS_A_BLOCK + 1, VERY_LONG // ROWS_A_BLOCK + 1)
    assert placement(different) == Placement("statistics/", "diagram/", listing=True)


def test_every_page_is_light_enough(files: dict[str, str]) -> None:
    assert set(files) == {
        "index.md", "layers/index.md", "statistics/index.md", "diagram/index.md",
        "times/index.md", "tiny.torchinfo.txt",
    }  # fmt: skip
    for name, text in files.items():
        assert len(text.encode()) + SHELL < HEAVIEST, name


def test_every_row_keeps_its_address(files: dict[str, str], long: Report, parsed) -> None:
    pages = {name: parsed(as_html(text)) for name, text in files.items() if name.endswith(".md")}
    for page in pages.values():
        assert len(page.ids) == len(set(page.ids))
    rows = {row.id for row in long.rows}
    assert rows <= set(pages["index.md"].ids)
    assert rows <= set(pages["layers/index.md"].ids)
    assert {f"g-{id_}" for id_ in rows} <= set(pages["diagram/index.md"].ids)


def test_links_arrive_on_whichever_page(files: dict[str, str], parsed) -> None:
    pages = {name: parsed(as_html(text)) for name, text in files.items() if name.endswith(".md")}
    followed = 0
    for name, page in pages.items():
        for href in page.hrefs:
            path, anchor = urldefrag(href)
            if "//" in href or not (anchor or path.endswith("/")):
                continue
            if path.startswith("../../") and name == "index.md":
                continue  # to other parts of the site, whose checker follows it
            folder = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            target = name if not path else posixpath.normpath(posixpath.join(folder, "index.md"))
            assert target in pages, (name, href)
            assert not anchor or anchor in pages[target].ids, (name, href)
            followed += 1
    assert followed > 2000


def test_a_row_a_node_and_its_maps_lead_to_each_other(files: dict[str, str], parsed) -> None:
    """Of a row in a copy: the address on the page, its row in full, its node, its maps."""
    row = "conv4_7.relu2"
    index, layers = files["index.md"], files["layers/index.md"]
    assert f'<i id="{row}">relu2</i>' in index
    assert 'href="layers/#conv4_7.conv1">conv4_7</a>' in index
    full = re.search(rf'<tr class="row minor" id="{row}">(.*?)</tr>', layers)
    assert full
    for href in (f"../#{row}", f"../diagram/#g-{row}", f"../statistics/#m-{row}"):
        assert f'href="{href}"' in full[1]
    assert f'id="g-{row}" href="../#{row}"' in files["diagram/index.md"]
    statistics = files["statistics/index.md"]
    assert f'id="m-{row}"><th scope="row"><a href="../#{row}">' in statistics
    assert f'href="../maps/{row}.webp"' in statistics


def test_the_folded_table_still_adds_up(long: Report, t: Language) -> None:
    html = str(tables.layer_table(long, t, placement(long)))
    lines = re.findall(r'<tr class="row[^"]*"[^>]*>(.*?)</tr>', html, re.S)
    for column, total in ((3, long.totals.params), (4, long.totals.macs),
                          (5, long.totals.activations)):  # fmt: skip
        found = []
        for line in lines:
            cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.S)
            text = re.sub(r"<[^>]+>|,", "", cells[column])
            found.append(int(text) if text.isdigit() else 0)
        assert sum(found) == total


def test_a_copy_says_what_it_is_equal_to(long: Report, en: Language) -> None:
    html = str(tables.layer_table(long, en, placement(long)))
    copies = re.findall(r'<tr class="row copy">(.*?)</tr>', html, re.S)
    assert len(copies) == 45  # five runs of ten blocks: nine copies each
    assert len(copied_rows(long)) == 45 * ROWS_A_BLOCK
    assert 'equal to <a href="#conv4_1.conv1">conv4_1</a>:' in copies[0]
    assert 'equal to <a href="#conv4_11.conv1">conv4_11</a>:' in copies[9]


def test_torchinfo_s_totals_stay_on_the_page(files: dict[str, str], long: Report) -> None:
    assert "Total mult-adds (M): 1" in files["index.md"]
    assert "Conv2d: 1-" not in files["index.md"]
    assert 'href="tiny.torchinfo.txt"' in files["index.md"]
    assert files["tiny.torchinfo.txt"].startswith("├─Conv2d")
    assert listing_end(long).startswith("====\nTotal params")


def test_pages_beside_the_model_s_are_no_search_results(files: dict[str, str]) -> None:
    for name in ("layers/index.md", "statistics/index.md", "diagram/index.md", "times/index.md"):
        (heading,) = re.findall(r"(?m)^# .*$", files[name])
        assert heading.endswith(" data-not-searched }")


def test_one_module_of_each_kind_is_drawn_inside(long: Report, t: Language) -> None:
    """Connections decide what a kind is: the block with a projection is another than the rest."""
    figure = inside_html(nets.residual(), t)
    assert figure.count("<svg") == 2
    assert 'href="#block0.project"' in figure
    assert 'href="#block1.conv1"' in figure
    assert 'href="#block2.conv1"' not in figure
    assert "Basic ×2" in figure
    assert inside_html(nets.chain(), t) == ""
    assert inside_html(long, t).count("<svg") == 4  # four of five kinds fit


def test_a_table_too_long_for_the_page_keeps_to_a_box(long: Report, report: Report) -> None:
    en = Language("en")
    assert 'class="table-scroll long tall"' in tables.layer_table(long, en)
    assert 'class="table-scroll long"' in tables.layer_table(report, en)
    assert long.run and report.run
    alone, short = (tables.statistics_table(long, long.run, en, 1, base) for base in ("../", ""))
    assert "tall" not in alone.partition(">")[0]
    assert "tall" in short.partition(">")[0]
    assert "tall" not in tables.statistics_table(report, report.run, en, 1).partition(">")[0]
