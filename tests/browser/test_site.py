"""Reading the site: what a student does, in a real browser.

Tests open the tiny site; with the mark ``whole_site`` the whole one, for what only it has: its
hand-written pages, the comparison of all networks, the longest tables.
"""

import time
from itertools import product

import pytest

from archreport.audit import load_claims
from tests.browser.conftest import PATIENCE

MODEL = "models/vgg16/"
LANGUAGES = ["en", "zh"]
#: With the rule that axe leaves out of itself: links that a finger can tell apart.
AXE = "axe.run({rules: {'target-size': {enabled: true}}})"
WIDTHS = [360, 390, 768, 1024, 1280, 1600]


def whole(*values):
    """A case for the whole site."""
    return pytest.param(*values, marks=pytest.mark.whole_site)


TINY_PAGES = [
    "", MODEL, "models/", "compare/", "compare/alexnet-vgg16/", "audit/", "course/01-alexnet/",
    "course/02-vgg/", "labs/01-tiny/",
]  # fmt: skip
WHOLE_PAGES = [
    "", MODEL, "models/alexnet/", "models/", "compare/", "compare/alexnet-vgg16/", "method/",
    "glossary/",
]  # fmt: skip
PAGES = [*TINY_PAGES, *map(whole, WHOLE_PAGES)]
#: What is folded away on the page of a network.
FOLDED = [
    ("alexnet", "gb-pool2"), ("alexnet", "tool-thop"),
    whole("unet", "g-pool2"), whole("unet", "m-contract3.relu2"), whole("unet", "every-tool"),
    whole("unet", "tool-thop"), whole("unet", "check-macs"),
]  # fmt: skip
#: Language, width and colour scheme: all for the whole site, two for the tiny one.
LOOKS = list(product(LANGUAGES, (390, 1280), ("light", "dark")))
TWO_LOOKS = [("en", 1280, "light"), ("zh", 390, "dark")]


def eventually(page, expression, argument=None):
    """Whether an expression of JavaScript becomes true; on a busy machine that takes its time."""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression, argument):
        if time.monotonic() > deadline:
            return False
        page.wait_for_timeout(50)
    return True


def in_view(page, selector):
    return eventually(
        page,
        "selector => { const r = document.querySelector(selector).getBoundingClientRect();"
        " return r.bottom > 0 && r.top < window.innerHeight; }",
        selector,
    )


def colours_can_be_switched(page):
    """Whether the switch between light and dark gives another ground."""
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator("label[for=__palette_1]").first.click()
    return eventually(page, f"before => {ground} != before", before)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_pages_load_without_complaint_and_ask_no_other_host(open_page, language, path):
    page = open_page(f"{language}/{path}")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)
    assert page.complaints == []
    assert page.get_attribute("html", "lang").startswith(language)


@pytest.mark.parametrize(
    ("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh"), ("zh-TW", "zh"), ("fr-FR", "en")]
)
def test_the_root_follows_the_language_of_the_browser(open_page, address, locale, language):
    page = open_page("", locale=locale)
    page.wait_for_url(f"{address}{language}/**")


def test_without_scripts_the_root_offers_both_languages(open_page):
    page = open_page("", javascript=False)
    links = page.locator("main a").evaluate_all("all => all.map(a => [a.hreflang, a.innerText])")
    assert [language for language, _ in links] == ["en", "zh"]
    assert all(words for _, words in links)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_sideways(open_page, language, path):
    page = open_page(f"{language}/{path}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        out = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert out <= 0, f"at {width} pixels"


@pytest.mark.parametrize(
    ("path", "language", "width", "scheme"),
    [
        *((path, *look) for path, look in product(TINY_PAGES, TWO_LOOKS)),
        *(whole(path, *look) for path, look in product(WHOLE_PAGES, LOOKS)),
    ],
)
def test_axe_finds_nothing(open_page, axe, path, language, width, scheme):
    page = open_page(f"{language}/{path}", width=width, scheme=scheme)
    page.evaluate(axe)
    found = page.evaluate(AXE)["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []


def test_axe_finds_nothing_with_everything_open(open_page, axe):
    page = open_page(f"en/{MODEL}")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.check("#show-calc")
    page.evaluate(axe)
    found = page.evaluate(AXE)["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_node_leads_to_its_row_and_back(open_page, language, javascript):
    page = open_page(f"{language}/{MODEL}", javascript=javascript)
    assert page.locator("details.lvl").last.get_attribute("open") is not None  # the layer level
    page.locator("#g-conv3_1").click()
    assert page.url.endswith("#conv3_1")
    assert in_view(page, "#conv3_1")
    page.locator("#conv3_1 a[href='#g-conv3_1']").click()
    assert page.url.endswith("#g-conv3_1")
    assert in_view(page, "#g-conv3_1")


def test_a_row_and_its_node_light_up_together(open_page):
    page = open_page(f"en/{MODEL}")
    page.locator("#conv3_1 > th").hover()
    assert page.locator("#g-conv3_1.on, #conv3_1.on").count() == 2
    page.locator("#g-conv3_2").hover()
    assert page.locator("#conv3_2.on").count() == 1
    assert page.locator("#conv3_1.on").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_a_row_shows_its_arithmetic_when_it_is_the_target(open_page, javascript):
    page = open_page(f"en/{MODEL}", javascript=javascript)
    assert not page.locator("tr#conv3_1 + tr.calc").is_visible()
    page = open_page(f"en/{MODEL}#conv3_1", javascript=javascript)
    row = page.locator("tr#conv3_1 + tr.calc")
    assert row.is_visible()
    assert "295,168" in row.inner_text()
    assert not page.locator("tr#conv3_2 + tr.calc").is_visible()


def test_all_arithmetic_can_be_shown(open_page):
    page = open_page(f"en/{MODEL}")
    assert not page.locator("tr#conv5_3 + tr.calc").is_visible()
    page.check("#show-calc")
    assert page.locator("tr#conv5_3 + tr.calc").is_visible()


@pytest.mark.parametrize(("key", "anchor"), FOLDED)
def test_a_fold_is_closed_until_it_is_asked_for(open_page, key, anchor):
    for language, width in product(LANGUAGES, (390, 1280)):
        page = open_page(f"{language}/models/{key}/", width=width)
        fold = page.locator(f"details:has([id='{anchor}']), details[id='{anchor}']")
        assert fold.get_attribute("open") is None


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("key", "anchor"), FOLDED)
def test_a_link_into_a_fold_opens_it(open_page, language, width, javascript, key, anchor):
    page = open_page(f"{language}/models/{key}/#{anchor}", width=width, javascript=javascript)
    target = f"[id='{anchor}']"
    page.locator(target).wait_for(state="visible")
    page.wait_for_timeout(200)  # it stays there
    assert in_view(page, target)


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("vgg16", 2),  # the other tools, the checks
        whole("unet", 4),  # and twice feature maps
    ],
)
def test_what_is_folded_on_the_screen_is_printed_whole(open_page, key, count):
    page = open_page(f"en/models/{key}/", javascript=False)
    folds = page.locator("details.whole")
    assert folds.count() == count
    page.emulate_media(media="print")
    for fold in folds.all():
        assert not fold.locator("summary").is_visible()
        assert fold.locator("img, tbody tr").last.bounding_box()["height"] > 0


@pytest.mark.parametrize(
    "key", ["alexnet", *map(whole, ("zfnet", "deepface", "fcn8s", "unet", "resnet34"))]
)
def test_a_table_without_a_box_does_not_grow_over_the_contents(open_page, key):
    page = open_page(f"en/models/{key}/", width=1280)
    widths = page.eval_on_selector_all(
        ".table-scroll.long:not(.tall)",
        "all => all.map(e => [e.firstElementChild.offsetWidth, e.clientWidth])",
    )
    assert widths
    assert all(table <= box for table, box in widths), widths


@pytest.mark.whole_site
def test_the_longest_tables_keep_to_a_box(open_page):
    page = open_page("en/models/inception-v4/#inception_c3.cat")
    box = page.locator(".table-scroll.tall").first
    assert box.bounding_box()["height"] <= 0.82 * 900 + 1
    assert in_view(page, "[id='inception_c3.cat']")


@pytest.mark.parametrize(("there", "name", "here"), [("en", "中文", "zh"), ("zh", "English", "en")])
def test_the_language_switch_keeps_page_and_anchor(open_page, address, there, name, here):
    page = open_page(f"{there}/{MODEL}#conv4_2")
    page.locator(".md-select > button").hover()
    page.get_by_role("link", name=name).click()
    page.wait_for_load_state()
    assert page.url == f"{address}{here}/{MODEL}#conv4_2"
    assert in_view(page, "#conv4_2")


@pytest.mark.whole_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_the_home_page_shows_a_table_and_a_ribbon(open_page, language):
    page = open_page(f"{language}/", height=800)
    for selector in (".ribbon", "table.ar-table tbody tr"):
        box = page.locator(f"{selector} >> visible=true").first.bounding_box()
        assert box["y"] + box["height"] < 800, selector


def test_every_download_is_there(open_page):
    page = open_page(f"en/{MODEL}")
    links = page.eval_on_selector_all("a[download]", "all => all.map(a => a.href)")
    suffixes = {link.rsplit(".", 1)[-1] for link in links}
    assert {"csv", "json", "tex", "txt", "bib", "svg", "dot"} <= suffixes
    for link in set(links):
        assert page.request.get(link).ok, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_works_below_any_path(open_page, serve, site, language):
    below = f"{serve(site.parent)}{site.name}/{language}/{MODEL}"
    page = open_page("")
    missing = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status > 399 else None)
    page.goto(below)
    for link in page.eval_on_selector_all(
        "a[download], .gal a[href]", "all => all.map(a => a.href)"
    ):
        assert page.request.get(link).ok, link
    assert missing == []


def test_pictures_of_feature_maps_load(open_page):
    page = open_page(f"en/{MODEL}")
    for image in page.locator(".gal img").all():
        image.scroll_into_view_if_needed()
    images = "[...document.querySelectorAll('.gal img')]"
    assert eventually(page, f"{images}.every(i => i.complete)")
    broken = page.evaluate(f"{images}.filter(i => !i.naturalWidth).map(i => i.src)")
    assert broken == []


def test_the_colour_scheme_can_be_switched(open_page):
    page = open_page("en/", scheme="light")
    assert colours_can_be_switched(page)


def test_a_copy_opened_as_a_file_works(browser, site):
    """Pages lead to pages, rows show their sums, light turns dark."""
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(f"file://{site}/index.html")
    page.wait_for_url(f"file://{site}/en/index.html")
    assert colours_can_be_switched(page)
    page.locator(".md-tabs a[href^='course/']").click()
    page.wait_for_url(f"file://{site}/en/course/index.html")
    page.locator("article a[href*='01-alexnet/']").first.click()
    page.wait_for_url(f"file://{site}/en/course/01-alexnet/index.html")
    page.goto(f"file://{site}/zh/{MODEL}index.html#conv3_1")
    assert page.is_visible("#conv3_1 + tr.calc")
    page.goto(f"file://{site}/en/course/teachers/index.html")
    assert "conv3_1" in page.frame_locator("article iframe").first.locator("body").inner_text()
    assert errors == []
    context.close()


@pytest.mark.whole_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_published_figures_can_be_filtered_without_script(open_page, language):
    page = open_page(f"{language}/audit/all/", javascript=False)
    rows = page.locator(".audit-all tr[data-v]")
    shown = page.locator(".audit-all tr[data-v]:visible")
    assert shown.count() == rows.count() == len(load_claims())
    page.select_option("#pick-v", "v-differs")
    differing = page.locator('.audit-all tr[data-v="differs"]').count()
    assert shown.count() == differing
    page.select_option("#pick-m", index=1)
    assert 0 < shown.count() < differing
    page.select_option("#pick-v", "v-all")
    page.select_option("#pick-m", "m-all")
    page.select_option("#pick-s", index=2)
    assert page.locator(".audit-all tbody:visible").count() == 1


def keys(page):
    return page.eval_on_selector_all("#tbl-compare tbody tr", "rows => rows.map(r => r.id)")


@pytest.mark.parametrize("language", ["en", whole("en")])
def test_networks_stand_by_year_and_sort_by_any_column(open_page, language):
    by_year = keys(open_page(f"{language}/compare/", javascript=False))
    page = open_page(f"{language}/compare/")
    assert keys(page) == by_year
    for column, number in (("Parameters", 2), ("Top-5 error", 8), ("Model", 0)):
        button = page.locator("#tbl-compare thead th").nth(number).locator("button")
        assert button.inner_text() == column
        button.click()
        order = keys(page)
        assert sorted(order) == sorted(by_year)
        key = page.eval_on_selector_all(
            "#tbl-compare tbody tr",
            "(rows, n) => rows.map(r => { const c = r.cells[n];"
            " return (c.dataset.k ?? c.textContent).trim().replaceAll(',', ''); })",
            number,
        )
        if column == "Model":
            assert key == sorted(key, key=str.lower)
        else:
            assert key == sorted(key, key=float, reverse=True)


@pytest.mark.whole_site
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_the_plots_do_not_cover_each_other(open_page, language, width):
    """Measured with the reader's own fonts, where the drawing had only an estimate."""
    page = open_page(f"{language}/compare/", width=width)
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll("svg.plot")].flatMap((plot) => {
          const boxes = [...plot.querySelectorAll("text.halo")]
            .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
            .filter(({ box }) => box.width);
          return boxes.flatMap((a, i) => boxes.slice(i + 1)
            .filter((b) => a.box.left < b.box.right && b.box.left < a.box.right
              && a.box.top + 2 < b.box.bottom - 2 && b.box.top + 2 < a.box.bottom - 2)
            .map((b) => `${a.text} / ${b.text}`));
        })"""
    )
    assert overlaps == []
