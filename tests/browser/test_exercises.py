"""Exercises that answer back: what is typed is understood, and a usual mistake is named."""

from __future__ import annotations

import pytest

from tests.browser.test_site import LANGUAGES
from tests.paths import DOCS

PAGE = "course/02-vgg/"
CHAPTERS = sorted(page.parent.name for page in (DOCS / "en" / "course").glob("0*/index.md"))
#: What the field of conv3's parameters, 885,120, says of what is typed, in English.
SAID = {
    "885120": "Right",
    "885,120": "Right",
    "885 120 parameters": "Right",
    "８８５，１２０": "Right",
    "88.512万": "Right",
    "0.88512 M": "Right",
    "8.8512×10⁵": "Right",
    "8.8512e5": "Right",
    "8.8512E+5": "Right",
    "8.8512 e5": "Right",
    "885.12 e 3 parameters": "Right",
    "8851.2e−2": "power of ten",
    "3·3·256·384 + 384": "Right",
    "(3*3*256)*384+384": "Right",
    "1770240/2": "Right",
    "885,100": "Right, to the digits you gave",
    "884,736": "You forgot the bias",
    "884 737": "not one for all of them",
    "885 K": "Give more digits",
    "295,296": "one side of the kernel",
    "294,912": "one for each output channel. You took one side of the kernel",
    "3840": "You forgot the input channels",
    "149,520,384": "These are the MACs",
    "442,752": "You halved the channels.",
    "8,851,200": "power of ten",
    "885,121": "Close, but not equal",
    "12": "Not yet",
    "a lot": "cannot be read",
    "(3*3": "cannot be read",
    "": "Write a result first",
}
#: And of its share of all parameters, 1.45…%.
SHARE = {
    "1.5%": "Right",
    "1.5": "Right",
    "1.45 %": "Right",
    "0.01452": "Right",
    "885120/60965224": "Right",
    "145%": "power of ten",
    "68.88": "This fraction is upside down",
    "98.5 %": "the share of the rest",
    "99 %": "Not yet",  # two digits are too few to name a mistake
}
CHINESE = {
    "88.512 万": "正确",
    "88.51万": "正确",
    "0.0088512亿": "正确",
    "884736": "漏了偏置",
    "很多": "无法读成一个数",
}


def field(page, number: int):
    return page.locator(f"#ex-conv3-{number}")


def said(page, number: int, typed: str) -> str:
    """What the page says once ``typed`` is in the field."""
    for other in (1, 2):
        field(page, other).fill("")
    field(page, number).fill(typed)
    field(page, number).press("Enter")
    return page.locator(f"#ex-conv3-{number}-said").inner_text()


@pytest.mark.parametrize(
    ("language", "number", "expected"), [("en", 1, SAID), ("en", 2, SHARE), ("zh", 1, CHINESE)]
)
def test_results_and_mistakes_are_told_apart(open_page, language, number, expected):
    page = open_page(f"{language}/{PAGE}")
    answers = {
        typed: said(page, 1 if not typed else number, typed).lstrip("✓✗ ") for typed in expected
    }
    assert {
        typed: answers[typed] for typed in expected if expected[typed] not in answers[typed]
    } == {}
    assert page.complaints == []


def test_a_field_says_by_itself_whether_it_is_right(open_page):
    """To a reader who listens: the verdict is announced, and the field is marked while wrong."""
    page = open_page(f"en/{PAGE}")
    said(page, 1, "884,736")
    assert page.locator("#ex-conv3-1-said").evaluate("e => e.tagName") == "OUTPUT"
    assert field(page, 1).get_attribute("aria-invalid") == "true"
    assert field(page, 1).get_attribute("aria-describedby") == "ex-conv3-1-said"
    field(page, 1).press("End")
    field(page, 1).type("0")
    assert field(page, 1).get_attribute("aria-invalid") is None
    assert page.locator("#ex-conv3-1-said").inner_text() == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_there_is_the_folded_answer_and_no_field(open_page, language):
    page = open_page(f"{language}/{PAGE}", javascript=False)
    assert not field(page, 1).is_visible()
    page.locator("#ex-conv3 summary").click()
    assert "885,120" in page.locator("#ex-conv3 details").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_cannot_be_read_in_passing(open_page, language):
    page = open_page(f"{language}/{PAGE}")
    form = page.locator("#ex-conv3 form").evaluate("e => e.outerHTML")
    assert "885" not in form and "884" not in form


def test_a_statement_says_why_it_is_right_or_wrong(open_page):
    page = open_page(f"en/{PAGE}")
    answer = page.locator("#ex-maps output")
    page.locator("#ex-maps-1").check()
    assert "It slides over any map." in answer.inner_text()
    page.locator("#ex-maps-1").press("ArrowDown")
    assert "It has a weight for each place." in answer.inner_text()
    assert answer.get_attribute("class") == "is-right"


@pytest.mark.parametrize("path", ["", "models/vgg16/", "course/01-alexnet/", "compare/"])
def test_pages_without_exercises_fetch_no_script_for_them(open_page, path):
    page = open_page(f"en/{path}")
    scripts = page.eval_on_selector_all("script[src]", "all => all.map(e => e.src)")
    names = [name.rsplit("/", 1)[-1] for name in scripts]
    assert not {"exercises.js", "figure-parts.js"} & set(names)


def test_each_script_is_asked_for_once(open_page):
    page = open_page(f"zh/{PAGE}")
    scripts = page.eval_on_selector_all("script[src]", "all => all.map(e => e.src)")
    assert len(scripts) == len(set(scripts))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_while_answers_are_judged(open_page, axe, width, scheme):
    page = open_page(f"en/{PAGE}", width=width, scheme=scheme)
    said(page, 1, "884,736")
    page.locator("#ex-maps-2").check()
    page.evaluate(axe)
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []


#: Types each result as the answer prints it into its field; what is not called right.
PRINTED = r"""() => [...document.querySelectorAll("form.check:not(.choose)")].flatMap((form) => {
  const whole = form.closest(".ex").querySelector("details .sum").cloneNode(true);
  const results = {};
  for (const part of whole.innerHTML.split("<br>")) {
    const line = document.createElement("p");
    line.innerHTML = part;
    const label = line.querySelector("b");
    label.remove();
    results[label.textContent] = line.textContent.split(/[=≈]/).pop().trim();
  }
  const lines = [...form.querySelectorAll("[data-check]")];
  const parts = lines.map((line) => ({
    label: line.querySelector("label").textContent,
    input: line.querySelector("input"), output: line.querySelector("output"),
  }));
  for (const { label, input } of parts) input.value = results[label];
  form.requestSubmit();
  return parts.map(({ label, input, output }) =>
    [input.id, input.value, output.className, output.textContent]);
})"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "least"),
    [(PAGE, 2), *(pytest.param(f"course/{name}/", 12, marks=pytest.mark.whole_site)
                  for name in CHAPTERS)],
)  # fmt: skip
def test_a_result_as_the_answer_prints_it_is_right(open_page, language, path, least):
    page = open_page(f"{language}/{path}")
    judged = page.evaluate(PRINTED)
    assert len(judged) >= least
    assert [one for one in judged if one[2] != "is-right"] == []


@pytest.mark.whole_site
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 390, "dark"), ("zh", 1280, "light")]
)
def test_axe_finds_nothing_in_a_chapter_whose_answers_are_judged(
    open_page, axe, chapter, language, width, scheme
):
    page = open_page(f"{language}/course/{chapter}/", width=width, scheme=scheme)
    page.evaluate(PRINTED)
    page.evaluate(axe)
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.complaints == []
