"""What a page says of itself to machines."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from archreport.render.page_heads.built_page import BuiltPage, kind_of
from archreport.render.page_heads.head import head_of
from archreport.render.page_heads.scholar import citation_tags
from archreport.render.page_heads.sharing import sharing_tags
from archreport.render.page_heads.structured import described, json_ld
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.render.page_heads.vocabulary import mistakes

PATHS = {
    "": "home",
    "course/": "course",
    "course/01b-learning/": "chapter",
    "course/notation/": "page",
    "labs/01-counting/": "laboratory",
    "labs/": "page",
    "models/tiny/": "report",
    "models/": "page",
    "models/tiny/units/conv1/": "page",
    "audit/": "data",
    "audit/vgg/": "page",
    "glossary/": "glossary",
}
FILES = {"tiny.csv": "tiny.csv", "tiny.json": "../../../en/models/tiny/tiny.json"}


def page_at(path: str, t: Language, report: Report, address: str = "") -> BuiltPage:
    kind = kind_of(path)
    return BuiltPage(
        path=path,
        t=t,
        title='A "page" & <its> title',
        description="What it is about.",
        address=f"{address}/{t.code}/" if address else "",
        teaches=["To count."] if kind == "chapter" else [],
        parts={"course/01-alexnet/": "1 AlexNet"} if kind == "course" else {},
        files=FILES if kind in ("report", "data", "laboratory") else {},
        report=report if kind == "report" else None,
    )


@pytest.mark.parametrize(("path", "kind"), PATHS.items())
def test_a_page_is_known_by_its_address(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize("path", PATHS)
def test_descriptions_are_of_schema_org(path: str, t: Language, any_report: Report) -> None:
    thing = described(page_at(path, t, any_report))
    if PATHS[path] == "page":
        assert thing is None
    else:
        assert thing is not None
        assert mistakes(thing) == []


@pytest.mark.parametrize("path", PATHS)
def test_published_pages_name_their_address(
    path: str, t: Language, report: Report, published: str
) -> None:
    page = page_at(path, t, report, published)
    thing = described(page)
    assert page.url == f"{published}/{t.code}/{path}"
    assert sharing_tags(page)["og:url"] == page.url
    assert citation_tags(page).get("citation_public_url") in (None, page.url)
    if thing:
        assert mistakes(thing) == []
        assert thing.get("@graph", [thing])[0]["url"] == page.url


@pytest.mark.parametrize("path", PATHS)
def test_an_unpublished_page_names_no_address_of_its_own(
    path: str, t: Language, report: Report
) -> None:
    head = head_of(page_at(path, t, report))
    assert "og:url" not in head and "_url" not in head and '"url":""' not in head
    assert "doi" not in head.lower() and "codeRepository" not in head


def test_the_numbers_of_a_report(report: Report, en: Language) -> None:
    thing = described(page_at("models/tiny/", en, report))
    assert thing is not None
    values = {one["name"]: one["value"] for one in thing["variableMeasured"]}
    assert values["parameters"] == report.totals.params
    assert values["multiply–accumulates for one input"] == report.totals.macs
    assert f"sha256:{report.content_hash}" in thing["identifier"]
    assert [one["contentUrl"] for one in thing["distribution"]] == list(FILES.values())
    assert thing["license"].endswith("/publicdomain/zero/1.0/")
    paper = report.identity.paper
    assert paper is not None
    assert thing["isBasedOn"]["name"] == paper.title
    assert ", ".join(one["name"] for one in thing["isBasedOn"]["author"]) == paper.authors


def test_a_chapter_says_what_it_teaches_and_the_course_its_chapters(
    report: Report, t: Language
) -> None:
    chapter = described(page_at("course/01-alexnet/", t, report))
    course = described(page_at("course/", t, report))
    assert chapter is not None and course is not None
    assert chapter["teaches"] == ["To count."]
    assert [(one["position"], one["name"]) for one in course["hasPart"]] == [(1, "1 AlexNet")]


def test_a_table_without_files_is_no_data(report: Report, en: Language) -> None:
    assert described(replace(page_at("audit/", en, report), files={})) is None


def test_what_is_set_is_named(
    report: Report, en: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHREPORT_DOI", "https://doi.org/10.1234/abc.5")
    monkeypatch.setenv("ARCHREPORT_REPOSITORY", "https://forge.example/us/archreport/")
    home = described(page_at("", en, report))
    model = described(page_at("models/tiny/", en, report))
    assert home is not None and model is not None
    software = home["@graph"][1]
    assert software["codeRepository"] == "https://forge.example/us/archreport"
    assert software["identifier"] == ["https://doi.org/10.1234/abc.5"]
    assert model["identifier"][0] == "https://doi.org/10.1234/abc.5"
    assert mistakes(home) == mistakes(model) == []
    assert citation_tags(page_at("audit/", en, report))["citation_doi"] == "10.1234/abc.5"


def test_a_head_is_html_whatever_a_title_holds(report: Report, t: Language) -> None:
    page = replace(page_at("course/01-alexnet/", t, report), teaches=["</script><b>&quot;"])
    head = lxml_html.fromstring(f"<html><head>{head_of(page)}</head><body></body></html>")
    by_name = {one.get("name"): one.get("content") for one in head.xpath("//meta[@name]")}
    shared = {one.get("property"): one.get("content") for one in head.xpath("//meta[@property]")}
    assert by_name["citation_title"] == shared["og:title"] == page.title
    assert all(value for value in (*by_name.values(), *shared.values()))
    (script,) = head.xpath('//script[@type="application/ld+json"]')
    assert json.loads(script.text)["teaches"] == ["</script><b>&quot;"]
    assert json_ld(page).count("<") == 2
