"""Searching: what is found, what is fetched for it, and with which keys."""

import re
from itertools import product

import pytest
import yaml

from archreport.site.configs import CONFIGS
from archreport.site.search.index import read_index_file, write_search
from archreport.site.search.words import terms
from archreport.site.zensical import find_zensical, run_zensical
from tests.paths import ROOT
from tests.site.small import small_project

LANGUAGES = ["en", "zh"]
#: What students type, and the pages of the whole site that are right.
QUERIES = yaml.safe_load((ROOT / "tests/browser/search_queries.yaml").read_text(encoding="utf-8"))
TINY_QUERIES = [
    ("en", "the curve", "labs/01-tiny/#the-curve"),
    ("en", "vgg16", "models/vgg16/#summary"),
    ("en", "conv3_1", "models/vgg16/#conv3_1"),
    ("en", "teachr", "course/teachers/#top"),
    ("zh", "曲线", "labs/01-tiny/#the-curve"),
    ("zh", "怎样看窗口", "course/01-alexnet/#windows"),
    ("zh", "VGG-16 conv3_1", "models/vgg16/#conv3_1"),
]  # fmt: skip
#: Of the index at most this much may be fetched for a question, in bytes.
MOST = 200_000


class Box:
    """The search box of a page that is open in the browser."""

    def __init__(self, page):
        self.page = page
        self.form = page.locator("form[data-search]")
        self.field = self.form.locator("input")
        self.status = self.form.locator("[role=status]")
        self.options = self.form.locator("[role=option]")

    def ask(self, question):
        """Type ``question``; return the address of each page's best result, best first."""
        self.field.fill(question)
        self.answered(question)
        return self.form.locator("[role=group]").evaluate_all(
            "groups => groups.map(group => group.querySelector('a').href)"
        )

    def answered(self, question):
        self.page.wait_for_function(
            "asked => document.querySelector('form[data-search]').dataset.answered === asked",
            arg=question,
        )

    def chosen(self):
        """The number of the option that the arrow keys are on, as a screen reader is told."""
        name = self.field.get_attribute("aria-activedescendant")
        marked = self.form.locator("[role=option][aria-selected=true]")
        if name is None:
            assert marked.count() == 0
            return None
        assert marked.count() == 1
        assert marked.get_attribute("id") == name
        return self.options.evaluate_all("all => all.map(one => one.id)").index(name)


def place(url, address):
    """The address of a result below its language's folder."""
    return re.sub(r"\?[^#]*", "", url.removeprefix(address)).partition("/")[2]


def is_right(found, right):
    return found == right or ("#" not in right and found.partition("#")[0] == right)


@pytest.mark.whole_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_page_is_among_the_first_three(open_page, address, language):
    box = Box(open_page(f"{language}/glossary/"))
    missed = {}
    for question, right in QUERIES[language].items():
        found = [place(url, address) for url in box.ask(str(question))[:3]]
        if not any(is_right(one, page) for one in found for page in right):
            missed[question] = found
    assert missed == {}


def test_there_are_questions_enough():
    assert len(QUERIES["zh"]) >= 30
    assert len(QUERIES["en"]) >= 20


@pytest.mark.parametrize(("language", "question", "expected"), TINY_QUERIES)
def test_the_first_result_is_right_and_leads_there(
    open_page, address, language, question, expected
):
    page = open_page(f"{language}/")
    box = Box(page)
    assert place(box.ask(question)[0], address) == expected
    box.options.first.click()
    page.wait_for_url(f"{address}{language}/{expected.partition('#')[0]}**")
    assert place(page.url, address) == expected
    assert page.complaints == []


def test_what_is_nowhere_is_not_found(open_page):
    box = Box(open_page("zh/"))
    assert box.ask("橐龠") == []
    assert box.status.inner_text() == "没有找到符合条件的结果"
    assert box.field.get_attribute("aria-expanded") == "false"


# -- what is fetched ------------------------------------------------------------------------------


def fetched(page):
    """Names and sizes of the search's files, as they are fetched."""
    files = {}

    def note(response):
        found = re.search(r"/search/([\w-]+\.js)|/js/(search-[\w-]+\.js)", response.url)
        if found:
            files[found[1] or found[2]] = int(response.headers["content-length"])

    page.on("response", note)
    return files


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_fetches_nothing_of_the_search_until_somebody_searches(open_page, language):
    page = open_page(f"{language}/")
    files = fetched(page)
    page.reload(wait_until="networkidle")
    assert files == {}
    box = Box(page)
    box.field.focus()
    box.answered("")
    assert set(files) == {"search-words.js", "search-index.js", "search-box.js"}
    box.ask("conv3_1")
    assert "index.js" in files
    assert 1 <= sum(name.startswith("terms-") for name in files) <= 2


@pytest.mark.whole_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_fetches_little(open_page, language):
    for question in ("批量归一化", "how to compute the receptive field", "VGG-16 conv3_1"):
        page = open_page(f"{language}/")
        files = fetched(page)
        Box(page).ask(question)
        page.wait_for_load_state("networkidle")
        assert sum(files.values()) < MOST, files


@pytest.mark.parametrize("file", ["**/js/search-words.js", "**/search/index.js"])
def test_a_failed_fetch_is_said_and_tried_again(open_page, file):
    page = open_page("en/")
    page.route(file, lambda route: route.abort())
    box = Box(page)
    box.field.fill("vgg16")
    box.status.get_by_text("could not be fetched").wait_for()
    page.unroute(file)
    assert box.ask("vgg16 ")


def test_an_index_of_an_older_build_is_fetched_anew(open_page, site):
    page = open_page("en/")
    old = (site / "en/search/index.js").read_text(encoding="utf-8")
    old = re.sub(r'"\w{8}"', '"00000000"', old, count=1)
    page.route("**/search/index.js", lambda route: route.fulfill(body=old))
    assert Box(page).ask("vgg16")


def test_the_search_works_in_a_copy_opened_as_a_file(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"file://{site}/zh/index.html")
    box = Box(page)
    page.keyboard.press("/")
    box.ask("曲线")
    page.keyboard.press("Enter")
    page.wait_for_url(f"file://{site}/zh/labs/01-tiny/index.html**")
    assert page.url.endswith("#the-curve")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_cuts_texts_as_the_index_was_cut(open_page, site, language):
    folder = site / language / "search"
    texts = [text for path in folder.glob("texts-*.js") for text in read_index_file(path)]
    texts += [str(question) for questions in QUERIES.values() for question in questions]
    texts += ["ＶＧＧ１６ 3 × 3 × 64", "sizes, classes; analyses — 1,000,000", "a.b-c–d e_f É Ω"]
    page = open_page(f"{language}/")
    Box(page).ask("vgg16")
    cut = page.evaluate("texts => texts.map(archreportSearch.words.terms)", texts)
    assert cut == [list(terms(text)) for text in texts]


# -- keys, screen readers, looks -------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "s"])
def test_the_box_is_used_with_the_keyboard_alone(open_page, address, key):
    page = open_page("en/")
    box = Box(page)
    page.keyboard.press(key)
    assert box.field.evaluate("field => field === document.activeElement")
    page.keyboard.type("network")
    box.answered("network")
    assert box.field.get_attribute("aria-expanded") == "true"
    assert re.fullmatch(r"\d+ matching documents", box.status.inner_text())
    last = box.options.count() - 1
    assert last > 1
    steps = [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", last)]
    assert box.chosen() is None
    for arrow, chosen in [*steps, ("ArrowDown", 0)]:
        page.keyboard.press(arrow)
        assert box.chosen() == chosen
    page.keyboard.press("Escape")
    assert not box.options.first.is_visible()
    assert box.field.get_attribute("aria-expanded") == "false"
    page.keyboard.press(key)
    box.answered("network")
    page.keyboard.press("ArrowDown")
    wanted = box.options.first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != f"{address}en/")
    assert place(page.url, address) == place(page.evaluate("href => new URL(href, "
        f"'{address}en/').href", wanted), address)  # fmt: skip


def test_who_types_fast_and_presses_enter_gets_the_first_result(open_page, address):
    page = open_page("en/")
    page.keyboard.press("/")
    page.keyboard.type("vgg16")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}en/models/vgg16/**")


def test_a_key_that_is_typed_elsewhere_opens_nothing(open_page):
    page = open_page("en/models/vgg16/")
    page.evaluate("document.querySelector('article').append(document.createElement('textarea'))")
    area = page.locator("article textarea")
    area.focus()
    page.keyboard.type("s/")
    assert area.input_value() == "s/"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+s")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize(
    ("language", "width", "scheme"), list(product(LANGUAGES, (390, 1280), ("light", "dark")))
)
def test_axe_finds_nothing_in_the_results(open_page, axe, language, width, scheme):
    page = open_page(f"{language}/", width=width, scheme=scheme)
    page.keyboard.press("/")
    box = Box(page)
    box.ask("AlexNet")
    page.keyboard.press("ArrowDown")
    assert box.options.first.is_visible()
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_narrow_window_a_button_opens_the_search_over_the_page(open_page, language):
    page = open_page(f"{language}/", width=390, height=700)
    box = Box(page)
    assert not box.field.is_visible()
    button = box.form.locator("[data-search-open]")
    button.click()
    box.ask("AlexNet")
    assert box.form.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 700}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert box.form.locator("[role=listbox]").evaluate(
        "list => list.scrollWidth <= list.clientWidth"
    )
    box.form.locator("[data-search-close]").click()
    assert not box.field.is_visible()
    assert button.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_there_is_no_box(open_page, width):
    page = open_page("en/", width=width, javascript=False)
    assert not page.locator("form[data-search]").is_visible()


def test_what_was_found_is_marked_in_the_results_and_on_the_page(open_page):
    page = open_page("zh/")
    box = Box(page)
    box.ask("曲线")
    option = box.options.first
    assert option.locator("b mark").inner_text() == "曲线"
    option.locator("span").wait_for()
    assert "看一看" in option.inner_text()
    option.click()
    page.wait_for_url("**/labs/01-tiny/**")
    marked = "[...CSS.highlights.get('search')].map(range => range.toString())"
    assert set(page.evaluate(marked)) == {"曲线"}


def test_the_search_works_under_zensical(browser, serve, tmp_path, tiny_lab):
    if find_zensical() is None:
        pytest.skip("Zensical is not installed")
    site = tmp_path / "site"
    site.mkdir()
    run_zensical(tmp_path, small_project(tmp_path, [tiny_lab.ran]), site)
    write_search(site, CONFIGS)
    address = serve(site)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}zh/")
    page.keyboard.press("/")
    assert place(Box(page).ask("曲线")[0], address) == "labs/01-tiny/#the-curve"
    context.close()
