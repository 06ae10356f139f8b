"""The page of a model: whole, the same shape in both languages, for any Report."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
import yaml

from archreport.catalog.networks import CATALOG
from archreport.render.model_page import sections
from archreport.render.model_page.page import model_page, models_index
from archreport.render.model_page.phrase_facts import facts
from archreport.render.model_page.shelf_cards import families
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.model import Coverage, Identity, Report, Row
from archreport.report.report_file import from_json, to_json
from archreport.report.run import Prediction, Scaling, Weights
from tests.hand_made import few_maps
from tests.paths import ROOT

SECTIONS = (
    "summary", "diagram", "layers", "arithmetic", "stages", "where", "memory", "maps", "torchinfo",
    "tools", "checks", "reproduce", "cite",
)  # fmt: skip


def html_of(page: str) -> str:
    """The page without front matter and code blocks, headings with their ids as HTML."""
    body = page.split("---\n", 2)[2]
    body = re.sub(r"(?ms)^```.*?^```$", "", body)
    return re.sub(r"(?m)^#+ (.*) \{#(\w+)\}$", r'<h2 id="\2"></h2>', body)


def headings(page: str) -> list[str]:
    return re.findall(r"(?m)^#+ .* \{#(\w+)\}$", page)


def test_sections_stand_in_order(report: Report, t: Language) -> None:
    found = headings(model_page(report, t))
    assert [name for name in found if name in SECTIONS] == list(SECTIONS)


def test_a_bare_report_keeps_every_section_it_can_fill(bare_report: Report, t: Language) -> None:
    found = headings(model_page(bare_report, t))
    assert found == [name for name in SECTIONS if name != "torchinfo"]


def test_html_is_well_formed_with_unique_ids(any_report: Report, t: Language, parsed) -> None:
    html = parsed(html_of(model_page(any_report, t)))
    assert len(html.ids) == len(set(html.ids)), sorted(
        name for name in html.ids if html.ids.count(name) > 1
    )
    for image in html.images:
        assert image["alt"]
        assert image["width"]
        assert image["height"]


def test_both_languages_have_the_same_ids_and_links(any_report: Report, parsed) -> None:
    english = parsed(html_of(model_page(any_report, Language("en"))))
    chinese = parsed(html_of(model_page(any_report, Language("zh"))))
    assert english.ids == chinese.ids
    assert english.hrefs == chinese.hrefs


def test_every_link_within_the_page_arrives(any_report: Report, t: Language, parsed) -> None:
    html = parsed(html_of(model_page(any_report, t)))
    missing = {href[1:] for href in html.hrefs if href.startswith("#")} - set(html.ids)
    assert not missing


def test_nothing_is_asked_of_another_host(any_report: Report, t: Language, parsed) -> None:
    html = parsed(html_of(model_page(any_report, t)))
    assert not [href for href in html.hrefs if "//" in href]
    assert not [image for image in html.images if "//" in str(image["src"])]


def test_downloads_stand_at_the_top_and_at_the_foot(report: Report, t: Language, parsed) -> None:
    html = parsed(html_of(model_page(report, t)))
    for name in ("csv", "json", "tex", "md.txt", "bib", "svg", "dot"):
        assert html.hrefs.count(f"tiny.{name}") == 2


def test_front_matter_is_yaml_without_markup(any_report: Report, t: Language) -> None:
    front = yaml.safe_load(model_page(any_report, t).split("---\n")[1])
    assert front["title"] == any_report.identity.title
    assert front["hide"] == ["navigation"]
    assert front["description"]
    assert "<" not in front["description"].replace("<Small>", "")
    assert "{" not in front["description"]


def test_facts_link_to_where_they_come_from(report: Report, en: Language) -> None:
    strip = {fact.key: fact for fact in sections.fact_strip(report, en)}
    assert strip["params"].value == "1,131"
    assert strip["params"].href == "#total"
    assert strip["depth"].value == "5"
    assert strip["input"].href == "#input"
    assert strip["field"].href == "#drop" or strip["field"].href == "#mix@2"
    assert strip["field"].value.startswith("4")


def test_coverage_is_said_and_a_gap_is_a_warning(
    report: Report, bare_report: Report, en: Language
) -> None:
    passed = tuple(check for check in report.checks if check.ok)
    whole = model_page(replace(report, checks=passed), en)
    gap = model_page(bare_report, en)
    assert "<b>12/12 operations accounted for</b>" in whole
    assert "admonition warning" not in whole
    assert "<b>11/12 operations accounted for</b>" in gap
    assert "admonition warning" in gap
    assert "custom_op" in gap
    assert "unused.fc" in gap


def test_a_check_that_failed_is_a_warning(report: Report, en: Language) -> None:
    page = model_page(report, en)
    warning = page[page.index("admonition warning") :]
    assert "9,920 here, 9,921 by the second method" in warning[:600]


def test_uncalled_modules_alone_are_a_warning_too(report: Report, en: Language) -> None:
    page = model_page(replace(report, coverage=Coverage(12, 12, "meta", (), ("aux9",))), en)
    assert "aux9" in page
    assert "could not be counted" not in page


def test_worked_rows_are_one_of_each_kind_with_true_sums(report: Report) -> None:
    chosen = sections.worked_rows(report)
    assert [row.id for row, _ in chosen] == [
        "stem.conv",
        "branch.conv",
        "stem.add",
        "pool",
        "aux.fc",
    ]
    for row, sums in chosen:
        assert {sum_.column for sum_ in sums} >= set(row.sums) - {"height", "width"}
        for sum_ in sums:
            value, result = arithmetic.read_words(sum_.words)
            assert value == result


def test_the_gallery_shows_one_sheet_a_stage_with_its_words(report: Report, en: Language) -> None:
    page = model_page(report, en)
    figure = re.search(r'<figure class="gal" id="m-stem.relu">.*?</figure>', page, re.S)
    assert figure
    for said in ("3 of 4 channels", "Mean 0.41", "50.0% zeros", "1 silent channels",
                 "Seeded initialisation, untrained", "2, 0, 3", 'src="maps/stem.relu-top.webp"',
                 'href="maps/stem.relu.webp"', 'loading="lazy"'):  # fmt: skip
        assert said in figure[0], said
    assert 'id="f-stem.conv"' in page
    assert "Cat &amp; &lt;dog&gt;" in page
    assert 'src="input.webp" width="8" height="8"' in page


@pytest.mark.parametrize(("inputs", "promised"), [(3, True), (1, False)])
def test_colours_are_promised_only_of_kernels_that_read_colours(
    report: Report, en: Language, inputs: int, promised: bool
) -> None:
    def reading(row: Row) -> Row:
        if row.id != "stem.conv":
            return row
        weight, *rest = row.params
        shape = (weight.shape[0], inputs, *weight.shape[2:])
        return replace(row, params=(replace(weight, shape=shape), *rest))

    page = model_page(replace(report, rows=tuple(map(reading, report.rows))), en)
    assert 'id="f-stem.conv"' in page
    assert (en("gallery.filters.learned") in page) == promised


def test_untrained_weights_are_called_so_and_trained_ones_are_not(
    report: Report, en: Language
) -> None:
    assert "These weights are untrained" in model_page(report, en)
    assert report.run
    said = (Prediction(281, "tabby & cat", 0.625), Prediction(1, "goldfish", 0.0001))
    assert "goldfish" not in model_page(
        replace(report, run=replace(report.run, predictions=said)), en
    )
    weights = Weights("imagenet", True, "ef" * 32)
    trained = replace(report.run, weights=weights, predictions=said)
    assert report.made
    made = replace(report.made, command="archreport build tiny --weights imagenet")
    page = model_page(replace(report, run=trained, made=made), en)
    assert "untrained" not in page
    assert "trained on ImageNet" in page
    assert "<b>tabby &amp; cat</b> 62.5%" in page
    assert "archreport build tiny --weights imagenet" in page


def test_the_page_says_on_what_normalisation_was_estimated(report: Report, t: Language) -> None:
    assert report.run
    assert t("section.maps.statistics", n=2, photos="").split("<a")[0] not in model_page(report, t)
    weights = replace(report.run.weights, statistics=("chelsea", "own.png"))
    page = model_page(replace(report, run=replace(report.run, weights=weights)), t)
    assert '<a href="../../method/#weights">' in page and "&lt;a" not in page
    title = t("photo.chelsea.title")
    assert t("gallery.list.long").join([title, "own.png"]) in page
    name = t("weights.with_statistics", name=t("weights.untrained"), n=2)
    maps, filters = (
        page.partition(f'<figure class="gal" id="{name}">')[2].partition("</figure>")[0]
        for name in ("m-stem.relu", "f-stem.conv")
    )
    assert name in maps and name not in filters, "kernels are not normalised"


def test_where_some_weights_are_learned_the_page_says_which(report: Report, t: Language) -> None:
    assert report.run
    weights = Weights(
        "oxford", True, "ef" * 32, seed=7, source="https://example.org/w", credit="Us & others",
        licence="CC BY", modules=("stem.conv",),
    )  # fmt: skip
    said = (Prediction(281, "tabby cat", 0.625),)
    scaling = Scaling((1.5, 2.5, 3.5), (1.0, 1.0, 1.0), "BGR", 255.0)
    run = replace(report.run, weights=weights, scaling=scaling, predictions=said)
    page = model_page(replace(report, run=run), t)
    count = {
        "en": "1 of 6 layers with weights are learned",
        "zh": "6 个带权重的层中有 1 个是学到的",
    }
    assert count[t.code] in page
    assert "Us &amp; others" in page and "CC BY" in page and "https://example.org/w" in page
    means = t("gallery.list").join(["1.5", "2.5", "3.5"])
    assert t("scaling.BGR", top="255", mean=means, std="") in page
    assert t("section.maps.untrained", seed=7) not in page and "tabby" not in page
    figures = {
        name: page.partition(f'<figure class="gal" id="{name}">')[2].partition("</figure>")[0]
        for name in ("m-stem.relu", "m-mix@2", "f-stem.conv")
    }
    for name, origin in (
        ("m-stem.relu", "learned"),
        ("m-mix@2", "mixed"),
        ("f-stem.conv", "learned"),
    ):
        words = t(f"weights.oxford.{origin}")
        assert figures[name].lower().count(words.lower().replace("'", "&#39;")) == 2, name
    assert t("gallery.filters.untrained") not in figures["f-stem.conv"]
    row = page.partition('id="s-fc"')[2].partition("</tr>")[0]
    assert f"<td>{t('table.weights.untrained')}</td>" in row


def test_where_one_layer_a_stage_is_drawn_the_page_says_why_and_how_to_have_all(
    report: Report, t: Language
) -> None:
    few, command = few_maps(report), "<code>archreport build tiny --maps all</code>"
    why = {"en": "Only one layer of each stage is drawn", "zh": "每个阶段只画一层"}[t.code]
    learned = {"en": "learned nothing", "zh": "网络未经学习"}[t.code]
    page = model_page(few, t)
    assert why in page and learned in page and command in page
    assert why not in model_page(report, t)
    assert few.run and few.made
    asked = replace(few.made, command="archreport build tiny --seed 3 --maps stages")
    trained = replace(few.run, weights=Weights("imagenet", True, "ef" * 32))
    page = model_page(replace(few, run=trained, made=asked), t)
    assert why in page and learned not in page
    assert "<code>archreport build tiny --seed 3 --maps all</code>" in page


def test_torchinfo_s_totals_are_explained_by_rule(report: Report, en: Language) -> None:
    view = report.torchinfo
    assert view
    macs = report.totals.macs
    keys = [key for key, _ in sections.torchinfo_notes(report, view, en)]
    assert keys[:2] == ["torchinfo.params.same", "torchinfo.macs.more"]
    equal = replace(view, mult_adds=macs, predicted_macs=macs, params=99)
    keys = [key for key, _ in sections.torchinfo_notes(report, equal, en)]
    assert keys[:2] == ["torchinfo.params.other", "torchinfo.macs.same"]
    odd = replace(view, predicted_macs=macs + 8)
    assert sections.torchinfo_notes(report, odd, en)[1][0] == "torchinfo.macs.unexplained"
    less = replace(view, mult_adds=macs - 5, predicted_macs=macs - 5)
    key, values = sections.torchinfo_notes(report, less, en)[1]
    assert (key, values["difference"]) == ("torchinfo.macs.less", "5")


def test_torchinfo_s_memory_is_a_sum_that_holds(report: Report, en: Language) -> None:
    """Twice the outputs of the rows with weights: 2 · (256+256+64+64+5+10) · 4 bytes."""
    assert report.torchinfo
    view = replace(report.torchinfo, forward_backward_bytes=2 * 655 * 4)
    key, values = sections.torchinfo_notes(report, view, en)[2]
    assert key == "torchinfo.memory.explained"
    assert arithmetic.read_words(values["sum"]) == (5240, 5240)
    other = replace(view, forward_backward_bytes=5241)
    assert sections.torchinfo_notes(report, other, en)[2][0] == "torchinfo.memory.other"


def test_torchinfo_s_text_is_shown_as_it_is(report: Report, t: Language) -> None:
    assert "Layer  &lt;0&gt;\nTotal</code>" in model_page(report, t)


def test_a_failure_of_torchinfo_is_shown(report: Report, en: Language) -> None:
    assert report.torchinfo
    failed = replace(report.torchinfo, error="boom <x>")
    page = model_page(replace(report, torchinfo=failed), en)
    assert "boom &lt;x&gt;" in page
    assert "Mult-adds" not in page


def test_reproduce_says_device_versions_seed_and_hash(report: Report, t: Language) -> None:
    page = model_page(report, t)
    part = page[page.index("{#reproduce}") : page.index("{#cite}")]
    expected = (
        {"en": "cpu, float32", "zh": "cpu，float32"}[t.code], 'href="times/"', "2.13.0", "3.11",
        "0.1.0", "<dd>7</dd>", "abababab",
        report.content_hash, "archreport build tiny", "archreport/models/tiny.py",
    )  # fmt: skip
    for said in expected:
        assert said in part, said


def test_a_page_holds_no_date_and_is_the_same_every_time(any_report: Report, t: Language) -> None:
    page = model_page(any_report, t)
    assert "2026-01-02" not in page
    again = from_json(to_json(any_report))
    if again.run and any_report.run:
        again = replace(again, run=replace(again.run, timings=any_report.run.timings))
    assert page == model_page(again, t)
    assert page.endswith("\n")
    assert "\n\n\n" not in page


def test_phrases_have_no_holes(any_report: Report, t: Language) -> None:
    page = html_of(model_page(any_report, t))
    text = re.sub(r"<style.*?</style>|<code>.*?</code>", "", page, flags=re.S)
    assert not re.search(r"\{\w+\}", text), "a placeholder was not filled"


def shelf_report(report: Report, key: str, family: str) -> Report:
    return replace(report, identity=Identity(key=key, title=key, family=family))


@pytest.mark.parametrize(
    ("key", "family"),
    [("alexnet", "alexnet"), ("alexnet-owt", "alexnet"), ("vgg11", "vgg"), ("vgg11-lrn", "vgg"),
     ("vgg13", "vgg"), ("vgg16c", "vgg"), ("vgg16", "vgg"), ("vgg19", "vgg")],
)  # fmt: skip
def test_each_model_has_a_claim_a_variant_and_its_deviations(
    report: Report, key: str, family: str, t: Language
) -> None:
    model = shelf_report(report, key, family)
    assert t.has(f"claim.{key}")
    assert t.has(f"variant.{key}")
    assert "{" not in sections.claim(model, t)
    assert sections.idea(model, t)
    assert len(sections.deviations(model, t)) >= 3


def test_the_question_of_224_and_227_is_answered_with_sums(report: Report, t: Language) -> None:
    """The fixture's first convolution keeps 8×8; the printed side gives its own sums."""
    asked = sections.question(shelf_report(report, "alexnet", "alexnet"), t)
    assert asked
    assert len(asked.sums) == 3
    for _, text in asked.sums:
        value, result = arithmetic.read_words(str(text))
        assert value == result
    assert sections.question(report, t) is None


def test_facts_of_a_network_without_convolutions_are_dashes_not_errors(
    report: Report, en: Language
) -> None:
    only = tuple(row for row in report.rows if row.kind in ("io", "linear"))
    known = facts(replace(report, rows=only), en)
    assert known["first_row"] == "–"
    assert known["conv_layers"] == "0"
    assert known["kernel"] == "–"


def test_the_index_links_every_model(report: Report, t: Language, parsed) -> None:
    other = replace(report, identity=replace(report.identity, key="other", title="Other"))
    page = models_index([report, other], t)
    html = parsed(html_of(page))
    assert html.hrefs == ["tiny/", "other/"] * 2, "the cards, then the table"
    assert yaml.safe_load(page.split("---\n")[1])["title"] == t("models.title")


def test_the_index_groups_the_models_by_the_families_of_the_navigation(
    report: Report, t: Language, parsed
) -> None:
    """The same families with the same members in the same order as in mkdocs.yml."""
    every = [replace(report, identity=one.identity) for one in CATALOG.values()]
    page = models_index(every, t)
    config = ROOT / ("mkdocs.yml" if t.code == "en" else "mkdocs.zh.yml")
    part = config.read_text(encoding="utf-8").partition("\nnav:")[2]
    nav = yaml.safe_load("nav:" + re.split(r"\n(?=\S)", part)[0])["nav"]
    models = next(
        part for entry in nav for part in entry.values()
        if isinstance(part, list) and "models/index.md" in str(part[0])
    )  # fmt: skip
    wanted = [
        (title, [member.split("/")[1] for member in members])
        for entry in models[1:]
        for title, members in entry.items()
    ]
    found = [
        (title, re.findall(r'<a href="([\w-]+)/">', cards))
        for title, cards in re.findall(
            r'<h2 class="family"[^>]*>(.*?)</h2>(.*?)(?=<h2|\n## )', page, re.S
        )
    ]
    assert found == wanted


def test_a_report_of_no_known_family_is_not_lost(report: Report, t: Language) -> None:
    stray = replace(report, identity=replace(report.identity, key="stray", family="new"))
    vgg = replace(report, identity=replace(report.identity, key="vgg16", family="vgg"))
    assert [(f.name, [r.identity.key for r in f.reports]) for f in families([stray, vgg])] == [
        ("vgg", ["vgg16"]),
        ("", ["stray"]),
    ]
    assert 'id="family-others"' in models_index([stray, vgg], t)


def test_rendering_needs_no_torch() -> None:
    code = "import archreport.render.model_page.page, sys; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_tables_are_numbered_without_a_gap(any_report: Report, en: Language) -> None:
    page = model_page(any_report, en)
    numbers = [int(n) for n in re.findall(r"<b>Table (\d+)\.</b>", page)]
    assert numbers == list(range(1, len(numbers) + 1))
