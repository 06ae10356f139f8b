"""A page as one file: the shelf's sections, nothing outside of it, for networks of any kind."""

from __future__ import annotations

import base64
import gzip
import re
from dataclasses import replace
from functools import cache

import pytest
from lxml import html as lxml_html

import archreport
from archreport import call, shape
from archreport.audit import audit, load_claims, within
from archreport.render.downloads.report_files import report_files
from archreport.render.model_page.page import model_page
from archreport.render.page_file.links import dead_links
from archreport.render.page_file.markdown_html import body_of
from archreport.render.page_file.page import file_name, page_files, page_html
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.render.page_file import networks
from tests.shelf import report_of

MODELS = {
    "encoder": (networks.Encoder, (1, 32, 64)),
    "u-net": (networks.SmallUNet, (1, 3, 32, 32)),
    "detector": (networks.Detector, (1, 3, 32, 32)),
    "reader": (networks.Reader, call(shape(1, 12, dtype="int64", high=100))),
    "chooser": (networks.Chooser, (1, 3, 16, 16)),
}
MIB = 2**20


@cache
def analysed(name: str) -> Report:
    network, given = MODELS[name]
    return archreport.analyze(network(), given, checks="all")


@cache
def chain() -> Report:
    return archreport.analyze(networks.Chain(), (1, 4, 8, 8))


def tree_of(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def ids_of(page: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', page)


@pytest.mark.parametrize("name", MODELS)
def test_any_network_has_a_page_that_needs_nothing_else(name: str, t: Language) -> None:
    page = page_html(analysed(name), t)
    tree = tree_of(page)
    assert tree.get("lang") == t.code
    assert not tree.xpath("//script | //iframe | //link[@rel='stylesheet'] | //@onclick")
    assert not re.findall(r"url\((?![\"']?data:)", page)
    assert dead_links(page) == []
    assert len(ids_of(page)) == len(set(ids_of(page)))
    assert len(tree.xpath("//h1")) == 1
    assert len(page) < MIB


@pytest.mark.parametrize("name", MODELS)
def test_it_has_all_that_applies(name: str) -> None:
    report = analysed(name)
    ids = set(ids_of(page_html(report, Language("en"))))
    assert {row.id for row in report.rows} <= ids
    sections = {
        "summary", "diagram", "layers", "arithmetic", "where", "memory", "maps", "tools", "checks",
        "reproduce", "cite", "downloads", "every-tool", "every-check", "provenance",
    }  # fmt: skip
    assert sections <= ids


def test_the_u_of_a_u_net_is_drawn() -> None:
    assert "fig-u" in ids_of(page_html(analysed("u-net"), Language("en")))


def test_what_could_not_be_counted_is_said(t: Language) -> None:
    tree = tree_of(page_html(analysed("chooser"), t))
    (warning,) = tree.xpath("//div[@id='warning']")
    assert "aten._linalg_svd" in words(warning)
    assert "light" in words(warning)  # zeros take the other path
    asides = " ".join(map(words, tree.xpath("//p[@class='fine']")))
    assert t("remark.real") in asides
    assert t("remark.by_value", names="bool") in asides


def test_the_output_of_a_detectors_stage_is_that_of_its_maps() -> None:
    tree = tree_of(page_html(analysed("detector"), Language("en")))
    (table,) = tree.xpath("//table[@id='tbl-model-stages']")
    sizes = {words(cell) for cell in table.xpath(".//tbody/tr/td[1]")}
    assert {"16 × 16", "8 × 8"} <= sizes
    assert not any("15" in size for size in sizes)  # 3·5 channels are no width


def test_the_file_says_what_the_page_of_the_site_says(t: Language) -> None:
    """Section by section, but for what is taken away, which lies elsewhere."""
    report = report_of("vgg16")
    findings = audit({"vgg16": report}, within(load_claims(), {"vgg16"}))
    site = tree_of(f"<main>{body_of(model_page(report, t, findings=findings)).html}</main>")
    file = tree_of(page_html(report, t))
    parts = [
        "//p[@class='claim']", "//p[@class='meta']", "//dl[@class='facts']", "//figure", "//table",
        "//p[@class='sum']", "//dl[@id='terms']", "//dl[@id='provenance']", "//blockquote",
        "//pre", "//h2", "//p[@class='fine']", "//ul",
    ]  # fmt: skip
    for part in parts:
        ours = [words(one) for one in file.xpath(part)]
        assert [words(one) for one in site.xpath(part)] == ours, part
        assert ours or part == "//ul", part


def test_every_download_is_inside_as_it_is(t: Language) -> None:
    report = analysed("u-net")
    files = report_files(report, t)
    page = tree_of(page_html(report, t))
    inside = {}
    for link in page.xpath("//a[@download]"):
        data = base64.b64decode(link.get("href").partition("base64,")[2])
        name = link.get("download")
        inside[name.removesuffix(".gz")] = gzip.decompress(data) if name.endswith(".gz") else data
    named = {name.replace("model", "SmallUNet").replace(".md.txt", ".md") for name in files}
    assert set(inside) == named
    assert sorted(inside.values()) == sorted(files.values())


def test_a_downloaded_report_can_be_read_back(tmp_path) -> None:
    report = analysed("u-net")
    files = page_files(report, Language("en"))
    (tmp_path / "again.json").write_bytes(files["SmallUNet.json"])
    assert archreport.load(tmp_path / "again.json") == report


def test_in_a_folder_every_link_finds_its_file(t: Language) -> None:
    files = page_files(analysed("detector"), t)
    page = files["index.html"].decode()
    assert dead_links(page, files.__contains__) == []
    assert "base64" not in page.partition("</head>")[2]


@pytest.mark.parametrize("name", ["encoder", "chooser"])
def test_the_same_report_gives_the_same_bytes(name: str, t: Language) -> None:
    assert page_html(analysed(name), t) == page_html(analysed(name), t)


def test_five_thousand_operations_are_read_and_weigh_a_megabyte(t: Language) -> None:
    report = chain()
    page = page_html(report, t)
    assert len(report.rows) > 5000
    assert len(page.encode()) < MIB
    ids = ids_of(page)
    assert len(ids) == len(set(ids)) and {row.id for row in report.rows} <= set(ids)
    assert dead_links(page) == []
    tree = tree_of(page)
    (table,) = tree.xpath("//table[@id='tbl-model-layers']")
    assert 5 < len(table.xpath(".//tr")) < 60  # what repeats stands there once
    lists = tree.xpath("//details[@id='every-row']/details")
    assert len(lists) > 10
    assert sum(len(one.xpath(".//tbody/tr")) for one in lists) == len(report.rows)


def test_names_of_a_stranger_are_text() -> None:
    report = analysed("u-net")
    evil = "<script>alert(1)</script> & co"
    page = page_html(replace(report, identity=replace(report.identity, title=evil)), Language("en"))
    assert "<script" not in page
    assert words(tree_of(page).xpath("//h1")[0]) == evil


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Net", "Net"),
        ("my net/2", "my-net-2"),
        ("../../etc", "etc"),
        ("网络", "网络"),
        ("…", "model"),
    ],
)
def test_files_are_called_after_the_network(title: str, name: str) -> None:
    report = analysed("u-net")
    assert file_name(replace(report, identity=replace(report.identity, title=title))) == name


def test_a_report_writes_its_page(tmp_path) -> None:
    report = analysed("reader")
    html = report.to_page(tmp_path / "page.html", lang="zh")
    assert (tmp_path / "page.html").read_text("utf-8") == html == page_html(report, Language("zh"))


def test_links_to_the_site_have_its_address_where_it_is_published(published) -> None:
    page = page_html(report_of("vgg16"), Language("en"))
    leading = set(re.findall(r'href="(https://archreport\.example[^"]*)"', page))
    assert any(url.startswith(f"{published}/en/audit/") for url in leading)
    assert dead_links(page) == []
